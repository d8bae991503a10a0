"""Brings the tables to this version's state."""

from pathlib import Path
from threading import Lock

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, text

from bot.adapters.store import engine
from bot.adapters.store.place import Place
from bot.errors import StoreUnreachable

_KEY = 0x0E_DE_5D
"""Not the number that is held while serving."""

_ALONE = Lock()
"""Alembic keeps what it works on in global variables: no two threads may."""


async def migrate(place: Place) -> None:
    """Bring a database to the newest revision, creating it where it is new.

    Safe when several start at once: on SQLite the transaction locks the file as it begins, on PostgreSQL it waits for
    an advisory lock. A failed migration leaves nothing behind.
    """
    migrating = engine.writing(place, poolclass=NullPool)
    try:
        async with migrating.begin() as connection:
            await connection.run_sync(_migrate, place)
    finally:
        await migrating.dispose()


def configuration() -> Config:
    """Alembic's, without any file."""
    config = Config()
    folder = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _migrate(connection: Connection, place: Place) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})
    config = configuration()
    script = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    _refuse_newer(script, current, place)
    config.attributes["connection"] = connection
    with _ALONE:
        command.upgrade(config, "head")


def _refuse_newer(script: ScriptDirectory, current: str | None, place: Place) -> None:
    try:
        script.get_revisions(current or ())
    except (CommandError, RevisionError) as error:
        what = f"{place} was made by a newer version (its revision {current} is unknown here): install that version"
        raise StoreUnreachable(what) from error
