"""How much one person, and all together, may ask: the generic cell rate algorithm, one number a person."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

_SWEEP = 10_000
"""People after which those who have long been quiet are forgotten."""


@dataclass
class Limit:
    """`count` at once, then one each `seconds / count`; `wait` tells how long the next one must wait."""

    count: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _next: dict[str, float] = field(default_factory=dict)

    def wait(self, key: str) -> float:
        """Count one for a key and return 0, or return the seconds until one more is allowed."""
        now, step = self.clock(), self.seconds / self.count
        due = max(self._next.get(key, now), now) + step
        if due - now > self.seconds + step / 1000:
            return due - now - self.seconds
        self._next[key] = due
        if len(self._next) > _SWEEP:
            self._next = {key: moment for key, moment in self._next.items() if moment > now}
        return 0.0


@dataclass
class Limits:
    """The limits on questions; `told` keeps the sentence about it to one a minute and person."""

    person: Limit
    day: Limit
    everybody: Limit
    length: int
    """Characters of a question."""
    told: Limit = field(default_factory=lambda: Limit(1, 60.0))

    def broken(self, person: str) -> tuple[str, float] | None:
        """Which limit a question breaks, as the key of what is said about it, and for how many seconds; else None."""
        if seconds := self.person.wait(person):
            return "too-many", seconds
        if seconds := self.day.wait(person):
            return "too-many-today", seconds
        if seconds := self.everybody.wait(""):
            return "too-busy", seconds
        return None

    def tell(self, person: str) -> bool:
        """Whether it is time to tell a person about it: whoever floods hears it once."""
        return self.told.wait(person) == 0
