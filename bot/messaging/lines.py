"""Strict order within a line, many lines at once; a line that is empty takes no memory."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import structlog

from bot.logs import place

log = structlog.get_logger("lines")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Waiting(Generic[Item]):
    """An item and when it came, in seconds of `time.monotonic`."""

    item: Item
    since: float = field(default_factory=time.monotonic)


class Lines(Generic[Item]):
    """Runs `work` on the queue of each line, one call at a time; `work` takes from the queue what it has done."""

    def __init__(self, work: Callable[[deque[Waiting[Item]]], Awaitable[None]]) -> None:
        """`work` should not raise; when it does, the item it was at is left out and the line goes on."""
        self._work = work
        self._queues: dict[str, deque[Waiting[Item]]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._closing = asyncio.Event()

    def __len__(self) -> int:
        """Items that wait or are being worked on."""
        return sum(map(len, self._queues.values()))

    def add(self, line: str, item: Item) -> None:
        """Queue an item; once closing, it is left to the next process."""
        if self._closing.is_set():
            return
        self._queues.setdefault(line, deque()).append(Waiting(item))
        if line not in self._tasks:
            self._tasks[line] = asyncio.create_task(self._run(line), name=f"line {len(self._tasks)}")

    async def pause(self, seconds: float) -> bool:
        """Wait; at once False when the lines are being closed."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return True
        return False

    async def close(self, seconds: float) -> None:
        """Let every line end what it is at, at most `seconds` long, and start nothing more."""
        self._closing.set()
        if tasks := list(self._tasks.values()):
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, line: str) -> None:
        queue = self._queues[line]
        try:
            while queue and not self._closing.is_set():
                await self._step(queue)
        finally:
            del self._queues[line], self._tasks[line]

    async def _step(self, queue: deque[Waiting[Item]]) -> None:
        head = queue[0]
        try:
            await self._work(queue)
        except Exception as error:  # noqa: BLE001 - one item must not stop its line
            log.error("line.failed", error=type(error).__name__, place=place(error))
            if queue and queue[0] is head:
                queue.popleft()
