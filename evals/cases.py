"""Evaluation cases: what is asked and what a right answer must hold."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.expect import Expect
from evals.handover.episodes import Episode
from evals.oracle import Oracle

Suite = Literal[
    "answers",
    "retrieval",
    "abstention",
    "audience",
    "injection",
    "followup",
    "register",
    "conflict",
    "trap",
    "subject",
    "approved",
    "escalation",
    "handover",
]
EXACT = frozenset(
    {
        *("list", "count", "first", "latest", "not-cities", "anniversaries", "changes"),
        *("programmes", "count-programmes"),
    }
)
"""Operations whose answer must cite exactly the right documents: one more or less is wrong."""


class CaseError(Exception):
    """A dataset line is not a case: says file and line."""


class Turn(BaseModel):
    """One earlier message of the conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["user", "assistant"]
    text: str = Field(min_length=1)


class Case(BaseModel):
    """A question with what is expected of its answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    suite: Suite
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    question: str = Field(min_length=1)
    audience: Literal["public", "partner", "internal"] = "public"
    history: tuple[Turn, ...] = ()
    outcomes: tuple[str, ...] = Field(min_length=1)
    """Any of these endings is right."""
    facts: tuple[tuple[str, ...], ...] = ()
    """Every fact must stand in the answer, in any one of its spellings."""
    documents: tuple[str, ...] = ()
    """Documents any one of which is the right first citation."""
    forbidden: tuple[str, ...] = ()
    """Strings that must not appear in text or quotes."""
    forbidden_documents: tuple[str, ...] = ()
    asked_on: date | None = None
    """The day of the question; that of the run by default."""
    expect: Expect | None = None
    """What the oracle is to compute `facts` and `documents` from."""
    parity: str = ""
    """Shared by the translations of one question."""
    options: bool = False
    """Whether the answer must ask back with options."""
    note: str = ""
    episode: Episode | None = None
    """What happens between an inquirer and officials, where the case is a hand-over."""
    escalate: bool | None = None
    """Whether a person must be asked, where that is what the case is about."""

    @property
    def exact(self) -> bool:
        """Whether the documents cited must be the expected ones, no more and no less."""
        return self.expect is not None and self.expect.operation in EXACT and bool(self.documents)


def read_cases(paths: list[Path]) -> list[Case]:
    """Read every case; raises `CaseError` naming all wrong lines and repeated ids."""
    cases: list[Case] = []
    problems: list[str] = []
    seen: set[str] = set()
    for path, number, line in _lines(paths):
        try:
            case = Case.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "line"
            problems.append(f"{path}:{number}: {where}: {first['msg']}")
            continue
        if case.id in seen:
            problems.append(f"{path}:{number}: id: {case.id!r} is used twice")
        seen.add(case.id)
        cases.append(case)
    if problems:
        raise CaseError("\n".join(problems))
    return cases


def computed(cases: Iterable[Case], oracle: Oracle) -> list[Case]:
    """The cases with what the oracle expects of those that leave it to it."""
    return [_computed(case, oracle) if case.expect else case for case in cases]


def _computed(case: Case, oracle: Oracle) -> Case:
    if case.expect is None:
        return case
    right = oracle.expected(case.expect, case.asked_on or datetime.now(UTC).date(), case.language)
    added = {"facts": (*case.facts, *right.facts), "documents": (*case.documents, *sorted(right.documents))}
    return case.model_copy(update=added)


def _lines(paths: list[Path]) -> Iterator[tuple[Path, int, bytes]]:
    # Bytes, not splitlines(): hostile questions hold U+2028, which JSON leaves unescaped.
    for path in paths:
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            if line.strip():
                yield path, number, line
