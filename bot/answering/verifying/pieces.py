"""Texts read once: their sentences and clauses, each with what it names, counts, dates and denies."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import regex

from bot.answering.verifying.days import Day, dated, spread
from bot.answering.verifying.polarity import Polarity, clauses, languages_of, polarity, tells
from bot.answering.verifying.quantities import stated
from bot.answering.verifying.spelling import countries, without_ordinary
from bot.answering.verifying.vocabulary import UNSPACED, all_words, folded, plain

_ENDS = regex.compile(
    r"(?<=[!?。！？។။])\s*|(?<=(?<!\b\p{L}|\bmt|\bst|\bdr)\.[\"”’»)]?)\s+(?=[^\p{Ll}\s])|\n+|\s*[;；]\s*"
)
_BRACKETS = regex.compile(r"\([^()]*\)")
_HYPHEN = regex.compile(r"(?<=\p{L})[-‐–](?=\p{L})")
_PARTS = regex.compile(rf"{_HYPHEN.pattern}|(?<=(?<!\p{{L}})\p{{Lu}}[\p{{L}}\p{{M}}]*) (?=\p{{L}})")
_WORD = regex.compile(rf"[{UNSPACED}]+|[\p{{L}}\p{{M}}]{{4,}}|\p{{Hangul}}{{2,}}")
_JOINED = regex.compile(rf"[{UNSPACED}]")
_STEM, _SYLLABLES = 5, 2
_KEPT = 1024
"""Texts whose names are kept: a claim is read whole, by sentences and by clauses, which often are the same."""

_INHERITED = 0.75
"""What makes a clause less like that only its sentence names what is asked for."""

KINDS = frozenset({"relation:sister", "relation:friendly-cooperation"})
"""Ties that a pair of cities has one of."""

Names = Callable[[str], frozenset[frozenset[str]]]
Relations = Callable[[str, str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A clause or a sentence with what it holds."""

    text: str
    names: frozenset[frozenset[str]]
    countries: frozenset[str]
    days: frozenset[Day]
    numbers: frozenset[float]
    words: frozenset[str]
    terms: frozenset[str]
    polarity: frozenset[Polarity]
    tells: bool
    """Whether it speaks of telling or finding, be it denied or not."""
    inherits: bool = False
    """Whether names are those of the sentence around a clause that has none."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, whole and as its clauses."""

    whole: Piece
    clauses: tuple[Piece, ...]


class Reader:
    """Reads sentences with what the gazetteer and the vocabulary know."""

    def __init__(self, names: Names, relations: Relations) -> None:
        self._names = lru_cache(maxsize=_KEPT)(names)
        self._relations = relations

    def claimed(self, text: str, language: str) -> tuple[Sentence, ...]:
        """The sentences of a claim."""

        def named(part: str) -> frozenset[frozenset[str]]:
            return frozenset(self.claimed_places(part, language))

        # What stands in brackets says where something is from, not what it is.
        bare = _BRACKETS.sub(" ", plain(text))
        return tuple(self._sentence(one, (language,), named) for one in split(bare))

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a passage, in whatever language its script lets one read it."""
        languages = languages_of(text)
        return tuple(self._sentence(one, languages, self.mentioned) for one in split(plain(text)))

    def places(self, text: str) -> frozenset[frozenset[str]]:
        """The names that are not only those of countries, which the gazetteer leaves out beside others."""
        bare = _nameless().sub(" ", text)
        return _no_countries(self._names(bare) or self._names(_HYPHEN.sub(" , ", bare)))

    def claimed_places(self, text: str, language: str) -> list[frozenset[str]]:
        """The names in a claim; a city of the world must be no ordinary word of the claim's language."""
        found = self.places(text)
        if any(map(_programme, found)):
            # A programme is called otherwise in another language: the places in its name have to do.
            parts = frozenset(name for name in self.mentioned(text) if not _programme(name))
            found = parts or found
        if any(map(_world, found)):
            found &= self.places(without_ordinary(text, language)) | {name for name in found if not _world(name)}
        return sorted(found, key=sorted)

    def mentioned(self, text: str) -> frozenset[frozenset[str]]:
        """The same, with the names that are parts of another: an exchange of two cities names both."""
        return self.places(text) | _no_countries(self._names(_PARTS.sub(" , ", text)))

    def _sentence(self, text: str, languages: tuple[str, ...], named: Names) -> Sentence:
        parts = clauses(text, languages)
        whole = self._piece(text, languages, named)
        if len(parts) == 1:
            return Sentence(whole, (whole,))
        # What the whole does not name, no part of it does: reading names is what takes time.
        own = named if whole.names else _nothing
        return Sentence(whole, tuple(_inheriting(self._piece(part, languages, own), whole) for part in parts))

    def _piece(self, text: str, languages: tuple[str, ...], named: Names) -> Piece:
        low = folded(text)
        dates = dated(low)
        return Piece(
            low,
            named(text),
            countries(low),
            spread(dates.days),
            frozenset(value for _, values in stated(dates.rest) for value in values),
            stems(low),
            self._relations(text, languages[0]),
            polarity(low, languages),
            tells(low, languages),
        )


def _nothing(_: str) -> frozenset[frozenset[str]]:
    return frozenset()


def _world(name: frozenset[str]) -> bool:
    return all(one.startswith("geo:") for one in name)


def _programme(name: frozenset[str]) -> bool:
    return any(one.startswith("document:") for one in name)


def _no_countries(names: frozenset[frozenset[str]]) -> frozenset[frozenset[str]]:
    return frozenset(name for name in names if not all(one.startswith("country:") for one in name))


def _inheriting(clause: Piece, whole: Piece) -> Piece:
    """A clause that names and dates nothing is about what its sentence is about."""
    if clause.names:
        return clause
    days = clause.days or (frozenset() if clause.numbers else whole.days)
    return replace(clause, names=whole.names, days=days, inherits=True)


@cache
def _nameless() -> regex.Pattern[str]:
    return regex.compile("|".join(map(regex.escape, all_words("nameless"))), regex.IGNORECASE)


def split(text: str) -> list[str]:
    """The sentences of a text, however its language ends them."""
    return [part.strip() for part in _ENDS.split(text) if part and part.strip()]


def stems(text: str) -> frozenset[str]:
    """What the words of a folded text begin with; of scripts without spaces their pairs of signs."""
    found: set[str] = set()
    for word in _WORD.findall(text):
        if _JOINED.match(word):
            found |= {word[start : start + 2] for start in range(len(word) - 1)}
        else:
            found.add(word[: _SYLLABLES if regex.match(r"\p{Hangul}", word) else _STEM])
    return frozenset(found)


def likeness(one: Piece, other: Piece) -> float:
    """How much of what one piece names and counts the other does too; names that only the other has count against."""
    shared = sum(any(name & also for also in other.names) for name in one.names)
    strange = sum(not any(name & also for also in one.names) for name in other.names)
    days = sum(any(day.within(also) for also in other.days) for day in one.days)
    if one.inherits:
        shared, strange, days = min(shared, 1), 0, min(days, 1)
    facts = 2 * shared - strange + 2 * days + 2 * len(one.numbers & other.numbers)
    things = len(one.countries & other.countries) + 0.5 * len(_topics(one) & _topics(other))
    words = 3 * len(one.words & other.words) / max(1, len(one.words))
    return facts + things + words - (_INHERITED if other.inherits and not one.inherits else 0)


def _topics(piece: Piece) -> frozenset[str]:
    return frozenset(term for term in piece.terms if not term.startswith(("relation:", "country:")))


def kinship(one: Piece, other: Piece) -> float:
    """How far two pieces speak of the same kind of tie."""
    own, also = (frozenset(term for term in piece.terms if term.startswith("relation:")) for piece in (one, other))
    kinds = own & KINDS
    strange = len(also & KINDS - kinds) if kinds else 0
    return len(own & also) - 0.75 * strange
