"""Tells whether a text repeats a document: long runs of the same characters, whatever their case and spacing."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

import regex

_KEPT = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_DENSE = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Myanmar}]")
_RUN, _DENSE_RUN = 32, 14
"""Characters in a row that are no coincidence: some seven words, or a clause in a script that needs fewer signs.

Names of programmes, offices and laws are shorter, or stand in public documents too.
"""
_SAMPLE = 4
"""Of the runs of a text in letters every fourth is kept: a copied sentence holds dozens."""


class Overlap:
    """The runs of hidden documents that no open document has."""

    def __init__(self, hidden: Mapping[str, Iterable[str]], seen: Iterable[str]) -> None:
        """`hidden` are texts by title, `seen` those that may be repeated."""
        self._titles = list(hidden)
        self._runs: dict[int, int] = {}
        for number, texts in enumerate(hidden.values()):
            for text in texts:
                self._runs |= dict.fromkeys(_runs(text), number)
        for text in seen if self._runs else ():
            for run in _runs(text):
                self._runs.pop(run, None)

    def titles(self, text: str) -> tuple[str, ...]:
        """The documents that a text repeats, most of it first."""
        counts: dict[int, int] = {}
        for run in _runs(text) if self._runs else ():
            if (number := self._runs.get(run)) is not None:
                counts[number] = counts.get(number, 0) + 1
        return tuple(self._titles[number] for number in sorted(counts, key=lambda number: -counts[number]))


def _runs(text: str) -> Iterator[int]:
    """Hashes of the runs of characters."""
    signs = _KEPT.sub("", unicodedata.normalize("NFKC", text).casefold())
    dense = [bool(_DENSE.match(sign)) for sign in signs]
    for start, is_dense in enumerate(dense):
        run = signs[start : start + (_DENSE_RUN if is_dense else _RUN)]
        if len(run) < (_DENSE_RUN if is_dense else _RUN):
            continue
        found = crc32(run.encode())
        if is_dense or not found % _SAMPLE:
            yield found
