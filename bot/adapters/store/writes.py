"""Writes are committed in groups: what costs is the commit, not what is in it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import StoreUnreachable

Argument = TypeVar("Argument")
Result = TypeVar("Result")

Work = Callable[[AsyncConnection, Sequence[Argument]], Awaitable[Sequence[Result]]]
"""Does all writes of one kind within a transaction; a result for each argument, in order."""

_MOST = 256
"""Writes in a group."""


@dataclass(slots=True, eq=False)
class Waiting:
    """A write and who waits for it."""

    work: Work[Any, Any]
    argument: Any
    done: asyncio.Future[Any]

    def succeed(self, result: Any) -> None:
        """Tell the caller, if it still wants to know."""
        if not self.done.done():
            self.done.set_result(result)

    def fail(self, error: Exception) -> None:
        """As `succeed`."""
        if not self.done.done():
            self.done.set_exception(error)


class Writer:
    """One task that takes all writes that wait and commits them together.

    Those of a group were all asked for before any of them was confirmed, so those of one kind are done in one go.
    When a group fails it is rolled back and each of its writes is done alone, so that only the guilty one fails.
    A write whose caller was cancelled is done all the same.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: deque[Waiting] = deque()
        self._wake = asyncio.Event()
        self._closed = False
        self._task = asyncio.create_task(self._run())

    async def write(self, work: Work[Argument, Result], argument: Argument) -> Result:
        """Returns when it is committed."""
        if self._closed:
            raise StoreUnreachable("the store is closed: open it again")
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(work, argument, done))
        self._wake.set()
        return await done

    async def close(self) -> None:
        """Finish what waits; from now on nothing is taken."""
        self._closed = True
        self._wake.set()
        await asyncio.wait({self._task})

    async def _run(self) -> None:
        group: list[Waiting] = []
        try:
            while self._waiting or not self._closed:
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST))]
                if group:
                    await self._commit(group)
                else:
                    self._wake.clear()
                    await self._wake.wait()
        finally:  # who still waits here was left by a loop that ends, and must not wait for ever
            self._closed = True
            for waiting in [*group, *self._waiting]:
                waiting.done.cancel()

    async def _commit(self, group: Sequence[Waiting]) -> None:
        begun = False
        try:
            async with self._engine.begin() as connection:
                begun = True
                results = await _results(connection, group)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to those who wait
            await self._recover(group, error, begun)
        else:
            for waiting, result in results:
                waiting.succeed(result)

    async def _recover(self, group: Sequence[Waiting], error: Exception, begun: bool) -> None:
        if begun and len(group) > 1:
            for waiting in group:
                await self._commit([waiting])
        else:  # nobody's guilt where the transaction could not even begin
            for waiting in group:
                waiting.fail(error)


async def _results(connection: AsyncConnection, group: Sequence[Waiting]) -> list[tuple[Waiting, Any]]:
    kinds: dict[Work[Any, Any], list[Waiting]] = {}
    for waiting in group:
        kinds.setdefault(waiting.work, []).append(waiting)
    results: list[tuple[Waiting, Any]] = []
    for work, alike in kinds.items():
        done = await work(connection, [waiting.argument for waiting in alike])
        results += zip(alike, done, strict=True)
    return results
