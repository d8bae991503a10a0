"""Selects, orders and groups the rows that one audience may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from retrieval.register.conflicts import ranked, signed_on
from retrieval.register.dates import not_after, not_before, years_after
from retrieval.register.groupings import Groupings
from retrieval.register.model import Agreement, City, Level, Measure, Programme, Relation, Row, Rows, Statement
from retrieval.register.query import Query
from retrieval.register.terms import Terms

_TOTAL = "total"
"""The statement in which a document repeats a published total."""


@dataclass(frozen=True, slots=True)
class Anniversary:
    """A partnership's anniversary: so many years on that day (ISO, as exact as the signing)."""

    agreement: Agreement
    years: int
    day: str


class Register:
    """The rows of one audience, with the regions, groups and terms to ask for them."""

    def __init__(self, rows: Rows, groupings: Groupings, terms: Terms) -> None:
        self.rows = rows
        self.groupings = groupings
        self.terms = terms

    @cached_property
    def home(self) -> str:
        """The city whose office this is: the one with the most agreements; empty without any."""
        counts = Counter(agreement.home for agreement in self.rows.agreements)
        return max(counts, key=counts.__getitem__, default="")

    @cached_property
    def homes(self) -> frozenset[str]:
        """Every city whose agreements the documents hold."""
        return frozenset(agreement.home for agreement in self.rows.agreements)

    @cached_property
    def _cities(self) -> dict[str, City]:
        return {city.place: city for city in self.rows.cities}

    def city(self, place: str) -> City | None:
        """What is known of a place."""
        return self._cities.get(place)

    def country(self, place: str) -> str:
        """The country of a place; empty where it is not known."""
        city = self.city(place)
        return city.country if city else ""

    def select(self, query: Query, asked_on: date) -> list[Agreement]:
        """The agreements that pass every filter of a query, oldest first."""
        day = query.in_force_on or query.signed_to or asked_on.isoformat()
        wider = self.groupings.countries(query.regions, query.groups, min(day, asked_on.isoformat()))
        rows = [
            row
            for row in self.rows.agreements
            if row.home == (query.home or self.home)
            and (not query.places or row.partner in query.places)
            and _in_countries(row.country, query, wider)
            and (query.relation is None or row.relation == query.relation)
            and (not query.topics or self._about(query.topics, self.values(row, query)))
            and _in_time(signed_on(row), query, asked_on)
        ]
        return sorted(rows, key=lambda row: (signed_on(row) or "9", row.partner))

    def not_cities(self, query: Query, asked_on: date) -> list[Agreement]:
        """Of the agreements that pass the ones with a partner that is no city."""
        return [row for row in self.select(query, asked_on) if row.level is not Level.CITY]

    def anniversaries(self, query: Query, years: Iterable[int], asked_on: date) -> list[Anniversary]:
        """The round anniversaries in these years, earliest first."""
        found = [
            Anniversary(row, year - int(day[:4]), years_after(day, year - int(day[:4])))
            for row in self.select(query, asked_on)
            if (day := signed_on(row))
            for year in years
            if year > int(day[:4]) and (year - int(day[:4])) % query.every == 0
        ]
        return sorted(found, key=lambda anniversary: (anniversary.day, anniversary.agreement.partner))

    def between(self, one: str, other: str) -> Agreement | None:
        """The agreement of two places, whichever of them is the home."""
        pairs = {(one, other), (other, one)}
        return next((row for row in self.rows.agreements if (row.home, row.partner) in pairs), None)

    def of_partner(self, place: str) -> list[Agreement]:
        """The agreements of any home with a place."""
        return [row for row in self.rows.agreements if row.partner == place]

    def by_measure(self, cities: Iterable[City], measure: Measure) -> list[City]:
        """The cities that have a figure, the largest by their best figure first."""
        sized = [city for city in cities if city.measured(measure)]
        return sorted(sized, key=lambda city: -ranked(city.measured(measure))[0].value)

    def programmes(self, query: Query, asked_on: date) -> list[Programme]:
        """The programmes that pass every filter of a query, by title."""
        wider = self.groupings.countries(query.regions, query.groups, asked_on.isoformat())
        rows = [
            row
            for row in self.rows.programmes
            if (not query.places or set(query.places) & set(row.partners))
            and self._with_countries(row, query, wider)
            and (query.state is None or row.state == query.state)
            and (not query.topics or self._about(query.topics, self._kinds(row, query)))
            and (query.year is None or query.year in _years(row))
        ]
        return sorted(rows, key=lambda row: row.title)

    def cities(self, query: Query, asked_on: date) -> list[City]:
        """The places of the documents that pass a query's countries, topics and relation, by id."""
        wider = self.groupings.countries(query.regions, query.groups, asked_on.isoformat())
        tied = {row.partner for row in self.select(query, asked_on)} if query.relation or query.home else None
        rows = [
            city
            for city in self.rows.cities
            if _in_countries(city.country, query, wider)
            and (not query.places or city.place in query.places)
            and (not query.topics or self._about(query.topics, city.industries))
            and (tied is None or city.place in tied)
        ]
        return sorted(rows, key=lambda city: city.place)

    def totals(self) -> list[tuple[Row, Statement]]:
        """The published totals that documents repeat, in their order."""
        return [(row, said) for row in self.rows.others for said in row.stated(_TOTAL)]

    def knows_topic(self, topic: str) -> bool:
        """Whether any value is about a topic."""
        return any(topic in topics for topics in self.rows.topics.values())

    def values(self, row: Agreement, query: Query) -> tuple[str, ...]:
        """The fields of cooperation and the partner's industries, or the ones that a query is about."""
        city = self.city(row.partner)
        fields = row.fields if query.about != "industries" else ()
        return (*fields, *(city.industries if city and query.about != "fields" else ()))

    def _kinds(self, row: Programme, query: Query) -> tuple[str, ...]:
        """The category of a programme; its title and who it is for where no category is about the topics."""
        if any(self._about(query.topics, (programme.category,)) for programme in self.rows.programmes):
            return (row.category,)
        return (row.title, *(said.value for said in row.stated("who")))

    def _about(self, topics: Sequence[str], values: Iterable[str]) -> bool:
        return any(topic in self.rows.topics.get(value, ()) for value in values for topic in topics)

    def _with_countries(self, row: Programme, query: Query, wider: frozenset[str]) -> bool:
        own = {*row.countries, *(city.country for place in row.partners if (city := self.city(place)))}
        return any(_in_countries(code, query, wider) for code in own or {""})


def _in_countries(country: str, query: Query, wider: frozenset[str]) -> bool:
    in_country = not query.countries or country in query.countries
    return in_country and (not (query.regions or query.groups) or country in wider)


def _in_time(day: str, query: Query, asked_on: date) -> bool:
    latest = query.in_force_on or asked_on.isoformat()
    bounds = (query.signed_from, query.signed_to, query.in_force_on)
    if not day:
        return not any(bounds)
    return (
        not_after(day, latest)
        and (query.signed_from is None or not_before(day, query.signed_from))
        and (query.signed_to is None or not_after(day, query.signed_to))
    )


def _years(row: Programme) -> set[int]:
    years = {int(event.date[:4]) for event in row.events}
    return years | ({row.state_year} if row.state_year else set())


def ties(agreements: Iterable[Agreement]) -> dict[Relation, list[Agreement]]:
    """Agreements by relation, sister first; relations without any are left out."""
    groups: dict[Relation, list[Agreement]] = {relation: [] for relation in Relation}
    for agreement in agreements:
        groups[agreement.relation].append(agreement)
    return {relation: rows for relation, rows in groups.items() if rows}
