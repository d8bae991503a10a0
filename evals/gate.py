"""The gate: floors that a run must reach, and the baseline it should not fall behind."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from evals.metrics import METRICS
from evals.records import write_text
from evals.score import Scores

TOLERATED_DROP = 0.03
"""A drop on a metric over all languages up to this is noise."""
_ROUNDING = 1e-9


class GateError(Exception):
    """Thresholds or baseline cannot be read: says file and key."""


class Thresholds(BaseModel):
    """Limits by metric, or by `metric:language`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}


def read_thresholds(path: Path) -> Thresholds:
    """Read the limits; a metric nobody measures, or the wrong way round, is an error."""
    try:
        thresholds = Thresholds.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise GateError(f"{path}: {error}") from error
    for keys, higher_is_better in ((thresholds.at_least, True), (thresholds.at_most, False)):
        for key in keys:
            metric = METRICS.get(key.partition(":")[0])
            if metric is None or metric.higher_is_better is not higher_is_better:
                raise GateError(f"{path}: {key}: no such metric in this table")
    return thresholds


def misses(scores: Scores, thresholds: Thresholds) -> Iterator[str]:
    """A line for every limit not kept; what a full run did not measure is not kept either."""
    measured = {figure.key: figure.value for figure in scores.figures}
    for limits, sign, word in ((thresholds.at_least, 1, "at least"), (thresholds.at_most, -1, "at most")):
        for key, limit in limits.items():
            if key in measured and sign * (measured[key] - limit) < -_ROUNDING:
                yield f"{key} is {measured[key]:.3f}, must be {word} {limit:.3f}"
            elif key not in measured and not scores.unasked:
                yield f"{key} was not measured, must be {word} {limit:.3f}"


def drops(scores: Scores, baseline: Mapping[str, float]) -> Iterator[str]:
    """A line for every metric that is clearly worse than the baseline."""
    for name, value in scores.overall.items():
        if name not in baseline:
            continue
        gain = value - baseline[name] if METRICS[name].higher_is_better else baseline[name] - value
        if gain < -TOLERATED_DROP - _ROUNDING:
            yield f"{name} is {value:.3f}, the baseline is {baseline[name]:.3f}"


def read_baseline(path: Path) -> dict[str, float]:
    """The metrics of the run that was last accepted; empty before the first."""
    if not path.exists():
        return {}
    try:
        return TypeAdapter(dict[str, float]).validate_json(path.read_bytes())
    except ValidationError as error:
        raise GateError(f"{path}: {error}") from error


def write_baseline(path: Path, scores: Scores) -> None:
    """Accept this run as the baseline."""
    rounded = {name: round(value, 4) for name, value in scores.overall.items()}
    write_text(path, json.dumps(rounded, indent=2) + "\n")
