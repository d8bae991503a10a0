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
ASKED = ("place", "topic")
"""Kinds of filter whose presence is told from the vector alone, so that unknown names are noticed."""
_TERMS = (
    *("relation:sister", "relation:friendly-cooperation", "relation:any"),
    *("time:since", "time:before", "time:between", "time:as-of", "time:this-year", "time:next-year", "time:last-year"),
    *("measure:population", "measure:area"),
)
_SECTIONS = ("state", "region", "group", "topic")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leaning:
    """How likely each intent and relation is, and each kind of filter; each between 0 and 1."""

    intents: Mapping[str, float]
    relations: Mapping[str, float]
    asked: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Weights, a column a class: intents over vector and clues, relations and filters over the vector alone."""

    embedder: str
    intents: Floats
    relations: Floats
    asked: Floats

    def lean(self, vector: Vector, clues: Clues) -> Leaning:
        """What a question's centred vector (d,) and its clues speak for."""
        alone = np.concatenate([vector, [1.0]])
        both = np.concatenate([vector, features(clues), [1.0]])
        return Leaning(
            intents=dict(zip(INTENTS, _softmax(both @ self.intents), strict=True)),
            relations=dict(zip(RELATIONS, _softmax(alone @ self.relations), strict=True)),
            asked=dict(zip(ASKED, (1 / (1 + np.exp(-(alone @ self.asked)))).tolist(), strict=True)),
        )


def features(clues: Clues) -> Floats:
    """Which kinds of clues there are, each 0 or 1."""
    places = len(clues.partners) + len(clues.strangers)
    present = (
        *(bool(clues.homes), places == 1, places > 1, bool(clues.strangers), bool(clues.countries)),
        *(bool(clues.programmes), len(clues.times) == 1, len(clues.times) > 1),
        *(clues.says(term) for term in _TERMS),
        *(bool(clues.of(section)) for section in _SECTIONS),
    )
    return np.array(present, dtype=np.float64)


@cache
def shipped() -> IntentModel:
    """The model that ships with the package."""
    with resources.files("retrieval").joinpath("data/intents.npz").open("rb") as stream:
        arrays = np.load(stream)
        weights = {name: arrays[name].astype(np.float64) for name in ("intents", "relations", "asked")}
        return IntentModel(str(arrays["embedder"]), **weights)


def _softmax(values: Floats) -> list[float]:
    powers = np.exp(values - values.max())
    shares: list[float] = (powers / powers.sum()).tolist()
    return shares
