"""Waiting for what the bot does."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

# A condition may look at something outside the simulator, such as the database of the bot under test.
LOOK_AGAIN = 0.05


class Watch:
    """Wakes everybody who waits for a condition whenever something has happened."""

    def __init__(self, describe: Callable[[], str]) -> None:
        self._describe = describe
        self._waiting: set[asyncio.Future[None]] = set()

    def changed(self) -> None:
        """Something has happened: conditions are worth a look."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, condition: Callable[[], Found | None], seconds: float) -> Found:
        """Wait until a condition is true and return what it gave."""
        end = time.monotonic() + seconds
        while not (found := condition()):
            left = end - time.monotonic()
            if left <= 0:
                message = f"nothing came within {seconds} s; {self._describe()}"
                raise TimeoutError(message)
            await self._pause(min(left, LOOK_AGAIN))
        return found

    async def _pause(self, seconds: float) -> None:
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await asyncio.wait({waiting}, timeout=seconds)
        finally:
            self._waiting.discard(waiting)
