"""What sources of a quoted fact say otherwise: competing values that a quotation leaves out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from babel.dates import format_date

from bot.facts.citing import Citing, Value
from bot.facts.wording import Wording
from bot.model import Citation
from retrieval.register.conflicts import ranked, signings
from retrieval.register.model import Agreement, City, Event, Figure, Measure, Row

_WORD = re.compile(r"\w{4,}|\d+(?:[.,]\d+)*")
_SEPARATOR = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3})")


def differences(citing: Citing, quoted: Sequence[Citation]) -> list[str]:
    """A line for each competing value of every fact that a quotation gives in one version only."""
    wording, lines = citing.wording, []
    text = _plain(" ".join(citation.quote for citation in quoted))
    for row in _rows(wording, {citation.document for citation in quoted}):
        for values in _competing(row):
            if _one_sided(values, text):
                shown = [_words(wording, value) for value in values]
                lines += citing.differing(row, values, shown, shown)
    return lines


def _rows(wording: Wording, documents: Iterable[str]) -> list[Row]:
    rows = wording.register.rows
    everything: tuple[Row, ...] = (*rows.agreements, *rows.cities, *rows.programmes, *rows.others)
    return [row for row in everything if row.document in documents]


def _competing(row: Row) -> Iterator[tuple[Value, ...]]:
    """The groups of values of a row that come from different sources."""
    groups: list[tuple[Value, ...]] = [
        ranked(row.stated(name)) for name in dict.fromkeys(said.name for said in row.statements)
    ]
    if isinstance(row, Agreement):
        groups.append(signings(row))
    if isinstance(row, City):
        groups += [ranked(row.measured(measure)) for measure in Measure]
    for group in groups:
        if len(group) > 1 and len({value.origins for value in group}) > 1:
            yield group


def _one_sided(values: Sequence[Value], text: str) -> bool:
    """Whether a text gives a value of a group, by what only that value says, and not all of them."""
    said = [_signs(value) for value in values]
    common = frozenset.intersection(*said)
    present = [bool(signs - common) and (signs - common) <= _signs_in(text, signs) for signs in said]
    return any(present) and not all(present)


def _signs_in(text: str, signs: Iterable[str]) -> frozenset[str]:
    return frozenset(sign for sign in signs if sign in text)


def _signs(value: Value) -> frozenset[str]:
    """What stands in a text that gives a value: its date, its number, or the words of its statement."""
    if isinstance(value, Figure):
        return frozenset({_number(value.value)})
    if isinstance(value, Event):
        return frozenset({_day(value)})
    return frozenset(_WORD.findall(_plain(value.value)))


def _day(event: Event) -> str:
    day = event.date
    return str(format_date(date.fromisoformat(day), "d MMMM y", "en")).lower() if len(day) == 10 else day


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _plain(text: str) -> str:
    return _SEPARATOR.sub("", text).lower()


def _words(wording: Wording, value: Value) -> str:
    if isinstance(value, Figure):
        return wording.figure(value.measure, value.value)
    return wording.date(value.date) if isinstance(value, Event) else value.value
