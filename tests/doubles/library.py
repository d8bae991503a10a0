"""Fakes of what the bot needs from outside: a library, a writer, and steps that misbehave."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.model import Answer, Citation
from bot.ports import Draft, Fitting, Heard, Quoted
from retrieval.model import Audience, Citable, Found, Hit, Passage
from retrieval.register.register import Register
from retrieval.register.understanding import Understood
from tests.doubles.facts import empty

NOTHING = Found((), 0.0, 0.0)


def hit(
    *sentences: str,
    document: str = "d",
    number: int = 0,
    section: int = 0,
    score: float = 0.5,
    closeness: Sequence[float] | None = None,
) -> Hit:
    """A hit whose sentences are all equally close unless told."""
    return Hit(
        Passage(f"{document}#{number}", document, (), section, sentences, ("",) * len(sentences)),
        Citable(document, f"Title of {document}", "en", "Source", "2024"),
        score,
        tuple(closeness) if closeness is not None else (0.5,) * len(sentences),
        (0.0,) * len(sentences),
        (0.0,) * len(sentences),
    )


def found(answerable: float, on_topic: float = 1.0, *hits: Hit) -> Found:
    """What a search returns; one hit unless told."""
    return Found(hits or (hit("Ships come daily."),), answerable, on_topic)


@dataclass
class FakeLibrary:
    """Hears what it was told to hear, finds what it was told to find, and remembers what it was asked."""

    heard: Mapping[str, Heard] = field(default_factory=dict)
    findings: Mapping[str, Found] = field(default_factory=dict)
    hearings: list[tuple[str, Audience, str | None]] = field(default_factory=list)
    searches: list[tuple[str, Audience, str]] = field(default_factory=list)
    understandings: Mapping[str, Understood] = field(default_factory=dict)
    facts: Register = field(default_factory=empty)
    fittings: Mapping[str, Fitting] = field(default_factory=dict)

    def hear(self, text: str, audience: Audience, hint: str | None) -> Heard:
        self.hearings.append((text, audience, hint))
        return self.heard.get(text) or Heard(text, (), hint or "en")

    def understand(self, text: str, audience: Audience, language: str, asked_on: date) -> Understood:
        return self.understandings.get(text, Understood())

    def register(self, audience: Audience) -> Register:
        return self.facts

    def find(self, text: str, audience: Audience, language: str, asked_on: date) -> Found:
        self.searches.append((text, audience, language))
        return self.findings.get(text, NOTHING)

    def fitting(self, text: str, audience: Audience, language: str, asked_on: date) -> Fitting | None:
        return self.fittings.get(text)


class FakeWriter:
    """Quotes the first sentence of every hit."""

    def write(self, hits: Sequence[Hit]) -> Quoted:
        citations = tuple(
            Citation(h.citable.document, h.citable.title, h.citable.source, h.citable.date, h.passage.sentences[0])
            for h in hits
        )
        return Quoted("\n".join(citation.quote for citation in citations), citations)


@dataclass
class Failing:
    """A step that raises."""

    error: BaseException

    async def __call__(self, draft: Draft) -> Draft | Answer:
        raise self.error


class Endless:
    """A step that never ends."""

    async def __call__(self, draft: Draft) -> Draft | Answer:
        await asyncio.Event().wait()
        return draft
