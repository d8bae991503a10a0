"""The vector index: embedded Chroma, one collection an audience, inner product."""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from retrieval.errors import IndexBroken
from retrieval.model import Audience
from retrieval.ports import Matrix, Row, Vector

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Metadata

_BATCH = 1_000
_SPACE: "CreateHNSWConfiguration" = {
    "space": "ip",
    "ef_construction": 200,
    "ef_search": 400,  # Search rescores the best 200 exactly, so these must be nearly all found.
    "max_neighbors": 32,
    "batch_size": 100,
    "sync_threshold": 100,  # What is not synced is replayed by every reader's first query.
}
_DISK_FULL = ("disk is full", "no space left", "code: 13")


class ChromaIndex:
    """Passages of all audiences in one Chroma folder; build it once, then only read.

    A running process does not see another's writes to the folder, so it must never change.
    """

    def __init__(self, path: Path) -> None:
        """Open or create a folder; raises IndexBroken."""
        self._path = path
        self._collections: dict[Audience, Collection] = {}
        with self._translated():
            self._client: Client = _client(path)

    def add(
        self, audience: Audience, ids: Sequence[str], vectors: Matrix, texts: Sequence[str], rows: Iterable[Row]
    ) -> None:
        """Store passages with new ids, in batches; raises IndexBroken, or OSError when the disk is full."""
        metadatas: list[Metadata] = [dict(row) for row in rows]
        with self._translated():
            collection = self._created(audience)
            for start in range(0, len(ids), _BATCH):
                span = slice(start, start + _BATCH)
                collection.add(
                    ids=list(ids[span]),
                    embeddings=vectors[span],
                    documents=list(texts[span]),
                    metadatas=metadatas[span],
                )

    def count(self, audience: Audience) -> int:
        """Passages stored for exactly this audience."""
        with self._translated():
            return self._opened(audience).count()

    def nearest(self, audience: Audience, vector: Vector, count: int) -> list[str]:
        """Ids of the passages nearest to `vector` by inner product, best first; fewer when there are fewer."""
        with self._translated():
            found = self._opened(audience).query(query_embeddings=vector[np.newaxis], n_results=count, include=[])
            return found["ids"][0]

    def rows(self, audience: Audience, ids: Sequence[str]) -> dict[str, Row]:
        """What `add` was given for these ids; unknown ids are left out."""
        if not ids:
            return {}
        with self._translated():
            found = self._opened(audience).get(ids=list(ids), include=["metadatas"])
            return {id_: dict(row) for id_, row in zip(found["ids"], found["metadatas"] or [], strict=True)}

    def close(self) -> None:
        """Release files and connections."""
        self._collections.clear()
        self._client.close()

    def _created(self, audience: Audience) -> "Collection":
        return self._client.get_or_create_collection(
            audience.value, configuration={"hnsw": _SPACE}, embedding_function=None
        )

    def _opened(self, audience: Audience) -> "Collection":
        if audience not in self._collections:
            self._collections[audience] = self._client.get_collection(audience.value, embedding_function=None)
        return self._collections[audience]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Chroma's many errors as ours; its Rust part panics outside the Exception tree."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            if any(sign in str(error).lower() for sign in _DISK_FULL):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path)) from error
            message = f"the vector index {self._path} cannot be used ({error}): run `exchange-corpus ingest`"
            raise IndexBroken(message) from error


def _client(path: Path) -> "Client":
    import chromadb
    from chromadb.config import Settings

    # `_env_file`: a project's own .env is not meant for Chroma.
    settings = Settings(_env_file=None, anonymized_telemetry=False)
    return cast("Client", chromadb.PersistentClient(str(path), settings=settings))
