"""How sure a search is that its best passages hold the answer, from several signals at once.

One threshold on similarity cannot serve: right answers across languages score below wrong ones
within a language. So two small logistic models, one for a question and passage that share a
language and one for those that do not, weigh what is known; `exchange-evals calibrate` trains them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib import resources
from math import exp, log

import numpy as np
import numpy.typing as npt

from retrieval.signals import Signals


@dataclass(frozen=True, slots=True)
class Logistic:
    """Weights over standardised signals, and an offset a language: some languages lie nearer to all others."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    intercept: float
    languages: Mapping[str, float]

    def probability(self, signals: Signals, language: str) -> float:
        """Between 0 and 1; `language` is the question's."""
        values = zip(astuple(signals), self.means, self.scales, self.weights, strict=True)
        total = self.intercept + self.languages.get(language, 0.0)
        total += sum(weight * (value - mean) / scale for value, mean, scale, weight in values)
        return _share(total)


@dataclass(frozen=True, slots=True)
class Answerability:
    """The trained models: `answerable` and `on_topic`, each for same and for cross language."""

    models: Mapping[str, Logistic]
    absent: float
    """How far the log odds fall for a place that was asked for and is in no document."""

    def judge(self, signals: Signals, language: str, *, same_language: bool) -> tuple[float, float]:
        """Probabilities that the passages answer the question, and that it is on their topic at all."""
        case = "same" if same_language else "cross"
        return (
            _shifted(self.models[f"answerable-{case}"].probability(signals, language), -self.absent * signals.unknown),
            self.models[f"on_topic-{case}"].probability(signals, language),
        )


@cache
def shipped() -> Answerability:
    """The models that ship with the package."""
    content = json.loads(resources.files("retrieval").joinpath("data/answerability.json").read_text(encoding="utf-8"))
    if content["signals"] != [field.name for field in fields(Signals)]:
        raise RuntimeError("data/answerability.json was trained on other signals: run `exchange-evals calibrate`")
    models = {
        name: Logistic(
            means=tuple(model["means"]),
            scales=tuple(model["scales"]),
            weights=tuple(model["weights"]),
            intercept=model["intercept"],
            languages=model["languages"],
        )
        for name, model in content["models"].items()
    }
    return Answerability(models, content["absent"])


def untrained() -> Answerability:
    """Models that are always undecided: with these signals can be gathered before there are weights for them."""
    count = len(fields(Signals))
    even = Logistic((0.0,) * count, (1.0,) * count, (0.0,) * count, 0.0, {})
    names = ("answerable-same", "answerable-cross", "on_topic-same", "on_topic-cross")
    return Answerability(dict.fromkeys(names, even), 0.0)


def _shifted(probability: float, log_odds: float) -> float:
    return _share(log(probability / (1 - probability)) + log_odds)


def _share(log_odds: float) -> float:
    """A probability from its log odds, kept away from 0 and 1."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, log_odds))))


def lead(scores: npt.NDArray[np.float32], documents: Sequence[str]) -> tuple[float, float]:
    """Margin of the best over the mean of the next nine documents, and its deviation; scores best first."""
    best_of: dict[str, float] = {}
    for score, document in zip(scores.tolist(), documents, strict=True):
        best_of.setdefault(document, score)
    others = list(best_of.values())[1:10]
    if not others:
        return 0.0, 0.0
    spread = float(scores.std())
    return float(scores[0]) - sum(others) / len(others), (float(scores[0] - scores.mean()) / spread if spread else 0.0)
