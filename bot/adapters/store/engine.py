"""Engines: how connections to each database are set up."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.adapters.store.place import Place

READERS = 4
"""Statements that read at once."""

_SQLITE: Mapping[str, Any] = {
    "connect_args": {
        "timeout": 10,  # seconds to wait for another process that writes
        "isolation_level": None,  # transactions begin where they are begun here, not where Python guesses
    },
}
_POSTGRESQL: Mapping[str, Any] = {
    "connect_args": {"timeout": 10, "command_timeout": 60, "server_settings": {"application_name": "exchange-desk"}},
    "pool_pre_ping": True,
}
_PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")


def reading(place: Place) -> AsyncEngine:
    """For statements that stand alone: each is its own transaction, so there is nothing to roll back."""
    one_more_to_hold = READERS + 1
    options = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    return _engine(place, pool_size=one_more_to_hold, max_overflow=0, **options)


def writing(place: Place, **options: Any) -> AsyncEngine:
    """For transactions; on SQLite they take the lock as they begin, as a later one could fail."""
    engine = _engine(place, **(options or {"pool_size": 1, "max_overflow": 0}))
    if place.file:
        event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _engine(place: Place, **options: Any) -> AsyncEngine:
    """Parameters are hidden: they are what people wrote, and errors are logged."""
    usual = _SQLITE if place.file else _POSTGRESQL
    engine = create_async_engine(place.url, hide_parameters=True, **usual, **options)
    if place.file:
        event.listen(engine.sync_engine, "connect", _set_up)
    return engine


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_up(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    try:
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
    except BaseException:  # nobody else would close it
        connection.close()
        raise
