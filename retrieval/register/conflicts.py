"""Competing values: what several sources say about one thing, the official and newer first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from retrieval.register.dates import agree, printed
from retrieval.register.model import Agreement, Event, Figure, Origin, Statement

SIGNED = "signed"
"""The event that makes an agreement; letters of intent and talks do not."""

T = TypeVar("T", Event, Figure, Statement)


def ranked(values: Sequence[T]) -> tuple[T, ...]:
    """Official values first, among these the newest source's, else in the document's order."""
    newest_first = sorted(values, key=lambda value: newest(value.origins), reverse=True)
    return tuple(sorted(newest_first, key=lambda value: not official(value.origins)))


def official(origins: Iterable[Origin]) -> bool:
    """Whether any of the origins is official."""
    return any(origin.official for origin in origins)


def newest(origins: Iterable[Origin]) -> str:
    """The ISO date of the newest origin; empty when none is dated."""
    return max((printed(origin.date) for origin in origins), default="")


def signings(agreement: Agreement) -> tuple[Event, ...]:
    """The dates a signing has, best first; a less exact date that agrees with a better one is left out."""
    best: list[Event] = []
    for event in ranked([event for event in agreement.events if event.event == SIGNED]):
        if not any(agree(event.date, other.date) for other in best):
            best.append(event)
        else:
            best = [_exacter(other, event) for other in best]
    return tuple(best)


def signed(agreement: Agreement) -> Event | None:
    """The best date of the signing; None where no source has one."""
    return next(iter(signings(agreement)), None)


def signed_on(agreement: Agreement) -> str:
    """Its ISO date, empty where no source has one."""
    event = signed(agreement)
    return event.date if event else ""


def _exacter(one: Event, other: Event) -> Event:
    return other if agree(one.date, other.date) and len(other.date) > len(one.date) else one


@dataclass(frozen=True, slots=True)
class Marks:
    """What is to be said of a value beside its competitors."""

    official: bool
    newest: bool


def marks(value: Event | Figure | Statement, others: Sequence[Event | Figure | Statement]) -> Marks:
    """Whether a value alone is official, and whether its source is the newest."""
    rivals = [other for other in others if other is not value]
    only = official(value.origins) and not any(official(rival.origins) for rival in rivals)
    day = newest(value.origins)
    return Marks(only, bool(day) and all(day > newest(rival.origins) for rival in rivals))
