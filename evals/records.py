"""What a run leaves behind: one record a case, as JSON lines that can be scored again later."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import Case

GENERATED = "generated.jsonl"
RANKED = "ranked.jsonl"
ANSWERING = frozenset({"ANSWERED", "PARTIAL"})
"""The outcomes that claim to answer the question."""


class RecordError(Exception):
    """A file of a run cannot be read: says file and line."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str


R = TypeVar("R", bound=_Record)


class Cited(BaseModel):
    """A citation as it was shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    title: str
    source: str
    date: str
    quote: str


class Generated(_Record):
    """What the assistant answered to a case; `error` names the class of what it raised."""

    outcome: str
    text: str
    language: str
    citations: tuple[Cited, ...] = ()
    options: int = 0
    seconds: float
    error: str = ""
    wrong: dict[str, tuple[str, ...]] = {}
    """What went wrong in a hand-over, by what it concerns."""

    @property
    def answers(self) -> bool:
        """Whether it claims to answer the question."""
        return self.outcome in ANSWERING

    @property
    def shown(self) -> str:
        """Everything the inquirer gets to see, as one text."""
        parts = [self.text]
        for citation in self.citations:
            parts += [citation.title, citation.source, citation.date, citation.quote]
        return "\n".join(parts)


class Ranked(_Record):
    """The documents a search found for a case, best first."""

    documents: tuple[str, ...]
    seconds: float
    error: str = ""


def write_text(path: Path, text: str) -> None:
    """Replace the file in one step, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def write_records(path: Path, records: Iterable[BaseModel]) -> None:
    """One JSON line a record, replaced in one step."""
    write_text(path, "".join(record.model_dump_json() + "\n" for record in records))


def read_records(path: Path, kind: type[R], cases: Sequence[Case]) -> dict[str, R]:
    """Records by case id; a line that is no record, or of no known case, is an error."""
    known = {case.id for case in cases}
    records: dict[str, R] = {}
    # Bytes, not splitlines(): answers may hold U+2028, which JSON leaves unescaped.
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        record = _record(line, kind, f"{path}:{number}")
        if record.case not in known:
            raise RecordError(f"{path}:{number}: case: {record.case!r} is in no dataset")
        records[record.case] = record
    return records


def _record(line: bytes, kind: type[R], where: str) -> R:
    try:
        return kind.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        raise RecordError(f"{where}: {field}: {first['msg']}") from error
