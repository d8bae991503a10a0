"""Documents made ready for the index: cut into passages, with a digest that tells whether they changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from retrieval.chunking import embedded_text, split
from retrieval.corpus import Entry
from retrieval.frontmatter import FrontMatter
from retrieval.manifest import FORMAT
from retrieval.model import Document, Passage


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its passages and, where it has one, its head; `digest` stands for all of it."""

    document: Document
    passages: tuple[Passage, ...]
    digest: str
    head: FrontMatter | None = None

    @property
    def answers(self) -> bool:
        """Whether it is an approved answer, whose title is the question."""
        return self.head is not None and self.head.type == "answer"

    def embedded_texts(self) -> Iterator[str]:
        """What is embedded of each passage."""
        return (embedded_text(self.document.title, passage) for passage in self.passages)


def prepare(entries: Iterable[Entry]) -> Iterator[Prepared]:
    """Cut documents into passages; one without any text stays without passages."""
    for entry in entries:
        document, passages = entry.document, split(entry.document)
        # The passages count too: a new way of cutting must lead to a new index.
        facts = entry.head.model_dump(mode="json") if entry.head else None
        content = [asdict(document), [asdict(passage) for passage in passages], facts]
        yield Prepared(document, passages, _digest(json.dumps(content, sort_keys=True)), entry.head)


def digest_of(prepared: Sequence[Prepared], embedder: str, terms: str) -> str:
    """One digest of everything that goes into an index; `terms` are the register's, as text."""
    return _digest(json.dumps([FORMAT, embedder, terms, sorted(item.digest for item in prepared)]))


def vector_key(kind: str, text: str) -> str:
    """The digest under which the vector of a `passage`, `sentence` or `question` is cached."""
    return _digest(f"{kind}\0{text}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
