"""What could be asked next and has an answer: every suggestion is tried before it is made."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from bot.facts.replies import key, operation, reply
from bot.facts.wording import Wording
from bot.model import Answer, Citation, Option, Outcome
from bot.phrases import Phrases
from retrieval.register.model import Agreement, City, Programme, Row
from retrieval.register.query import Operation, Query
from retrieval.register.register import Register
from retrieval.register.understanding import Understood

_ABOUT_A_PLACE = (Operation.AGREEMENT_DATE, Operation.PROGRAMMES, Operation.ANNIVERSARIES, Operation.POPULATION)
"""What can be asked about a partner, the likeliest first."""
_AT_LARGE = (Operation.LIST, Operation.PROGRAMMES, Operation.ANNIVERSARIES, Operation.LATEST)
"""What can be asked about the office's own city."""
_LISTS = {Operation.LIST, Operation.PROGRAMMES}
"""What needs no word before the label of what is listed."""


def starters(wording: Wording, most: int) -> tuple[Option, ...]:
    """What anybody may begin with."""
    return tuple(option for option, _ in _answered(wording, None)[:most])


def suggested(wording: Wording, answer: Answer, most: int) -> tuple[Option, ...]:
    """What follows from an answer: more about the place its sources are about, else what anybody may ask."""
    tried = _answered(wording, _place(wording, answer))
    return tuple(option for option, citations in tried if citations != answer.citations)[:most]


def about(wording: Wording, document: str) -> Query | None:
    """The query that tells what a document is about; None where the register holds no such document."""
    place = next(_of_document(wording.register, document), None)
    return _query(wording.register, Operation.AGREEMENT_DATE, place) if place else None


def everything(wording: Wording, of: Operation) -> str:
    """The key of a list of everything: all partners, or all programmes."""
    return key(_query(wording.register, of, None))


def _answered(wording: Wording, place: str | None) -> tuple[tuple[Option, tuple[Citation, ...]], ...]:
    return _tried(wording.phrases, wording.register, wording.language, wording.asked_on, place)


@lru_cache(maxsize=512)
def _tried(
    phrases: Phrases, register: Register, language: str, day: date, place: str | None
) -> tuple[tuple[Option, tuple[Citation, ...]], ...]:
    """The queries about a place, or at large, that the register answers, with what it cites."""
    wording = Wording(phrases, register, language, day)
    tried = []
    for one in _ABOUT_A_PLACE if place else _AT_LARGE:
        query = _query(register, one, place)
        found = reply(wording, Understood((query,)))
        if found is not None and found.outcome is Outcome.ANSWERED:
            tried.append((Option(_label(wording, query), key(query)), found.citations))
    return tuple(tried)


def _query(register: Register, of: Operation, place: str | None) -> Query:
    return Query(of, home=register.home or None, places=(place,) if place else ())


def _label(wording: Wording, query: Query) -> str:
    if query.operation in _LISTS:
        return wording.label(query)
    about = wording.place(query.places[0]) if query.places else wording.label(query)
    return f"{operation(wording, query)}: {about}"


def _place(wording: Wording, answer: Answer) -> str | None:
    """The one partner that an answer's sources are about; None where they are about several."""
    documents = {citation.document for citation in answer.citations}
    places = {place for document in documents for place in _of_document(wording.register, document)}
    return places.pop() if len(places) == 1 else None


def _of_document(register: Register, document: str) -> Iterator[str]:
    rows = register.rows
    row = next((row for row in (*rows.agreements, *rows.cities, *rows.programmes) if row.document == document), None)
    yield from (place for place in _of_row(row) if place != register.home)


def _of_row(row: Row | None) -> tuple[str, ...]:
    if isinstance(row, Agreement):
        return (row.partner,)
    if isinstance(row, City):
        return (row.place,)
    return row.partners if isinstance(row, Programme) else ()
