"""Vectors for texts: from the cache where they are known, from the embedder otherwise."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from retrieval.ports import Embedder, Matrix, Vector, VectorCache
from retrieval.preparing import Prepared, vector_key

Progress = Callable[[int, int], None]
"""Is told how many texts are embedded, and of how many."""
_QUESTION = "question"
BATCH = 128
"""Texts embedded before they are put into the cache: the most that a kill can lose."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Raw vectors by key; `embedded` counts those that the cache lacked."""

    by_key: Mapping[str, Vector]
    embedded: int
    dimension: int

    def passages(self, texts: Iterable[str]) -> Matrix:
        """The vectors of passages, (count, dimension)."""
        return self._rows("passage", texts)

    def sentences(self, texts: Iterable[str]) -> Matrix:
        """The vectors of sentences, (count, dimension)."""
        return self._rows("sentence", texts)

    def questions(self, texts: Iterable[str]) -> Matrix:
        """The vectors of the questions that were answered, (count, dimension)."""
        return self._rows(_QUESTION, texts)

    def _rows(self, kind: str, texts: Iterable[str]) -> Matrix:
        rows = [self.by_key[vector_key(kind, text)] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)


def embed(prepared: Iterable[Prepared], embedder: Embedder, cache: VectorCache, progress: Progress) -> Vectors:
    """The vectors of all passages, sentences and answered questions; what is embedded is cached batch by batch."""
    wanted = {vector_key(kind, text): (kind, text) for item in prepared for kind, text in _texts(item)}
    known = cache.get(embedder.name, list(wanted))
    # A vector of the wrong length comes from a damaged cache.
    known = {key: vector for key, vector in known.items() if vector.shape == (embedder.dimension,)}
    missing = [key for key in wanted if key not in known]
    for start in range(0, len(missing), BATCH):
        progress(start, len(missing))
        fresh = _fresh({key: wanted[key] for key in missing[start : start + BATCH]}, embedder)
        cache.put(embedder.name, fresh)
        known |= fresh
    if missing:
        progress(len(missing), len(missing))
    return Vectors(known, len(missing), embedder.dimension)


def _fresh(batch: Mapping[str, tuple[str, str]], embedder: Embedder) -> dict[str, Vector]:
    """Vectors by key; what was asked is embedded as a question is."""
    fresh: dict[str, Vector] = {}
    for embedded, asked in ((embedder.passages, False), (embedder.queries, True)):
        texts = {key: text for key, (kind, text) in batch.items() if (kind == _QUESTION) is asked}
        if texts:
            fresh |= zip(texts, embedded(list(texts.values())), strict=True)
    return fresh


def _texts(item: Prepared) -> Iterator[tuple[str, str]]:
    for text in item.embedded_texts():
        yield "passage", text
    for passage in item.passages:
        for sentence in passage.embedded_sentences:
            yield "sentence", sentence
    if item.answers:
        yield _QUESTION, item.document.title
