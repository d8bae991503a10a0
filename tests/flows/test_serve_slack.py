"""`exchange-bot serve` with a desk on Slack, as a program: what it says and logs, and what its end loses."""

import asyncio
import signal
import sys

import pytest

from bot.assembly.slack import HOOK
from evals.handover.workspace import SlackOffice
from tests.contracts.channels.telegram import free_port
from tests.contracts.desks.test_desk import seen
from tests.doubles.processes import started

pytestmark = pytest.mark.slow
RUN = [sys.executable, "-c", "from bot.cli import main; main()"]
QUESTION = "How much does a ticket for the Lantern Ferry cost for adults?"
PEOPLE = ("UKIM", "ULEE", "UREADER")
MANY = 5
ALL = MANY * len(PEOPLE)


@pytest.fixture(params=["socket", "http"])
async def office(request):
    office = SlackOffice(request.param)
    await office.simulator.start()
    yield office
    await office.close()


def environment(office, desk, folder):
    """Settings as the program takes them."""
    port = office._port or free_port()
    slack = {f"EXCHANGE_{name.upper()}": str(value) for name, value in office.settings.items()}
    return slack | {
        "EXCHANGE_INDEX": str(desk.index),
        "EXCHANGE_STORE": f"sqlite:///{folder / 'desk.db'}",
        "EXCHANGE_LISTEN": f"127.0.0.1:{port}",
        "EXCHANGE_LOG_LEVEL": "debug",
        "EXCHANGE_QUESTIONS_PER_MINUTE": "1000",
        "EXCHANGE_FLOOR": "0",
        "EXCHANGE_TOPIC_FLOOR": "0",
    }


@pytest.fixture
async def program(office, desk, tmp_path):
    """Starts the program with its arguments, and leaves none running."""
    running = []

    async def run(*arguments, ready="exchange-bot: serving"):
        chosen = environment(office, desk, tmp_path)
        running.append(await started([*RUN, *arguments], ready, chosen, tmp_path))
        return running[-1]

    yield run
    for process in running:
        await process.end(signal.SIGKILL)


def answers(office):
    """How many answers stand in direct conversations."""
    return [post for post in office.workspace.posts if post.bot and "crowns" in post.text]


async def until(condition, seconds=40):
    for _ in range(int(seconds * 50)):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen in time")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_what_was_acknowledged_is_answered_once_whatever_ends_the_process(office, program, number):
    first = await program("serve")
    await asyncio.gather(*[office.simulator.people.write(one, f"D{one}", QUESTION) for one in PEOPLE * MANY])
    await first.end(number)
    second = await program("serve")
    await until(lambda: len(answers(office)) >= ALL)
    await asyncio.sleep(0.5)
    code = await second.end(signal.SIGTERM)
    assert [ALL, 0] == [len(answers(office)), code]


async def test_neither_tokens_nor_texts_are_logged(office, program):
    served = await program("serve")
    office.simulator.fail("chat.postMessage", 500)
    office.simulator.fail("chat.postMessage", "lost")
    await office.simulator.people.write("UKIM", "CTEAM", f"<@UDESK> {QUESTION}")
    await office.simulator.people.write("USTRANGER", "CCITY", f"<@UDESK> {QUESTION}")
    office.simulator.hang_up()
    await office.simulator.people.command("UKIM", "CTEAM", f"ask {QUESTION}")
    await until(lambda: len(answers(office)) >= 2)
    await served.end(signal.SIGTERM)
    secrets = [
        office.workspace.bot_token,
        office.workspace.app_token,
        office.workspace.signing_secret,
        "Lantern",
        "crowns",
    ]
    assert [] == [line for line in served.lines if any(secret in line for secret in secrets)]


async def test_it_says_where_officials_work_and_the_doctor_finds_it_in_order(office, program):
    served = await program("serve")
    await served.end(signal.SIGTERM)
    how = f"requests are posted to {HOOK}" if office.over == "http" else "over a socket"
    assert [1, 0] == [seen(served.lines, how), seen(served.lines, "the officials' desk")]
    doctor = await program("doctor", "--no-repair", ready="ok desk")
    await doctor.ended()
    assert 1 == seen(doctor.lines, "ok Slack: https://")
