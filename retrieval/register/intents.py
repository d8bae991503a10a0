"""Tells what is asked for: a linear model over the question's vector and the kinds of clues in it.

`exchange-evals calibrate` trains it on `evals/calibration/intents` and writes `retrieval/data/intents.npz`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from retrieval.ports import Vector
from retrieval.register.clues import Clues
from retrieval.register.query import Operation

TEXT = "text"
"""The intent of everything that the documents' text must answer."""
INTENTS = (*(operation.value for operation in Operation), TEXT)
RELATIONS = ("any", "sister", "friendly-cooperation")
ASKED = ("place", "topic", "any")
"""Kinds of filter whose presence is told from the vector alone, so that unknown names are noticed."""
SUSPECTED = 0.1
"""Probability from which it is worth a second look whether a filter names nothing known."""
ASPECTS = (
    *("how-many", "how-long", "when", "who", "where", "first", "latest", "largest", "smallest", "compare", "sign"),
    *("field", "industry", "programme", "anniversary", "new", "list", "kind", "not-city"),
    *("apply", "price", "contact", "why", "describe", "mayor"),
)
"""The vocabulary's words for what is asked."""
_TERMS = (
    *("relation:sister", "relation:friendly-cooperation", "relation:any"),
    *("time:since", "time:before", "time:between", "time:as-of", "time:this-year", "time:next-year", "time:last-year"),
    *("measure:population", "measure:area"),
    *(f"aspect:{aspect}" for aspect in ASPECTS),
)
_HEADS = ("intents", "masked", "relations", "asked", "suspected")
_SECTIONS = ("state", "region", "group", "topic")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Weights, a row an input and a column a class.

    `intents`, `relations` and `suspected` weigh the question's centred vector, `masked` and `asked` that of its masked
    text; all but `relations` also weigh the clues. All end with a row for a constant 1.
    """

    embedder: str
    intents: Floats
    masked: Floats
    relations: Floats
    asked: Floats
    suspected: Floats
    lexicon: Mapping[str, tuple[str, ...]]
    """The common words of the examples, case folded, with their languages: none of them names a place."""

    def of_text(self, vector: Vector, clues: Clues) -> dict[str, float]:
        """The probability of each intent by the question as it stands."""
        return dict(zip(INTENTS, _softmax(_with(vector, clues) @ self.intents), strict=True))

    def of_masked(self, vector: Vector, clues: Clues) -> dict[str, float]:
        """The probability of each intent by the question without its names."""
        return dict(zip(INTENTS, _softmax(_with(vector, clues) @ self.masked), strict=True))

    def relation(self, vector: Vector) -> dict[str, float]:
        """The probability of each relation by the question as it stands."""
        return dict(zip(RELATIONS, _softmax(np.append(vector, 1.0) @ self.relations), strict=True))

    def suspicion(self, vector: Vector, clues: Clues) -> float:
        """The same of any filter at all, by the question as it stands: a first look that costs no embedding."""
        return float(1 / (1 + np.exp(-(_with(vector, clues) @ self.suspected)[0])))

    def filters(self, vector: Vector, clues: Clues) -> dict[str, float]:
        """The probability that a question that names nothing known asks for a kind of filter all the same."""
        shares = 1 / (1 + np.exp(-(_with(vector, clues) @ self.asked)))
        return dict(zip(ASKED, shares.tolist(), strict=True))


def _with(vector: Vector, clues: Clues) -> Floats:
    return np.concatenate([vector, features(clues), [1.0]])


def features(clues: Clues) -> Floats:
    """Which kinds of clues there are, each 0 or 1, and which of them come together."""
    places = len(clues.partners) + len(clues.strangers)
    wide = bool(clues.countries or clues.of("region") or clues.of("group"))
    related = bool(clues.of("relation"))
    present = (
        *(bool(clues.homes), places == 1, places > 1, bool(clues.strangers), bool(clues.countries)),
        *(bool(clues.programmes), len(clues.times) == 1, len(clues.times) > 1, clues.stray),
        *(clues.says(term) for term in _TERMS),
        *(bool(clues.of(section)) for section in _SECTIONS),
        # What a sum cannot tell: a relation asks for a list with a country and for a tie with a place.
        *(related and wide and not places, related and not wide and not places, related and places == 1),
        *(clues.says("aspect:sign") and places == 1, clues.says("aspect:programme") and places == 1),
        *(clues.says("aspect:where") and related and not places, clues.says("aspect:when") and places == 1),
    )
    return np.array(present, dtype=np.float64)


@cache
def shipped() -> IntentModel:
    """The model that ships with the package."""
    with resources.files("retrieval").joinpath("data/intents.npz").open("rb") as stream:
        arrays = np.load(stream)
        weights = {name: arrays[name].astype(np.float64) for name in _HEADS}
        pairs = zip(arrays["words"].tolist(), arrays["languages"].tolist(), strict=True)
        lexicon = {word: tuple(languages.split()) for word, languages in pairs}
        return IntentModel(str(arrays["embedder"]), **weights, lexicon=lexicon)


def _softmax(values: Floats) -> list[float]:
    powers = np.exp(values - values.max())
    shares: list[float] = (powers / powers.sum()).tolist()
    return shares
