"""How a passage is stored beside its vector: flat values only, lists as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from retrieval.corpus import newest
from retrieval.frontmatter import FrontMatter
from retrieval.model import Approved, Citable, Document, Passage
from retrieval.ports import Row


@dataclass(frozen=True, slots=True)
class Record:
    """One stored passage: the text that was embedded, and its row."""

    text: str
    row: Row


def row(document: Document, passage: Passage) -> Row:
    """What the vector index keeps of a passage, all that search shows of it."""
    return {
        "id": passage.id,
        "document": document.id,
        "title": document.title,
        "language": document.language,
        "source": _source(document),
        "date": document.date,
        "section": passage.section,
        "headings": _json(passage.headings),
        "sentences": _json(passage.sentences),
        "leads": _json(passage.leads),
    }


def approved(document: Document, head: FrontMatter) -> Approved:
    """What is kept of an approved answer; its head states when it was published and is due for review."""
    citable = Citable(document.id, document.title, document.language, _source(document), document.date)
    published, review = head.published or head.reviewed, head.review or head.reviewed
    return Approved(citable, document.text, published, review)


def save(path: Path, records: list[Record]) -> None:
    """Write records as JSON lines."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(f"{_json(asdict(record))}\n" for record in records)


def load(path: Path) -> Iterator[Record]:
    """Read what `save` wrote."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield Record(**json.loads(line))


def _source(document: Document) -> str:
    """The source the document's date belongs to, so that a citation's source and date agree."""
    newest_date = newest(source.date for source in document.sources)
    source = next((source for source in document.sources if source.date == newest_date), None)
    source = source or next(iter(document.sources), None)
    if source is None:
        return ""
    return f"{source.title}, {source.locator}" if source.locator else source.title


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
