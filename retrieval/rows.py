"""What search needs of every passage in one audience's collection, as arrays that are mapped, not read.

Of approved answers it needs the whole text besides, and the question's own vector.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.model import Approved, Citable
from retrieval.ports import Matrix, Vector

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_MATRICES = ("passages", "sentences", "starts", "sections")
_LISTS = ("ids", "languages", "documents")
_ANSWERS, _QUESTIONS = "answers.jsonl", "questions.npy"


@dataclass(frozen=True)
class Rows:
    """Parallel arrays over n passages with m sentences in all.

    `passages` (n, d) and `sentences` (m, d) are centred vectors; passage i's sentences are
    rows `starts[i]` to `starts[i + 1]`; `sections` (n,) numbers (document, section) pairs, rising.
    """

    ids: Sequence[str]
    languages: npt.NDArray[np.str_]
    documents: npt.NDArray[np.str_]
    passages: Matrix
    sentences: Matrix
    starts: Numbers
    sections: Numbers
    _numbers: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Remember where each id stands."""
        object.__setattr__(self, "_numbers", {identity: row for row, identity in enumerate(self.ids)})

    def numbers(self, ids: Sequence[str]) -> Numbers:
        """Row numbers of ids; unknown ids are left out."""
        return np.array([self._numbers[identity] for identity in ids if identity in self._numbers], dtype=np.int64)

    def best_sentences(self, vector: Vector, rows: Numbers) -> Floats:
        """Per row (not empty) the highest product of its sentences with a vector."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        edges = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(edges[-1]) - np.repeat(edges[:-1], lengths) + np.repeat(self.starts[rows], lengths)
        best: Floats = np.maximum.reduceat(self.sentences[places] @ vector, edges[:-1])
        return best

    def sections_closeness(self, vector: Vector, rows: Numbers) -> Floats:
        """Per row the mean product of all passages of its section with a vector."""
        first = np.searchsorted(self.sections, self.sections[rows], side="left")
        last = np.searchsorted(self.sections, self.sections[rows], side="right")
        lengths = last - first
        edges = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(edges[-1]) - np.repeat(edges[:-1], lengths) + np.repeat(first, lengths)
        mean: Floats = np.add.reduceat(self.passages[places] @ vector, edges[:-1]) / lengths
        return mean.astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _MATRICES:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        for name in _LISTS:
            np.save(folder / f"{name}.npy", np.asarray(getattr(self, name), dtype=np.str_), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Rows":
        """Map the matrices, read the short arrays."""
        arrays: dict[str, Any] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _MATRICES
        }
        arrays |= {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in _LISTS}
        return cls(**arrays | {"ids": arrays["ids"].tolist()})


@dataclass(frozen=True)
class Answers:
    """Approved answers of n documents, and the centred unit vectors of their questions (n, d)."""

    approved: tuple[Approved, ...]
    questions: Matrix
    _by_document: dict[str, Approved] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Remember which document each is."""
        known = {approved.citable.document: approved for approved in self.approved}
        object.__setattr__(self, "_by_document", known)

    def of_document(self, identity: str) -> Approved | None:
        """The answer that a document is; None for any other document."""
        return self._by_document.get(identity)

    def closeness(self, vector: Vector) -> Floats:
        """Per answer the product of its question with a question's unit vector."""
        close: Floats = self.questions @ vector if self.approved else np.zeros(0, np.float32)
        return close

    @classmethod
    def joined(cls, several: Sequence["Answers"]) -> "Answers":
        """The answers of several audiences."""
        filled = [one.questions for one in several if one.approved]
        questions = np.concatenate(filled) if filled else np.zeros((0, 0), np.float32)
        return cls(tuple(approved for one in several for approved in one.approved), questions)

    def save(self, folder: Path) -> None:
        """Write texts and vectors."""
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _ANSWERS).open("w", encoding="utf-8") as stream:
            for approved in self.approved:
                stream.write(f"{json.dumps(asdict(approved), ensure_ascii=False, default=date.isoformat)}\n")
        np.save(folder / _QUESTIONS, self.questions, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Answers":
        """Read what `save` wrote; nothing where a version is older than approved answers."""
        if not (folder / _ANSWERS).exists():
            return cls((), np.zeros((0, 0), np.float32))
        with (folder / _ANSWERS).open(encoding="utf-8") as stream:
            approved = tuple(_approved(json.loads(line)) for line in stream)
        return cls(approved, np.load(folder / _QUESTIONS, allow_pickle=False))


def _approved(fields: dict[str, Any]) -> Approved:
    days = {name: date.fromisoformat(fields[name]) for name in ("published", "review")}
    return Approved(Citable(**fields["citable"]), fields["text"], **days)
