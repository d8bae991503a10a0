"""What the conversations of the contract need of a channel: a new channel brings a driver, no new tests."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.app import Assistant
from bot.model import Answer, Citation, Outcome, Question
from bot.settings import Settings
from tests.doubles.facts import register
from tests.doubles.knowledge import FakeKnowledge

WORDS = " ".join(f"word{number}." for number in range(2400))
MARKUP = "<b>x & </i> *y* _z_ <script>alert(1)</script> [n](https://example.org) `code` &amp; &#0;"


@dataclass(frozen=True)
class Shown:
    """A message as its reader sees it: plain text, and the labels of its buttons."""

    text: str
    buttons: tuple[str, ...]


class Driver(Protocol):
    """A person in front of a channel, and the service behind it."""

    async def start(self, ask: Callable[[Question], Any]) -> None:
        """Start the channel's server and our service."""
        ...

    async def stop(self) -> None:
        """Stop both; nothing may be left running."""
        ...

    async def say(self, text: str, person: int = 1) -> Any:
        """Write a message; returns what identifies it."""
        ...

    async def command(self, name: str, argument: str = "", person: int = 1) -> None:
        """Use a command."""
        ...

    async def press(self, label: str, person: int = 1) -> None:
        """Press the button with a label under the last message that has it."""
        ...

    async def redeliver(self) -> None:
        """Let the channel's server deliver the last event again."""
        ...

    def refuse_next(self) -> None:
        """The next message meets the channel's rate limit."""
        ...

    def block(self, person: int = 1) -> None:
        """The person wants no more messages."""
        ...

    def seen(self, person: int = 1) -> list[Shown]:
        """What the service has shown to a person, in order."""
        ...

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        """Wait for a condition; fails when it does not come true."""
        ...

    async def blocked(self, person: int = 1) -> bool:
        """Whether the service remembers that a person wants no more messages."""
        ...

    @property
    def limit(self) -> int:
        """UTF-16 units of a message."""
        ...


def answered(question: Question, text: str) -> Answer:
    """A cited answer of the invented office."""
    citation = Citation("city-kushima", "Amberly and Kushima", "Harbour gazette", "2024-05-01", "signed")
    return Answer(question.id, Outcome.ANSWERED, text, question.language or "en", (citation,))


async def echo(question: Question) -> Answer:
    """Answers with the question; some words make it long, strange or broken."""
    match question.text:
        case "long please, as long as it can possibly be":
            return answered(question, WORDS)
        case "markup please, all that can be found anywhere":
            return answered(question, MARKUP)
        case "break please, in the worst possible manner":
            raise RuntimeError(question.text)
        case _:
            return answered(question, f"Echo: {question.text}")


def assistant(ask: Callable[[Question], Any] = echo) -> Assistant:
    """Somebody to ask, with the facts of the invented office."""
    facts = register()
    return Assistant(ask, lambda audience: facts, FakeKnowledge())


def settings(folder: Path, **changes: Any) -> Settings:
    """Settings of a service in a folder of its own, on a free port."""
    values = {"store": f"sqlite:///{folder / 'desk.db'}", "moment_seconds": 0.2, "listen": "127.0.0.1:0", **changes}
    return Settings(_env_file=None, **values)
