"""What the documents say as a whole: who is named in public, and what a text repeats that its readers may not see."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

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
        self._overlap = lru_cache(maxsize=len(Audience))(self._overlapping)
        self._public = lru_cache(maxsize=1)(self._in_public)

    def repeats(self, text: str, audience: Audience) -> tuple[str, ...]:
        """Titles of the documents that an audience may not see and that a text repeats."""
        return self._overlap(audience).titles(text)

    def names(self, words: str) -> bool:
        """Whether the public documents hold these words."""
        wanted = " ".join(words.split()).casefold()
        return len(wanted) > 1 and wanted in self._public()

    def _overlapping(self, audience: Audience) -> Overlap:
        hidden: dict[str, list[str]] = {}
        seen: list[str] = []
        for own, title, text in self._passages():
            (seen if own in audience.visible else hidden.setdefault(title, [])).append(text)
        return Overlap(hidden, seen)

    def _in_public(self) -> str:
        parts = (f"{title} {text}" for own, title, text in self._passages() if own is Audience.PUBLIC)
        return " ".join(" ".join(parts).split()).casefold()

    def _passages(self) -> Iterator[tuple[Audience, str, str]]:
        """Audience, title and text of each."""
        for own, rows in self._rows:
            for record in self._index.rows(own, rows.ids).values() if len(rows.ids) else ():
                yield own, record["title"], " ".join(json.loads(record["sentences"]))
