"""Tells whether the live index can answer, and rebuilds its vector index from its own files."""

import shutil
from pathlib import Path

from retrieval import building, manifest, versions
from retrieval.errors import IndexBroken, IndexMissing
from retrieval.manifest import VECTOR_INDEX, Manifest
from retrieval.model import Audience
from retrieval.ports import OpenIndex, PassageIndex
from retrieval.register import storage
from retrieval.rows import Rows

_ASKED_COUNT = 5


def check(index: Path, embedder: str, open_index: OpenIndex) -> list[str]:
    """What is wrong with the live index, in words that say what to do; empty when it is well."""
    try:
        version = versions.live(index)
        return version_problems(version, manifest.load(version), embedder, open_index)
    except (IndexMissing, IndexBroken) as error:
        return [str(error)]


def version_problems(version: Path, kept: Manifest, embedder: str, open_index: OpenIndex) -> list[str]:
    """What is wrong with one version."""
    problems = manifest.damage(version, kept)
    if kept.embedder != embedder:
        message = f"{version} was embedded with {kept.embedder!r}, the settings say {embedder!r}"
        problems.append(f"{message}: run `exchange-corpus ingest`")
    return problems or _register_problems(version) or _vector_problems(version, kept, open_index)


def rebuild_vector_index(index: Path, open_index: OpenIndex) -> None:
    """Put a new version live whose vector index is made anew from the live version's other files.

    Nothing is embedded. Raises IndexMissing, or IndexBroken when those files are damaged too.
    """
    with versions.exclusive(index):
        version = versions.live(index)
        kept = manifest.load(version)
        if damage := manifest.damage(version, kept, besides=VECTOR_INDEX):
            raise IndexBroken(damage[0])
        with versions.building(index) as folder:
            shutil.copytree(version, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(VECTOR_INDEX))
            building.write_vector_index(folder, open_index)
            building.verify(folder, open_index)
            manifest.completed(kept, folder, kept.counts).save(folder)
            versions.publish(folder)


def _register_problems(version: Path) -> list[str]:
    try:
        for audience in Audience:
            storage.load(version, audience)
    except IndexBroken as error:
        return [str(error)]
    return []


def _vector_problems(version: Path, kept: Manifest, open_index: OpenIndex) -> list[str]:
    # Opening would create what is missing, and a live version must never change.
    if not (version / VECTOR_INDEX).is_dir():
        return [f"{version / VECTOR_INDEX} is missing: run `exchange-corpus ingest`"]
    try:
        index = open_index(version / VECTOR_INDEX)
        try:
            return [problem for audience in Audience for problem in _audience_problems(index, version, kept, audience)]
        finally:
            index.close()
    except (IndexBroken, OSError, ValueError) as error:
        return [str(error)]


def _audience_problems(index: PassageIndex, version: Path, kept: Manifest, audience: Audience) -> list[str]:
    rows = Rows.load(version / "rows" / audience)
    counts = {kept.counts.get(audience.value), len(rows.ids), index.count(audience)}
    if len(counts) > 1:
        return [f"{version} disagrees with itself on its {audience} passages: run `exchange-corpus ingest`"]
    if not rows.ids:
        return []
    found = index.nearest(audience, rows.passages[0], _ASKED_COUNT)
    expected = min(_ASKED_COUNT, len(rows.ids))
    if len(found) < expected or not set(found) <= set(rows.ids) or len(index.rows(audience, found)) < expected:
        return [f"{version} does not find its own {audience} passages: run `exchange-corpus ingest`"]
    return []
