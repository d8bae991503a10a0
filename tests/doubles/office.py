"""A corpus folder with its index, for tests of ingest."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from retrieval import health, manifest, versions
from retrieval.building import Line, Parts
from retrieval.centring import Centring
from retrieval.corpus import read
from retrieval.frontmatter import FrontMatter
from retrieval.ingest import Ingest, Report
from retrieval.model import Audience
from retrieval.ports import Matrix, OpenIndex
from retrieval.register import storage
from tests.fakes import ExactIndex, MemoryCache, WordEmbedder

WORDS = ("harbour", "ferry", "library", "museum", "passport", "visa", "festival", "student", "teacher", "film")


class Office:
    """A corpus folder, its index, and an ingest over quick real parts."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.index = folder / "index"
        self.corpus.mkdir()
        self.embedder = WordEmbedder()
        self.cache = MemoryCache()
        self.open_index: OpenIndex = ExactIndex
        self.views: dict[Audience, list[str]] = {}
        self.facts: dict[Audience, list[str]] = {}
        self.terms = "terms"

    def write(self, name: str, seed: int = 0, sentences: int = 12) -> None:
        random = np.random.default_rng([seed, *name.encode()])
        text = " ".join(f"The {' '.join(random.choice(WORDS, 6))} opens at {n}." for n in range(sentences))
        (self.corpus / name).write_text(f"# {name} title\n\n{text}\n", encoding="utf-8")

    def ingest(self, *, audience: Audience = Audience.PUBLIC, force: bool = False) -> Report:
        parts = Parts(self.centre, self.open_index, self.write_view, self.write_register, self.terms)
        service = Ingest(self.index, self.embedder, self.cache, parts)
        corpus = read([self.corpus], audience, lambda _text: "en")
        return service.run(corpus, lambda _done, _total: None, force=force)

    def centre(self, _vectors: Matrix, _languages: Sequence[str]) -> Centring:
        return Centring(*[{"*": np.zeros(self.embedder.dimension, dtype=np.float32)}] * 2)

    def write_view(self, _folder: Path, audience: Audience, lines: Sequence[Line]) -> None:
        self.views[audience] = [line.passage.id for line in lines]

    def write_register(self, folder: Path, audience: Audience, heads: Sequence[FrontMatter]) -> None:
        self.facts[audience] = [head.id for head in heads]
        storage.write(folder, audience, heads)

    def documents(self) -> set[str]:
        return set(manifest.load(versions.live(self.index)).documents)

    def problems(self) -> list[str]:
        return health.check(self.index, self.embedder.name, ExactIndex)


def office_in(folder: Path) -> Office:
    """An office with three documents, nothing ingested yet."""
    made = Office(folder)
    for name in ("a.md", "b.md", "c.txt"):
        made.write(name)
    return made
