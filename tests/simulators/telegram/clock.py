"""Time that a test may push forward: expiry, retries, long polls and flood limits all follow it."""

import asyncio
import time
from typing import Any


class Clock:
    """Real seconds plus whatever a test has added."""

    def __init__(self) -> None:
        self._added = 0.0
        self._held: float | None = None
        self._sleepers: set[asyncio.Future[None]] = set()

    def now(self) -> float:
        """Seconds since 1970."""
        return (time.time() if self._held is None else self._held) + self._added

    def hold(self) -> None:
        """Let time stand still: from now on only `advance` moves it, however slow the machine is."""
        self._held = time.time()

    def advance(self, seconds: float) -> None:
        """Let that much time pass at once; everybody who waits looks at the clock again."""
        self._added += seconds
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has moved on by so many seconds."""
        await self.wait(asyncio.get_running_loop().create_future(), seconds)

    async def wait(self, event: asyncio.Future[Any], seconds: float) -> bool:
        """Wait for an event, at most so many seconds of this clock; whether it came."""
        end = self.now() + seconds
        while not event.done() and (left := end - self.now()) > 0:
            await self._nap(event, left)
        return event.done()

    async def _nap(self, event: asyncio.Future[Any], left: float) -> None:
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            await asyncio.wait({event, sleeper}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._sleepers.discard(sleeper)
