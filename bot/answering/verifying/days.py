"""Dates as people write them, as exact as they are written, in any of the languages (names from CLDR)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import regex
from babel import Locale

from bot.answering.verifying.vocabulary import LANGUAGES, UNSPACED, all_words, alternatives, folded

_YEAR_FIRST = regex.compile(
    r"(?<![\d.,])(?P<year>\d{4})(?:[-/](?P<month>\d{1,2})(?:[-/](?P<day>\d{1,2}))?"
    r"|\. ?(?P<month>\d{1,2})(?:\. ?(?P<day>\d{1,2})))(?!\d|[-/]\d)"
)
_YEAR_LAST = regex.compile(
    r"(?<![\d.,/-])(?:(?P<day>\d{1,2})(?P<sign>[./-]))?(?P<month>\d{1,2})[./-](?P<year>\d{4})(?!\d)"
)
_LEAST = 4
"""Letters from which a month's name may stand without a number beside it."""
_ENDING = 4
"""Letters that may follow the name of a month in Cyrillic, its last one left out."""
_FIRST, _LAST = 1800, 2100
_BUDDHIST = 543
"""Years by which the calendar used in Thailand is ahead."""
_THAI = regex.compile(r"\p{Thai}")
_CASED = regex.compile(r"[\p{Latin}\p{Cyrillic}]")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_COUNTED = (
    r"(?<!\d)(?P<counted>\d{1,2}) ?(?:월|月|(?:-?р|-? ?дугаар|-? ?дүгээр) сар\p{L}*| сарын(?= \d))"
    r"|(?:(?<!\p{L})tháng|ខែ) ?(?P<counted>\d{1,2})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date; 0 for each part that is not written."""

    year: int = 0
    month: int = 0
    day: int = 0

    def within(self, exact: "Day") -> bool:
        """Whether another date says all that this one says."""
        pairs = ((self.year, exact.year), (self.month, exact.month), (self.day, exact.day))
        return all(own in {0, other} for own, other in pairs)

    def __str__(self) -> str:
        parts = (f"{self.year:04}" if self.year else "", f"{self.month:02}" if self.month else "")
        return "-".join((*parts, f"{self.day:02}") if self.day else (part for part in parts if part))


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of a text, each as the readings it may have, and the text without them."""

    days: tuple[frozenset[Day], ...]
    rest: str


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: int
    start: int
    end: int
    telling: bool = False
    """Whether a month is one without a number beside it."""


@lru_cache(maxsize=1024)
def dated(text: str) -> Dated:
    """The dates of a folded text."""
    found: list[tuple[int, frozenset[Day]]] = []
    for pattern in (_YEAR_FIRST, _YEAR_LAST):
        for match in pattern.finditer(text):
            if days := _numeric(match.groupdict(), text):
                found.append((match.start(), days))
                text = _blank(text, *match.span())
    tokens = [token for token in _tokens(text) if token.kind != "link"]
    used: set[_Token] = set()
    for place, token in enumerate(tokens):
        if token.kind == "month":
            beside = _beside(tokens, place, used)
            if beside or token.telling:
                used |= {token, *beside}
                values = {kind: one.value for one in beside for kind in (one.kind,)}
                found.append((token.start, frozenset({Day(values.get("year", 0), token.value, values.get("day", 0))})))
    years = {token for token in tokens if token.kind == "year"} - used
    found += [(token.start, frozenset({Day(token.value)})) for token in years]
    for token in used | years:
        text = _blank(text, token.start, token.end)
    return Dated(tuple(days for _, days in sorted(found, key=lambda one: one[0])), text)


def spread(days: Sequence[frozenset[Day]]) -> frozenset[Day]:
    """Every date, those without a year also with that of the dates beside them."""
    readings = {day for each in days for day in each}
    for place, each in enumerate(days):
        for beside in (*days[max(0, place - 1) : place], *days[place + 1 : place + 2]):
            years = {day.year for day in beside if day.year}
            readings |= {replace(day, year=year) for day in each if not day.year for year in years}
    return frozenset(readings)


def _numeric(parts: dict[str, str | None], text: str) -> frozenset[Day]:
    """The readings of a date in digits: where the year comes last, the day stands before the month or after it."""
    year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
    orders = {(month, day), (day, month)} if "sign" in parts and day else {(month, day)}
    known = _year(year, text)
    return frozenset(Day(known, *order) for order in orders if known and 1 <= order[0] <= 12 and order[1] <= 31)


def _year(number: int, text: str) -> int:
    """The year that a number may be; 0 for none."""
    if _FIRST <= number <= _LAST:
        return number
    buddhist = _FIRST + _BUDDHIST <= number <= _LAST + _BUDDHIST and _THAI.search(text)
    return number - _BUDDHIST if buddhist else 0


def _beside(tokens: Sequence[_Token], place: int, used: set[_Token]) -> list[_Token]:
    """Day and year around a month: two numbers after it, one on each side, or two before it."""
    before = [token for token in tokens[max(0, place - 2) : place][::-1] if token not in used]
    after = [token for token in tokens[place + 1 : place + 3] if token not in used]
    for shape in (after, before):
        if [token.kind for token in shape] == ["day", "year"]:
            return shape
    sides = before[:1] + after[:1]
    if {token.kind for token in sides} == {"day", "year"}:
        return sides
    for shape in (after[:1], before[:1]):
        if shape and shape[0].kind in {"day", "year"}:
            return shape
    return []


def _tokens(text: str) -> Iterator[_Token]:
    for match in _pattern().finditer(text):
        kind, value, telling = match.lastgroup or "other", 0, False
        if kind == "number":
            value = int(match.group()) if len(match.group()) <= 4 else 0
            year = _year(value, text)
            kind, value = ("year", year) if year else ("day" if 1 <= value <= 31 else "other", value)
        elif kind == "counted":
            value = int(match["counted"])
            kind, telling = "month" if 1 <= value <= 12 else "other", True
        elif kind.startswith("month"):
            kind, value = "month", int(kind.removeprefix("month"))
            telling = len(match.group()) >= _LEAST or not _CASED.match(match.group())
        yield _Token(kind, value, *match.span(), telling and match.group() not in _ambiguous())


@cache
def _ambiguous() -> frozenset[str]:
    return frozenset(map(folded, all_words("ambiguous")))


@cache
def _pattern() -> regex.Pattern[str]:
    months = "|".join(f"(?P<month{number}>{_names(number)})" for number in range(1, 13))
    links = alternatives(all_words("links"))
    scales = alternatives(all_words("scales"))
    other = rf"\d+(?:[.,]\d+)+|[{UNSPACED}]|[\p{{L}}\p{{M}}]+|[;:!?()\n]|(?<=\p{{L}}|\d{{4}})\.(?= )|[。។။]"
    return regex.compile(
        rf"{_COUNTED}|{months}|(?P<number>(?<![\d.,])\d+(?![.,]?\d| ?(?:{scales})))"
        rf"|(?P<link>{links})|(?P<other>{other})"
    )


def _names(number: int) -> str:
    """A pattern for the names of a month in every language."""
    names: set[str] = set(all_words("months")[number - 1 :: 12])
    for language in LANGUAGES:
        for use in ("format", "stand-alone"):
            forms = Locale.parse(language).months[use]
            names |= {
                forms["wide"][number],
                *([forms["abbreviated"][number]] if language in {"en", "es", "id"} else []),
            }
    written = {folded(name) for name in names if not any(map(str.isdecimal, folded(name)))}
    return "|".join(_bent(name) for name in sorted(written, key=lambda name: (-len(name), name)))


def _bent(name: str) -> str:
    """The pattern of a name, with the endings that it takes in Cyrillic."""
    if not _CASED.match(name):
        return regex.escape(name)
    if not _CYRILLIC.match(name) or len(name) < 4:
        return rf"(?<!\p{{L}}){regex.escape(name)}(?!\p{{L}})"
    return rf"(?<!\p{{L}}){regex.escape(name[:-1])}\p{{L}}{{0,{_ENDING}}}(?!\p{{L}})"


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
