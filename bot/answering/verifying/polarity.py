"""What a clause does with what it is about: says it, denies it, or says that it is not told."""

from enum import StrEnum
from functools import cache
from unicodedata import normalize

import regex

from bot.answering.verifying.vocabulary import LANGUAGES, words_of

_PARENTHESES = regex.compile(r"[()]")
_BEFORE, _AFTER = 32, 64
"""Characters around a denial within which a word of telling belongs to it."""


class Polarity(StrEnum):
    """The ways to speak of something."""

    SAID = "said"
    DENIED = "denied"
    UNTOLD = "untold"


def polarity(clause: str, languages: tuple[str, ...]) -> frozenset[Polarity]:
    """What a folded clause may do; "no agreement was found" denies, or says that nothing is told."""
    if _says("unknown", clause, languages):
        return frozenset({Polarity.UNTOLD})
    denials = list(_found("negations", clause, languages))
    if not denials:
        return frozenset({Polarity.SAID})
    beside = [clause[max(0, start - _BEFORE) : end + _AFTER] for start, end in denials]
    if any(_says("finding", one, languages) for one in beside):
        return frozenset({Polarity.DENIED, Polarity.UNTOLD})
    untold = any(_says("telling", one, languages) for one in beside)
    return frozenset({Polarity.UNTOLD if untold else Polarity.DENIED})


def tells(clause: str, languages: tuple[str, ...]) -> bool:
    """Whether a folded clause speaks of telling or finding something."""
    if _pattern("assured", languages) and len(languages) == 1:
        return _says("assured", clause, languages)
    return _says("telling", clause, languages) or _says("finding", clause, languages)


def clauses(sentence: str, languages: tuple[str, ...]) -> list[str]:
    """The clauses of a folded sentence, each with a word or more."""
    joints = _pattern("joints", languages)
    inner = _PARENTHESES.split(sentence)
    parts = [part for one in inner for part in (joints.split(one) if joints else [one])]
    return [part.strip() for part in parts if part and regex.search(r"\p{L}{2}|\p{Nd}", part)] or [sentence]


@cache
def languages_of(text: str) -> tuple[str, ...]:
    """The languages whose word lists fit the script of a text."""
    counts = {script: len(regex.findall(rf"\p{{{script}}}", text)) for script in _SCRIPTS}
    if counts["Hiragana"] and counts["Hiragana"] * 8 > counts["Han"]:
        return ("ja",)
    script = max(counts, key=lambda one: counts[one])
    return _SCRIPTS[script]


_SCRIPTS = {
    "Latin": ("en", "es", "fil", "id", "vi"),
    "Cyrillic": ("ru", "kk", "mn"),
    "Hangul": ("ko",),
    "Hiragana": ("ja",),
    "Han": ("zh",),
    "Thai": ("th",),
    "Khmer": ("km",),
    "Myanmar": ("my",),
}


def _says(section: str, text: str, languages: tuple[str, ...]) -> bool:
    pattern = _pattern(section, languages)
    return bool(pattern and pattern.search(text))


def _found(section: str, text: str, languages: tuple[str, ...]) -> list[tuple[int, int]]:
    pattern = _pattern(section, languages)
    return [match.span() for match in pattern.finditer(text)] if pattern else []


@cache
def _pattern(section: str, languages: tuple[str, ...]) -> regex.Pattern[str] | None:
    known = [language for language in languages if language in LANGUAGES]
    words = [word for language in known for word in words_of(section, language)]
    return regex.compile(normalize("NFKC", "|".join(f"(?:{word})" for word in words))) if words else None
