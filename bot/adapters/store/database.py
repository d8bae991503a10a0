"""The ways to the tables: reading at once, writing in groups."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.engine import READERS
from bot.adapters.store.writes import Argument, Result, Work, Writer
from bot.errors import StoreUnreachable

Statement = Mapping[str, Any]
"""One statement in the words of each dialect."""


def either(build: Callable[[Any], Executable]) -> Statement:
    """A statement around an INSERT that knows ON CONFLICT, which is the dialect's own."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


async def many(
    connection: AsyncConnection, statement: Executable | Statement, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Execute a statement for each row, if there are any."""
    if rows:
        chosen = statement[connection.dialect.name] if isinstance(statement, Mapping) else statement
        await connection.execute(chosen, rows)


class Database:
    """What all parts of the store share."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine) -> None:
        """Two engines, so that a write never waits for those who read."""
        self._reading, self._writing = reading, writing
        self._writer = Writer(writing)
        self._readers = asyncio.Semaphore(READERS)
        self._closed = False

    async def read(self, statement: Executable, **parameters: Any) -> Sequence[Sequence[Any]]:
        """Rows of a statement that changes nothing."""
        if self._closed:
            raise StoreUnreachable("the store is closed: open it again")
        async with self._readers, self._reading.connect() as connection:
            return (await connection.execute(statement, parameters)).all()

    async def write(self, work: Work[Argument, Result], argument: Argument) -> Result:
        """Returns when it is committed."""
        return await self._writer.write(work, argument)

    async def close(self) -> None:
        """Finish what waits, let go of the connections; a second time does nothing."""
        if self._closed:
            return
        self._closed = True
        await self._writer.close()
        for _ in range(READERS):
            await self._readers.acquire()
        await self._reading.dispose()
        await self._writing.dispose()
