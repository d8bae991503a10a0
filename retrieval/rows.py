"""What search needs of every passage in one audience's collection, as arrays that are mapped, not read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from retrieval.ports import Matrix, Vector

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_MATRICES = ("passages", "sentences", "starts", "sections")
_LISTS = ("ids", "languages", "documents")


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
