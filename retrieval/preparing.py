"""Documents made ready for the index: cut into passages, with a digest that tells whether they changed."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass

from retrieval.chunking import embedded_text, split
from retrieval.manifest import FORMAT
from retrieval.model import Document, Passage


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its passages; `digest` stands for both."""

    document: Document
    passages: tuple[Passage, ...]
    digest: str

    def embedded_texts(self) -> Iterator[str]:
        """What is embedded of each passage."""
        return (embedded_text(self.document.title, passage) for passage in self.passages)


def prepare(documents: Iterable[Document]) -> Iterator[Prepared]:
    """Cut documents into passages; one without any text stays without passages."""
    for document in documents:
        passages = split(document)
        # The passages count too: a new way of cutting must lead to a new index.
        content = [asdict(document), [asdict(passage) for passage in passages]]
        yield Prepared(document, passages, _digest(json.dumps(content, sort_keys=True)))


def digest_of(prepared: Sequence[Prepared], embedder: str) -> str:
    """One digest of everything that goes into an index."""
    return _digest(json.dumps([FORMAT, embedder, sorted(item.digest for item in prepared)]))


def vector_key(kind: str, text: str) -> str:
    """The digest under which the vector of a `passage` or `sentence` is cached."""
    return _digest(f"{kind}\0{text}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
