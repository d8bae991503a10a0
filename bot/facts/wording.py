"""Names, dates, numbers and labels in the inquirer's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from bot.phrases import FALLBACK, Phrases
from retrieval.register.model import Agreement, City, Level, Measure, Programme, Relation
from retrieval.register.query import Operation, Query
from retrieval.register.register import Register

_PLAIN = {"en", "ko", "ja", "zh"}
"""Languages that write dates in English words or in numbers alone."""
_DASH = "–"


@dataclass(frozen=True, slots=True)
class Wording:
    """Says the register's values in one language."""

    phrases: Phrases
    register: Register
    language: str
    asked_on: date
    written: Mapping[str, str] = field(default_factory=dict)
    """Names as the question writes them, by the id of the place."""

    def say(self, key: str, /, **values: object) -> str:
        """A phrase with its placeholders filled."""
        return self.phrases.say(key, self.language, **values)

    @property
    def _locale(self) -> Locale:
        try:
            return Locale.parse(self.language.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return Locale.parse(FALLBACK)

    def place(self, place: str) -> str:
        """A place's name, in English where the documents do not know it in this language."""
        city = self.register.city(place)
        return self._name(city.names, place) if city else self.written.get(place, place)

    def _name(self, names: Mapping[str, Sequence[str]], otherwise: str) -> str:
        for language in (self.language, self.language.partition("-")[0], FALLBACK):
            if names.get(language):
                return names[language][0]
        return otherwise

    def title(self, programme: Programme) -> str:
        """What a programme is called."""
        return self._name(programme.names, programme.title)

    def country(self, code: str) -> str:
        """A country's name (CLDR)."""
        return str(self._locale.territories.get(code, code))

    def located(self, row: Agreement | City) -> str:
        """A place with its country and, where it is no city, what it is."""
        place = row.partner if isinstance(row, Agreement) else row.place
        parts = [*self._in_english(place), self.country(row.country)]
        if row.level is not Level.CITY:
            parts.append(self.say(f"level-{row.level}"))
        return f"{self.place(place)} ({', '.join(parts)})"

    def home(self, place: str) -> str:
        """A home city's name, with its English one where it is not the office's own."""
        english = [] if place == self.register.home else [*self._in_english(place)]
        return f"{self.place(place)} ({english[0]})" if english else self.place(place)

    def _in_english(self, place: str) -> Iterable[str]:
        """The name under which the documents' sources know a place, where it is spelt otherwise here."""
        city = self.register.city(place)
        english = next(iter(city.names.get(FALLBACK, ())), "") if city else ""
        if english and english != self.place(place):
            yield english

    def tie(self, agreement: Agreement) -> str:
        """What one partner is to its home: "sister city", or "sister relation" where it is no city."""
        kind = "city" if agreement.level is Level.CITY else "tie"
        return self.say(f"{kind}-{agreement.relation}")

    def relation(self, relation: Relation | None) -> str:
        """The heading for partners of a relation, or of any."""
        return self.say(f"relation-{relation or 'any'}")

    def date(self, day: str) -> str:
        """An ISO date in words, as exact as it is."""
        locale = self._locale
        if len(day) == 10:
            return str(format_date(date.fromisoformat(day), "long", locale))
        if len(day) == 7:
            return str(format_skeleton("yMMMM", date.fromisoformat(f"{day}-01"), locale=locale))
        return day

    def exact_date(self, day: str) -> str:
        """The same, and as ISO where a month's name says nothing to those who read the sources."""
        words = self.date(day)
        return words if self.language in _PLAIN or words == day else f"{words} ({day})"

    def number(self, value: float) -> str:
        """A number with the language's own separators."""
        return str(format_decimal(value, locale=self._locale))

    def figure(self, measure: Measure, value: float) -> str:
        """A figure with its unit."""
        return f"{self.number(value)} km²" if measure is Measure.AREA else self.number(value)

    def label(self, query: Query) -> str:
        """What a query asks for, as a heading: "Sister cities of Busan (Japan, 1990–1999)"."""
        home = self.place(query.home or self.register.home)
        programmes = query.operation in {Operation.PROGRAMMES, Operation.COUNT_PROGRAMMES}
        partners = self.say("of-home", what=self.relation(query.relation), home=home)
        what = self.say("programmes") if programmes else partners
        filters = ", ".join(self.filters(query))
        return f"{what} ({filters})" if filters else what

    def filters(self, query: Query) -> Iterable[str]:
        """Every filter of a query, in words."""
        if query.operation is Operation.NOT_CITIES:
            yield self.say("not-cities")
        yield from (self.place(place) for place in query.places)
        yield from (self.country(code) for code in query.countries)
        for section, names in (("region", query.regions), ("group", query.groups), ("topic", query.topics)):
            yield from (self.term(section, name) for name in names)
        if query.state:
            yield self.say(f"state-{query.state}")
        if query.year:
            yield str(query.year)
        yield from self._span(query)

    def term(self, section: str, name: str) -> str:
        """A term of the vocabulary; groups of states by their abbreviation."""
        label = self.register.terms.label(f"{section}:{name}", self.language)
        return name.upper() if section == "group" and label.isascii() else label

    def _span(self, query: Query) -> Iterable[str]:
        first, last = query.signed_from, query.signed_to
        if query.in_force_on:
            yield self.say("in-force-on", date=self.date(query.in_force_on))
        elif first and last:
            yield self.date(first) if first == last else f"{self.date(first)}{_DASH}{self.date(last)}"
        elif first:
            yield self.say("signed-from", date=self.date(first))
        elif last:
            yield self.say("signed-to", date=self.date(last))
