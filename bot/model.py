"""The words of the bot: what is asked, what is answered, and how an answer ended."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from retrieval.model import Audience


class Outcome(StrEnum):
    """How an answer ended: the key for texts, metrics and evaluations."""

    ANSWERED = "ANSWERED"
    PARTIAL = "PARTIAL"
    CLARIFY = "CLARIFY"
    NOT_FOUND = "NOT_FOUND"
    OFF_TOPIC = "OFF_TOPIC"
    REFUSED = "REFUSED"
    UNAVAILABLE = "UNAVAILABLE"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, as a channel hands it over.

    `language` is the inquirer's own choice and wins over the question's language; `hint` is that of the inquirer's app,
    for words that could be of several. `asked_on` is the day
    against which "this year" and "how long" are meant, today by default. `choice` is the key of the option
    that was picked where an answer asked back.
    """

    id: str
    text: str
    audience: Audience = Audience.PUBLIC
    language: str | None = None
    history: tuple[Turn, ...] = ()
    asked_on: date | None = None
    choice: str | None = None
    hint: str | None = None

    @property
    def day(self) -> date:
        """The day the question is asked on."""
        return self.asked_on or date.today()  # noqa: DTZ011 - the office's own day


@dataclass(frozen=True, slots=True)
class Citation:
    """What a claim rests on: the document, where it has it from, and the exact words."""

    document: str
    title: str
    source: str
    date: str
    quote: str

    @property
    def origin(self) -> tuple[str, str]:
        """What is numbered as one source: its title and date; a text without a source is its own."""
        return self.source or self.document, self.date


@dataclass(frozen=True, slots=True)
class Option:
    """A way to go on: `label` is shown to the inquirer, `key` comes back as the question's `choice`."""

    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Source:
    """One source with its date, and the documents (id and title) that cite it."""

    title: str
    date: str
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A passage that was found but is not quoted: whoever answers instead wants to see it."""

    document: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the inquirer gets: text in `language`, resting on `citations`.

    A mark such as [2] in the text points at the second of `sources`. `rest` are the lines of a list that were too
    many to show, with the headings of their groups, for whoever asks to see all; `options` are what the inquirer
    may pick. `weighed` is what was found where it was not enough for an answer. `prompt` is name@digest of the words
    that a language model was given, where one wrote the text.
    """

    question: str
    outcome: Outcome
    text: str
    language: str
    citations: tuple[Citation, ...] = ()
    rest: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    weighed: tuple[Weighed, ...] = ()
    prompt: str = ""

    @property
    def hidden(self) -> int:
        """How many rows of a list are left out: they are numbered or have bullets, headings are not."""
        return sum(not line[:1].isalpha() for line in self.rest)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the citations, each once, in the order they are first cited."""
        documents: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
        for citation in self.citations:
            documents.setdefault(citation.origin, {})[citation.document, citation.title] = None
        return tuple(Source(title, day, tuple(named)) for (title, day), named in documents.items())
