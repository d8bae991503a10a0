"""Versions of an index: built aside, never changed once live, switched by one atomic pointer."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from retrieval.errors import IndexBroken, IndexMissing, IngestRefused

_POINTER = "current"
_ROOM = 4_000_000
"""Free bytes below which a failed write is put down to the full disk."""


def live(index: Path) -> Path:
    """The folder of the live version; raises IndexMissing or IndexBroken."""
    try:
        name = (index / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"there is no index in {index}: run `exchange-corpus ingest`") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexBroken(f"{index / _POINTER} cannot be read ({error}): run `exchange-corpus ingest`") from error
    folder = index / "versions" / name
    if not name or Path(name).name != name or not folder.is_dir():
        message = f"{index / _POINTER} names a version that is not there ({name!r}): run `exchange-corpus ingest`"
        raise IndexBroken(message)
    return folder


def latest(index: Path) -> Path:
    """The live version or, when the pointer is damaged, the newest; raises IndexMissing or IndexBroken."""
    try:
        return live(index)
    except (IndexMissing, IndexBroken):
        folders = sorted((index / "versions").glob("*"))
        if not folders:
            raise
        return folders[-1]


@contextmanager
def exclusive(index: Path) -> Iterator[None]:
    """Hold the index's lock; raises IngestRefused when another ingest holds it."""
    index.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / "lock", timeout=0):
            yield
    except Timeout as error:
        raise IngestRefused(f"another ingest is writing {index}: wait until it has ended") from error


@contextmanager
def building(index: Path) -> Iterator[Path]:
    """A new folder to build in, gone afterwards unless published; the lock must be held."""
    _remove(index / "building")  # Whoever holds the lock is alone: all that lies here was abandoned.
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = index / "building" / f"{stamp}-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    except Exception as error:
        raise _placed(error, index) from error
    finally:
        _remove(folder)


def publish(folder: Path) -> Path:
    """Make a finished build the live version and remove all but the one before it; returns its new folder."""
    index = folder.parent.parent
    _settle(folder)
    version = index / "versions" / folder.name
    version.parent.mkdir(exist_ok=True)
    before = _name_of_live(index)
    folder.rename(version)
    _fsync(version.parent)
    _point(index, version.name)
    _remove_old(index, {version.name, before})
    return version


def _placed(error: Exception, index: Path) -> Exception:
    """The error, naming the place and a full disk: the libraries that write there often name neither."""
    if shutil.disk_usage(index).free < _ROOM:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(index))
    if isinstance(error, OSError) and error.filename is None:
        code = error.errno or errno.EIO
        return OSError(code, f"{os.strerror(code)} ({error})", str(index))
    return error


def _point(index: Path, name: str) -> None:
    fresh = index / f".{_POINTER}-{os.getpid()}"
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(f"{name}\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(index / _POINTER)
    _fsync(index)


def _name_of_live(index: Path) -> str:
    try:
        return live(index).name
    except (IndexMissing, IndexBroken):
        return ""


def _remove_old(index: Path, kept: set[str]) -> None:
    for folder in (index / "versions").iterdir():
        if folder.name not in kept:
            _remove(folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Force a tree to disk: the pointer must never survive a power cut that its version did not."""
    for path, _, names in os.walk(folder):
        for name in names:
            _fsync(Path(path, name))
        _fsync(Path(path))


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
