"""Composition root: the only place that joins adapters to services.

What only ingest needs is imported when it is called: a question must not wait for it.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval import versions
from retrieval.adapters.chroma_index import ChromaIndex
from retrieval.adapters.e5_embedder import E5Embedder
from retrieval.answerability import Answerability, shipped
from retrieval.centring import Centring
from retrieval.errors import RetrievalError
from retrieval.live import LiveSearch
from retrieval.model import Audience
from retrieval.opening import open_version
from retrieval.ports import Embedder, Matrix
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.corpus import Corpus
    from retrieval.embedding import Progress
    from retrieval.ingest import Report
    from retrieval.showing import Filters, Row


def open_search(settings: Settings, answerability: Answerability | None = None) -> LiveSearch:
    """The search over the live index; it follows the pointer, and opens a version when first used.

    `answerability` are the models that ship unless others are given.
    """
    embedder, models = build_embedder(settings), answerability or shipped()
    return LiveSearch(
        lambda: versions.live(settings.index),
        lambda version: open_version(version, embedder, ChromaIndex, models),
    )


def facts(settings: Settings, audience: Audience, kind: str, filters: "Filters") -> "list[Row]":
    """Rows of the live index's register that an audience may see; raises FilterUnknown, IndexMissing or IndexBroken."""
    from retrieval.showing import rows

    return rows(open_search(settings).current, audience, kind, filters, datetime.now(UTC).date())


def build_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name."""
    return {"e5": E5Embedder}[settings.embedder]()


def read_corpus(paths: Sequence[Path], audience: Audience) -> "Corpus":
    """Read files and folders; texts without front matter get `audience`."""
    from retrieval import corpus
    from retrieval.languages import identify

    return corpus.read(paths, audience, identify)


def ingest(settings: Settings, read: "Corpus", progress: "Progress", *, force: bool = False) -> "Report":
    """Make `read` the live index; raises RetrievalError or OSError and then leaves the live one alone."""
    from retrieval.adapters.vector_cache import SqliteVectorCache
    from retrieval.building import Parts
    from retrieval.ingest import Ingest
    from retrieval.register import storage, terms
    from retrieval.views import write_view

    embedder = build_embedder(settings)
    cache = SqliteVectorCache(settings.index / "vectors.sqlite")
    try:
        parts = Parts(centre, ChromaIndex, write_view, storage.write, terms.fingerprint())
        return Ingest(settings.index, embedder, cache, parts).run(read, progress, force=force)
    finally:
        cache.close()


def centre(vectors: Matrix, languages: Sequence[str]) -> Centring:
    """The means that ship with the package, blended with the corpus's own."""
    return Centring.static().blended(vectors, languages)


def check_index(settings: Settings) -> list[str]:
    """What is wrong with the live index; empty when it is well."""
    from retrieval import health

    return health.check(settings.index, build_embedder(settings).name, ChromaIndex)


def repair_index(settings: Settings, progress: "Progress") -> None:
    """Rebuild a broken index, embedding only what the cache lacks; raises RetrievalError or OSError.

    The vector index alone is rebuilt from the version's own files; anything else by repeating the ingest.
    """
    from retrieval import health, manifest

    with suppress(RetrievalError):
        health.rebuild_vector_index(settings.index, ChromaIndex)
        if not check_index(settings):
            return
    # Never a guess: texts that were ingested for officials must not come back as public.
    paths, audience = manifest.inputs(versions.latest(settings.index))
    ingest(settings, read_corpus(paths, audience), progress)
