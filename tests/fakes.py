"""Real implementations of the ports for tests: small, exact and quick."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np

from retrieval.cleaning import clean
from retrieval.errors import IndexBroken
from retrieval.model import Audience
from retrieval.ports import Matrix, Row, Vector


class WordEmbedder:
    """Adds up a pseudo-random vector a word; counts the texts it was given."""

    name = "words-1"
    dimension = 32

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def queries(self, texts: Sequence[str]) -> Matrix:
        """A row a question."""
        return self._rows("query", texts)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """A row a passage."""
        self.embedded.extend(texts)
        return self._rows("passage", texts)

    def _rows(self, prefix: str, texts: Sequence[str]) -> Matrix:
        rows = [self._vector(f"{prefix} {clean(text)}") if clean(text).strip() else self._zero() for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def _vector(self, text: str) -> Vector:
        seeds = [int.from_bytes(blake2b(word.encode(), digest_size=4).digest()) for word in text.casefold().split()]
        total = np.sum([np.random.default_rng(seed).normal(size=self.dimension) for seed in seeds], axis=0)
        unit: Vector = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def _zero(self) -> Vector:
        return np.zeros(self.dimension, dtype=np.float32)


class MemoryCache:
    """Vectors in a dictionary."""

    def __init__(self) -> None:
        self.vectors: dict[tuple[str, str], Vector] = {}

    def get(self, embedder: str, digests: Sequence[str]) -> dict[str, Vector]:
        """The known ones."""
        return {digest: self.vectors[embedder, digest] for digest in digests if (embedder, digest) in self.vectors}

    def put(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        """Keep them."""
        self.vectors |= {(embedder, digest): vector for digest, vector in vectors.items()}

    def close(self) -> None:
        """Nothing to close."""


class ExactIndex:
    """Passages in one JSON file, compared one by one."""

    def __init__(self, path: Path) -> None:
        self._file = path / "passages.json"
        path.mkdir(parents=True, exist_ok=True)
        try:
            self._kept: dict[str, dict[str, list[object]]] = (
                json.loads(self._file.read_text()) if self._file.exists() else {}
            )
        except ValueError as error:
            raise IndexBroken(f"{self._file} is damaged: ingest again") from error

    def add(
        self, audience: Audience, ids: Sequence[str], vectors: Matrix, texts: Sequence[str], rows: Iterable[Row]
    ) -> None:
        """Keep them and write the file."""
        kept = self._kept.setdefault(audience, {})
        for id_, vector, _text, row in zip(ids, vectors, texts, rows, strict=True):
            kept[id_] = [vector.tolist(), row]
        self._file.write_text(json.dumps(self._kept))

    def count(self, audience: Audience) -> int:
        """How many there are."""
        return len(self._passages(audience))

    def nearest(self, audience: Audience, vector: Vector, count: int) -> list[str]:
        """By exact inner product."""
        passages = self._passages(audience)
        scores = {id_: float(np.dot(np.asarray(kept[0], dtype=np.float32), vector)) for id_, kept in passages.items()}
        return sorted(scores, key=lambda id_: -scores[id_])[:count]

    def rows(self, audience: Audience, ids: Sequence[str]) -> dict[str, Row]:
        """Their rows."""
        passages = self._passages(audience)
        return {id_: dict(passages[id_][1]) for id_ in ids if id_ in passages}  # type: ignore[call-overload]

    def close(self) -> None:
        """Nothing to close."""

    def _passages(self, audience: Audience) -> dict[str, list[object]]:
        if audience not in self._kept:
            raise IndexBroken(f"{self._file} has no {audience} passages: ingest again")
        return self._kept[audience]
