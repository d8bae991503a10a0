"""What search needs over everything an audience may see: the words and the names of its passages."""

import errno
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path

from retrieval.building import Line
from retrieval.gazetteer import Gazetteer
from retrieval.lexical import Lexical
from retrieval.model import Audience, Document
from retrieval.names import Name, city_names, country_names, document_names


def write_view(folder: Path, audience: Audience, lines: Sequence[Line]) -> None:
    """Write `lexical/<audience>` and `gazetteer/<audience>` over the visible passages, in row order."""
    texts = [line.text for line in lines]
    documents = list({line.document.id: line.document for line in lines}.values())
    declared = [_declared(line.document) for line in lines]
    Lexical.build(texts).save(folder / "lexical" / audience)
    sentences = [line.passage.sentences for line in lines]
    gazetteer = Gazetteer.build(_names(documents), texts, sentences, declared)
    try:
        gazetteer.save(folder / "gazetteer" / audience)
    except RuntimeError as error:  # So the names' trie tells of a full disk.
        raise OSError(errno.EIO, f"{os.strerror(errno.EIO)} ({error})", str(folder)) from error


def _names(documents: Sequence[Document]) -> list[Name]:
    return [*document_names(documents), *_world_names(tuple(_known_cities(documents)))]


@lru_cache(maxsize=1)  # Audiences mostly see the same cities, and the world takes a second to read.
def _world_names(known: tuple[tuple[str, str, str], ...]) -> tuple[Name, ...]:
    return (*country_names(), *city_names(known))


def _known_cities(documents: Sequence[Document]) -> Iterator[tuple[str, str, str]]:
    for document in documents:
        if document.type == "city" and document.places and document.countries:
            for name in chain.from_iterable(document.names.values()):
                yield name, document.countries[0], document.places[0]


def _declared(document: Document) -> tuple[str, ...]:
    """The ids a document is about, as the gazetteer writes them."""
    return (document.subject, *document.places, *(f"country:{code}" for code in document.countries))
