"""The store of `bot.messaging.ports`, on SQLite or PostgreSQL."""

import asyncio
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from bot.adapters.store import engine
from bot.adapters.store.holding import FileHold, SessionHold
from bot.adapters.store.migrating import migrate
from bot.adapters.store.place import Place, explained, locate
from bot.adapters.store.recalling import Recalling

_OWNER_ONLY = 0o600
"""The file holds people's questions."""
_SWITCHES, _PAUSE = 500, 0.02
"""How often the journal's mode is tried, and seconds in between."""


class SqlStore(Recalling):
    """All of it; `open_store` makes one."""


async def open_store(url: str) -> SqlStore:
    """Open the store a URL names, creating and migrating what is needed; raises `StoreUnreachable`.

    `sqlite:///var/desk.db` is a file, `postgresql://user:password@host/database` a server.
    """
    place = locate(url)
    await asyncio.to_thread(_prepare, place)
    with explained(place):
        reading, writing = engine.reading(place), engine.writing(place)
    return SqlStore(reading, writing, FileHold(place, place.file) if place.file else SessionHold(place, reading))


def _prepare(place: Place) -> None:
    with explained(place):
        if place.file:
            _create(place.file)
            _try(place.file)
        asyncio.run(migrate(place))
        if place.file:
            place.file.chmod(_OWNER_ONLY)  # only now is it known to be ours


def _create(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        file.touch(_OWNER_ONLY, exist_ok=False)


def _try(file: Path) -> None:
    """Fail here, where it is simple: the thread of an asynchronous connection that fails outlives its loop."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA schema_version")
        _switch(connection)


def _switch(connection: sqlite3.Connection) -> None:
    """Set the journal's mode, which stays; SQLite itself does not wait where several do so at once."""
    for left in reversed(range(_SWITCHES)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(_PAUSE)
        else:
            return
