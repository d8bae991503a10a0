"""Checks a written sentence against the passages it cites, without a model and in any language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.answering.verifying.days import Day, dated, spread
from bot.answering.verifying.pieces import KINDS, Names, Piece, Reader, Relations, Sentence, kinship, likeness
from bot.answering.verifying.polarity import Polarity, languages_of
from bot.answering.verifying.quantities import known, stated, worded
from bot.answering.verifying.spelling import (
    beginnings,
    countries,
    holds,
    holds_name,
    latin,
    one_line,
    quotations,
    spoken_in,
    written_names,
)
from bot.answering.verifying.vocabulary import folded, plain

_NEAR = 0.5
"""Likeness that a piece may lack to the best one and still be about the same."""
_WITHIN = {Polarity.SAID: _NEAR, Polarity.DENIED: 1.5, Polarity.UNTOLD: 2.5}
"""The same by what a clause does: what is denied, or said to be untold, is seldom made up."""
_PAIR = 2
"""Up to this a number word often counts nothing: "the two cities", "one of them"."""
_READ = 256
"""Passages that are kept as they were read: the claims of one answer cite the same ones."""


class Flaw(StrEnum):
    """What a claim may state that its passages do not."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    QUOTE = "quote"
    NEGATION = "negation"
    RELATION = "relation"


@dataclass(frozen=True, slots=True)
class Unsupported:
    """One thing that no passage says; `detail` is as the claim writes it, or the clause it stands in."""

    flaw: Flaw
    detail: str


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage with all that it states."""

    text: str
    latin: bool
    korean: bool
    beginnings: frozenset[str]
    days: frozenset[Day]
    numbers: frozenset[float]
    names: frozenset[frozenset[str]]
    countries: frozenset[str]
    sentences: tuple[Sentence, ...]


class Verify:
    """Finds what a claim states and none of its passages says."""

    def __init__(self, names: Names, relations: Relations) -> None:
        """`names` gives the names in a text, each as the ids it may mean; `relations` the ids of its terms.

        Of terms, `relation:…` are compared, `country:…` may stand for a country's name in a passage, and the
        others tell which sentences are about the same.
        """
        self._reader = Reader(names, relations)
        self._passage = lru_cache(maxsize=_READ)(self._read)

    def __call__(self, claim: str, language: str, passages: Sequence[str]) -> list[Unsupported]:
        """What is not supported, each thing once; empty where all of it is."""
        spoken = language.partition("-")[0].lower()
        claim = plain(claim).strip()
        known_passages = [self._passage(passage) for passage in passages]
        found = [
            *_dates_and_numbers(claim, spoken, known_passages),
            *self._names(claim, spoken, known_passages),
            *_quotes(claim, known_passages),
            *self._statements(claim, spoken, known_passages),
        ]
        return list(dict.fromkeys(found))

    def _read(self, text: str) -> _Passage:
        low = folded(text)
        dates = dated(low)
        days = spread(dates.days)
        sentences = self._reader.sentences(text)
        pieces = [piece for sentence in sentences for piece in (sentence.whole, *sentence.clauses)]
        terms = frozenset().union(*(piece.terms for piece in pieces))
        named = frozenset().union(*(piece.names for piece in pieces))
        return _Passage(
            one_line(text),
            latin(text),
            "ko" in languages_of(text),
            beginnings(text),
            days,
            known(dates.rest) | {float(day.year) for day in days if day.year},
            self._reader.mentioned(text) | named,
            countries(low)
            | {term.removeprefix("country:") for term in terms if term.startswith("country:")}
            | spoken_in(low),
            sentences,
        )

    def _names(self, claim: str, language: str, passages: Sequence[_Passage]) -> Iterator[Unsupported]:
        """Names by their ids, countries by their codes, and other names as they are written."""
        known_names = {identity for passage in passages for name in passage.names for identity in name}
        for name in self._reader.claimed_places(claim, language):
            if not known_names & name:
                yield Unsupported(Flaw.NAME, "/".join(sorted(name)))
        known_countries = frozenset().union(*(passage.countries for passage in passages))
        for country in sorted(countries(folded(claim)) - known_countries):
            yield Unsupported(Flaw.NAME, f"country:{country}")
        for word in written_names(claim, language):
            comparable = all(passage.latin if latin(word) else passage.korean for passage in passages)
            written = any(holds_name(passage.beginnings, word) for passage in passages)
            if comparable and not written and not self._known(word):
                yield Unsupported(Flaw.NAME, word)

    def _known(self, word: str) -> bool:
        """Whether the name is one that is compared by its id or code."""
        return bool(self._reader.places(word) or countries(folded(word)))

    def _statements(self, claim: str, language: str, passages: Sequence[_Passage]) -> Iterator[Unsupported]:
        """Clauses that deny what is said, or the other way round, and ties of another kind."""
        sentences = [sentence for passage in passages for sentence in passage.sentences]
        verbatim = {sentence.whole.text for sentence in sentences}
        for own in self._reader.claimed(claim, language):
            for clause in own.clauses if own.whole.text not in verbatim else ():
                yield from _misplaced(clause, sentences)
                if _reversed(clause, sentences):
                    yield Unsupported(Flaw.NEGATION, clause.text)
                if _otherwise_related(clause, sentences):
                    yield Unsupported(Flaw.RELATION, clause.text)


def _dates_and_numbers(claim: str, language: str, passages: Sequence[_Passage]) -> Iterator[Unsupported]:
    dates = dated(folded(claim))
    days = {day for passage in passages for day in passage.days}
    numbers = {number for passage in passages for number in passage.numbers}
    for readings in dates.days:
        bare = {float(day.year) for day in readings if not day.month}
        if not numbers & bare and not any(day.within(other) for day in readings for other in days):
            yield Unsupported(Flaw.DATE, str(min(readings, key=str)))
    for written, values in stated(dates.rest):
        if not numbers & values:
            yield Unsupported(Flaw.NUMBER, written)
    for written, value in worded(dates.rest, language):
        if value > _PAIR and value not in numbers:
            yield Unsupported(Flaw.NUMBER, written)


def _quotes(claim: str, passages: Sequence[_Passage]) -> Iterator[Unsupported]:
    for phrase in quotations(claim):
        if not any(holds(passage.text, phrase) for passage in passages):
            yield Unsupported(Flaw.QUOTE, phrase)


def _misplaced(clause: Piece, sentences: Sequence[Sentence]) -> Iterator[Unsupported]:
    """Numbers that stand only beside other dates, and dates that stand only beside other names."""
    wholes = [sentence.whole for sentence in sentences]
    for number in clause.numbers if clause.days else ():
        beside = [piece for piece in wholes if number in piece.numbers]
        if beside and all(piece.days and not _dated_alike(clause, piece) for piece in beside):
            yield Unsupported(Flaw.NUMBER, f"{number:g}")
    for day in clause.days if clause.names else ():
        beside = [piece for piece in wholes if any(day.within(other) for other in piece.days)]
        if beside and all(piece.names and not _named_alike(clause, piece) for piece in beside):
            yield Unsupported(Flaw.DATE, str(day))


def _dated_alike(clause: Piece, piece: Piece) -> bool:
    return any(day.within(other) or other.within(day) for day in clause.days for other in piece.days)


def _named_alike(clause: Piece, piece: Piece) -> bool:
    return any(name & other for name in clause.names for other in piece.names)


def _reversed(clause: Piece, sentences: Sequence[Sentence]) -> bool:
    """Whether all that is about the same as a clause says the opposite.

    A clause that denies may rest on a part of a sentence; one that says something must rest on a clause that does.
    """
    said = Polarity.SAID in clause.polarity
    pieces = [piece for sentence in sentences for piece in (sentence.clauses if said else (sentence.whole,))]
    if not said:
        pieces += [piece for sentence in sentences for piece in sentence.clauses]
    about = _closest(clause, pieces, _WITHIN[min(clause.polarity)], kin=True)
    agreeing = [piece for piece in about if piece.polarity & clause.polarity]
    if said and clause.tells and any(Polarity.UNTOLD in piece.polarity for piece in about):
        return not any(piece.tells for piece in agreeing)
    return bool(about) and not agreeing


def _otherwise_related(clause: Piece, sentences: Sequence[Sentence]) -> bool:
    """Whether a clause says a kind of tie that the clauses about the same do not."""
    kinds = clause.terms & KINDS
    if len(kinds) != 1 or Polarity.SAID not in clause.polarity:
        return False
    pieces = [piece for sentence in sentences for piece in sentence.clauses if piece.terms & KINDS]
    about = _closest(clause, [piece for piece in pieces if Polarity.DENIED not in piece.polarity])
    return not kinds <= frozenset().union(*(piece.terms for piece in about))


def _closest(clause: Piece, pieces: Sequence[Piece], within: float = _NEAR, *, kin: bool = False) -> list[Piece]:
    """The pieces that are about the same as a clause: nearly as like as the most like one."""
    likenesses = [likeness(clause, piece) + (kinship(clause, piece) if kin else 0) for piece in pieces]
    best = max(likenesses, default=0.0)
    return [piece for piece, like in zip(pieces, likenesses, strict=True) if like >= best - within]
