"""Questions that want an answer in time: presses of buttons and inline queries."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.telegram.clock import Clock
from tests.simulators.telegram.errors import QUERY_STALE, bad_request
from tests.simulators.telegram.watch import Watch


@dataclass
class Query:
    """One question and the answers the bot gave to it."""

    identity: str
    expires: float
    answers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Queries:
    """The questions of one kind; after their lifetime nobody waits for an answer."""

    clock: Clock
    watch: Watch
    lifetime: float
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(770_000_000_001))
    known: dict[str, Query] = field(default_factory=dict)

    def open(self) -> Query:
        """Ask."""
        identity = str(next(self.numbers))
        query = self.known[identity] = Query(identity, self.clock.now() + self.lifetime)
        return query

    def valid(self, identity: str) -> Query:
        """A question that may still be answered."""
        query = self.known.get(identity)
        if query is None or query.expires < self.clock.now():
            raise bad_request(QUERY_STALE)
        return query


@dataclass(frozen=True)
class Answered:
    """What the bot showed to the person who pressed a button."""

    text: str
    alert: bool
    url: str
    cache_time: int


@dataclass(frozen=True)
class PressResult:
    """A pressed button: the sand clock on it runs until the bot answers."""

    query: Query
    update_id: int | None
    watch: Watch

    @property
    def answer(self) -> Answered | None:
        """The answer, None while there is none."""
        if not self.query.answers:
            return None
        first = self.query.answers[0]
        return Answered(first["text"], first["show_alert"], first["url"], first["cache_time"])

    async def answered(self, timeout: float = 10) -> Answered:  # noqa: ASYNC109 - a person's patience
        """Wait for the answer."""
        return await self.watch.until(lambda: self.answer, timeout)
