"""Finds in a reply what colleagues wrote to each other: lines marked as notes, and runs of a note's words."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from unicodedata import normalize

import regex

_WORDS, _SIGNS = 5, 16
"""Words, and letters or digits, in a row that repeat a note rather than happen to be the same."""
_SHOWN = 80
"""Characters of a note that officials need to recognise it."""
_ACRONYM = 5
"""Letters of a word in capitals that may be a name; longer ones are a text written so."""
_WORD = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[\p{L}\p{M}\p{N}]+")
_PLAIN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text: where it stands, its letters and digits folded, and whether repeating it tells anything."""

    start: int
    end: int
    text: str
    telling: bool


def marked(text: str) -> str:
    """The first line's beginning that marks a note or calls a colleague; empty where there is none."""
    found = _marks().search(text)
    return found.group().strip() if found else ""


def repeated(text: str, notes: Sequence[str], said: Sequence[str]) -> str:
    """The note that a text repeats, of a long one the words that it repeats; empty where it repeats nothing.

    Names, links, courtesies and what the inquirer wrote or was told already (`said`) may be repeated.
    """
    words = list(_words(text))
    known = [list(_words(one)) for one in said]
    signs = _runs(words, _SIGNS) - set().union(*(_runs(one, _SIGNS) for one in known))
    phrases = _phrases(words) - set().union(*map(_phrases, known))
    for note in notes:
        written = list(_words(note))
        for first, last in (*_same_signs(written, signs), *_same_words(written, phrases)):
            whole, same = note.strip(), note[written[first].start : written[last].end]
            return whole if len(whole) <= _SHOWN else same[:_SHOWN]
    return ""


def _same_signs(written: Sequence[_Word], signs: set[str]) -> Iterator[tuple[int, int]]:
    """First and last words of the note's runs that are long without what tells nothing."""
    joined = "".join(word.text for word in written)
    owners = [number for number, word in enumerate(written) for _ in word.text]
    starts = [start for start in range(len(joined) - _SIGNS + 1) if joined[start : start + _SIGNS] in signs]
    for _, run in groupby(enumerate(starts), lambda pair: pair[1] - pair[0]):
        places = [start for _, start in run]
        own = owners[places[0] : places[-1] + _SIGNS]
        if sum(written[owner].telling for owner in own) >= _SIGNS:
            yield own[0], own[-1]


def _same_words(written: Sequence[_Word], phrases: set[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    """First and last words of the note's phrases, all of them telling something."""
    for start in range(len(written) - _WORDS + 1):
        phrase = written[start : start + _WORDS]
        if tuple(word.text for word in phrase) in phrases and all(word.telling for word in phrase):
            yield start, start + _WORDS - 1


def _runs(words: Sequence[_Word], length: int) -> set[str]:
    joined = "".join(word.text for word in words)
    return {joined[start : start + length] for start in range(len(joined) - length + 1)}


def _phrases(words: Sequence[_Word]) -> set[tuple[str, ...]]:
    texts = [word.text for word in words]
    return set(zip(*(texts[start:] for start in range(_WORDS)), strict=False))


def _words(text: str) -> Iterator[_Word]:
    """The words that have letters or digits; names, links and courtesies tell nothing."""
    courteous = [found.span() for found in _courtesies().finditer(text)]
    for found in _WORD.finditer(text):
        start, end = found.span()
        polite = any(begin <= start and end <= last for begin, last in courteous)
        if folded := _folded(found.group()):
            yield _Word(start, end, folded, not polite and not _is_name(found.group(), first=_is_first(text, start)))


def _is_name(word: str, *, first: bool) -> bool:
    """Whether it is a link, or has a capital as names have; the first word of a sentence has one anyway."""
    if _PLAIN.search(word):
        return True
    return word[:1].isupper() and not first and not (word.isupper() and len(word) > _ACRONYM)


def _is_first(text: str, start: int) -> bool:
    before = text[max(start - 10, 0) : start].rstrip(" \t\"'(“‘")
    return not before or before[-1] in ".!?:;\n…。！？：-–—•"


def _folded(text: str) -> str:
    return _PLAIN.sub("", normalize("NFKC", text).casefold())


@cache
def _marks() -> "regex.Pattern[str]":
    words = "|".join(map(regex.escape, _data()["marks"]))
    pattern = rf"^\s*(?:[\[(【（<]\s*(?:{words})\s*[\])】）>]|(?:{words})\s*[:：]|[@＠]\w+)"
    return regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)


@cache
def _courtesies() -> "regex.Pattern[str]":
    spaced = sorted((r"\s*".join(map(regex.escape, words.split())) for words in _data()["courtesies"]), key=len)
    return regex.compile("|".join(reversed(spaced)), regex.IGNORECASE)


@cache
def _data() -> dict[str, list[str]]:
    return tomllib.loads(resources.files("bot.handover").joinpath("notes.toml").read_text(encoding="utf-8"))
