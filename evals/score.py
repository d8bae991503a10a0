"""Turns the records of a run into figures a language, with intervals, and the list of what went wrong."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from evals.cases import Case
from evals.metrics import METRICS, Mark, marks, parity, parity_marks
from evals.ranking import ranking_marks
from evals.records import Generated, Ranked

ALL = "all"
"""Stands for every language together."""
RESAMPLES = 2000
SEED = 20261122


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of one language, or of all, with its 95 % bootstrap interval."""

    metric: str
    language: str
    value: float
    low: float
    high: float
    count: int

    @property
    def key(self) -> str:
        """How thresholds name it."""
        return self.metric if self.language == ALL else f"{self.metric}:{self.language}"


@dataclass(frozen=True, slots=True)
class Miss:
    """A case with the metrics it fell short in."""

    case: str
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds a question took."""

    p50: float
    p95: float
    slowest: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything measured of a run; `unasked` are the cases it has no record of."""

    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...]
    latency: Latency
    cases: int
    unasked: tuple[str, ...]
    disagreements: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By question asked in several languages the cases that do not agree with the others."""

    @property
    def overall(self) -> dict[str, float]:
        """The value of every metric over all languages."""
        return {figure.metric: figure.value for figure in self.figures if figure.language == ALL}

    def as_json(self) -> dict[str, Any]:
        """The scores as plain data."""
        return asdict(self)


def score(cases: Sequence[Case], generated: Mapping[str, Generated], ranked: Mapping[str, Ranked]) -> Scores:
    """Score every case that has a record."""
    found = list(ranking_marks((case, ranked[case.id]) for case in cases if case.id in ranked))
    for case in cases:
        if case.id in generated:
            found.extend(marks(case, generated[case.id]))
    disagreements = parity(cases, generated)
    found.extend(parity_marks(disagreements, cases))
    return Scores(
        figures=figures(found),
        misses=_misses(found),
        latency=_latency([record.seconds for record in generated.values()]),
        cases=len(generated.keys() | ranked.keys()),
        disagreements={name: different for name, different in disagreements.items() if different},
        unasked=tuple(case.id for case in cases if case.id not in generated and case.id not in ranked),
    )


def figures(found: Iterable[Mark]) -> tuple[Figure, ...]:
    """A figure a metric and language: metrics in their order, all languages first, then the worst."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for mark in found:
        groups[mark.metric, ALL].append(mark.value)
        groups[mark.metric, mark.language].append(mark.value)
    return tuple(sorted((_figure(*key, values) for key, values in groups.items()), key=_worst_first))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean, the same at every run."""
    sample = np.asarray(values, dtype=np.float64)
    picks = np.random.default_rng(SEED).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.percentile(sample[picks].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def _figure(metric: str, language: str, values: Sequence[float]) -> Figure:
    low, high = interval(values)
    return Figure(metric, language, float(np.mean(values)), low, high, len(values))


def _worst_first(figure: Figure) -> tuple[int, bool, float, str]:
    badness = figure.value if METRICS[figure.metric].higher_is_better else -figure.value
    return list(METRICS).index(figure.metric), figure.language != ALL, badness, figure.language


def _misses(found: Iterable[Mark]) -> tuple[Miss, ...]:
    missed: dict[str, list[str]] = defaultdict(list)
    for mark in found:
        metric = METRICS[mark.metric]
        if not metric.graded and not metric.perfect(mark.value):
            missed[mark.case].append(mark.metric)
    return tuple(Miss(case, tuple(names)) for case, names in missed.items())


def _latency(seconds: Sequence[float]) -> Latency:
    if not seconds:
        return Latency(0.0, 0.0, 0.0)
    p50, p95, slowest = np.percentile(seconds, (50, 95, 100))
    return Latency(float(p50), float(p95), float(slowest))
