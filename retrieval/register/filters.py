"""The filters of a query, from what a question names."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from retrieval.register.clues import Clues
from retrieval.register.model import Measure, Relation, State
from retrieval.register.query import Operation, Query
from retrieval.register.register import Register

RELATION = 0.98
"""Probability from which the question's vector alone says which relation is meant."""

_MEASURES = {"measure:population": Measure.POPULATION, "measure:area": Measure.AREA}
_ABOUT_ONE = {
    Operation.AGREEMENT_DATE,
    Operation.AGREEMENT_YEARS,
    Operation.IS_PARTNER,
    Operation.SIGNATORIES,
    Operation.SIGNING_PLACE,
    Operation.FIELDS,
}
ABOUT_CITY = {Operation.POPULATION, Operation.AREA, Operation.INDUSTRIES}
_PLACES_NEEDED = {**dict.fromkeys(_ABOUT_ONE | ABOUT_CITY, 1), Operation.COMPARE: 2}
_SAME = {Operation.AGREEMENT_YEARS: Operation.AGREEMENT_DATE, Operation.CHANGES: Operation.LIST}
"""Operations whose answer another one's holds as well."""
_OF_PROGRAMMES = {Operation.PROGRAMMES, Operation.COUNT_PROGRAMMES}
_ABOUT_MANY = set(Operation) - set(_PLACES_NEEDED)


def query_for(
    operation: Operation, clues: Clues, relations: Mapping[str, float], asked_on: date, register: Register
) -> Query | None:
    """The query for an operation, or None where the question lacks the place that the operation is about."""
    places = _places(operation, clues, register)
    fitting = _fitting(operation, places, clues)
    if len(places) < _PLACES_NEEDED.get(fitting, 0):
        return None
    query = Query(
        operation=fitting,
        home=_home(clues, register),
        places=places,
        countries=clues.countries,
        regions=clues.of("region"),
        groups=clues.of("group"),
        relation=_relation(clues, relations),
        topics=clues.of("topic"),
        about=_about(clues),
        state=next((State(state) for state in clues.of("state")), None) if fitting in _OF_PROGRAMMES else None,
        measure=_measure(clues),
    )
    return _timed(operation, query, clues, asked_on)


def _fitting(operation: Operation, places: tuple[str, ...], clues: Clues) -> Operation:
    """The operation that goes with what is named: a list of one place is a question about it, and the other way."""
    wide = bool(clues.countries or clues.of("region") or clues.of("group"))
    if operation in _ABOUT_ONE | {Operation.INDUSTRIES} and not places and (wide or clues.of("topic") or clues.times):
        return Operation.LIST
    if operation in {Operation.LIST, Operation.COUNT} and places and not wide:
        return Operation.IS_PARTNER
    return _SAME.get(operation, operation)


def _places(operation: Operation, clues: Clues, register: Register) -> tuple[str, ...]:
    """The places asked about; of a city's own figures the home city too, where no other is named."""
    home = _home(clues, register)
    named = [*(identity for ids in clues.partners for identity in ids), *clues.strangers]
    found = tuple(place for place in dict.fromkeys([*named, *clues.homes]) if place != home)
    alone = operation in ABOUT_CITY and not found
    compared = operation is Operation.COMPARE and len(found) == 1
    return (home, *found) if home and (alone or compared) else found


def _home(clues: Clues, register: Register) -> str | None:
    """The city whose ties are meant: the first home that is named, else a city of the office's own country."""
    if clues.homes:
        return clues.homes[0]
    country = register.country(register.home)
    named = (place for ids in clues.partners for place in ids)
    return next((place for place in named if country and register.country(place) == country), None)


def _relation(clues: Clues, relations: Mapping[str, float]) -> Relation | None:
    said = [relation for relation in clues.of("relation") if relation != "any"]
    if said:
        return Relation(said[0]) if len(said) == 1 else None
    likely = max(relations, key=relations.__getitem__)
    sure = not clues.of("relation") and likely != "any" and relations[likely] >= RELATION
    return Relation(likely) if sure else None


def _about(clues: Clues) -> Literal["fields", "industries"] | None:
    field, industry = clues.says("aspect:field"), clues.says("aspect:industry")
    if field == industry:
        return None
    return "fields" if field else "industries"


def _measure(clues: Clues) -> Measure | None:
    said = [measure for term, measure in _MEASURES.items() if clues.says(term)]
    return said[0] if len(said) == 1 else None


def _timed(operation: Operation, query: Query, clues: Clues, asked_on: date) -> Query:
    """The query within the time that the question names."""
    years = [*clues.times, *_spoken_years(clues, asked_on)]
    if operation in {Operation.ANNIVERSARIES, *_OF_PROGRAMMES}:
        every = clues.numbers[0] if clues.numbers and operation is Operation.ANNIVERSARIES else query.every
        return replace(query, year=int(years[0][:4]) if years else None, every=every)
    if operation is Operation.CHANGES:
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
        first, last = first[:3] + "0", first[:3] + "9"
    if first != last or clues.says("time:between"):
        return replace(query, signed_from=first, signed_to=last)
    counted = query.operation is Operation.COUNT and not clues.says("aspect:sign")
    if clues.says("time:before") and not clues.says("time:as-of"):
        return replace(query, signed_to=_day_before(first))
    if clues.says("time:since") and not clues.says("time:as-of"):
        return replace(query, signed_from=first)
    if clues.says("time:as-of") or counted:
        return replace(query, in_force_on=_last_day(first))
    return replace(query, signed_from=first, signed_to=first)


def _day_before(moment: str) -> str:
    """The last day before a year, month or day begins."""
    first = date.fromisoformat((moment + "-01-01")[:10])
    return date.fromordinal(first.toordinal() - 1).isoformat()


def _last_day(moment: str) -> str:
    """The last day of a year or month."""
    if len(moment) == 10:
        return moment
    year, month = int(moment[:4]), int(moment[5:7] or 12)
    return f"{year}-{month:02}-{monthrange(year, month)[1]}"
