"""From a question to what is to be looked up: the intent by the model, the filters by what the question names.

Every filter is checked against the register's own values. What was asked for but is not known is said,
and where two readings are about as likely both are offered; a question never falls through to a longer list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from retrieval.ports import Vector
from retrieval.register.clues import Clues
from retrieval.register.intents import TEXT, IntentModel, Leaning
from retrieval.register.model import Measure, Relation, State
from retrieval.register.query import Operation, Query
from retrieval.register.register import Register

SURE = 0.5
"""Probability from which the likeliest intent is acted upon alone."""
UNSURE = 0.25
"""Probability from which a reading is worth offering."""
ASKED = 0.85
"""Probability from which a filter was asked for although nothing known is named."""
RELATION = 0.9
"""Probability from which the vector alone says which relation is meant."""

_MEASURES = {"measure:population": Measure.POPULATION, "measure:area": Measure.AREA}
_ABOUT_ONE = {
    Operation.AGREEMENT_DATE,
    Operation.AGREEMENT_YEARS,
    Operation.IS_PARTNER,
    Operation.SIGNATORIES,
    Operation.SIGNING_PLACE,
    Operation.FIELDS,
}
_ABOUT_CITY = {Operation.POPULATION, Operation.AREA, Operation.INDUSTRIES}
_OF_PROGRAMMES = {Operation.PROGRAMMES, Operation.COUNT_PROGRAMMES}
_ABOUT_MANY = set(Operation) - _ABOUT_ONE - _ABOUT_CITY - {Operation.COMPARE}


@dataclass(frozen=True, slots=True)
class Understood:
    """What to look up, likeliest first; several are readings to choose from, none means the text must answer.

    `unknown` names the kind of filter ("place", "topic") that was asked for but is not known.
    """

    queries: tuple[Query, ...] = ()
    unknown: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    """The ids of the places that the question names, each with its name as the question writes it."""


def understand(clues: Clues, vector: Vector, asked_on: date, register: Register, model: IntentModel) -> Understood:
    """What a question, by its clues and its centred vector, asks of the register."""
    if not register.rows.agreements:
        return Understood()
    leaning = model.lean(vector, clues)
    likely = sorted(leaning.intents, key=leaning.intents.__getitem__, reverse=True)[:2]
    if likely[0] == TEXT:
        return Understood()
    queries = [_query(Operation(intent), clues, leaning, asked_on, register) for intent in likely if intent != TEXT]
    if leaning.intents[likely[0]] < SURE:
        return _readings(likely, leaning, queries)
    first = queries[0]
    if first is None:
        return Understood()
    return Understood((first,), _unknown(first, clues, leaning, register), dict(clues.written))


def _readings(likely: list[str], leaning: Leaning, queries: list[Query | None]) -> Understood:
    """Both readings where they are clear of everything else; else the text must answer."""
    if TEXT in likely or any(leaning.intents[intent] < UNSURE for intent in likely):
        return Understood()
    return Understood(tuple(dict.fromkeys(query for query in queries if query is not None)))


def _unknown(query: Query, clues: Clues, leaning: Leaning, register: Register) -> str:
    """The kind of filter that was asked for but is not known; empty where all is."""
    topics = clues.of("topic")
    if topics and not any(register.knows_topic(topic) for topic in topics):
        return "topic"
    placed = query.places or query.countries or query.regions or query.groups
    if not placed and not clues.programmes and leaning.asked["place"] > ASKED:
        return "place"
    if query.operation in _ABOUT_MANY and not topics and not clues.of("state") and leaning.asked["topic"] > ASKED:
        return "topic"
    return ""


def _query(operation: Operation, clues: Clues, leaning: Leaning, asked_on: date, register: Register) -> Query | None:
    """The query for an intent, or None where the question lacks what the intent needs."""
    places = _places(clues, register)
    operation = _fitting(operation, places, clues)
    if operation in _ABOUT_ONE | _ABOUT_CITY and not places:
        return None
    if operation is Operation.COMPARE and len(places) < 2:
        return None
    query = Query(
        operation=operation,
        home=_home(clues, register),
        places=places,
        countries=clues.countries,
        regions=clues.of("region"),
        groups=clues.of("group"),
        relation=_relation(clues, leaning),
        topics=clues.of("topic"),
        state=next((State(state) for state in clues.of("state")), None),
        measure=_measure(clues),
    )
    return _timed(query, clues, asked_on)


def _fitting(operation: Operation, places: tuple[str, ...], clues: Clues) -> Operation:
    """The operation that goes with what is named: a list of one place is a question about it, and the other way."""
    wide = bool(clues.countries or clues.of("region") or clues.of("group"))
    if operation in _ABOUT_ONE and not places and wide:
        return Operation.LIST
    if operation in {Operation.LIST, Operation.COUNT} and places and not wide:
        return Operation.IS_PARTNER
    return operation


def _places(clues: Clues, register: Register) -> tuple[str, ...]:
    """The places asked about; the home city itself where no other is named."""
    named = [*(identity for ids in clues.partners for identity in ids), *clues.strangers]
    second = [home for home in clues.homes if home != _home(clues, register)]
    return tuple(dict.fromkeys([*named, *second]))


def _home(clues: Clues, register: Register) -> str:
    """The city whose ties are meant: the office's own unless only another home is named."""
    if len(clues.homes) == 1 or (clues.homes and register.home not in clues.homes):
        return clues.homes[0]
    return register.home


def _relation(clues: Clues, leaning: Leaning) -> Relation | None:
    said = [relation for relation in clues.of("relation") if relation != "any"]
    if said:
        return Relation(said[0]) if len(said) == 1 else None
    likely = max(leaning.relations, key=leaning.relations.__getitem__)
    sure = not clues.of("relation") and likely != "any" and leaning.relations[likely] >= RELATION
    return Relation(likely) if sure else None


def _measure(clues: Clues) -> Measure | None:
    said = [measure for term, measure in _MEASURES.items() if clues.says(term)]
    return said[0] if len(said) == 1 else None


def _timed(query: Query, clues: Clues, asked_on: date) -> Query:
    """The query within the time that the question names."""
    years = [*clues.times, *_spoken_years(clues, asked_on)]
    if query.operation in {Operation.ANNIVERSARIES, *_OF_PROGRAMMES}:
        every = clues.numbers[0] if clues.numbers and query.operation is Operation.ANNIVERSARIES else query.every
        return replace(query, year=int(years[0][:4]) if years else None, every=every)
    if query.operation is Operation.CHANGES:
        return replace(query, signed_from=years[0] if years else str(asked_on.year - 1))
    if query.operation not in _ABOUT_MANY or not years:
        return query
    return _within(query, years, clues)


def _spoken_years(clues: Clues, asked_on: date) -> Iterator[str]:
    for term, offset in (("last-year", -1), ("this-year", 0), ("next-year", 1)):
        if clues.says(f"time:{term}"):
            yield str(asked_on.year + offset)


def _within(query: Query, years: list[str], clues: Clues) -> Query:
    first, last = min(years), max(years)
    if clues.says("time:decade"):
        return replace(query, signed_from=first[:3] + "0", signed_to=first[:3] + "9")
    if first != last or clues.says("time:between"):
        return replace(query, signed_from=first, signed_to=last)
    if clues.says("time:as-of"):
        return replace(query, in_force_on=first)
    if clues.says("time:before"):
        return replace(query, signed_to=_day_before(first))
    if clues.says("time:since"):
        return replace(query, signed_from=first)
    return replace(query, signed_from=first, signed_to=first)


def _day_before(moment: str) -> str:
    """The last day before a year, month or day begins."""
    first = date.fromisoformat((moment + "-01-01")[:10])
    return date.fromordinal(first.toordinal() - 1).isoformat()
