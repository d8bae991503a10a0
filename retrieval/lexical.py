"""The word side of search: BM25 over words and their pieces, for scripts with and without spaces.

Han, kana and Hangul are cut into pairs of characters; everything else into words and, inside
them, runs of three, so that Thai, Khmer and inflected Russian match as English does. A score is
the share of what a passage holding every term of the question would get, from 0 to 1.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import regex

Floats = npt.NDArray[np.float32]
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_PAIRED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]+")
_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75
_ARRAYS = ("terms", "starts", "passages", "impacts", "weights")


@dataclass(frozen=True, slots=True)
class Lexical:
    """Postings: term `terms[i]` (sorted hashes) stands in `passages[starts[i]:starts[i+1]]`.

    `impacts` are the BM25 gains there; `weights[i]` is the term's gain in an average passage.
    """

    size: int
    terms: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    passages: npt.NDArray[np.int32]
    impacts: Floats
    weights: Floats

    @classmethod
    def build(cls, texts: Sequence[str]) -> "Lexical":
        """Index passages; row i of every score is text i."""
        counts = [Counter(_hash(term) for term in terms_of(text)) for text in texts]
        lengths = np.array([max(sum(count.values()), 1) for count in counts], dtype=np.float32)
        norms = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths / (lengths.mean() if len(texts) else 1))
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(count) for count in counts])
        hashes = np.array([term for count in counts for term in count], dtype=np.uint64)
        often = np.array([times for count in counts for times in count.values()], dtype=np.float32)
        order = np.lexsort((rows, hashes))
        rows, hashes, often = rows[order], hashes[order], often[order]
        terms, first, spread = np.unique(hashes, return_index=True, return_counts=True)
        weights = _weight(len(texts), spread.astype(np.float32))
        impacts = np.repeat(weights, spread) * often * (_SATURATION + 1) / (often + norms[rows])
        starts = np.append(first, len(rows)).astype(np.int64)
        return cls(len(texts), terms, starts, rows, impacts.astype(np.float32), weights)

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / "size").write_text(str(self.size), encoding="ascii")

    @classmethod
    def load(cls, folder: Path) -> "Lexical":
        """Map the arrays into memory."""
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS}
        return cls(size=int((folder / "size").read_text(encoding="ascii")), **arrays)

    def scores(self, question: str) -> tuple[Floats, Floats]:
        """Per passage: BM25 as a share of the ideal, and the weighted share of terms present."""
        hashes = np.array(sorted({_hash(term) for term in terms_of(question)}), dtype=np.uint64)
        if not len(hashes) or not len(self.terms):
            return np.zeros(self.size, np.float32), np.zeros(self.size, np.float32)
        places = np.minimum(np.searchsorted(self.terms, hashes), len(self.terms) - 1)
        known = places[self.terms[places] == hashes]
        unknown = len(hashes) - len(known)
        ideal = float(self.weights[known].sum()) + unknown * float(_weight(self.size, np.float32(0.5)))
        spans = [slice(self.starts[place], self.starts[place + 1]) for place in known]
        if not spans:
            return np.zeros(self.size, np.float32), np.zeros(self.size, np.float32)
        rows = np.concatenate([self.passages[span] for span in spans])
        gains = np.concatenate([self.impacts[span] for span in spans])
        present = np.repeat(self.weights[known], [span.stop - span.start for span in spans])
        shares = np.bincount(rows, gains, self.size) / ideal
        coverage = np.bincount(rows, present, self.size) / ideal
        return np.minimum(shares, 1).astype(np.float32), coverage.astype(np.float32)

    def coverage(self, question: str, texts: Sequence[str]) -> list[float]:
        """Per text the weighted share of the question's terms that stand in it."""
        weights = {term: self._gain(_hash(term)) for term in set(terms_of(question))}
        total = sum(weights.values())
        if not total:
            return [0.0] * len(texts)
        return [sum(weights[term] for term in weights.keys() & set(terms_of(text))) / total for text in texts]

    def _gain(self, term: int) -> float:
        place = min(int(np.searchsorted(self.terms, np.uint64(term))), len(self.terms) - 1)
        known = place >= 0 and int(self.terms[place]) == term
        return float(self.weights[place]) if known else float(_weight(self.size, np.float32(0.5)))


def terms_of(text: str) -> Iterator[str]:
    """The searchable terms of a text, repeated as often as they stand in it."""
    for word in _WORD.findall(text.casefold()):
        position = 0
        for run in _PAIRED.finditer(word):
            yield from _pieces(word[position : run.start()])
            yield from _pairs(run.group())
            position = run.end()
        yield from _pieces(word[position:])


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for start in range(len(run) - 1):
        yield run[start : start + 2]


def _pieces(word: str) -> Iterator[str]:
    if word:
        yield f"={word}"
    if len(word) > 3:
        for start in range(len(word) - 2):
            yield word[start : start + 3]


def _weight(size: int, spread: Floats | np.float32) -> Floats:
    weight: Floats = np.log1p((size - spread + 0.5) / (spread + 0.5)).astype(np.float32)
    return weight


def _hash(term: str) -> int:
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
