"""What answering needs from outside: a library to search and a writer to compose."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from bot.model import Answer, Citation, Question
from retrieval.model import Approved, Audience, Found, Hit
from retrieval.ports import Vector
from retrieval.register.register import Register
from retrieval.register.understanding import Understood


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as the library understands it: its text, the places of the telling names in it, its language."""

    text: str
    spans: tuple[tuple[int, int], ...]
    language: str

    @property
    def names(self) -> tuple[str, ...]:
        """The telling names as they are written."""
        return tuple(self.text[start:end] for start, end in self.spans)

    @property
    def words(self) -> str:
        """The message without its telling names."""
        text = self.text
        for start, end in reversed(self.spans):
            text = f"{text[:start]} {text[end:]}"
        return " ".join(text.split())

    def about(self, name: str) -> str:
        """The same message about another: its last telling name replaced, or the name put after it."""
        if not self.spans:
            return f"{self.text} {name}"
        start, end = self.spans[-1]
        return f"{self.text[:start]}{name}{self.text[end:]}"


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a writer made of the passages: text in their own words, and what each part rests on."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Fitting:
    """An approved answer about the same names and numbers; `closeness` is that of its question, 1 for the same."""

    approved: Approved
    closeness: float
    same_language: bool


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """An approved answer that is not used until its owner has looked at it again.

    `why`: expired, or what it rests on is gone, changed, hidden from its readers, or flagged itself. `what` says it in
    English, with the document or day that is meant.
    """

    document: str
    title: str
    owner: str
    why: str
    what: str


class Library(Protocol):
    """Knows languages, names, facts and passages. Calls block for milliseconds: run them in a thread."""

    def hear(self, text: str, audience: Audience, hint: str | None) -> Heard:
        """Names and language of a message."""
        ...

    def understand(self, text: str, audience: Audience, language: str, asked_on: date) -> Understood:
        """What a question asks of the register; nothing where the documents' text must answer."""
        ...

    def register(self, audience: Audience) -> Register:
        """The facts that an audience may see."""
        ...

    def find(self, text: str, audience: Audience, language: str, asked_on: date) -> Found:
        """The best passages for a question; of approved answers only those that may be used for it."""
        ...

    def fitting(self, text: str, audience: Audience, language: str, asked_on: date) -> Fitting | None:
        """The approved answer whose question comes closest, among those that may be used for it."""
        ...


class Knowledge(Protocol):
    """What the desk asks of the documents. Calls block for milliseconds: run them in a thread."""

    def language(self, text: str, hint: str | None) -> str:
        """The language of a text."""
        ...

    def vector(self, text: str) -> Vector:
        """What a question means: questions alike, in whatever language, point the same way; of length 1."""
        ...

    def about(self, text: str) -> frozenset[frozenset[str]]:
        """The telling names of a text, each as the ids it may mean."""
        ...

    def terms(self, text: str, language: str) -> frozenset[str]:
        """The terms of the register's vocabulary in a text, such as "relation:sister" and "country:JP"."""
        ...

    def named(self, name: str) -> bool:
        """Whether public documents name somebody or something so."""
        ...

    def restricted(self, text: str, audience: Audience) -> Sequence[str]:
        """Titles of the documents that an audience may not see and that a text repeats."""
        ...


class Writer(Protocol):
    """Makes an answer of passages."""

    def write(self, hits: Sequence[Hit]) -> Quoted:
        """Compose from the best passages, best first; never empty for a hit with text."""
        ...


@dataclass(frozen=True, slots=True)
class Numbered:
    """A passage under the number that a claim names it by."""

    number: int
    title: str
    source: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written. `again` says what was wrong with the attempt before; empty at the first."""

    question: str
    language: str
    audience: Audience
    passages: tuple[Numbered, ...]
    day: date
    again: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is said, and the numbers of the passages that it rests on."""

    text: str
    passages: tuple[int, ...]


class Completeness(StrEnum):
    """How much of the question the passages answer, as the author sees it."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Written:
    """What an author made of a task. `prompt` is name@digest of the words it was given, `tokens` what it cost."""

    claims: tuple[Claim, ...]
    completeness: Completeness
    prompt: str = ""
    tokens: int = 0


class Author(Protocol):
    """A language model that writes an answer from passages."""

    async def write(self, task: Task) -> Written:
        """Raises `ModelFailed` for whatever goes wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A question on its way to an answer: each step fills in what it knows."""

    question: Question
    text: str
    language: str = "en"
    heard: Heard | None = None
    readings: tuple[str, ...] = ()
    found: Found | None = None


Step = Callable[[Draft], Awaitable[Draft | Answer]]
"""Returning an `Answer` ends the pipeline."""
