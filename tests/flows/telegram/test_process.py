"""The command itself, as an office runs it: what it writes to its log, whom it calls, and how it ends."""

import asyncio
import json
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.assembly.telegram import HOOK
from tests.contracts.channels.telegram import SECRET, TOKEN, free_port
from tests.flows.conftest import ASKED, ROOT, Desk, bare_environment
from tests.flows.telegram.conftest import Resident, Town, polled_by_another, say
from tests.flows.telegram.witness import Witness
from tests.simulators.telegram.delivery import SECRET_HEADER
from tests.simulators.telegram.errors import bad_request
from tests.simulators.telegram.failures import Drop

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

KEPT_QUIET = [TOKEN, TOKEN.partition(":")[2], SECRET, "kumquat", "Lantern", "crowns", "Resident", "화요일", "박물관"]
"""Tokens, what people ask, what they are answered, and their names."""


@dataclass
class Command:
    """The service as a process of its own, watched on its way to Telegram."""

    town: Town
    witness: Witness
    desk: Desk
    folder: Path
    port: int
    process: Process | None = None

    async def start(self, **changes: str) -> None:
        """Run it until it serves."""
        listen = f"127.0.0.1:{self.port}"
        chosen = {"TOKEN": TOKEN, "API": self.witness.url}
        telegram = {f"EXCHANGE_TELEGRAM_{name}": value for name, value in (chosen | changes).items()}
        usual = {
            "EXCHANGE_INDEX": str(self.desk.index),
            "EXCHANGE_STORE": f"sqlite:///{self.folder / 'desk.db'}",
            "EXCHANGE_LISTEN": listen,
            "EXCHANGE_LOG_LEVEL": "debug",
            "EXCHANGE_LOG_FORMAT": "json",
            "EXCHANGE_FLOOR": "0",
            "EXCHANGE_TOPIC_FLOOR": "0",
        }
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", "from bot.cli import main; main()", "serve"),
                cwd=self.folder,
                env=bare_environment() | usual | telegram | {"PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )
        starts = self.written.count("exchange-bot: serving") + 1
        await self.town.until(lambda: self.written.count("exchange-bot: serving") >= starts, 60)

    async def end(self, how: signal.Signals) -> int:
        """End it and wait; how it ended."""
        assert self.process is not None
        self.process.send_signal(how)
        return await self.process.wait()

    async def kill(self) -> None:
        """Leave nothing running."""
        if self.process is not None and self.process.returncode is None:
            await self.end(signal.SIGKILL)

    @property
    def log(self) -> Path:
        """Standard output and standard error."""
        return self.folder / "log.txt"

    @property
    def written(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    @property
    def events(self) -> list[dict[str, Any]]:
        """The structured part of the log."""
        return [json.loads(line) for line in self.written.splitlines() if line.startswith("{")]


@dataclass
class Day:
    """What came of a day: who was being answered when the process was killed, what strangers heard, how it ended."""

    command: Command
    people: tuple[Resident, Resident]
    statuses: list[int]
    ended: int
    polls: int


def given_away(command: Command) -> list[str]:
    """What must not be in the log but is."""
    log = command.written
    return [word for word in KEPT_QUIET if word in log or json.dumps(word)[1:-1] in log]


async def converse(command: Command) -> None:
    """What people do, and what goes wrong."""
    town, telegram = command.town, command.town.simulator
    mina, jun = town.resident(), town.resident("ko")
    shown = await mina.asks(ASKED[0][2])
    assert ASKED[0][3] in shown.text
    await mina.picks(shown, say("button-sources"))
    await jun.asks(ASKED[2][2])
    await mina.person.inline("Lantern Ferry ticket for a kumquat?")
    mina.person.photo(caption="Is this a kumquat?")
    await mina.hears(3)
    for failure in (Drop(executed=False), bad_request("NOBODY_KNOWS")):
        telegram.fail_next("sendMessage", failure)
        sent = len(telegram.called("sendMessage"))
        jun.person.say("Does a kumquat pass through a broken network?")
        await town.until(lambda sent=sent: len(telegram.called("sendMessage")) > sent)
    telegram.update_raw({"message": {"text": "kumquat", "chat": {"id": "Resident"}}})
    telegram.update_raw({"callback_query": {"id": "kumquat", "from": "Resident"}})
    jun.person.block()
    await mina.commands("start", "kumquat_Lantern")
    await mina.commands("forget")


async def killed(command: Command) -> tuple[Resident, Resident]:
    """Two people whose answers are on their way when the process is killed."""
    mina, jun = command.town.resident(), command.town.resident()
    command.witness.held.add("sendMessage")
    sent = command.witness.asked("sendMessage")
    mina.person.say(ASKED[0][2])
    jun.person.say(ASKED[1][2])
    await command.town.until(lambda: sent + 2 == command.witness.asked("sendMessage"))
    assert -signal.SIGKILL == await command.end(signal.SIGKILL)
    command.witness.held.clear()
    mina.person.say("Is there anybody else who knows a kumquat?")
    return mina, jun


async def post(command: Command) -> list[int]:
    """Somebody who found the address posts what is no update; the statuses they hear."""
    statuses = []
    async with aiohttp.ClientSession(f"http://127.0.0.1:{command.port}") as http:
        for secret, body in ((SECRET[:-1], b"kumquat"), (SECRET, b"kumquat"), (SECRET, b'{"message": "kumquat"}')):
            async with http.post(HOOK, data=body, headers={SECRET_HEADER: secret}) as response:
                statuses.append(response.status)
    return statuses


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def day(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Day]:
    """A day at the desk: by polling until the process is killed, then with a webhook until it is ended."""
    folder = tmp_path_factory.mktemp("process")
    town = Town(folder)
    await town.simulator.start(port=0)
    witness = Witness(town.simulator.url)
    await witness.start()
    command = Command(town, witness, desk, folder, free_port())
    try:
        await command.start()
        await converse(command)
        conflict = await polled_by_another(town.simulator)
        people = await killed(command)
        polls = witness.asked("getUpdates")
        await command.start(WEBHOOK=f"http://127.0.0.1:{command.port}", SECRET=SECRET)
        await people[0].hears(2)
        await people[1].hears(1)
        statuses = await post(command)
        await town.resident().asks("Is a kumquat answered after all that?")
        ended = await command.end(signal.SIGTERM)
        yield Day(command, people, [conflict, *statuses], ended, witness.asked("getUpdates") - polls)
    finally:
        await command.kill()
        await witness.stop()
        await town.simulator.stop()


async def test_nothing_of_what_people_write_and_no_secret_is_in_the_log(day: Day) -> None:
    assert [] == given_away(day.command)


async def test_what_goes_wrong_is_in_the_log(day: Day) -> None:
    names = {event["event"] for event in day.command.events}
    assert {"polling.conflict", "delivery.postponed", "delivery.dropped", "update.unreadable"} <= names
    assert [] == [words for words in ("Traceback", "Warning", "never awaited") if words in day.command.written]


async def test_nothing_but_methods_of_the_bot_api_is_called(day: Day) -> None:
    method = re.compile(rf"/bot{TOKEN}/[a-zA-Z]+")
    assert [] == [path for path in day.command.witness.paths if not method.fullmatch(path)]
    assert [] == [call.method for call in day.command.town.simulator.calls if "not found" in str(call.error)]


async def test_what_was_on_its_way_when_the_process_was_killed_is_said_once(day: Day) -> None:
    mina, jun = day.people
    assert (2, 1) == (len(mina.messages), len(jun.messages))
    assert ASKED[0][3] in mina.messages[0].text
    assert ASKED[1][3] in jun.messages[0].text


async def test_strangers_and_rivals_are_kept_out(day: Day) -> None:
    assert [409, 403, 200, 200] == day.statuses


async def test_it_ends_in_peace_and_says_so(day: Day) -> None:
    assert 0 == day.ended
    assert day.command.written.rstrip().endswith("stopped; what was not answered waits in the store")


async def test_with_a_webhook_it_does_not_poll(day: Day) -> None:
    assert 0 == day.polls
