"""What the front matter of the corpus states, read for the oracle alone, and how a fact may be spelled."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from babel.dates import format_date, format_skeleton

Header = Mapping[str, Any]
Spellings = tuple[str, ...]

NUMERIC_DAYS = ("y-MM-dd", "dd.MM.y", "d.M.y")
SLASHED_DAYS = ("dd/MM/y", "d/M/y")
DAYS = {
    "en": ("d MMMM y", "MMMM d, y", "d MMM y", "MMM d, y", "d MMM. y", "MMM. d, y"),
    "ko": ("y년 M월 d일", "y. M. d."),
    "ja": ("y年M月d日",),
    "zh": ("y年M月d日",),
    "vi": ("d 'tháng' M 'năm' y", "d 'tháng' M, y"),
    "th": ("d MMMM y", "d MMM y"),
    "ru": ("d MMMM y", "d MMM y"),
    "km": ("d MMMM y", "d 'ខែ'MMMM 'ឆ្នាំ'y", "'ថ្ងៃទី'd 'ខែ'MMMM 'ឆ្នាំ'y", "'ថ្ងៃទី' d 'ខែ' MMMM 'ឆ្នាំ' y"),
    "fil": ("d MMMM y", "d 'ng' MMMM y", "MMMM d, y"),
    "my": ("y 'ခုနှစ်' MMMM'လ' d 'ရက်'", "y 'ခုနှစ်၊' MMMM'လ' d 'ရက်'", "MMMM d, y", "d MMMM y"),
    "kk": ("y 'жылғы' d MMMM", "y 'жылдың' d MMMM", "y 'ж'. d MMMM", "d MMMM y"),
    "es": ("d 'de' MMMM 'de' y", "d MMM y"),
    "mn": ("y 'оны' M'-р' 'сарын' d", "y 'оны' M 'сарын' d", "y 'оны' MMMM'ын' d"),
}
"""Patterns beside the usual long and medium ones that people write in the language."""
MONTHS = {
    "en": ("MMMM y", "MMM y"),
    "ko": ("y년 M월", "y. M."),
    "ja": ("y年M月",),
    "zh": ("y年M月",),
    "vi": ("'tháng' M 'năm' y", "'tháng' M, y", "'tháng' M/y"),
    "es": ("MMMM 'de' y", "MMMM 'del' y"),
    "my": ("y 'ခုနှစ်' MMMM'လ'", "y MMMM"),
    "kk": ("y 'жылғы' MMMM", "y 'ж'. MMMM"),
    "km": ("'ខែ'MMMM 'ឆ្នាំ'y",),
    "mn": ("y 'оны' M'-р' 'сар'", "y 'оны' M 'сар'"),
}
QUOTED = ("en", "ko")
"""The languages of the documents: a date may stand as it is quoted from them."""
TITLE = re.compile(r".*\b(?:[Mm]ayor|Governor|Chairman|Commissioner|Speaker|Premier|head)\s+")


@dataclass(frozen=True, slots=True)
class Signing:
    """One value of the date of an agreement, day or only month or year."""

    day: str
    precision: str
    place: str
    official: bool

    @property
    def start(self) -> date:
        """Its first day."""
        return date.fromisoformat((self.day + "-01-01")[:10])

    def differs(self, other: "Signing") -> bool:
        """Whether both cannot be true; a month does not contradict a day in it."""
        return not (self.day.startswith(other.day) or other.day.startswith(self.day))


@dataclass(frozen=True, slots=True)
class Agreement:
    """A partnership of a home city; its language versions are one."""

    id: str
    documents: frozenset[str]
    home: str
    partner: str
    country: str
    level: str
    relation: str
    fields: tuple[Spellings, ...]
    signings: tuple[Signing, ...]
    statements: Mapping[str, tuple[str, ...]]

    @property
    def official(self) -> Signing:
        """The date that counts: the first on good authority, else the first."""
        return next((one for one in self.signings if one.official), self.signings[0])

    @property
    def values(self) -> tuple[Signing, ...]:
        """The official date and every other that contradicts it."""
        return (self.official, *(one for one in self.signings if one.differs(self.official)))


@dataclass(frozen=True, slots=True)
class City:
    """A place with all its names and competing figures; the first figure is the official one."""

    place: str
    documents: frozenset[str]
    names: Spellings
    country: str
    industries: tuple[Spellings, ...]
    figures: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme with the places and years it names."""

    id: str
    names: Spellings
    partners: frozenset[str]
    countries: frozenset[str]
    state: str
    category: str
    years: frozenset[int]


def read(folder: Path) -> Iterator[list[Header]]:
    """The headers of every document of a folder, language versions together, the first being the one that counts."""
    groups: dict[str, list[Header]] = {}
    for path in sorted(folder.glob("*.md")):
        header = yaml.safe_load(path.read_text("utf-8").split("---\n", 2)[1])
        groups.setdefault(header.get("pair") or header["id"], []).append(header)
    for pair, headers in groups.items():
        yield sorted(headers, key=lambda header: (header["id"] != pair, header["id"]))


def agreement(headers: list[Header]) -> Agreement | None:
    """The agreement of these versions, if something was signed."""
    head = headers[0]
    signings = tuple(_signing(head, event) for event in head.get("dates", ()) if event["event"] == "signed")
    if not signings:
        return None
    return Agreement(
        id=head["id"],
        documents=_ids(headers),
        home=head["home"],
        partner=head["partner"],
        country=head["country"],
        level=head.get("level", ""),
        relation=head["relation"],
        fields=_aligned(headers, "fields"),
        signings=signings,
        statements=_statements(head),
    )


def city(headers: list[Header]) -> City:
    """The place these versions describe."""
    figures: dict[str, tuple[float, ...]] = {}
    for figure in (one for header in headers for one in header.get("figures", ())):
        known = figures.get(figure["measure"], ())
        figures[figure["measure"]] = known if figure["value"] in known else (*known, figure["value"])
    head = headers[0]
    return City(
        head["place"], _ids(headers), _names(headers), head["country"], _aligned(headers, "industries"), figures
    )


def programme(headers: list[Header]) -> Programme:
    """The programme these versions describe."""
    head = headers[0]
    return Programme(
        id=head["id"],
        names=(*(header["title"] for header in headers), *_names(headers)),
        partners=frozenset(head.get("partners", ())),
        countries=frozenset(head.get("countries", ())),
        state=head.get("state", ""),
        category=head.get("category", ""),
        years=frozenset(int(str(event["date"])[:4]) for event in head.get("dates", ())),
    )


def date_spellings(signing: Signing, language: str) -> Spellings:
    """Every way to write the date in an answer in this language."""
    if signing.precision == "year":
        return (signing.day[:4],)
    if signing.precision == "month":
        return _months(signing.start, language)
    return _days(signing.start, language)


def number_spellings(value: float) -> Spellings:
    """The number in digits, with a point or a comma, and in millions or ten thousands if it is round."""
    plain = f"{value:.3f}".rstrip("0").rstrip(".")
    spellings = [plain, plain.replace(".", ",")]
    if value >= 1_000_000 and value % 1_000 == 0:
        millions = f"{value / 1_000_000:.7g}"
        spellings += [f"{millions} million", f"{millions.replace('.', ',')} million"]
    if value >= 10_000 and value % 1_000 == 0:
        spellings += [f"{value / 10_000:.7g}{unit}" for unit in "만万萬"]
    return unique(spellings)


def people(value: str) -> list[Spellings]:
    """The persons a statement on signatories names."""
    parts = re.split(r";|\band\b(?= [A-Z])", value)
    heads = [re.split(r"[(,]", part)[0].strip() for part in parts if "not named" not in part]
    return [(TITLE.sub("", head),) for head in heads if head]


def unique(values: Iterable[str]) -> Spellings:
    """The values without repetition, in order."""
    return tuple(dict.fromkeys(values))


def _days(day: date, language: str) -> Spellings:
    slashed = () if language == "en" else SLASHED_DAYS
    own = [format_date(day, pattern, language) for pattern in ("long", "medium", *DAYS.get(language, ()), *slashed)]
    quoted = [format_date(day, pattern, locale) for locale in QUOTED for pattern in DAYS[locale]]
    return unique([*own, *(format_date(day, pattern, "en") for pattern in NUMERIC_DAYS), *quoted])


def _months(day: date, language: str) -> Spellings:
    own = [format_skeleton(skeleton, day, locale=language) for skeleton in ("yMMMM", "yMMM")]
    own += [format_date(day, pattern, language) for pattern in ("MMMM y", *MONTHS.get(language, ()))]
    quoted = [format_date(day, pattern, locale) for locale in QUOTED for pattern in MONTHS[locale]]
    return unique([*own, *quoted, format_date(day, "y-MM", "en"), format_date(day, "MM/y", "en")])


def _signing(head: Header, event: Header) -> Signing:
    good = {source["key"] for source in head["sources"] if source["confidence"] == "high"}
    official = not good.isdisjoint(event["sources"])
    return Signing(str(event["date"]), event["precision"], event.get("place") or "", official)


def _ids(headers: list[Header]) -> frozenset[str]:
    return frozenset(header["id"] for header in headers)


def _names(headers: list[Header]) -> Spellings:
    titles = [header["title"].partition(":")[0] for header in headers]
    return unique([*titles, *(name for header in headers for names in _lists(header) for name in names)])


def _lists(header: Header) -> Iterable[list[str]]:
    names: Mapping[str, list[str]] = header.get("names") or {}
    return names.values()


def _aligned(headers: list[Header], key: str) -> tuple[Spellings, ...]:
    # Versions that list as many values list them in the same order; others cannot be matched.
    lists = [header.get(key) or [] for header in headers]
    same = [values for values in lists if len(values) == len(lists[0])]
    return tuple(zip(*same, strict=True))


def _statements(head: Header) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for statement in head.get("statements", ()):
        found[statement["name"]] = (*found.get(statement["name"], ()), statement["value"])
    return found
