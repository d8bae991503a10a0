"""Runs the channels of an office until it is told to stop, and stops without losing anything."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.messaging.courier import Courier
from bot.messaging.ports import Store
from bot.messaging.reception import Reception
from bot.web.server import Server

log = structlog.get_logger("serving")

_DRAIN = 15.0
"""Seconds that what is under way may take to end."""
_UPKEEP = 3600.0
"""Seconds between two deletions of what is too old."""


@dataclass
class Service:
    """Everything that runs, in the order in which it starts; it stops the other way round."""

    store: Store
    courier: Courier
    reception: Reception
    server: Server
    intakes: list[Callable[[], Coroutine[Any, Any, None]]]
    """What asks for events until it is cancelled."""
    opened: list[Callable[[], Awaitable[Any]]]
    """What is done once the service listens, such as setting webhooks and menus."""
    closing: list[Callable[[], Awaitable[Any]]]
    """What is closed at the end."""
    silenced: Callable[[], None]
    """What ends the streams of open pages, which would not end by themselves."""
    keep: timedelta
    """How long conversations are kept."""
    _tasks: list["asyncio.Task[Any]"] = field(default_factory=list)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, started: Callable[[], None]) -> None:
        """Serve until SIGTERM or SIGINT; `started` is called once everything runs."""
        loop = asyncio.get_running_loop()
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, self.stop)
        serving = asyncio.create_task(self.server.serve(), name="http")
        try:
            await self.server.started_or_failed(serving)
            await self._start()
            started()
            await self._until(serving)
        finally:
            await self._drain(serving)

    def stop(self) -> None:
        """Begin to stop, as SIGTERM does."""
        self._stopping.set()

    async def _start(self) -> None:
        await self.courier.start()
        await self.reception.start()
        for intake in self.intakes:
            self._tasks.append(asyncio.create_task(intake(), name="intake"))
        self._tasks.append(asyncio.create_task(self._upkeep(), name="upkeep"))
        self._tasks += [asyncio.create_task(_quietly(one), name="opened") for one in self.opened]

    async def _until(self, serving: "asyncio.Task[None]") -> None:
        """Wait for the signal, or for a part that ended although it should not."""
        waiting = asyncio.create_task(self._stopping.wait())
        needed = [task for task in self._tasks if task.get_name() == "intake"]
        await asyncio.wait([waiting, serving, *needed], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        for task in (serving, *needed):
            if task.done() and not task.cancelled() and (error := task.exception()):
                raise error

    async def _drain(self, serving: "asyncio.Task[None]") -> None:
        """Take nothing more in, end what is being handled, deliver what is being sent; the rest waits in the store."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.reception.stop(_DRAIN)
        await self.courier.stop(_DRAIN)
        self.silenced()
        self.server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        for close in self.closing:
            await _quietly(close)
        await self.store.close()

    async def _upkeep(self) -> None:
        while True:
            await _quietly(lambda: self.store.expire(datetime.now(UTC) - self.keep))
            await asyncio.sleep(_UPKEEP)


async def _quietly(do: Callable[[], Awaitable[Any]]) -> None:
    """Do something whose failure must not stop the service."""
    try:
        await do()
    except Exception as error:  # noqa: BLE001 - logged, and tried again the next time
        log.warning("task.failed", error=type(error).__name__)
