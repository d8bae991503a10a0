"""Makes the best of a language model that may fail: tries again, rests after many failures, keeps to a budget."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.errors import ModelFailed
from bot.ports import Author, Task, Written
from retrieval.model import Audience


@dataclass(frozen=True, slots=True)
class Patience:
    """How much is tried: attempts a question, and a pause (seconds) before the second.

    After `failures` questions in a row that failed nothing is asked for `rest` seconds; then one question tries.
    """

    attempts: int = 3
    pause: float = 0.5
    failures: int = 5
    rest: float = 30.0


@dataclass
class Insisting:
    """`bot.ports.Author` over another one. `budget` is tokens a day by audience; who is not in it has no limit."""

    author: Author
    patience: Patience = Patience()
    budget: Mapping[Audience, int] = field(default_factory=dict)
    today: Callable[[], date] = date.today
    monotonic: Callable[[], float] = time.monotonic
    _spent: dict[tuple[date, Audience], int] = field(default_factory=lambda: defaultdict(int))
    _failures: int = 0
    _until: float = 0.0

    async def write(self, task: Task) -> Written:
        """Write, or raise `ModelFailed`; who waits no longer cancels it, and that counts as a failure too."""
        self._check(task.audience)
        try:
            written = await self._tried(task)
        except ModelFailed as error:
            if not error.own:
                self._failed()
            raise
        except asyncio.CancelledError:
            self._failed()
            raise
        self._failures = 0
        self._spent[self.today(), task.audience] += written.tokens
        return written

    def _check(self, audience: Audience) -> None:
        if self.monotonic() < self._until:
            raise ModelFailed("it failed too often and is left alone for a while")
        limit = self.budget.get(audience)
        if limit is not None and self._spent[self.today(), audience] >= limit:
            raise ModelFailed(f"the day's budget for {audience} is used up")

    async def _tried(self, task: Task) -> Written:
        for attempt in range(1, self.patience.attempts):
            try:
                return await self.author.write(task)
            except ModelFailed as error:
                if not error.again:
                    raise
                pause = self.patience.pause * 2 ** (attempt - 1)
                await asyncio.sleep(max(error.seconds, pause * random.uniform(0.5, 1.5)))  # noqa: S311 - spreads retries
        return await self.author.write(task)

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= self.patience.failures:
            self._until = self.monotonic() + self.patience.rest
