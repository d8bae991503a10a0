"""Citations of register answers: every value gets the number of its source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.facts.wording import Wording
from bot.model import Citation, Option, Outcome
from retrieval.register.conflicts import marks, newest
from retrieval.register.dates import older_than, printed
from retrieval.register.model import Event, Figure, Origin, Row, Statement

SHOWN = 15
"""Rows of a list that are shown at once; the others wait until somebody asks for all."""
OLD = 2
"""Years after which a source's age is said."""

Value = Event | Figure | Statement


@dataclass(frozen=True, slots=True)
class Reply:
    """What the register says to a question."""

    outcome: Outcome
    lines: tuple[str, ...]
    citations: tuple[Citation, ...] = ()
    rest: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass
class Citing:
    """Collects citations while an answer is put together, and numbers their sources."""

    wording: Wording
    citations: dict[Citation, None] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def mark(self, row: Row, origins: Sequence[Origin], fact: str) -> str:
        """Cite a fact of a row; returns its mark, such as "[1]". Of several origins the best is cited."""
        origin = best(origins or row.origins)
        return f"[{self._number(Citation(row.document, row.title, origin.source, origin.date, fact))}]"

    def keep(self, quoted: Iterable[Citation]) -> None:
        """Take over citations of a text that has no marks."""
        for citation in quoted:
            self._number(citation)

    def _number(self, citation: Citation) -> int:
        """Keep a citation; the number of its source, as the answer's `sources` are numbered."""
        self.citations[citation] = None
        return self.numbers.setdefault(citation.origin, len(self.numbers) + 1)

    def reply(self, outcome: Outcome, lines: Iterable[str], rest: Iterable[str] = ()) -> Reply:
        """The reply with everything cited so far."""
        return Reply(outcome, tuple(lines), tuple(self.citations), tuple(rest))

    def differing(self, row: Row, values: Sequence[Value], shown: Sequence[str], facts: Sequence[str]) -> list[str]:
        """A line for each of several competing values with its source and date; none where there is but one."""
        if len(values) < 2:
            return []
        lines = [self.wording.say("sources-differ")]
        for value, words, fact in zip(values, shown, facts, strict=True):
            origin = best(value.origins)
            parts = [f"{origin.title} ({origin.date})", *self._standing(value, values)]
            lines.append(f"• {words} – {'; '.join(parts)} {self.mark(row, value.origins, fact)}")
        return lines

    def _standing(self, value: Value, values: Sequence[Value]) -> Iterable[str]:
        said = marks(value, values)
        if said.official:
            yield self.wording.say("official-source")
        if said.newest:
            yield self.wording.say("newest-source")

    def age(self) -> list[str]:
        """A note where the newest of the cited sources is old."""
        day = max((printed(citation.date) for citation in self.citations), default="")
        if older_than(day, OLD, self.wording.asked_on):
            return [self.wording.say("age-note", date=self.wording.date(day))]
        return []


def best(origins: Sequence[Origin]) -> Origin:
    """The official origin, among several the newest."""
    return max(origins, key=lambda origin: (origin.official, newest([origin])))
