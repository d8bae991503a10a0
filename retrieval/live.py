"""A search that follows the live index: when another version is put live, the next question uses it."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

import structlog

from retrieval.errors import IndexBroken
from retrieval.search import Search

_log = structlog.get_logger("index")


class LiveSearch:
    """Opens the live version on need; one opening at a time, and a failed one keeps the old version."""

    def __init__(self, locate: Callable[[], Path], open_version: Callable[[Path], Search]) -> None:
        """`locate` names the live version's folder, `open_version` reads it."""
        self._locate = locate
        self._open_version = open_version
        self._lock = Lock()
        self._folder: Path | None = None
        self._search: Search | None = None

    @property
    def current(self) -> Search:
        """The search over the version that is live now; raises `IndexMissing` or `IndexBroken` at first need."""
        folder = self._locate()
        if folder != self._folder or self._search is None:
            with self._lock:
                if folder != self._folder or self._search is None:
                    self._search = self._opened(folder)
                    self._folder = folder
        return self._search

    def _opened(self, folder: Path) -> Search:
        try:
            return self._open_version(folder)
        except IndexBroken as error:
            if self._search is None:
                raise
            _log.warning("index.not_opened", folder=str(folder), error=str(error))
            return self._search
