"""The oracle: what a right answer to a question about the register must hold, computed from the front matter."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evals import facts
from evals.expect import Expect
from evals.facts import Agreement, City, Programme, Spellings
from evals.reference import ASEAN, CONTINENTS, REGIONS, RELATIONS, WIDER

SHOWN = 15
"""Longer lists need not be written out to the end."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The documents to cite and the facts to hold, each fact in any one of its spellings."""

    documents: frozenset[str] = frozenset()
    facts: tuple[Spellings, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question with when and in which language it is asked."""

    expect: Expect
    on: date
    language: str

    @property
    def valid_on(self) -> date:
        return self.expect.in_force_on or self.on

    def dates(self, row: Agreement) -> list[Spellings]:
        return [facts.date_spellings(value, self.language) for value in row.values]


class Oracle:
    """Everything the front matter of one corpus says about agreements, places and programmes."""

    def __init__(self, corpus: Path) -> None:
        signed = [facts.agreement(headers) for headers in facts.read(corpus / "agreements")]
        cities = [facts.city(headers) for headers in facts.read(corpus / "cities")]
        self._agreements = sorted(filter(None, signed), key=lambda row: (row.official.day, row.id))
        self._cities = {city.place: city for city in cities}
        self._programmes = [facts.programme(headers) for headers in facts.read(corpus / "programmes")]
        self._operations: dict[str, Callable[[_Asked], Expected]] = {
            **dict.fromkeys(("list", "not-cities", "anniversaries", "changes"), self._list),
            **dict.fromkeys(("first", "latest"), self._edge),
            **dict.fromkeys(("date", "years", "is-partner", "signatories", "place", "fields"), self._tie),
            **dict.fromkeys(("population", "area", "industries"), self._profile),
            **dict.fromkeys(("largest", "smallest"), self._extreme),
            **dict.fromkeys(("programmes", "count-programmes"), self._programme_list),
            "count": self._count,
            "compare": self._compare,
        }

    def expected(self, expect: Expect, asked_on: date, language: str) -> Expected:
        """What the answer must hold; nothing, if the corpus holds nothing on it."""
        return self._operations[expect.operation](_Asked(expect, asked_on, language))

    def _list(self, asked: _Asked) -> Expected:
        rows = [row for row in self._rows(asked) if _special(asked, row)]
        ages = [_anniversary(asked, row) for row in rows] if asked.expect.operation == "anniversaries" else []
        names = [self._cities[row.partner].names for row in rows[:SHOWN]]
        return Expected(_ids(rows), (*names, *((str(age),) for age in dict.fromkeys(ages))))

    def _count(self, asked: _Asked) -> Expected:
        rows = self._rows(asked)
        return Expected(_ids(rows), ((str(len(rows)),),)) if rows else Expected()

    def _edge(self, asked: _Asked) -> Expected:
        rows = self._rows(asked)
        pick = min if asked.expect.operation == "first" else max
        edge = pick((row.official.day for row in rows), default="")
        rows = [row for row in rows if row.official.day == edge]
        dates = [spelling for row in rows for spelling in asked.dates(row)]
        return Expected(_ids(rows), _once([*(self._cities[row.partner].names for row in rows), *dates]))

    def _tie(self, asked: _Asked) -> Expected:
        found = [(row.documents, TIES[asked.expect.operation](asked, row, self._cities)) for row in self._rows(asked)]
        return Expected(
            frozenset().union(*(documents for documents, _ in found)),
            _once([fact for _, rows in found for fact in rows]),
        )

    def _profile(self, asked: _Asked) -> Expected:
        city = self._cities.get(asked.expect.partner or "")
        found = _profile_facts(asked.expect.operation, city) if city else ()
        return Expected(city.documents, found[:SHOWN]) if city and found else Expected()

    def _extreme(self, asked: _Asked) -> Expected:
        measure = asked.expect.measure or ""
        cities = [self._cities[row.partner] for row in self._rows(asked)]
        pick = max if asked.expect.operation == "largest" else min
        measured = [city for city in cities if measure in city.figures]
        if not measured:
            return Expected()
        city = pick(measured, key=lambda one: one.figures[measure][0])
        return Expected(city.documents, (city.names, *_numbers(city, measure)))

    def _compare(self, asked: _Asked) -> Expected:
        rows = self._rows(asked)
        cities = [self._cities[row.partner] for row in rows]
        names = [city.names for city in cities]
        if measure := asked.expect.measure:
            numbers = [number for city in cities for number in _numbers(city, measure)]
            return Expected(frozenset().union(*(city.documents for city in cities)), _once([*names, *numbers]))
        dates = [spelling for row in rows for spelling in asked.dates(row)]
        return Expected(frozenset().union(*(row.documents for row in rows)), _once([*names, *dates]))

    def _programme_list(self, asked: _Asked) -> Expected:
        found = [one for one in self._programmes if self._programme_fits(asked, one)]
        documents = frozenset(one.id for one in found)
        if asked.expect.operation == "count-programmes":
            return Expected(documents, ((str(len(found)),),)) if found else Expected()
        # No order is agreed for programmes, so a list that need not be complete holds no certain one.
        return Expected(documents, tuple(one.names for one in found) if len(found) <= SHOWN else ())

    def _rows(self, asked: _Asked) -> list[Agreement]:
        return [row for row in self._agreements if self._fits(asked, row)]

    def _fits(self, asked: _Asked, row: Agreement) -> bool:
        expect = asked.expect
        city = self._cities[row.partner]
        return all(
            (
                row.home == expect.home,
                row.partner in _partners(expect, row.partner),
                expect.relation in {None, row.relation},
                _signed_within(expect, row.official.day),
                _located(asked, row.country),
                _mentions(expect.field, row.fields),
                _mentions(expect.industry, city.industries),
            )
        )

    def _programme_fits(self, asked: _Asked, one: Programme) -> bool:
        expect = asked.expect
        wanted = _partners(expect, "")
        countries = one.countries | {self._cities[place].country for place in one.partners if place in self._cities}
        return all(
            (
                not wanted - {""} or not wanted.isdisjoint(one.partners),
                expect.state in {None, one.state},
                expect.category in {None, one.category},
                expect.year is None or expect.year in one.years,
                any(_located(asked, country) for country in countries or {""}),
            )
        )


def _special(asked: _Asked, row: Agreement) -> bool:
    expect = asked.expect
    if expect.operation == "not-cities":
        return not _is_city(row.level)
    if expect.operation == "anniversaries":
        return (age := _anniversary(asked, row)) > 0 and age % expect.round == 0
    if expect.operation == "changes" and expect.since:
        return row.official.day >= expect.since.isoformat()[: len(row.official.day)]
    return True


def _anniversary(asked: _Asked, row: Agreement) -> int:
    return (asked.expect.year or 0) - row.official.start.year


def _is_city(level: str) -> bool:
    return "city" in level or level in {"capital", "municipality"}


def _partners(expect: Expect, default: str) -> set[str]:
    return {*expect.partners, *([expect.partner] if expect.partner else [])} or {default}


def _signed_within(expect: Expect, signed: str) -> bool:
    begin, end = expect.signed_from or "", expect.signed_to or "9999"
    valid = expect.in_force_on.isoformat() if expect.in_force_on else "9999"
    return signed[: len(begin)] >= begin and signed[: len(end)] <= end and signed <= valid


def _located(asked: _Asked, country: str) -> bool:
    expect = asked.expect
    return all(
        (
            expect.country in {None, country},
            expect.continent is None or country in _countries(CONTINENTS[expect.continent]),
            expect.region is None or country in _countries(expect.region),
            expect.group is None or ASEAN.get(country, "9999") <= asked.valid_on.isoformat(),
        )
    )


def _countries(region: str) -> set[str]:
    narrow = WIDER.get(region, region).split()
    return {country for code in narrow for country in REGIONS[code].split()}


def _mentions(wanted: tuple[str, ...], values: Iterable[Spellings]) -> bool:
    stated = [spelling.casefold() for spellings in values for spelling in spellings]
    return not wanted or any(word.casefold() in value for word in wanted for value in stated)


def _ids(rows: Iterable[Agreement]) -> frozenset[str]:
    return frozenset(row.id for row in rows)


def _once(found: Iterable[Spellings]) -> tuple[Spellings, ...]:
    return tuple(dict.fromkeys(found))


def _numbers(city: City, measure: str) -> list[Spellings]:
    return [facts.number_spellings(value) for value in city.figures.get(measure, ())]


def _profile_facts(operation: str, city: City) -> tuple[Spellings, ...]:
    if operation == "industries":
        return city.industries
    return tuple(_numbers(city, {"area": "area_km2"}.get(operation, operation)))


def _date_facts(asked: _Asked, row: Agreement, _cities: dict[str, City]) -> list[Spellings]:
    return asked.dates(row)


def _years_facts(asked: _Asked, row: Agreement, _cities: dict[str, City]) -> list[Spellings]:
    # A competing date may be given as it is, or as the years it makes.
    years = [str(_completed(value.start, asked.on)) for value in row.values]
    return [(years[0],), *((*spelling, count) for spelling, count in zip(asked.dates(row)[1:], years[1:], strict=True))]


def _completed(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def _relation_facts(_asked: _Asked, row: Agreement, _cities: dict[str, City]) -> list[Spellings]:
    stated = " ".join((row.relation, *row.statements.get("relation", ()))).casefold()
    return [tuple(words.split("|")) for relation, words in RELATIONS.items() if relation.split("-")[0] in stated]


def _signatory_facts(_asked: _Asked, row: Agreement, _cities: dict[str, City]) -> list[Spellings]:
    return [person for value in row.statements.get("signatories", ()) for person in facts.people(value)]


def _place_facts(_asked: _Asked, row: Agreement, cities: dict[str, City]) -> list[Spellings]:
    stated = [value.place.partition(";")[0] for value in row.values if value.place]
    known = {name: city.names for city in cities.values() for name in city.names}
    return [(place, *known.get(place, ())) for place in (*stated, *row.statements.get("place", ()))]


def _field_facts(_asked: _Asked, row: Agreement, _cities: dict[str, City]) -> list[Spellings]:
    return list(row.fields[:SHOWN])


TIES: dict[str, Callable[[_Asked, Agreement, dict[str, City]], list[Spellings]]] = {
    "date": _date_facts,
    "years": _years_facts,
    "is-partner": _relation_facts,
    "signatories": _signatory_facts,
    "place": _place_facts,
    "fields": _field_facts,
}
