"""An answer that the office approved is used first where its question fits the one that is asked.

Two steps do this. Nearly the same question is answered before anything is looked up; a question that means the
same in other words only once the search has found the answer too. What "nearly" and "the same" are was measured
on `evals/calibration/approved.jsonl`.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from bot.facts.wording import Wording
from bot.model import Answer, Citation, Outcome
from bot.phrases import Phrases
from bot.ports import Draft, Fitting, Library
from retrieval.cleaning import clean_question
from retrieval.model import Approved


@dataclass(frozen=True, slots=True)
class Least:
    """How close a question must come to an approved answer's, in its language and in another."""

    same: float
    cross: float

    def met(self, fitting: Fitting) -> bool:
        """Whether it comes so close."""
        return fitting.closeness >= (self.same if fitting.same_language else self.cross)


SURE = Least(same=0.95, cross=0.9)
FITS = Least(same=0.93, cross=0.75)


@dataclass(frozen=True, slots=True)
class AnsweredBefore:
    """Answers what the office has answered in nearly the same words, or in another language."""

    library: Library
    phrases: Phrases

    async def __call__(self, draft: Draft) -> Draft | Answer:
        """Answer, or pass the question on."""
        if draft.question.choice is not None:
            return draft
        fitting = await asyncio.to_thread(_fitting, self.library, draft, SURE)
        if fitting is None:
            return draft
        return _answer(draft, fitting.approved, _wording(self.library, self.phrases, draft), shown=False)


@dataclass(frozen=True, slots=True)
class FoundAnswered:
    """Answers with an approved answer among what was found, where its question fits."""

    library: Library
    phrases: Phrases

    async def __call__(self, draft: Draft) -> Draft | Answer:
        """Answer, or pass the question on."""
        found = draft.found.hits if draft.found else ()
        if not any(hit.approved for hit in found):
            return draft
        fitting = await asyncio.to_thread(_fitting, self.library, draft, FITS)
        if fitting is None:
            return draft
        # Across languages questions say less of each other: there the search must put the answer first.
        found = found if fitting.same_language else found[:1]
        if fitting.approved not in [hit.approved for hit in found]:
            return draft
        return _answer(draft, fitting.approved, _wording(self.library, self.phrases, draft), shown=True)


def provenance(approved: Approved, wording: Wording, *, shown: bool) -> Iterator[str]:
    """That the office answered, and when; what it was asked is `shown` where that was not nearly the same."""
    if shown:
        yield wording.say("approved", question=approved.question)
    yield wording.say("approved-on", date=wording.date(approved.published.isoformat()))


def _answer(draft: Draft, approved: Approved, wording: Wording, *, shown: bool) -> Answer:
    citable = approved.citable
    citation = Citation(citable.document, citable.title, citable.source, citable.date, approved.text)
    text = "\n".join([*provenance(approved, wording, shown=shown), approved.text])
    return Answer(draft.question.id, Outcome.ANSWERED, text, draft.language, (citation,))


def _wording(library: Library, phrases: Phrases, draft: Draft) -> Wording:
    return Wording(phrases, library.register(draft.question.audience), draft.language, draft.question.day)


def _fitting(library: Library, draft: Draft, least: Least) -> Fitting | None:
    """The approved answer that fits any reading of a question well enough."""
    question = draft.question
    language = draft.heard.language if draft.heard else draft.language
    for reading in _readings(draft):
        fitting = library.fitting(reading, question.audience, language, question.day)
        if fitting is not None and least.met(fitting):
            return fitting
    return None


def _readings(draft: Draft) -> Iterator[str]:
    """The message, and what it borrows; one that holds the whole earlier question would fit what that asked."""
    earlier = next((turn.text for turn in reversed(draft.question.history) if turn.role == "user"), "")
    asked = clean_question(earlier)
    for reading in dict.fromkeys([draft.text, *draft.readings]):
        if not asked or not reading.startswith(f"{asked} "):
            yield reading
