"""Finds private people in a text: names, telephone numbers, e-mail addresses, numbers of identity.

Places, institutions, years, amounts and everybody whom the office's public documents name stay. Names are told by how
people introduce themselves and each other (`cues.toml`), not by a list of names, which no language has complete.
"""

import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import regex


class Sort(StrEnum):
    """What kind of private thing it is."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    CARD = "card"
    ACCOUNT = "account"
    HANDLE = "handle"


@dataclass(frozen=True, slots=True)
class Private:
    """A private thing and where it stands."""

    sort: Sort
    start: int
    end: int
    text: str


_REGIONS = {
    "ko": "KR", "id": "ID", "vi": "VN", "th": "TH", "ru": "RU", "zh": "CN", "ja": "JP", "km": "KH", "fil": "PH",
    "my": "MM", "kk": "KZ", "mn": "MN", "es": "ES", "en": "US",
}  # fmt: skip
"""Where people who write a language may write telephone numbers without a country code."""
_EMAIL = regex.compile(r"[\p{L}\p{N}._%+-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+")
_HANDLE = regex.compile(r"(?<![\p{L}\p{N}._%+-])@[A-Za-z0-9_.]{3,32}(?<!\.)")
_GAP = r"[\u200b\u2060]*(?:[ .\-/‐-―]|\) ?| ?\()?[\u200b\u2060]*"
_DIGITS = regex.compile(
    rf"(?<![\p{{N}}\p{{Latin}}\p{{Cyrillic}}])[+(]?\p{{Nd}}(?:{_GAP}\p{{Nd}}){{6,29}}(?![\p{{N}}\p{{Latin}}\p{{Cyrillic}}])"
)
_PASSPORT = regex.compile(r"(?<![\p{L}\p{N}])(?=[A-Z]*\d)[A-Z]{1,2}\d{3}[A-Z]?\d{4,5}(?![\p{L}\p{N}])")
_IBAN = regex.compile(r"(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![\p{L}\p{N}])")
_DATE = regex.compile(
    r"(?:1[89]|20)\d{2}[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:1[89]|20)\d{2} ?[-–—~/] ?(?:1[89]|20)\d{2}"
)
_GROUPED = regex.compile(r"\d{1,3}(?:[ .,]\d{3})+")
_UNIT = regex.compile(
    r"\s*(?:won|krw|usd|eur|idr|원|만|円|元|₩|\$|€|người|명|人|people|inhabitants|человек|тг|₸|₮|฿|руб)",
    regex.IGNORECASE,
)
_WORD = r"\p{Lu}(?:[\p{L}\p{M}'’-]+|\.)"
_LATIN = rf"{_WORD}(?:\s(?:(?:bin|binti|de|da|del|van|von|al|la)\s)?{_WORD}){{0,3}}"
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지"
    "엄채원천방공현함변염여추도소석선설마길"
)
"""Those that nearly all Koreans share."""
_SHAPES = {
    "ko": rf"[{_SURNAMES}][가-힣]{{1,2}}",
    "ja": r"[\p{Han}\p{Katakana}ー]{2,6}(?:[\s・][\p{Han}\p{Hiragana}\p{Katakana}ー]{1,6})?",
    "zh": r"\p{Han}{2,4}",
    "th": r"[\u0e00-\u0e7f]{2,20}(?:\s[\u0e00-\u0e7f]{2,20})?",
    "km": r"[\u1780-\u17ff]{2,20}(?:\s[\u1780-\u17ff]{2,20})?",
    "my": r"[\u1000-\u109f]{2,24}",
}
"""What a name looks like by language; in capitals in all others."""
_UNSPACED = frozenset({"th", "km", "my"})
"""Where words have no spaces between them, a name does: else every "you" would begin one."""


class Masking:
    """Hides private people; `known` tells whether the office's public documents name somebody or something so."""

    def __init__(self, known: Callable[[str], bool], country: str) -> None:
        """`country` is the office's, by ISO code: telephone numbers are written as there, too."""
        self._known = known
        self._country = country

    def __call__(self, text: str, language: str) -> str:
        """The text with each private thing replaced by its sort in brackets."""
        parts, last = [], 0
        for one in self.private(text, language):
            parts += [text[last : one.start], f"[{one.sort}]"]
            last = one.end
        return "".join([*parts, text[last:]])

    def private(self, text: str, language: str) -> list[Private]:
        """Private things in order, none over another; what comes first here wins."""
        plain = _plain(text)
        found: list[Private] = []
        for sort, start, end in _all(plain, text, language, self._country):
            free = not any(start < one.end and one.start < end for one in found)
            if free and start < end and not self._known(text[start:end].strip()):
                found.append(Private(sort, start, end, text[start:end]))
        return sorted(found, key=lambda one: one.start)


Spans = Iterator[tuple[Sort, int, int]]


def _all(plain: str, text: str, language: str, country: str) -> Spans:
    """Everything that looks private, the surest first."""
    for sort, pattern in ((Sort.EMAIL, _EMAIL), (Sort.ACCOUNT, _IBAN), (Sort.IDENTITY, _PASSPORT)):
        yield from ((sort, *match.span()) for match in pattern.finditer(plain))
    yield from _numbers(plain, (_REGIONS.get(language, country), country))
    yield from ((Sort.HANDLE, *match.span()) for match in _HANDLE.finditer(plain))
    names = list(_names(text, language))
    yield from ((Sort.NAME, start, end) for start, end in names)
    for name in {text[start:end] for start, end in names}:
        yield from ((Sort.NAME, *match.span()) for match in regex.finditer(regex.escape(name), text))


def _plain(text: str) -> str:
    """The text with every digit and letter of fullwidth form as ASCII, each at its old place."""
    return "".join(map(_plain_sign, text))


@cache
def _plain_sign(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else sign


def _numbers(plain: str, regions: tuple[str, str]) -> Spans:
    """Runs of digits that are somebody's: identity, card, telephone or account; not dates, amounts and counts."""
    for match in _DIGITS.finditer(plain):
        run = match.group().rstrip(" .-/()")
        digits = "".join(filter(str.isdecimal, run))
        end = match.start() + len(run)
        if _DATE.fullmatch(run.strip()) or _GROUPED.fullmatch(run) or _UNIT.match(plain, end):
            continue
        if sort := _sort(run, digits, regions):
            yield sort, match.start(), end


def _sort(run: str, digits: str, regions: tuple[str, str]) -> Sort | None:
    """What a run of digits is; None where it is nobody's."""
    from stdnum import luhn
    from stdnum.kr import rrn

    if len(digits) == 13 and rrn.is_valid(digits):
        return Sort.IDENTITY
    if 13 <= len(digits) <= 19 and luhn.is_valid(digits):
        return Sort.CARD
    if _is_telephone(run, digits, regions):
        return Sort.PHONE
    if len(digits) == 13 and regex.fullmatch(r"\d{6}\s?[-–]\s?\d{7}", run):
        return Sort.IDENTITY
    return Sort.ACCOUNT if len(digits) >= 10 and regex.search(r"\d-\d", run) else None


def _is_telephone(run: str, digits: str, regions: tuple[str, str]) -> bool:
    import phonenumbers

    for region in dict.fromkeys(regions):
        try:
            number = phonenumbers.parse(run, region)
        except phonenumbers.NumberParseException:
            continue
        local = run.startswith(("+", "0", "(")) or len(digits) >= 10
        if (
            local
            and phonenumbers.is_possible_number(number)
            and (run.startswith("+") or phonenumbers.is_valid_number(number) or regex.match(r"01\d", digits))
        ):
            return True
    return False


def _names(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Names that a cue of the language, or of English, points at; a public office is no name."""
    for tongue in dict.fromkeys((language, "en")):
        for match in (match for pattern in _patterns(tongue) for match in pattern.finditer(text)):
            start, end = match.span("name")
            end -= len(text[start:end]) - len(text[start:end].rstrip(".-'’ "))
            if end - start > 1 and not _is_no_name(text[start:end], tongue):
                yield start, end


def _is_no_name(name: str, language: str) -> bool:
    word = name.casefold()
    titles = _cues()["public"]["titles"]
    return word.split()[0] in titles or word in titles or word in _cues().get(language, {}).get("no_names", ())


@cache
def _patterns(language: str) -> tuple["regex.Pattern[str]", ...]:
    """Patterns with a group `name`: after a cue, before one, between two."""
    cues, shape = _cues().get(language, {}), _SHAPES.get(language, _LATIN)
    name, alone = rf"(?P<name>{shape})", r"(?<!\p{L})"
    patterns = []
    least = int(language in _UNSPACED)
    if before := _any_of(cues.get("before", ())):
        patterns.append(rf"{alone}(?i:{before})\.?[\s:：,]{{{least},3}}{name}")
    if after := _any_of(cues.get("after", ())):
        patterns.append(rf"{alone}{name}\s?(?:{after})(?!\p{{Lu}})")
    if last := _any_of(cues.get("last", ())):
        patterns.append(rf"(?m){alone}{name}\s?(?:{last})\s*$")
    patterns += [rf"{alone}{first}\s{{0,3}}{name}\s?{last}" for first, last in cues.get("around", ())]
    return tuple(map(regex.compile, patterns))


def _any_of(words: Sequence[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _cues() -> Mapping[str, Mapping[str, Sequence[Any]]]:
    return tomllib.loads(resources.files("bot.handover").joinpath("cues.toml").read_text(encoding="utf-8"))
