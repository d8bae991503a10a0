"""Tells whether a text repeats a document: long runs of the same characters, whatever their case, spacing or width.

Each document is kept as hashes of its short runs of characters, sampled by winnowing (Schleimer, Wilkerson and Aiken,
2003): of every few runs in a row one is kept, the same in the document and in a copy. What stands in open documents
too, and what is written like a name, connects a run and does not count for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

import numpy as np
import numpy.typing as npt
import regex

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Weights = npt.NDArray[np.float32]

_REPEATED = 36.0
"""Letters' worth of characters that are no coincidence: some eight words."""
_BRIDGED = 12.0
"""Letters' worth of other characters within a run, such as one word that was changed."""
_LETTERS, _SIGNS = 20, 10
"""Characters hashed together, in scripts of letters and in those whose signs are syllables or words."""
_WINDOW = 3
"""Runs in a row of which one is kept: a copy is sure to be found from four characters above the limit on."""
_NAMED = 0.8
"""Share of characters in names from which a run is one."""
_ACRONYM = 5
"""Letters of a word in capitals that may be a name; longer ones are a text written so."""
_EDGES = np.array([0x1100, 0x1200, 0x3040, 0x3100, 0x3400, 0xA000, 0xAC00, 0xD7A4, 0xF900, 0xFB00, 0x20000, 0x40000])
_WORTH = np.array([1, 1.6, 1, 1.6, 1, 2.4, 1, 1.6, 1, 2.4, 1, 2.4, 1], np.float32)
"""How many letters a character is worth between the edges: Hangul, kana, Han and all others.

The same phrases in fourteen languages take 0.4 (Chinese) to 0.5 times (Korean) the characters of English, and 1.0 to
1.2 times in every script of letters. Hangul is worth less than that, as eight Korean words are some 26 characters.
"""
_UNSEEN = regex.compile(r"(?:(?!\s)[\p{C}\p{Default_Ignorable_Code_Point}])+")
_PLACE = (
    r"(?:[가-힣]{1,12}[시도군구읍면동]\s+){1,4}[가-힣\d]{1,12}[로길]\s?\d+(?:-\d+)?(?:번길)?"
    r"(?:\s+[가-힣]{1,12}[청실과관])*"
)
_PIECE = regex.compile(rf"[「『《〈][^」』》〉\n]{{2,60}}[」』》〉]|(?P<place>{_PLACE})|[^\s「『《〈]+|[「『《〈]")
"""Marked titles and Korean addresses, which have no capitals to show that they are names, and words."""
_NO_SIGN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_NAME = regex.compile(
    rf"[「『《〈].|[^\p{{L}}\p{{N}}]*(?:\p{{N}}|\p{{Lu}}(?=\P{{L}}*\p{{Ll}})|\p{{Lu}}{{1,{_ACRONYM}}}(?!\p{{L}}))"
)
_BASE = 0x9E3779B97F4A7C15
_WORD = 1 << 64


class Overlap:
    """The runs of hidden documents, and which of them open documents have too."""

    def __init__(self, hidden: Mapping[str, Iterable[str]], seen: Iterable[str]) -> None:
        """`hidden` are texts by title, `seen` those that may be repeated; titles may be."""
        self._titles = list(hidden)
        kept = [_fingerprints(text, number) for number, texts in enumerate(hidden.values()) for text in texts]
        hashes, documents, free = map(np.concatenate, zip(*kept, strict=True)) if kept else _fingerprints("", 0)
        order = np.lexsort((free, documents, hashes))
        hashes, documents, free = hashes[order], documents[order], free[order]
        first = np.ones(len(hashes), np.bool_)
        first[1:] = (hashes[1:] != hashes[:-1]) | (documents[1:] != documents[:-1])
        self._hashes: Hashes = hashes[first]
        self._documents = documents[first].astype(np.int32)
        self._free: Flags = free[first]
        if len(self._hashes):
            self._set_free([*self._titles, *seen])

    @property
    def nbytes(self) -> int:
        """Bytes that are kept, about six a character of the hidden documents."""
        return self._hashes.nbytes + self._documents.nbytes + self._free.nbytes

    def titles(self, text: str) -> tuple[str, ...]:
        """The documents that a text repeats, most of it first."""
        signs = _Signs.read(text)
        starts, lengths, hashes = _runs(signs)
        matches, places = self._found(hashes)
        amounts: dict[int, float] = {}
        for number in np.unique(self._documents[places]).tolist():
            own = self._documents[places] == number
            free, runs = self._free[places[own]], matches[own]
            if amount := _repeated(signs.worth, starts[runs], lengths[runs], free):
                amounts[number] = amount
        return tuple(self._titles[number] for number in sorted(amounts, key=lambda number: -amounts[number]))

    def _set_free(self, seen: Iterable[str]) -> None:
        for text in seen:
            _, places = self._found(_runs(_Signs.read(text))[2])
            self._free[places] = True

    def _found(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Pairs of a number among `hashes` and a place where it is kept."""
        first = np.searchsorted(self._hashes, hashes, side="left")
        counts = np.searchsorted(self._hashes, hashes, side="right") - first
        matches = np.repeat(np.arange(len(hashes)), counts)
        within = np.arange(len(matches)) - np.repeat(np.cumsum(counts) - counts, counts)
        return matches, np.repeat(first, counts) + within


@dataclass(frozen=True, slots=True)
class _Signs:
    """The n letters and digits of a text, folded: code points, what each is worth, whether it is part of a name."""

    codes: Hashes
    worth: Weights
    named: Flags

    @classmethod
    def read(cls, text: str) -> "_Signs":
        matches = list(_PIECE.finditer(normalize("NFKC", _UNSEEN.sub("", text))))
        pieces = [match.group() for match in matches]
        folded = [_NO_SIGN.sub("", normalize("NFKC", piece.casefold())) for piece in pieces]
        named = [bool(match["place"] or _NAME.match(match.group())) for match in matches]
        codes = np.frombuffer("".join(folded).encode("utf-32-le"), np.uint32).astype(np.uint64)
        worth = _WORTH[np.searchsorted(_EDGES, codes, side="right")]
        return cls(codes, worth, np.repeat(np.array(named, np.bool_), [len(piece) for piece in folded]))


def _fingerprints(text: str, number: int) -> tuple[Hashes, Numbers, Flags]:
    """The runs of a text that are kept: hashes, the document's number, whether they may be repeated."""
    signs = _Signs.read(text)
    starts, lengths, hashes = _runs(signs)
    kept = _winnowed(hashes)
    before = np.concatenate([[0], np.cumsum(signs.named)])
    named = before[starts[kept] + lengths[kept]] - before[starts[kept]]
    return hashes[kept], np.full(len(kept), number), named >= _NAMED * lengths[kept]


def _runs(signs: _Signs) -> tuple[Numbers, Numbers, Hashes]:
    """Where runs start, their lengths and hashes, in order."""
    dense = signs.worth > 1
    found = []
    for length, wanted in ((_LETTERS, ~dense), (_SIGNS, dense)):
        starts = np.flatnonzero(wanted[: max(len(dense) - length + 1, 0)])
        found.append((starts, np.full(len(starts), length), _hashed(signs.codes, length)[starts]))
    starts, lengths, hashes = map(np.concatenate, zip(*found, strict=True))
    order = np.argsort(starts)
    return starts[order], lengths[order], hashes[order]


def _hashed(codes: Hashes, length: int) -> Hashes:
    """Polynomial hashes of all runs of a length, put together from runs of one, two, four and more characters."""
    total = np.zeros(max(len(codes) - length + 1, 0), np.uint64)
    part, size, start = _mixed(codes), 1, 0
    while size <= length:
        shift = np.uint64(pow(_BASE, size, _WORD))
        if length & size:
            total = total * shift + part[start : start + len(total)]
            start += size
        part = part[:-size] * shift + part[size:]
        size *= 2
    return _mixed(total)


def _mixed(values: Hashes) -> Hashes:
    """Spreads numbers over 64 bits (SplitMix64)."""
    mixed: Any = values + np.uint64(_BASE)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    spread: Hashes = mixed ^ (mixed >> np.uint64(31))
    return spread


def _winnowed(hashes: Hashes) -> Numbers:
    """The places of the smallest hash of each window."""
    window = min(_WINDOW, len(hashes))
    if not window:
        return np.zeros(0, np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, window)
    return np.unique(windows.argmin(axis=1) + np.arange(len(windows)))


def _repeated(worth: Weights, starts: Numbers, lengths: Numbers, free: Flags) -> float:
    """What the characters of all long runs are worth; 0 where there is none."""
    covered = np.flatnonzero(_covered(len(worth), starts, lengths))
    counted = np.where(_covered(len(worth), starts[free], lengths[free]), 0, worth)[covered]
    ends = np.cumsum(worth)[covered]
    gaps = ends[1:] - worth[covered[1:]] - ends[:-1]
    sums = np.add.reduceat(counted, np.concatenate([[0], np.flatnonzero(gaps > _BRIDGED) + 1]))
    return float(sums[sums >= _REPEATED].sum())


def _covered(size: int, starts: Numbers, lengths: Numbers) -> Flags:
    """Which of `size` characters some run holds."""
    edges = np.zeros(size + 1, np.int64)
    np.add.at(edges, starts, 1)
    np.add.at(edges, starts + lengths, -1)
    return np.cumsum(edges[:-1]) > 0
