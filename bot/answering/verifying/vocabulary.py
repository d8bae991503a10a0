"""Text made comparable, and the word lists that the check reads texts with."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

import regex

LANGUAGES = ("en", "es", "fil", "id", "ja", "kk", "km", "ko", "mn", "my", "ru", "th", "vi", "zh")
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Myanmar}\p{Lao}"
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
_UNSEEN = regex.compile(r"[\p{Cf}\p{Cs}\p{Co}\p{Cn}]")
_JOINED = regex.compile(rf"[{UNSPACED}\p{{Hangul}}]")


def plain(text: str) -> str:
    """A text with compatible signs made one, its digits in ASCII and hidden signs left out."""
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    return _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit.group())), seen)


def folded(text: str) -> str:
    """The same without a difference of case."""
    return unicodedata.normalize("NFKC", plain(text).casefold())


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; one of a spaced script stands at the start of a word."""
    longest = sorted({folded(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(_bounded(word) for word in longest)


def words_of(section: str, language: str) -> tuple[str, ...]:
    """The words of one list in a language."""
    return tuple(table(section).get(language, ()))


def all_words(section: str) -> tuple[str, ...]:
    """The words of one list in every language."""
    return tuple(word for words in table(section).values() for word in words)


def table(section: str) -> Mapping[str, Any]:
    """One section of the word lists."""
    found: Mapping[str, Any] = _lists()[section]
    return found


@cache
def _lists() -> Mapping[str, Any]:
    text = resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _bounded(word: str) -> str:
    """A trailing star lets any ending follow."""
    stem = regex.escape(word.rstrip("*"), literal_spaces=True)
    before = "" if _JOINED.match(word) else r"(?<![\p{L}\p{M}])"
    after = "" if word.endswith("*") or _JOINED.match(word[-1:]) else r"(?![\p{L}\p{M}])"
    return f"{before}{stem}{after}"
