"""getUpdates: offsets, long polls, and who gets the conflict."""

import asyncio
from typing import Any

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.delivery import Delivery
from tests.simulators.telegram.errors import ALLOWED_UNPARSABLE, OTHER_POLLER, WEBHOOK_ACTIVE, conflict
from tests.simulators.telegram.updates import Update
from tests.simulators.telegram.world import Handler, World

LONGEST = 50
MOST = 100
SLOW_SECONDS = 3.0
VERY_FAST_SECONDS = 0.5


class Polling:
    """At most one long poll waits; a newer one that has to wait takes its place."""

    def __init__(self, world: World, delivery: Delivery) -> None:
        self._world = world
        self._delivery = delivery
        self._waiting: asyncio.Future[str] | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._conflict_at = 0.0
        self.count = 0
        world.updates.listeners.append(self._woken)

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {"getUpdates": self.get_updates}

    def _woken(self, _: Update) -> None:
        self.end("")

    def end(self, reason: str) -> None:
        """End the waiting poll: with a conflict for a reason, otherwise with what there is."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(reason)

    async def get_updates(self, arguments: Arguments) -> list[dict[str, Any]]:
        """The next updates; everything below the offset is confirmed."""
        self.count += 1
        if self._delivery.url:
            await self._refuse(WEBHOOK_ACTIVE)
        offset = arguments.integer("offset")
        limit = arguments.integer("limit", MOST, 1, MOST)
        timeout = arguments.integer("timeout", 0, 0, LONGEST)
        self._world.updates.allow(arguments.structure("allowed_updates", ALLOWED_UNPARSABLE))
        if self._world.switches.throttle:
            limit, timeout = self._slowed(offset, limit, timeout)
        self._last_offset, self._last_start = offset, self._world.clock.now()
        self._world.updates.confirm(offset)
        return await self._served(limit, timeout)

    def _slowed(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        """The same offset again too soon: wait, and take one update only."""
        if offset != self._last_offset:
            return limit, timeout
        passed = self._world.clock.now() - self._last_start
        if passed < VERY_FAST_SECONDS:
            limit = 1
        return limit, max(timeout, int(SLOW_SECONDS)) if passed < SLOW_SECONDS else timeout

    async def _served(self, limit: int, seconds: int) -> list[dict[str, Any]]:
        batch = self._world.updates.batch(limit)
        if batch or seconds == 0:
            return batch
        self.end(OTHER_POLLER)
        mine: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting = mine
        try:
            ended = await self._world.clock.wait(mine, seconds)
        finally:
            self._waiting = None if self._waiting is mine else self._waiting
        if ended and mine.result():
            await self._refuse(mine.result())
        return self._world.updates.batch(limit)

    async def _refuse(self, reason: str) -> None:
        """A conflict; one after another is told late."""
        now = self._world.clock.now()
        if self._world.switches.throttle and now < self._conflict_at:
            await self._world.clock.sleep(SLOW_SECONDS)
        else:
            self._conflict_at = now + SLOW_SECONDS
        raise conflict(reason)
