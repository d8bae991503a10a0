"""What retrieval needs from outside: an embedder, a vector cache, a vector index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.model import Audience

Matrix = npt.NDArray[np.float32]
"""Vectors as rows: (count, dimension)."""
Vector = npt.NDArray[np.float32]
Row = dict[str, Any]


class Embedder(Protocol):
    """Turns text into unit vectors; questions and passages are embedded differently."""

    @property
    def name(self) -> str:
        """Names model and version: vectors of two names never mix."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Embed questions, a row each."""
        ...

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Embed passages or sentences of documents, a row each."""
        ...


class VectorCache(Protocol):
    """Vectors by digest, so that an index can be rebuilt without embedding again."""

    def get(self, embedder: str, digests: Sequence[str]) -> dict[str, Vector]:
        """The vectors that are known, by digest."""
        ...

    def put(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors; durable when it returns."""
        ...


class PassageIndex(Protocol):
    """Nearest passages by inner product, one collection an audience."""

    def add(
        self, audience: Audience, ids: Sequence[str], vectors: Matrix, texts: Sequence[str], rows: Iterable[Row]
    ) -> None:
        """Store passages; only ever called on an index that is being built."""
        ...

    def count(self, audience: Audience) -> int:
        """Passages stored for exactly this audience."""
        ...

    def nearest(self, audience: Audience, vector: Vector, count: int) -> list[str]:
        """Ids of the passages nearest to `vector`, best first."""
        ...

    def rows(self, audience: Audience, ids: Sequence[str]) -> dict[str, Row]:
        """What `add` was given for these ids."""
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


OpenIndex = Callable[[Path], PassageIndex]
"""Opens the vector index in a folder."""
