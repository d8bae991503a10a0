"""Writes the files of one version of the index and checks them before they go live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from retrieval import records
from retrieval.centring import Centring, direction
from retrieval.embedding import Vectors
from retrieval.errors import IngestRefused
from retrieval.frontmatter import FrontMatter
from retrieval.manifest import VECTOR_INDEX
from retrieval.model import Audience, Document, Passage
from retrieval.ports import Matrix, OpenIndex, PassageIndex
from retrieval.preparing import Prepared
from retrieval.records import Record
from retrieval.rows import Answers, Rows

Centre = Callable[[Matrix, Sequence[str]], Centring]
"""Decides on the centring from all passages' raw vectors (n, d) and their languages (n)."""

_ASKED_EVERY = 100
_ASKED_COUNT = 20
_MISSED_SHARE = 0.05
"""Share of self-queries that may fail: the vector index is approximate."""


class Line(NamedTuple):
    """One passage on its way into the index."""

    document: Document
    passage: Passage
    text: str


WriteView = Callable[[Path, Audience, Sequence[Line]], None]
"""Writes what search needs over all passages visible to an audience into a version's folder."""
WriteRegister = Callable[[Path, Audience, Sequence[FrontMatter]], None]
"""Writes the typed facts that the documents visible to an audience state."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a version is made with."""

    centre: Centre
    open_index: OpenIndex
    write_view: WriteView
    write_register: WriteRegister
    terms: str
    """The register's terms, as text: another vocabulary makes another index."""


def write(folder: Path, prepared: Sequence[Prepared], vectors: Vectors, parts: Parts) -> dict[str, int]:
    """Write everything but the manifest; returns passages by audience."""
    lines = {audience: _lines(prepared, audience) for audience in Audience}
    everything = [line for audience in Audience for line in lines[audience]]
    centring = parts.centre(
        vectors.passages(line.text for line in everything), [_language(line) for line in everything]
    )
    centring.save(folder / "centring.npz")
    sections = _section_numbers(everything)
    for audience in Audience:
        _rows(lines[audience], vectors, centring, sections).save(folder / "rows" / audience)
        kept = [Record(line.text, records.row(line.document, line.passage)) for line in lines[audience]]
        records.save(_records_path(folder, audience), kept)
        _answers(prepared, audience, vectors, centring).save(folder / "rows" / audience)
        parts.write_view(folder, audience, [line for seen in audience.visible for line in lines[seen]])
        parts.write_register(folder, audience, _heads(prepared, audience))
    write_vector_index(folder, parts.open_index)
    return {audience.value: len(lines[audience]) for audience in Audience}


def write_vector_index(folder: Path, open_index: OpenIndex) -> None:
    """Fill the vector index from the rows and records that are already in the folder."""
    index = open_index(folder / VECTOR_INDEX)
    try:
        for audience in Audience:
            rows = Rows.load(folder / "rows" / audience)
            kept = list(records.load(_records_path(folder, audience)))
            texts = [record.text for record in kept]
            index.add(audience, rows.ids, np.asarray(rows.passages), texts, (record.row for record in kept))
    finally:
        index.close()


def verify(folder: Path, open_index: OpenIndex) -> None:
    """Raises IngestRefused unless every passage is counted and passages find themselves."""
    index = open_index(folder / VECTOR_INDEX)
    try:
        for audience in Audience:
            rows = Rows.load(folder / "rows" / audience)
            if index.count(audience) != len(rows.ids):
                raise IngestRefused(f"{index.count(audience)} of {len(rows.ids)} {audience} passages were stored")
            _verify_self_queries(index, audience, rows)
    finally:
        index.close()


def _verify_self_queries(index: PassageIndex, audience: Audience, rows: Rows) -> None:
    asked = range(0, len(rows.ids), _ASKED_EVERY)
    place = {id_: row for row, id_ in enumerate(rows.ids)}
    missed = [row for row in asked if not _finds_itself(index, audience, rows, row, place)]
    if len(missed) > _MISSED_SHARE * len(asked):
        example = rows.ids[missed[0]]
        message = f"{len(missed)} of {len(asked)} {audience} passages do not find themselves ({example}): ingest again"
        raise IngestRefused(message)


def _finds_itself(index: PassageIndex, audience: Audience, rows: Rows, row: int, place: dict[str, int]) -> bool:
    vector = np.asarray(rows.passages[row])
    found = index.nearest(audience, vector, _ASKED_COUNT)
    # Longer vectors may be nearer by inner product, and copies of one text are equally near.
    nearest = rows.passages[[place[id_] for id_ in found]] @ vector
    return rows.ids[row] in found or (len(found) > 0 and bool(nearest.min() >= vector @ vector * 0.999))


def _lines(prepared: Sequence[Prepared], audience: Audience) -> list[Line]:
    return [
        Line(item.document, passage, text)
        for item in prepared
        if item.document.audience is audience
        for passage, text in zip(item.passages, item.embedded_texts(), strict=True)
    ]


def _heads(prepared: Sequence[Prepared], audience: Audience) -> list[FrontMatter]:
    return [item.head for item in prepared if item.head and item.document.audience in audience.visible]


def _answers(prepared: Sequence[Prepared], audience: Audience, vectors: Vectors, centring: Centring) -> Answers:
    given = [(item.document, item.head) for item in prepared if item.answers and item.head]
    given = [(document, head) for document, head in given if document.audience is audience]
    raw = vectors.questions(document.title for document, _ in given)
    questions = [centring.question(vector, head.language) for vector, (_, head) in zip(raw, given, strict=True)]
    unit = [direction(question) for question in questions]
    kept = tuple(records.approved(document, head) for document, head in given)
    return Answers(kept, np.stack(unit).astype(np.float32) if unit else raw)


def _section_numbers(lines: Sequence[Line]) -> dict[tuple[str, int], int]:
    """A number for each section, unique over all audiences, so that their rows can be joined."""
    sections = dict.fromkeys((line.document.id, line.passage.section) for line in lines)
    return {section: number for number, section in enumerate(sections)}


def _rows(lines: list[Line], vectors: Vectors, centring: Centring, sections: dict[tuple[str, int], int]) -> Rows:
    sentences = [(sentence, _language(line)) for line in lines for sentence in line.passage.embedded_sentences]
    counts = [len(line.passage.sentences) for line in lines]
    passages, languages = vectors.passages(line.text for line in lines), [_language(line) for line in lines]
    return Rows(
        ids=[line.passage.id for line in lines],
        languages=np.array(languages, dtype=np.str_),
        documents=np.array([line.document.id for line in lines], dtype=np.str_),
        passages=centring.passages_of(passages, languages),
        sentences=centring.passages_of(
            vectors.sentences(sentence for sentence, _ in sentences), [language for _, language in sentences]
        ),
        starts=np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]).astype(np.int64),
        sections=np.array([sections[line.document.id, line.passage.section] for line in lines], dtype=np.int64),
    )


def _language(line: Line) -> str:
    return line.document.language


def _records_path(folder: Path, audience: Audience) -> Path:
    return folder / "rows" / audience / "metadata.jsonl"
