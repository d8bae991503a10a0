"""What the documents say as a whole: who is named in public, and what a text repeats that its readers may not see."""

import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from threading import Lock

from retrieval.model import Audience
from retrieval.overlap import Overlap
from retrieval.ports import PassageIndex
from retrieval.rows import Rows


class Texts:
    """Over one immutable index version; what is needed is read once, on need, and safe for several threads."""

    def __init__(self, index: PassageIndex, rows: Sequence[tuple[Audience, Rows]]) -> None:
        """`rows` are those of every audience."""
        self._index = index
        self._rows = rows
        self._lock = Lock()
        self._overlap = lru_cache(maxsize=len(Audience))(self._overlapping)
        self._public = lru_cache(maxsize=1)(self._in_public)

    def repeats(self, text: str, audience: Audience) -> tuple[str, ...]:
        """Titles of the documents that an audience may not see and that a text repeats."""
        with self._lock:  # a cache alone would let two threads read all texts at once
            overlap = self._overlap(audience)
        return overlap.titles(text)

    def names(self, words: str) -> bool:
        """Whether the public documents hold these words."""
        wanted = " ".join(words.split()).casefold()
        return len(wanted) > 1 and wanted in self._public()

    def _overlapping(self, audience: Audience) -> Overlap:
        hidden: dict[str, list[str]] = {}
        for title, text in self._passages(set(Audience) - set(audience.visible)):
            hidden.setdefault(title, []).append(text)
        return Overlap(hidden, (part for passage in self._passages(audience.visible) for part in passage))

    def _in_public(self) -> str:
        parts = (f"{title} {text}" for title, text in self._passages([Audience.PUBLIC]))
        return " ".join(" ".join(parts).split()).casefold()

    def _passages(self, audiences: Collection[Audience]) -> Iterator[tuple[str, str]]:
        """Title and text of each."""
        for audience, rows in self._rows:
            if audience in audiences and len(rows.ids):
                for record in self._index.rows(audience, rows.ids).values():
                    yield record["title"], " ".join(json.loads(record["sentences"]))
