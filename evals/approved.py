"""How well a question tells whether an approved answer fits it, on pairs of questions made for that.

The limits of `bot.answering.approved` were chosen on them. What the search finds is not asked here; the suite
`approved` measures both together, on other pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from bot.adapters.approvals import Subject
from bot.answering.approved import FITS, SURE, Least
from retrieval.centring import direction
from retrieval.model import Audience
from retrieval.search import Search

PAIRS = Path(__file__).parent / "calibration" / "approved.jsonl"
_FITTING = {"reworded", "translated"}


class Pair(BaseModel):
    """A question that an answer was approved for, and another that is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    approved: str
    approved_language: str
    question: str
    language: str
    kind: Literal["reworded", "translated", "city", "programme", "fact"]

    @property
    def fits(self) -> bool:
        """Whether the approved answer answers what is asked."""
        return self.kind in _FITTING

    @property
    def same_language(self) -> bool:
        """Whether both are in one language."""
        return self.language == self.approved_language


@dataclass(frozen=True, slots=True)
class Fit:
    """What a limit lets through: of `fitting` and `others` pairs of a case those that are `right` and `wrong`."""

    name: str
    fitting: int
    others: int
    right: int
    wrong: int

    @property
    def precision(self) -> float:
        """Share of what is let through that fits; 1 where nothing is."""
        passed = self.right + self.wrong
        return self.right / passed if passed else 1.0

    @property
    def recall(self) -> float:
        """Share of what fits that is let through."""
        return self.right / self.fitting if self.fitting else 0.0


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """The pairs of a file."""
    return [Pair.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def measured(pairs: Sequence[Pair], search: Search) -> list[Fit]:
    """Both limits, within a language and across."""
    close = {pair.id: closeness(pair, search) for pair in pairs}
    return list(_fits(pairs, close))


def closeness(pair: Pair, search: Search) -> float:
    """How close the questions are; 0 where they are not about the same names and numbers."""
    gazetteer = search.gazetteer(Audience.PUBLIC)
    if not Subject.of(pair.question, gazetteer).same(Subject.of(pair.approved, gazetteer)):
        return 0.0
    asked = direction(search.vector(pair.question, pair.language))
    return float(asked @ direction(search.vector(pair.approved, pair.approved_language)))


def _fits(pairs: Sequence[Pair], close: dict[str, float]) -> Iterator[Fit]:
    for name, least in (("fits", FITS), ("nearly the same", SURE)):
        for same, where in ((True, "same language"), (False, "another language")):
            own = [pair for pair in pairs if pair.same_language is same]
            passed = [pair for pair in own if close[pair.id] >= _limit(least, same)]
            yield Fit(
                f"{name}, {where}",
                fitting=sum(pair.fits for pair in own),
                others=sum(not pair.fits for pair in own),
                right=sum(pair.fits for pair in passed),
                wrong=sum(not pair.fits for pair in passed),
            )


def _limit(least: Least, same: bool) -> float:
    return least.same if same else least.cross
