"""The words of the bot: what is asked, what is answered, and how an answer ended."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from retrieval.model import Audience


class Outcome(StrEnum):
    """How an answer ended: the key for texts, metrics and evaluations."""

    ANSWERED = "ANSWERED"
    PARTIAL = "PARTIAL"
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

    `language` is the inquirer's own choice and wins over the question's language.
    """

    id: str
    text: str
    audience: Audience = Audience.PUBLIC
    language: str | None = None
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """What a claim rests on: the document, where it has it from, and the exact words."""

    document: str
    title: str
    source: str
    date: str
    quote: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the inquirer gets: text in `language`, resting on `citations`."""

    question: str
    outcome: Outcome
    text: str
    language: str
    citations: tuple[Citation, ...] = ()
