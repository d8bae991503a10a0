"""Takes the language out of vectors, so that meaning decides before language does.

Multilingual E5 places passages by language first. Each passage therefore loses the mean vector
of its language, and a question half the mean of its own; neither is made unit length again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np

from retrieval.ports import Matrix, Vector

ENOUGH = 50
"""Passages of a language at which its own mean counts as much as the whole corpus's."""
_OWN_SHARE = np.float32(0.5)
_QUESTION_SHARE = np.float32(0.5)


def direction(vector: Vector) -> Vector:
    """A centred vector with length 1, so that questions can be compared with each other."""
    unit: Vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


@dataclass(frozen=True, slots=True)
class Centring:
    """Mean vectors by language for questions and passages; `*` serves unknown languages."""

    questions: Mapping[str, Vector]
    passages: Mapping[str, Vector]

    @classmethod
    def static(cls) -> "Centring":
        """The means that ship with the package (see `data/README.md`)."""
        with resources.files("retrieval").joinpath("data/language_means.npz").open("rb") as stream:
            return cls._from_arrays(np.load(stream))

    @classmethod
    def load(cls, path: Path) -> "Centring":
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            return cls._from_arrays(arrays)

    @classmethod
    def _from_arrays(cls, arrays: Mapping[str, Vector]) -> "Centring":
        return cls(_means(arrays, "query_"), _means(arrays, "passage_"))

    def save(self, path: Path) -> None:
        """Write the means as one `.npz` file."""
        entries = {f"query_{language}": mean for language, mean in self.questions.items()}
        entries |= {f"passage_{language}": mean for language, mean in self.passages.items()}
        with path.open("wb") as stream:
            np.savez(stream, **entries)  # type: ignore[arg-type]

    def blended(self, vectors: Matrix, languages: Sequence[str]) -> "Centring":
        """These means moved half way to the corpus's own.

        A language with few passages moves with the corpus as a whole: were it left behind, its passages
        alone would keep what all the corpus has in common, and win every question for it.
        """
        if not len(vectors):
            return self
        of = np.asarray(languages)
        offsets = self.passages_of(vectors, languages)
        common = offsets.mean(axis=0)
        means = {
            language: self.passage_mean(language) + _moved(offsets[of == language], common)
            for language in {*self.passages, *languages}
        }
        return Centring(self.questions, means)

    def question(self, vector: Vector, language: str) -> Vector:
        """A question's vector less half the mean of its language."""
        mean: Vector = vector - _QUESTION_SHARE * self.questions.get(language, self.questions["*"])
        return mean

    def passages_of(self, vectors: Matrix, languages: Sequence[str]) -> Matrix:
        """Passages' vectors, each less the mean of its language."""
        if not len(vectors):
            return vectors
        return vectors - np.stack([self.passage_mean(language) for language in languages])

    def passage_mean(self, language: str) -> Vector:
        """The mean vector of a language's passages."""
        return self.passages.get(language, self.passages["*"])


def _moved(own: Matrix, common: Vector) -> Vector:
    """Half the way from the static mean to the corpus's, as far as it can be told from so many passages."""
    trust = len(own) / (len(own) + ENOUGH)
    offset = own.mean(axis=0) if len(own) else common
    moved: Vector = (_OWN_SHARE * (trust * offset + (1 - trust) * common)).astype(np.float32)
    return moved


def _means(arrays: Mapping[str, Vector], prefix: str) -> dict[str, Vector]:
    means = {key.removeprefix(prefix): arrays[key].astype(np.float32) for key in arrays if key.startswith(prefix)}
    means.setdefault("*", np.mean(np.stack(list(means.values())), axis=0))
    return means
