"""Brings the index up to date with the corpus: embeds what changed, builds aside, checks, switches."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from retrieval import building, consistency, health, manifest, versions
from retrieval.building import Parts
from retrieval.corpus import Corpus, Problem
from retrieval.embedding import Progress, Vectors, embed
from retrieval.errors import IndexBroken, IndexMissing, IngestRefused
from retrieval.manifest import Manifest
from retrieval.ports import Embedder, VectorCache
from retrieval.preparing import Prepared, digest_of, prepare

MAX_SHRINK = 0.5
"""Share of the live passages that may vanish at once without `force`: a mistyped path must not empty the index."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did; `written` and `removed` count documents new, changed or gone, the rest texts.

    `embedded` texts were new, `reused` ones came from the cache. `problems` say what was skipped, `withheld` which
    approved answers were left out because what they rest on has changed.
    """

    documents: int
    passages: int
    embedded: int
    reused: int
    written: int
    removed: int
    unchanged: bool
    problems: tuple[Problem, ...]
    seconds: float
    withheld: tuple[Problem, ...] = ()


class Ingest:
    """Builds versions of the index in `index`; one ingest at a time."""

    def __init__(self, index: Path, embedder: Embedder, cache: VectorCache, parts: Parts) -> None:
        self._index = index
        self._embedder = embedder
        self._cache = cache
        self._parts = parts

    def run(self, corpus: Corpus, progress: Progress, *, force: bool = False) -> Report:
        """Make the corpus the live version, or leave the live one alone when nothing changed.

        Raises IngestRefused when the new version may not go live and OSError when it cannot be written.
        """
        started = time.monotonic()
        with versions.exclusive(self._index):
            before = self._live_manifest()
            usable, withheld = _usable(corpus)
            prepared, problems = _searchable(usable)
            now = self._manifest(corpus, prepared)
            vectors = None
            if before is None or before.digest != now.digest or self._broken(before):
                if not force:
                    _refuse_shrunk(before, prepared, self._index)
                vectors = embed(prepared, self._embedder, self._cache, progress)
                self._build(now, prepared, vectors)
        return replace(_report(before, now, vectors, problems, time.monotonic() - started), withheld=withheld)

    def _live_manifest(self) -> Manifest | None:
        try:
            return manifest.load(versions.live(self._index))
        except (IndexMissing, IndexBroken):
            return None

    def _broken(self, live: Manifest) -> bool:
        version = versions.live(self._index)
        return bool(health.version_problems(version, live, self._embedder.name, self._parts.open_index))

    def _manifest(self, corpus: Corpus, prepared: Sequence[Prepared]) -> Manifest:
        return Manifest(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            embedder=self._embedder.name,
            digest=digest_of(prepared, self._embedder.name, self._parts.terms),
            counts={},
            documents={item.document.id: {"digest": item.digest, "passages": len(item.passages)} for item in prepared},
            files={},
            paths=tuple(str(path) for path in corpus.paths),
            audience=corpus.audience.value,
        )

    def _build(self, now: Manifest, prepared: Sequence[Prepared], vectors: Vectors) -> None:
        with versions.building(self._index) as folder:
            counts = building.write(folder, prepared, vectors, self._parts)
            building.verify(folder, self._parts.open_index)
            manifest.completed(now, folder, counts).save(folder)
            versions.publish(folder)


def _usable(corpus: Corpus) -> tuple[Corpus, tuple[Problem, ...]]:
    """The corpus without the approved answers that have lost their ground, and what is wrong with those."""
    orphaned = consistency.orphaned(corpus)
    left_out = {flagged.entry.document.id for flagged in orphaned}
    entries = tuple(entry for entry in corpus.entries if entry.document.id not in left_out)
    return replace(corpus, entries=entries), tuple(flagged.problem for flagged in orphaned)


def _searchable(corpus: Corpus) -> tuple[list[Prepared], tuple[Problem, ...]]:
    """The documents that have passages, and all problems; raises IngestRefused when none has."""
    prepared, problems = [], list(corpus.problems)
    for entry, item in zip(corpus.entries, prepare(corpus.entries), strict=True):
        if item.passages:
            prepared.append(item)
        else:
            problems.append(Problem(entry.path, "", "holds no sentence to search: write a text or remove the file"))
    if not prepared:
        reasons = "".join(f"\n  {problem}" for problem in problems[:10])
        raise IngestRefused(f"there is no document to index in {_listed(corpus.paths)}{reasons}")
    return prepared, tuple(problems)


def _listed(paths: Sequence[Path]) -> str:
    return ", ".join(str(path) for path in paths)


def _refuse_shrunk(before: Manifest | None, prepared: Sequence[Prepared], index: Path) -> None:
    new = sum(len(item.passages) for item in prepared)
    if before is not None and new < (1 - MAX_SHRINK) * before.passages:
        message = f"the new index would hold {new} passages, the one in {index} holds {before.passages}"
        raise IngestRefused(f"{message}: check the path, or use --force if that is meant")


def _report(
    before: Manifest | None, now: Manifest, vectors: Vectors | None, problems: tuple[Problem, ...], seconds: float
) -> Report:
    old = {} if before is None else before.documents
    changed = [id_ for id_, state in now.documents.items() if old.get(id_) != state]
    embedded = vectors.embedded if vectors else 0
    return Report(
        documents=len(now.documents),
        passages=sum(state["passages"] for state in now.documents.values()),
        embedded=embedded,
        reused=len(vectors.by_key) - embedded if vectors else 0,
        written=len(changed),
        removed=len(old.keys() - now.documents.keys()),
        unchanged=vectors is None,
        problems=problems,
        seconds=seconds,
    )
