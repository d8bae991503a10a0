"""How many planted errors a check of claims catches, and how many good claims it drops."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.answering.verify import Flaw, Unsupported, Verify
from bot.ports import Knowledge

Check = Callable[[str, str, Sequence[str]], list[Unsupported]]


def checking(knowledge: Knowledge) -> Check:
    """The check as the assistant makes it."""
    return Verify(knowledge.about, knowledge.terms)


class Planted(BaseModel):
    """A claim with the passages it cites; `flaw` is the error planted in it, "" for a good one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    passages: tuple[str, ...] = Field(min_length=1)
    claim: str = Field(min_length=1)
    flaw: Flaw | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float:
        """The hits as a share; 0 of nothing."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; `caught` counts any finding, `named` one of the kind that was planted."""

    caught: Rate
    named: Rate
    dropped: Rate
    by_flaw: Mapping[Flaw, Rate]
    by_language: Mapping[str, Rate]
    dropped_by_language: Mapping[str, Rate]
    missed: tuple[str, ...]
    """The ids of planted errors that were not caught."""
    refused: tuple[str, ...]
    """The ids of good claims that were dropped."""


def read(path: Path) -> list[Planted]:
    """The cases of a file, one a line."""
    lines = path.read_bytes().split(b"\n")
    return [Planted.model_validate_json(line) for line in lines if line.strip()]


def measured(cases: Iterable[Planted], verify: Check) -> Figures:
    """The figures of a check over cases."""
    found = [(case, verify(case.claim, case.language, case.passages)) for case in cases]
    planted = [(case, flaws) for case, flaws in found if case.flaw]
    good = [(case, flaws) for case, flaws in found if not case.flaw]
    return Figures(
        _rate(planted),
        Rate(sum(any(one.flaw == case.flaw for one in flaws) for case, flaws in planted), len(planted)),
        _rate(good),
        {flaw: _rate([(case, flaws) for case, flaws in planted if case.flaw == flaw]) for flaw in Flaw},
        _by_language(planted),
        _by_language(good),
        tuple(case.id for case, flaws in planted if not flaws),
        tuple(case.id for case, flaws in good if flaws),
    )


def _rate(found: Sequence[tuple[Planted, list[Unsupported]]]) -> Rate:
    return Rate(sum(bool(flaws) for _, flaws in found), len(found))


def _by_language(found: Sequence[tuple[Planted, list[Unsupported]]]) -> dict[str, Rate]:
    of = Counter(case.language for case, _ in found)
    hits = Counter(case.language for case, flaws in found if flaws)
    return {language: Rate(hits[language], of[language]) for language in sorted(of)}
