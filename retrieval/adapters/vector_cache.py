"""Keeps every vector ever embedded in one SQLite file, so that any index can be rebuilt from it."""

import errno
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import structlog

from retrieval.ports import Vector

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    embedder TEXT NOT NULL, digest TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, digest)
) WITHOUT ROWID
"""
_BUSY_SECONDS = 30
_ASKED_AT_ONCE = 500
_CODES = {"SQLITE_FULL": errno.ENOSPC, "SQLITE_READONLY": errno.EROFS}
_T = TypeVar("_T")
_log = structlog.get_logger()


class SqliteVectorCache:
    """Vectors as float32 blobs; several processes may use one file, each its own instance.

    A damaged file is moved aside and begun anew: it costs embedding again, nothing else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = self._healing(self._opened)

    def get(self, embedder: str, digests: Sequence[str]) -> dict[str, Vector]:
        """The vectors that are known, by digest; raises OSError when the file cannot be used."""
        return self._healing(lambda: self._read(embedder, digests))

    def put(self, embedder: str, vectors: Mapping[str, Vector]) -> None:
        """Keep vectors; on the disk when it returns. Raises OSError, also when the disk is full."""
        rows = [
            (embedder, digest, np.ascontiguousarray(vector, dtype="<f4").tobytes())
            for digest, vector in vectors.items()
        ]
        self._healing(lambda: self._write(rows))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _read(self, embedder: str, digests: Sequence[str]) -> dict[str, Vector]:
        found: dict[str, Vector] = {}
        for start in range(0, len(digests), _ASKED_AT_ONCE):
            asked = digests[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(asked))
            query = f"SELECT digest, vector FROM vectors WHERE embedder = ? AND digest IN ({marks})"  # noqa: S608
            for digest, blob in self._connection.execute(query, (embedder, *asked)):
                found[digest] = np.frombuffer(blob, dtype="<f4")
        return found

    def _write(self, rows: Sequence[tuple[str, str, bytes]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _healing(self, operation: Callable[[], _T]) -> _T:
        """Do it; after damage once more on a new file."""
        try:
            return operation()
        except sqlite3.OperationalError as error:
            raise self._as_os_error(error) from error
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            return operation()

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        if hasattr(self, "_connection"):
            self._connection.close()
        aside = self._path.with_name(f"{self._path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        _log.warning("vector_cache.damaged", path=str(self._path), moved_to=str(aside), error=str(error))
        self._path.rename(aside)
        for suffix in ("-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        self._connection = self._opened()

    def _as_os_error(self, error: sqlite3.OperationalError) -> OSError:
        name = getattr(error, "sqlite_errorname", "")
        code = next((code for prefix, code in _CODES.items() if name.startswith(prefix)), errno.EIO)
        return OSError(code, f"{os.strerror(code)} ({error})", str(self._path))
