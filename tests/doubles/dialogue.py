"""A conversation to try out: the small office's dialogue over a store in memory, and a scripted assistant."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.answering.lookup import Lookup
from bot.dialogue.asking import Asking
from bot.dialogue.commands import Commands
from bot.dialogue.dialogue import Dialogue
from bot.dialogue.inline import Inline
from bot.dialogue.limits import Limit, Limits
from bot.dialogue.presses import Presses
from bot.facts.guide import Guide
from bot.messaging.model import Action, Address, Button, Delivery, Event, Handled, Interaction, Kind, Message
from bot.metrics import Metrics
from bot.model import Answer, Citation, Option, Outcome, Question
from bot.phrases import Phrases
from bot.ports import Draft
from retrieval.model import Audience
from retrieval.register.register import Register
from tests.doubles.facts import TODAY, place, register, signed, tie
from tests.doubles.library import FakeLibrary
from tests.doubles.replies import KNOWN
from tests.doubles.store import MemoryStore

CHANNEL = "telegram"
REACH = 4096
DAYS = 30
PHRASES = Phrases()
_NUMBERS = count(1)
"""Of events and messages, so that none is like another."""


def say(key: str, language: str = "en", /, **values: object) -> str:
    """A fixed text."""
    return PHRASES.say(key, language, **values)


def cite(
    quote: str = "signed: 1976-10-11", *, document: str = "d", title: str = "D", source: str = "S", day: str = "2024"
) -> Citation:
    """What a claim rests on."""
    return Citation(document, title, source, day, quote)


def answer(text: str = "Since 1976. [1]", outcome: Outcome = Outcome.ANSWERED, **fields: Any) -> Answer:
    """An answer with one source where it has any."""
    cited = (cite(),) if outcome in {Outcome.ANSWERED, Outcome.PARTIAL} else ()
    return Answer("", outcome, text, **{"language": "en", "citations": cited} | fields)


def options(*labels: str) -> tuple[Option, ...]:
    """Things to pick; their keys are no queries of the register."""
    return tuple(Option(label, f"key of {label}") for label in labels)


def interaction(said: Answer, *suggestions: Option, identity: str = "abcdefghijkl") -> Interaction:
    """A question that was answered."""
    address = Address(CHANNEL, "7")
    return Interaction(identity, address, "7", (("1", "When?"),), said, datetime.now(UTC), suggestions)


def long_office(partners: int = 40) -> Register:
    """The small office with many more partners than one message shows."""
    names = [f"p{number}" for number in range(partners)]
    ties = [tie(name, "IT", "sister", signed(f"{1950 + number}-01-01")) for number, name in enumerate(names)]
    return register(*(place(name, "IT") for name in names), *ties)


@dataclass
class Assistant:
    """Says what it was told to say, looks up what is picked, and remembers what it was asked."""

    known: Register
    script: dict[str, Answer] = field(default_factory=dict)
    asked: list[Question] = field(default_factory=list)

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        said = self.script.get(question.text) or await self._looked_up(question) or answer()
        return replace(said, question=question.id)

    async def _looked_up(self, question: Question) -> Answer | None:
        language = question.language or question.hint or "en"
        draft = Draft(replace(question, asked_on=TODAY), question.text, language)
        found = await Lookup(FakeLibrary(facts=self.known), PHRASES)(draft)
        return found if isinstance(found, Answer) else None


def generous(length: int = 1000) -> Limits:
    """Limits that nobody meets but those who write too much at once."""
    return Limits(Limit(10_000, 60), Limit(10_000, 60), Limit(10_000, 60), length)


class Desk:
    """Hears events as reception does: stored, answered, finished, delivered; and shows what stands in the chats."""

    def __init__(
        self, *, limits: Limits | None = None, known: Register = KNOWN, contact: str = "", reach: int = REACH
    ) -> None:
        self.assistant, self.store, self.metrics = Assistant(known), MemoryStore(), Metrics()
        self.guide = Guide(lambda _audience: known, PHRASES, lambda: TODAY)
        audiences, allowed = {CHANNEL: Audience.PUBLIC}, limits or generous()
        channels = dict.fromkeys((CHANNEL, "other"), reach)
        asking = Asking(self.assistant, self.store, PHRASES, self.guide, allowed, channels, audiences, self.metrics)
        commands = Commands(asking, contact, DAYS)
        self.dialogue = Dialogue(asking, commands, Presses(asking, commands), Inline(asking))
        self.shown: dict[str, Message] = {}

    async def hear(self, *events: Event) -> Handled:
        """Everything that follows from events, once it is delivered."""
        await self.store.put(events, datetime.now(UTC))
        handled = await self.dialogue(events)
        for parcel in await self.store.finish(events, handled, datetime.now(UTC)):
            await self.store.delivered(parcel, self._deliver(parcel.delivery))
        return handled

    def tell(self, text: str, said: Answer) -> None:
        """What the assistant answers to a text."""
        self.assistant.script[text] = said

    def age(self, time: timedelta) -> None:
        """Let everything that is remembered be older."""
        kept = self.store.disk.interactions
        kept |= {identity: replace(one, at=one.at - time) for identity, one in kept.items()}

    @property
    def last(self) -> str:
        """The id of the message that was sent last."""
        return next(reversed(self.shown))

    @property
    def question(self) -> Question:
        """What the assistant was asked last."""
        return self.assistant.asked[-1]

    def _deliver(self, delivery: Delivery) -> str:
        match delivery.action:
            case Action.SEND:
                message = str(next(_NUMBERS))
                self.shown[message] = delivery.message
                return message
            case Action.EDIT:
                self.shown[delivery.target] = delivery.message
                return delivery.target
            case Action.KEYBOARD:
                before = self.shown.get(delivery.target, Message(()))
                self.shown[delivery.target] = replace(before, keyboard=delivery.message.keyboard)
                return delivery.target
        return ""


@dataclass(frozen=True)
class Citizen:
    """Somebody who writes in a chat: a private one unless told otherwise."""

    identity: str = "7"
    chat: str = ""
    thread: str = ""
    language: str = ""
    channel: str = CHANNEL

    def does(self, kind: Kind, text: str = "", **fields: Any) -> Event:
        """An event."""
        number = str(next(_NUMBERS))
        address = Address(self.channel, self.chat or self.identity, self.thread)
        usual = {"message": number, "language": self.language, "private": not self.chat}
        return Event(number, kind, address, self.identity, text, **usual | fields)

    def says(self, text: str = "When?", **fields: Any) -> Event:
        """A message."""
        return self.does(Kind.TEXT, text, **fields)

    def edits(self, message: str, text: str) -> Event:
        """A message that was changed."""
        return self.does(Kind.EDITED, text, message=message)

    def commands(self, command: str, text: str = "") -> Event:
        """A command with its arguments."""
        return self.does(Kind.COMMAND, text, command=command)

    def presses(self, data: str, message: str = "1") -> Event:
        """A press of a button under a message."""
        return self.does(Kind.PRESS, data, message=message, callback="callback")

    def queries(self, text: str) -> Event:
        """An inline query."""
        address = Address(self.channel, self.identity, "inline")
        return replace(self.does(Kind.INLINE, text, callback="query"), address=address, message="")


def sent(handled: Handled) -> list[Message]:
    """The messages that are sent."""
    return [delivery.message for delivery in handled.deliveries if delivery.action is Action.SEND]


def texts(handled: Handled) -> list[str]:
    """What is sent, as text."""
    return [message.text for message in sent(handled)]


def buttons(message: Message) -> Iterator[Button]:
    """The buttons of a message, row by row."""
    return (button for row in message.keyboard for button in row)


def labelled(message: Message, label: str) -> str:
    """The data of a button by the beginning of its label."""
    return next(button.data for button in buttons(message) if button.label.startswith(label))


def labels(message: Message) -> list[str]:
    """What the buttons say."""
    return [button.label for button in buttons(message)]
