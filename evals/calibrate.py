"""Trains the answerability models on texts and questions of our own, and says how they do on the held-out part.

Every reading question is asked of two corpora: one that holds its paragraph and one that holds only
that paragraph's neighbours, which is the hardest kind of "not in here". Questions about the office's
own documents and questions nobody could answer come on top.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from retrieval import app
from retrieval.model import Audience
from retrieval.search import Search
from retrieval.settings import Settings
from retrieval.signals import Signals

HERE = Path(__file__).parent / "calibration"
WEIGHTS = Path(app.__file__).parent / "data" / "answerability.json"
TARGETS = ("answerable", "on_topic")
_STRENGTH = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """One question asked of one corpus: what search saw, and what was true."""

    signals: Signals
    same_language: bool
    language: str
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
    qualities = []
    for target in TARGETS:
        for same in (True, False):
            name = f"{target}-{'same' if same else 'cross'}"
            own = [sample for sample in samples if sample.same_language is same]
            models[name], quality = _trained(name, own, target)
            qualities.append(quality)
    content = {"signals": [field.name for field in fields(Signals)], "models": models}
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return qualities


def _trained(name: str, samples: Sequence[Sample], target: str) -> tuple[dict[str, Any], Quality]:
    def arrays(*, train: bool) -> tuple[Any, Any]:
        own = [sample for sample in samples if sample.train is train]
        values = np.array([astuple(sample.signals) for sample in own])
        return values, np.array([getattr(sample, target) for sample in own])

    values, truth = arrays(train=True)
    scaler = StandardScaler().fit(values)
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=2_000).fit(scaler.transform(values), truth)
    held, held_truth = arrays(train=False)
    chance = model.predict_proba(scaler.transform(held))[:, 1]
    quality = Quality(
        name=name,
        count=len(held),
        area=float(roc_auc_score(held_truth, chance)),
        kept=float((chance[held_truth] >= 0.5).mean()),
        let_through=float((chance[~held_truth] >= 0.5).mean()),
    )
    weights = {
        "means": scaler.mean_.round(6).tolist(),
        "scales": scaler.scale_.round(6).tolist(),
        "weights": model.coef_[0].round(6).tolist(),
        "intercept": round(float(model.intercept_[0]), 6),
    }
    return weights, quality


def _reading_samples(workspace: Path, say: Say) -> Iterator[Sample]:
    texts, questions = _reading()
    stray = [json.loads(line) for line in (HERE / "unanswerable.jsonl").read_text(encoding="utf-8").splitlines()]
    for half in (0, 1):
        say(f"reading texts, half {half + 1} of 2")
        own = {name: text for place, (name, text) in enumerate(texts.items()) if place % 2 == half}
        search = _indexed_texts(workspace, own)
        for question in questions:
            gold = question["document"] if question["document"] in own else None
            yield _sample(search, question, {gold} - {None}, on_topic=True)
        for question in stray:
            yield _sample(search, question, set(), on_topic=question["kind"] == "near")


def _desk_samples(workspace: Path, say: Say) -> Iterator[Sample]:
    say("questions about the office's documents")
    search = _indexed(workspace, [Path("corpus")])
    for line in (HERE / "desk.jsonl").read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        yield _sample(search, question, set(question["documents"]), on_topic=question["kind"] != "far")


def _sample(search: Search, question: dict[str, Any], right: set[str], *, on_topic: bool) -> Sample:
    found = search.find(question["question"], Audience.PUBLIC, question["language"])
    return Sample(
        signals=found.signals,
        same_language=found.same_language,
        language=question["language"],
        answerable=found.hits[0].citable.document in right,
        on_topic=on_topic,
        train=question["split"] == "train",
    )


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
        return _indexed(workspace, [Path(folder)])


def _indexed(workspace: Path, paths: list[Path]) -> Search:
    settings = Settings(index=workspace)
    app.ingest(settings, app.read_corpus(paths, Audience.PUBLIC), lambda *_: None, force=True)
    return app.open_search(settings).current
