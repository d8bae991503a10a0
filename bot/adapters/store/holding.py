"""Only one process serves from a store."""

from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.place import Place
from bot.errors import StoreHeld

_KEY = 0x0E_DE_5C
"""Any number: the advisory locks of a database are its own."""


class Hold(Protocol):
    """A claim on the store that ends with the process, however that ends."""

    async def take(self) -> None:
        """Raises `StoreHeld` when another process has it."""
        ...

    async def release(self) -> None:
        """Let others have it."""
        ...


class FileHold:
    """A lock on a file beside the database's."""

    def __init__(self, place: Place, file: Path) -> None:
        self._place = place
        self._lock = FileLock(f"{file}.lock", mode=0o600, thread_local=False)

    async def take(self) -> None:
        """At once or not at all."""
        if self._lock.is_locked:
            return
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            raise _held(self._place) from None

    async def release(self) -> None:
        """Nothing happens when it was not taken."""
        self._lock.release()


class SessionHold:
    """An advisory lock of PostgreSQL, which lasts as long as its connection."""

    def __init__(self, place: Place, engine: AsyncEngine) -> None:
        """`engine` must commit by itself, so that no transaction stays open."""
        self._place, self._engine = place, engine
        self._connection: AsyncConnection | None = None

    async def take(self) -> None:
        """At once or not at all."""
        if self._connection:
            return
        connection = await self._engine.connect()
        if not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}):
            await connection.close()
            raise _held(self._place)
        self._connection = connection

    async def release(self) -> None:
        """The connection is closed for good: back in the pool it would keep the lock."""
        if self._connection:
            connection, self._connection = self._connection, None
            await connection.invalidate()
            await connection.close()


def _held(place: Place) -> StoreHeld:
    return StoreHeld(f"another exchange-bot serve works with {place}: stop it first")
