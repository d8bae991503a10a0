"""Asks the assistant every case, in process and one after the other, and keeps what it said."""

import time
from collections.abc import Awaitable, Callable, Iterable

from bot.model import Answer, Citation, Outcome, Question, Turn
from evals.cases import Case
from evals.records import Cited, Generated, Ranked
from retrieval.model import Audience

Ask = Callable[[Question], Awaitable[Answer]]
Rank = Callable[[str, Audience], list[str]]
"""Question and audience to document ids, best first."""


async def generate(cases: Iterable[Case], ask: Ask) -> list[Generated]:
    """An answer a case, in order; a case that raises becomes FAILED and the run goes on."""
    return [await _generated(case, ask) for case in cases]


def rank(cases: Iterable[Case], search: Rank) -> list[Ranked]:
    """The documents found a case, in order; a case that raises has found none."""
    return [_ranked(case, search) for case in cases]


def question_of(case: Case) -> Question:
    """The case as a channel would hand it over; the language is left for the assistant to find out."""
    history = tuple(Turn(turn.role, turn.text) for turn in case.history)
    return Question(
        id=case.id, text=case.question, audience=Audience(case.audience), history=history, asked_on=case.asked_on
    )


async def _generated(case: Case, ask: Ask) -> Generated:
    started = time.perf_counter()
    try:
        answer = await ask(question_of(case))
    except Exception as error:  # noqa: BLE001 - a crash is a result of the case, not the end of the run
        seconds = time.perf_counter() - started
        name = type(error).__name__
        return Generated(case=case.id, outcome=Outcome.FAILED, text="", language="", seconds=seconds, error=name)
    return Generated(
        case=case.id,
        outcome=answer.outcome,
        text=answer.text,
        language=answer.language,
        citations=tuple(_cited(citation) for citation in answer.citations),
        options=len(answer.options),
        seconds=time.perf_counter() - started,
    )


def _cited(citation: Citation) -> Cited:
    return Cited(
        document=citation.document,
        title=citation.title,
        source=citation.source,
        date=citation.date,
        quote=citation.quote,
    )


def _ranked(case: Case, search: Rank) -> Ranked:
    started = time.perf_counter()
    documents: tuple[str, ...] = ()
    name = ""
    try:
        documents = tuple(search(case.question, Audience(case.audience)))
    except Exception as error:  # noqa: BLE001 - as above: nothing found is what this case measures
        name = type(error).__name__
    return Ranked(case=case.id, documents=documents, seconds=time.perf_counter() - started, error=name)
