"""Trains the answerability models on texts and questions of our own, and says how they do on the held-out part.

Every reading question is asked of two corpora: one that holds its paragraph and one that holds only
that paragraph's neighbours, which is the hardest kind of "not in here". Questions about the office's
own documents and questions nobody could answer come on top.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from retrieval import app
from retrieval.answerability import untrained
from retrieval.model import Audience
from retrieval.search import Search
from retrieval.settings import Settings
from retrieval.signals import Signals

HERE = Path(__file__).parent / "calibration"
WEIGHTS = Path(app.__file__).parent / "data" / "answerability.json"
TARGETS = ("answerable", "on_topic")
_STRENGTH = 1.0
_KEPT = 2.5
"""How much worse it is to refuse an answer that is there than to quote beside the question.

What is quoted is true and sourced, so a near miss costs a moment; a refusal costs the answer.
"""
_EVEN = 0.5

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked of one corpus: what search saw, and what was true."""

    signals: Signals
    same_language: bool
    language: str
    origin: str
    answerable: bool
    on_topic: bool
    train: bool


@dataclass(frozen=True, slots=True)
class Quality:
    """How a model does on the held-out part; shares at a probability of one half."""

    name: str
    count: int
    area: float
    kept: float
    let_through: float


Say = Callable[[str], None]


def calibrate(workspace: Path, say: Say) -> list[Quality]:
    """Gather samples, train, write `data/answerability.json`; returns the held-out quality of each model."""
    samples = [*_reading_samples(workspace, say), *_desk_samples(workspace, say)]
    models: dict[str, Any] = {}
    qualities: list[Quality] = []
    for target in TARGETS:
        for same in (True, False):
            name = f"{target}-{'same' if same else 'cross'}"
            own = [sample for sample in samples if sample.same_language is same]
            models[name], quality = _trained(name, own, target)
            qualities.append(quality)
    content = {"signals": [field.name for field in fields(Signals)], "absent": _absent(samples), "models": models}
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return qualities


def _trained(name: str, samples: Sequence[Sample], target: str) -> tuple[dict[str, Any], Quality]:
    # A place that is in no document has its own odds; averaged in, so rare a sign would count for nothing.
    trained = [sample for sample in samples if sample.train and not sample.signals.unknown]
    held = [sample for sample in samples if not sample.train]
    languages = sorted({sample.language for sample in trained})
    scaler = StandardScaler().fit([astuple(sample.signals) for sample in trained])
    model = LogisticRegression(C=_STRENGTH, max_iter=5_000)
    model.fit(_columns(scaler, trained, languages), _truth(trained, target), sample_weight=_weights(trained, target))
    quality = _quality(name, model.predict_proba(_columns(scaler, held, languages))[:, 1], _truth(held, target))
    signals, offsets = np.split(model.coef_[0], [len(fields(Signals))])
    weights = {
        "means": scaler.mean_.round(6).tolist(),
        "scales": scaler.scale_.round(6).tolist(),
        "weights": signals.round(6).tolist(),
        "intercept": round(float(model.intercept_[0]), 6),
        "languages": dict(zip(languages, offsets.round(6).tolist(), strict=True)),
    }
    return weights, quality


def _absent(samples: Sequence[Sample]) -> float:
    """How many times the odds fall, as a logarithm, when a place is asked for that is in no document."""
    trained = [sample for sample in samples if sample.train]
    naming = [sample for sample in trained if sample.signals.unknown]
    odds, odds_naming = (_odds(group) for group in (trained, naming))
    return round(log(odds / odds_naming), 3)


def _odds(samples: Sequence[Sample]) -> float:
    yes = sum(sample.answerable for sample in samples)
    return (yes + 0.5) / (len(samples) - yes + 0.5)


def _columns(scaler: StandardScaler, samples: Sequence[Sample], languages: Sequence[str]) -> Floats:
    """Standardised signals, then a column a language."""
    values = scaler.transform([astuple(sample.signals) for sample in samples])
    of = np.array([[sample.language == language for language in languages] for sample in samples], dtype=float)
    return np.hstack([values, of])


def _truth(samples: Sequence[Sample], target: str) -> Floats:
    return np.array([getattr(sample, target) for sample in samples], dtype=float)


def _weights(samples: Sequence[Sample], target: str) -> Floats:
    """Each origin's yes and no count alike, however many there are; but for an answer that is there."""
    kinds = [(sample.origin, getattr(sample, target)) for sample in samples]
    counts = Counter(kinds)
    kept = _KEPT if target == "answerable" else 1
    even = [len(samples) / (len(counts) * counts[kind]) for kind in kinds]
    return np.array([weight * (kept if one.answerable else 1) for weight, one in zip(even, samples, strict=True)])


def _quality(name: str, chance: Floats, truth: Floats) -> Quality:
    yes = truth > 0
    return Quality(
        name=name,
        count=len(truth),
        area=float(roc_auc_score(truth, chance)),
        kept=float((chance[yes] >= _EVEN).mean()),
        let_through=float((chance[~yes] >= _EVEN).mean()),
    )


def _reading_samples(workspace: Path, say: Say) -> Iterator[Sample]:
    texts, questions = _reading()
    stray = _lines(HERE / "unanswerable.jsonl")
    for half in (0, 1):
        say(f"reading texts, half {half + 1} of 2")
        own = {name: text for place, (name, text) in enumerate(texts.items()) if place % 2 == half}
        search = _indexed_texts(workspace, own)
        for question in questions:
            yield _sample(search, question, {question["document"]} & own.keys(), origin="reading", on_topic=True)
        for question in stray:
            yield _sample(search, question, set(), origin="reading", on_topic=question["kind"] == "near")


def _desk_samples(workspace: Path, say: Say) -> Iterator[Sample]:
    say("questions about the office's documents")
    search = indexed(workspace, [Path("corpus")])
    for question in (question for name in ("desk", "desk-short") for question in _lines(HERE / f"{name}.jsonl")):
        yield _sample(search, question, set(question["documents"]), origin="desk", on_topic=question["kind"] != "far")


def _sample(search: Search, question: dict[str, Any], right: set[str], *, origin: str, on_topic: bool) -> Sample:
    found = search.find(question["question"], Audience.PUBLIC, question["language"])
    if found.signals is None:
        raise RuntimeError(f"nothing was found for {question['id']}: is the index empty?")
    return Sample(
        signals=found.signals,
        same_language=found.same_language,
        language=question["language"],
        origin=origin,
        answerable=found.hits[0].citable.document in right,
        on_topic=on_topic,
        train=question["split"] == "train",
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _reading() -> tuple[dict[str, str], list[dict[str, Any]]]:
    texts: dict[str, str] = {}
    questions: list[dict[str, Any]] = []
    for split in ("train", "heldout"):
        content = json.loads((HERE / f"{split}.json").read_text(encoding="utf-8"))
        for paragraph in (paragraph for topic in content["data"] for paragraph in topic["paragraphs"]):
            name = f"{split}-{len(texts):03}.txt"
            texts[name] = paragraph["context"]
            questions += [{**asked, "document": name, "split": split} for asked in paragraph["qas"]]
    return texts, questions


def _indexed_texts(workspace: Path, texts: dict[str, str]) -> Search:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        return indexed(workspace, [Path(folder)])


def indexed(workspace: Path, paths: list[Path]) -> Search:
    """A search over an index of these files, made in `workspace`."""
    settings = Settings(index=workspace)
    app.ingest(settings, app.read_corpus(paths, Audience.PUBLIC), lambda *_: None, force=True)
    return app.open_search(settings, untrained()).current
