"""What a version of the index says about itself: what went in, and the files it must consist of."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from retrieval.errors import IndexBroken
from retrieval.model import Audience

FORMAT = 4
"""Raised whenever the files of a version change their meaning: older versions are then rebuilt."""
_NAME = "manifest.json"
VECTOR_INDEX = "chroma"
"""The folder that can be made anew from the other files."""
_UNSIZED = (_NAME, f"{VECTOR_INDEX}/chroma.sqlite3")
"""How files begin that change when they are only read; damage of the others could crash the process."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`digest` stands for all that went in; `documents` are digest and passages by id; `files` sizes in bytes.

    `paths` and `audience` are what ingest was given, so that it can be repeated.
    """

    created: str
    embedder: str
    digest: str
    counts: Mapping[str, int]
    documents: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, int]
    paths: tuple[str, ...] = ()
    audience: str = Audience.PUBLIC.value
    format: int = FORMAT

    @property
    def passages(self) -> int:
        """Passages of all audiences."""
        return sum(self.counts.values())

    def save(self, version: Path) -> None:
        """Write the manifest into a version's folder."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (version / _NAME).write_text(text + "\n", encoding="utf-8")


def load(version: Path) -> Manifest:
    """The manifest of a version; raises IndexBroken."""
    try:
        fields = json.loads((version / _NAME).read_text(encoding="utf-8"))
        if fields["format"] != FORMAT:
            raise IndexBroken(f"{version} has format {fields['format']}, not {FORMAT}: run `exchange-corpus ingest`")
        return Manifest(**fields | {"paths": tuple(fields["paths"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexBroken(f"{version / _NAME} cannot be read ({error}): run `exchange-corpus ingest`") from error


def inputs(version: Path) -> tuple[list[Path], Audience]:
    """The paths and the audience a version of any format was made with; raises IndexBroken."""
    try:
        fields = json.loads((version / _NAME).read_text(encoding="utf-8"))
        return [Path(path) for path in fields["paths"]], Audience(fields["audience"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise IndexBroken(f"{version / _NAME} cannot be read ({error}): run `exchange-corpus ingest`") from error


def sizes(version: Path) -> dict[str, int]:
    """The sizes of a version's files that never change, by relative path."""
    files = {path.relative_to(version).as_posix(): path for path in sorted(version.rglob("*")) if path.is_file()}
    return {name: path.stat().st_size for name, path in files.items() if not name.startswith(_UNSIZED)}


def completed(manifest: Manifest, version: Path, counts: Mapping[str, int]) -> Manifest:
    """The manifest with what is known only once all files are written."""
    return replace(manifest, counts=counts, files=sizes(version))


def damage(version: Path, kept: Manifest, besides: str = "") -> list[str]:
    """Files that are missing or have another size than when they were written, those in folder `besides` left out."""
    found = sizes(version)
    wrong = [name for name, size in kept.files.items() if found.get(name) != size]
    lost = [name for name in wrong if not besides or not name.startswith(f"{besides}/")]
    return [f"{version / name} is missing or damaged: run `exchange-corpus ingest`" for name in lost]
