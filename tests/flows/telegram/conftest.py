"""The citizens' bot at work: the real client over HTTP, a simulated Telegram, and people in front of their phones."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.adapters.store import open_store
from bot.answering.lookup import Lookup
from bot.app import build_assistant
from bot.assembly.service import assemble
from bot.model import Answer, Question
from bot.phrases import Phrases
from bot.ports import Draft
from tests.contracts.channels.driver import echo, settings
from tests.contracts.channels.telegram import TOKEN, PollingDriver, WebhookDriver, free_port, labels
from tests.doubles.facts import register
from tests.doubles.library import FakeLibrary
from tests.simulators.telegram.chats import Topic
from tests.simulators.telegram.groups import Group
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.posts import Message
from tests.simulators.telegram.queries import PressResult
from tests.simulators.telegram.simulator import Simulator

PHRASES = Phrases()
_IDENTITIES = count(7_100_000_001)
"""Of people and, negative, of groups: every test brings its own, and real ones are larger than 32 bits."""


def say(key: str, language: str = "en", /, **values: object) -> str:
    """A fixed text."""
    return PHRASES.say(key, language, **values)


def first_line(message: Message) -> str:
    """Where an answer begins."""
    return message.text.partition("\n")[0]


@dataclass
class Clerk:
    """Answers by script, looks up what was picked, echoes the rest; may be slow, and remembers what was asked."""

    script: dict[str, Answer] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    lookup: Lookup = field(default_factory=lambda: Lookup(FakeLibrary(facts=register()), PHRASES))

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        if question.text in self.held:
            await self.held[question.text].wait()
        if question.text in self.script:
            return replace(self.script[question.text], question=question.id)
        return await self._looked_up(question) or await echo(question)

    async def _looked_up(self, question: Question) -> Answer | None:
        found = await self.lookup(Draft(question, question.text, question.language or question.hint or "en"))
        return found if isinstance(found, Answer) else None

    def hold(self, text: str) -> asyncio.Event:
        """The answer to a text comes no sooner than this is set."""
        gate = self.held[text] = asyncio.Event()
        return gate

    def questions(self, text: str) -> list[Question]:
        """How often, and how, a text was asked."""
        return [question for question in self.asked if question.text == text]

    def history(self, text: str) -> list[str]:
        """What the last question with a text was to be understood with."""
        return [turn.text for turn in self.questions(text)[-1].history]


class Town(PollingDriver):
    """A service that asks Telegram for messages, its clerk, and people who live there."""

    def __init__(self, folder: Path, clerk: Clerk | None = None) -> None:
        super().__init__(folder)
        self.clerk = clerk or Clerk()

    async def open(self) -> None:
        """Start Telegram and the service."""
        await self.start(self.clerk)

    async def reopen(self) -> None:
        """Start the service again, over the same store."""
        await self.serve(self.clerk)

    def resident(self, language: str = "en", *, started: bool = False) -> "Resident":
        """Somebody new."""
        identity = next(_IDENTITIES)
        return Resident(self, self.simulator.person(identity, f"Resident {identity}", language, started=started))

    def group(self, *members: "Resident", forum: bool = False, sees_all: bool = True) -> "Club":
        """A new group; the bot sees all that is said unless told otherwise."""
        club = Club(self, self.simulator.group(-next(_IDENTITIES), forum=forum))
        for member in members:
            club.chat.add(member.person, announced=False)
        if sees_all:
            club.chat.promote_bot()
        return club


class PostedTown(Town, WebhookDriver):
    """The same where Telegram posts messages to the service."""


class DeskTown(Town):
    """A service with the real assistant over an index; floors as in the flows of the assistant itself."""

    def __init__(self, folder: Path, index: Path, floor: float = 0.0) -> None:
        super().__init__(folder)
        self.index, self.floor = index, floor

    async def serve(self, ask: Any = None) -> None:
        """Start the service; the assistant answers, whatever else is there to ask."""
        listen = f"127.0.0.1:{free_port()}"
        known = {"telegram_token": TOKEN, "telegram_api": self.simulator.url, "listen": listen, "index": self.index}
        chosen = settings(self.folder, **known, floor=self.floor, topic_floor=0.0)
        store = await open_store(chosen.store)
        await store.hold()
        self.service = await assemble(chosen, build_assistant(chosen, print), store, print)
        started = asyncio.Event()
        self._running = asyncio.create_task(self.service.run(started.set))
        await started.wait()


@dataclass
class Place(ABC):
    """A chat, and what the bot has said there."""

    town: Town

    @property
    @abstractmethod
    def identity(self) -> int:
        """The chat's number."""

    @property
    def messages(self) -> list[Message]:
        """What the bot has said."""
        return self.town.simulator.messages(self.identity)

    @property
    def lines(self) -> list[str]:
        """Where each of its messages begins."""
        return [first_line(message) for message in self.messages]

    async def hears(self, amount: int, seconds: float = 10) -> Message:
        """Wait for so many messages, and no more; the last of them."""
        await self.town.until(lambda: len(self.messages) >= amount, seconds)
        assert amount == len(self.messages), self.lines
        return self.messages[-1]

    async def sees(self, text: str, seconds: float = 10) -> Message:
        """Wait for a message with a text in it."""
        return await self.town.simulator.until(
            lambda: next((message for message in self.messages if text in message.text), None), seconds
        )

    def now(self, message: Message) -> Message:
        """A message as it is now."""
        return self.town.simulator.message(message.chat_id, message.message_id)


@dataclass
class Resident(Place):
    """Somebody in the private chat with the bot."""

    person: Person

    @property
    def identity(self) -> int:
        return self.person.identity

    async def asks(self, text: str, reply_to: Message | int | None = None) -> Message:
        """Write and wait for the next message."""
        before = len(self.messages)
        self.person.say(text, reply_to)
        return await self.hears(before + 1)

    async def commands(self, name: str, payload: str = "") -> Message:
        """Use a command and wait for the next message."""
        before = len(self.messages)
        self.person.command(name, payload)
        return await self.hears(before + 1)

    def presses(self, message: Message, label: str) -> PressResult:
        """Press a button that stands there now."""
        return self.person.press(self.now(message), label)

    async def picks(self, message: Message, label: str) -> Message:
        """Press a button and wait for the next message."""
        before = len(self.messages)
        self.presses(message, label)
        return await self.hears(before + 1)


@dataclass
class Club(Place):
    """A group with the bot in it."""

    chat: Group

    @property
    def identity(self) -> int:
        return self.chat.identity

    def says(self, who: Resident, text: str, topic: Topic | None = None, reply_to: Message | int | None = None) -> int:
        """A member writes."""
        return self.chat.say(who.person, text, topic, reply_to)

    async def asks(
        self, who: Resident, text: str, topic: Topic | None = None, reply_to: Message | int | None = None
    ) -> Message:
        """A member writes and waits for the next message."""
        before = len(self.messages)
        self.says(who, text, topic, reply_to)
        return await self.hears(before + 1)


def buttons(message: Message) -> tuple[str, ...]:
    """The labels of a message's buttons."""
    return labels(message)


async def polled_by_another(simulator: Simulator) -> int:
    """Another program asks for this bot's messages until the bot asks again; what status it hears."""
    await simulator.until(lambda: not simulator.pending)
    url = f"{simulator.url}/bot{TOKEN}/getUpdates"
    async with aiohttp.ClientSession() as rival:
        polls = simulator.counts()["getUpdates"]
        poll = asyncio.create_task(rival.post(url, data={"timeout": "30"}))
        await simulator.until(lambda: simulator.counts()["getUpdates"] >= polls + 2)
        return (await poll).status


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One service for a whole file of tests that do not interfere."""
    opened = Town(tmp_path_factory.mktemp("town"))
    await opened.open()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def posted_town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PostedTown]:
    """The same with a webhook."""
    opened = PostedTown(tmp_path_factory.mktemp("posted"))
    await opened.open()
    yield opened
    await opened.stop()


@pytest.fixture
def mina(town: Town) -> Resident:
    """Somebody new, whose app is in English."""
    return town.resident()


@pytest.fixture
def jun(town: Town) -> Resident:
    """Somebody else."""
    return town.resident()
