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
"""Passages of a language from which its own mean counts half beside the static one."""
_QUESTION_SHARE = np.float32(0.5)


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
    def none(cls, dimension: int) -> "Centring":
        """No centring, for embedders whose means are not known."""
        zero = {"*": np.zeros(dimension, dtype=np.float32)}
        return cls(zero, zero)

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
        """Half these means, half the corpus's own, for languages with enough passages."""
        of = np.asarray(languages)
        own = {str(language): vectors[of == language] for language in set(languages)}
        means = {
            language: (self.passage_mean(language) + rows.mean(axis=0)) / 2
            for language, rows in own.items()
            if len(rows) >= ENOUGH
        }
        return Centring(self.questions, {**self.passages, **means})

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


def _means(arrays: Mapping[str, Vector], prefix: str) -> dict[str, Vector]:
    means = {key.removeprefix(prefix): arrays[key].astype(np.float32) for key in arrays if key.startswith(prefix)}
    means.setdefault("*", np.mean(np.stack(list(means.values())), axis=0))
    return means
