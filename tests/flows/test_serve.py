"""`exchange-bot serve` as a program: what it says, and that neither SIGTERM nor SIGKILL loses a question."""

import asyncio
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.contracts.channels.telegram import TOKEN, PollingDriver, WebhookDriver, free_port
from tests.doubles.processes import Process, started
from tests.simulators.telegram.failures import Hang

pytestmark = pytest.mark.slow
SERVE = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]
PEOPLE = range(1, 26)
DRIVERS = [PollingDriver, WebhookDriver]


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.__name__)
async def channel(request, tmp_path):
    driver = request.param(tmp_path)
    await driver.simulator.start(port=0)
    yield driver
    await driver.simulator.stop()


@pytest.fixture
async def polling(tmp_path):
    driver = PollingDriver(tmp_path)
    await driver.simulator.start(port=0)
    yield driver
    await driver.simulator.stop()


def environment(channel: PollingDriver, index: Path) -> dict[str, str]:
    """The driver's settings as the program takes them."""
    changes = {"listen": f"127.0.0.1:{free_port()}"} | channel.changes()
    return {
        "EXCHANGE_INDEX": str(index),
        "EXCHANGE_STORE": f"sqlite:///{channel.folder / 'desk.db'}",
        "EXCHANGE_TELEGRAM_TOKEN": TOKEN,
        "EXCHANGE_TELEGRAM_API": channel.simulator.url,
        "EXCHANGE_LOG_LEVEL": "info",
        **{f"EXCHANGE_{name.upper()}": value for name, value in changes.items()},
    }


async def interrupted(channel: PollingDriver, index: Path, number: signal.Signals) -> Counter[int]:
    """Everybody asks, the program is ended in the midst of it and started again; answers by person."""
    chosen = environment(channel, index)
    first = await started(SERVE, "exchange-bot: serving", chosen, channel.folder)
    channel.simulator.fail_next("sendMessage", Hang(0.3), times=len(PEOPLE))
    for person in PEOPLE:
        await channel.say(QUESTION, person)
    await channel.until(lambda: any(channel.seen(person) for person in PEOPLE), 30)
    await first.end(number)
    assert not telling(first)
    second = await started(SERVE, "exchange-bot: serving", chosen, channel.folder)
    try:
        await channel.until(lambda: all(channel.seen(person) for person in PEOPLE), 45)
        await asyncio.sleep(0.5)
    finally:
        await second.end()
    return Counter({person: len(channel.seen(person)) for person in PEOPLE})


QUESTION = "How much does a ticket for the Lantern Ferry cost for adults?"


def telling(process: Process) -> list[str]:
    """Lines that hold the token or the question."""
    return [line for line in process.lines if TOKEN in line or "TEST-token" in line or "Lantern Ferry" in line]


async def test_sigterm_loses_nothing_and_says_nothing_twice(channel, desk):
    assert Counter(dict.fromkeys(PEOPLE, 1)) == await interrupted(channel, desk.index, signal.SIGTERM)


async def test_sigkill_loses_nothing(channel, desk):
    answers = await interrupted(channel, desk.index, signal.SIGKILL)
    assert set(PEOPLE) == set(+answers)
    assert max(answers.values()) <= 2


async def test_a_second_program_on_the_same_store_says_so(polling, desk):
    chosen, tmp_path = environment(polling, desk.index), polling.folder
    first = await started(SERVE, "exchange-bot: serving", chosen, tmp_path)
    second = await started(SERVE, "exchange-bot:", chosen | {"EXCHANGE_LISTEN": f"127.0.0.1:{free_port()}"}, tmp_path)
    assert "another exchange-bot serve works with" in second.told
    assert 1 == await second.ended()
    assert 0 == await first.end(signal.SIGINT)
    assert "exchange-bot: stopped" in first.lines[-1]


@pytest.mark.parametrize(
    ("changes", "said", "code"),
    [
        ({"EXCHANGE_TELEGRAM_TOKEN": "", "EXCHANGE_WEB": "false"}, "exchange-bot: no channel is configured", 1),
        ({"EXCHANGE_TELEGRAM_TOKEN": "1234:wrong"}, "exchange-bot: Telegram does not know EXCHANGE_TELEGRAM_TOKEN", 1),
        ({"EXCHANGE_STORE": "mysql://localhost/x"}, "exchange-bot: ", 1),
        ({"EXCHANGE_INDEX": "nowhere"}, "exchange-bot: ", 1),
    ],
)
async def test_what_is_wrong_is_one_line(polling, desk, changes, said, code):
    ended = await started(SERVE, "exchange-bot:", environment(polling, desk.index) | changes, polling.folder)
    assert ended.told.startswith(said)
    assert code == await ended.ended()
    assert not [line for line in ended.lines if "Traceback" in line]
