"""What a question names that the register knows: places, countries, terms and times."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex
from babel import Locale, UnknownLocaleError

from retrieval.gazetteer import Gazetteer, Mention
from retrieval.names import normalised
from retrieval.register.register import Register

_YEAR = regex.compile(
    r"(?<!\d)(\d{4})(?!\d)(?:[-./](\d{1,2})(?!\d)(?:[-./](\d{1,2})(?!\d))?|\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일])?)?"
)
_NUMBER = regex.compile(r"(?<![\d.,/-])\d{1,3}(?![\d.,/-]*\d)")
_DECADE = "time:decade"
_ONLY_BESIDE = "beside:"
_NAMELIKE = regex.compile(r"(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}]{2,}|[\p{Katakana}ー]{3,}")
_TENTH_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d0(?!\d)")
_BESIDE = 16
_FIRST, _LAST = 1800, 2100
_BUDDHIST = 543
"""Years by which the calendar used in Thailand is ahead."""
_STEM = 5
"""Letters from which a month's name may bear another ending."""
_NEAR = 14
"""Characters around a year within which a month's name belongs to it."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What was found; each place is the ids that one name may mean.

    `times` are ISO dates as exact as they were given, rising; `terms` are the terms of the vocabulary
    that are neither places nor countries.
    """

    homes: tuple[str, ...] = ()
    partners: tuple[tuple[str, ...], ...] = ()
    strangers: tuple[str, ...] = ()
    """Places of the world that are in no city document."""
    countries: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    times: tuple[str, ...] = ()
    masked: str = ""
    """The question with every name replaced by one of its kind, so that only what is asked of it differs."""
    stray: bool = False
    """Whether something is written like a name that nobody knows."""
    numbers: tuple[int, ...] = ()
    """Other whole numbers from 2 to 100."""
    written: tuple[tuple[str, str], ...] = ()
    """The ids of partners and strangers, each with its name as the question writes it."""

    def of(self, section: str) -> tuple[str, ...]:
        """The names of the terms of one section of the vocabulary."""
        prefix = f"{section}:"
        return tuple(sorted(term.removeprefix(prefix) for term in self.terms if term.startswith(prefix)))

    def says(self, term: str) -> bool:
        """Whether a term was found."""
        return term in self.terms


def gather(
    text: str,
    language: str,
    gazetteer: Gazetteer,
    register: Register,
    common: AbstractSet[str] = frozenset(),
    homes: AbstractSet[str] | None = None,
) -> Clues:
    """The clues in a cleaned question.

    `common` are words, case folded, that are no names of places; `homes` are the register's unless given.
    """
    own = register.homes if homes is None else homes
    plain = "".join(_arabic(character) for character in text)
    terms = [mention for mention in register.terms.find(text) if _in_place(mention, plain)]
    kept = _longest([*_names(text, gazetteer, common), *terms])
    places = [mention for mention in kept if _is_place(mention)]
    office = [mention.ids[0] for mention in places if len(mention.ids) == 1 and mention.ids[0] in own]
    partners = [mention for mention in places if not _is_world(mention) and mention.ids[0] not in office]
    strangers = [mention for mention in places if _is_world(mention)]
    said = {_timely(identity) for mention in kept for identity in mention.ids if _is_term(identity)}
    return Clues(
        homes=_unique(office),
        partners=tuple(dict.fromkeys(mention.ids for mention in partners)),
        strangers=_unique(mention.ids[0] for mention in strangers),
        countries=_countries(kept, register, [*office, *(ids for mention in partners for ids in mention.ids)]),
        programmes=_unique(identity for mention in kept for identity in mention.ids if _is_programme(identity)),
        terms=frozenset(said | register.terms.aspects(text)),
        times=_times(plain, language),
        masked=_masked(text, kept, office),
        stray=_stray(text, kept, common),
        numbers=tuple(int(found) for found in _NUMBER.findall(plain) if 2 <= int(found) <= 100),
        written=tuple((mention.ids[0], text[slice(*mention.span)]) for mention in (*partners, *strangers)),
    )


def _names(text: str, gazetteer: Gazetteer, common: AbstractSet[str]) -> list[Mention]:
    """The names in a text; a city of the world must be spelt right, but for capitals, and be no common word."""
    spoken = text.title() if text == text.lower() and len(text.title()) == len(text) else text
    exact = [mention for mention in gazetteer.find(spoken, typos=False) if _is_world(mention)]
    world = [mention for mention in exact if text[slice(*mention.span)].casefold() not in common]
    return [*(mention for mention in gazetteer.find(text) if not _is_world(mention)), *world]


def _in_place(mention: Mention, text: str) -> bool:
    """Whether a term stands where it means what it says: some short words only beside a year."""
    start, end = mention.span
    beside = text[max(0, start - _BESIDE) : end + _BESIDE]
    if _DECADE in mention.ids:
        return bool(_TENTH_YEAR.search(beside))
    if all(identity.startswith(_ONLY_BESIDE) for identity in mention.ids):
        return bool(_YEAR.search(beside))
    return True


def _timely(identity: str) -> str:
    """The term that a word beside a year stands for."""
    return identity.replace(_ONLY_BESIDE, "time:")


def _stray(text: str, kept: Sequence[Mention], common: AbstractSet[str]) -> bool:
    """A word with a capital, or one in katakana, that is neither known nor common."""
    for mention in reversed(kept):
        text = text[: mention.span[0]] + " " * (mention.span[1] - mention.span[0]) + text[mention.span[1] :]
    words = (match.group() for match in _NAMELIKE.finditer(text))
    return any(word.casefold() not in common for word in words)


def _longest(mentions: Sequence[Mention]) -> list[Mention]:
    """Of mentions that share characters the longest, in the order of the text."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: (one.span[0] - one.span[1], one.span)):
        if all(mention.span[1] <= other.span[0] or other.span[1] <= mention.span[0] for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda one: one.span)


def _is_place(mention: Mention) -> bool:
    return not any(":" in identity and not identity.startswith("geo:") for identity in mention.ids)


def _is_world(mention: Mention) -> bool:
    return mention.ids[0].startswith("geo:")


def _is_programme(identity: str) -> bool:
    return identity.startswith("document:")


def _is_term(identity: str) -> bool:
    return ":" in identity and not identity.startswith(("geo:", "document:", "country:"))


def _masked(text: str, kept: Sequence[Mention], homes: Sequence[str]) -> str:
    for mention in reversed(kept):
        if stand_in := _stand_in(mention, homes):
            text = text[: mention.span[0]] + stand_in + text[mention.span[1] :]
    return text


def _stand_in(mention: Mention, homes: Sequence[str]) -> str:
    """A name of the same kind; "" for what is no name. Any will do, as long as it is always the same."""
    if mention.ids[0].startswith(("country:", "region:", "group:")):
        return "Japan"
    if not _is_place(mention):
        return ""
    return "Busan" if mention.ids[0] in homes else "Paris"


def _countries(kept: Iterable[Mention], register: Register, places: Iterable[str]) -> tuple[str, ...]:
    """The countries named, but for those that only say where a named place lies."""
    said = {city.country for place in (register.home, *places) if (city := register.city(place))}
    codes = [identity for mention in kept for identity in mention.ids if identity.startswith("country:")]
    return tuple(code for code in _unique(code.removeprefix("country:") for code in codes) if code not in said)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _times(text: str, language: str) -> tuple[str, ...]:
    return tuple(sorted({found for match in _YEAR.finditer(text) if (found := _time(match, text, language))}))


def _arabic(character: str) -> str:
    """A decimal digit of any script as ASCII's, any other character as it is."""
    return str(int(character)) if character.isdecimal() else character


def _time(match: "regex.Match[str]", text: str, language: str) -> str:
    year = int(match[1])
    year = year - _BUDDHIST if _FIRST <= year - _BUDDHIST <= _LAST and year > _LAST else year
    if not _FIRST <= year <= _LAST:
        return ""
    if match[2] or match[4]:
        month, day = int(match[2] or match[4]), int(match[3] or match[5] or 0)
    else:
        month, day = _named(text, match, language)
    if not 1 <= month <= 12:
        return str(year)
    try:
        date(year, month, day or 1)
    except ValueError:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}" + (f"-{day:02}" if day else "")


def _named(text: str, match: "regex.Match[str]", language: str) -> tuple[int, int]:
    """The month that is named beside a year and the day beside the month; 0 for what is not."""
    near = normalised(text[max(0, match.start() - _NEAR) : match.end() + _NEAR])
    words: list[str] = regex.findall(r"[\p{L}\p{M}]+|\d+", near)
    for place, word in enumerate(words):
        if month := _month(word, language):
            beside = words[max(0, place - 1) : place + 2 : 2] if place else words[1:2]
            return month, next((int(day) for day in beside if day.isdecimal() and 1 <= int(day) <= 31), 0)
    return 0, 0


def _month(word: str, language: str) -> int:
    """The month a word names, in whatever case; 0 for any other word."""
    for name, number in _months(language).items():
        bent = len(name) > _STEM and word.startswith(name[:-1]) and len(word) <= len(name) + 2
        if word == name or bent:
            return number
    return 0


@cache
def _months(language: str) -> dict[str, int]:
    try:
        months = Locale.parse(language).months
    except (UnknownLocaleError, ValueError):
        return {}
    forms = [months[use]["wide"] for use in ("format", "stand-alone")]
    return {normalised(name): number for form in forms for number, name in form.items()}
