"""What a desk asks of the documents, as a test wants it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from retrieval.model import Audience
from retrieval.ports import Vector


@dataclass
class FakeKnowledge:
    """A `bot.ports.Knowledge`: texts are alike when they begin with the same word.

    `languages` by text, the hint for all others; `public` are the names that public documents hold, `hidden` the titles
    of restricted documents by what must not be said of them.
    """

    languages: Mapping[str, str] = field(default_factory=dict)
    public: Sequence[str] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)

    def language(self, text: str, hint: str | None) -> str:
        return next((code for words, code in self.languages.items() if words in text), hint or "en")

    def vector(self, text: str) -> Vector:
        seed = sum(text.partition(" ")[0].encode())
        vector = np.random.default_rng(seed).normal(size=64).astype(np.float32)
        return vector / np.linalg.norm(vector)

    def about(self, text: str) -> frozenset[frozenset[str]]:
        return frozenset()

    def terms(self, text: str, language: str) -> frozenset[str]:
        return frozenset()

    def named(self, name: str) -> bool:
        return name in self.public

    def restricted(self, text: str, audience: Audience) -> tuple[str, ...]:
        if audience is Audience.INTERNAL:
            return ()
        return tuple(title for words, title in self.hidden.items() if words in text)
