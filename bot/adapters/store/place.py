"""Where the store is: what a URL says, and how its failures are told."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from bot.errors import StoreUnreachable

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_EXAMPLES = "sqlite:///var/desk.db or postgresql://user@host/database"


@dataclass(frozen=True, slots=True)
class Place:
    """A database: its URL with the driver, and the file where it is one."""

    url: URL
    file: Path | None

    def __str__(self) -> str:
        """As it may be shown: without the password, and without options, which could hold one."""
        url = self.url
        return URL.create(
            url.get_backend_name(), url.username, None, url.host, url.port, url.database
        ).render_as_string()


def locate(text: str) -> Place:
    """Read a URL; raises `StoreUnreachable` when it names no database that can be used."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # what they say may hold the password
        raise StoreUnreachable(f"the store's URL cannot be read: write it as {_EXAMPLES}") from None
    if url.drivername not in _DRIVERS:
        raise StoreUnreachable(f"the store's URL begins with {url.drivername}://: write it as {_EXAMPLES}")
    url = url.set(drivername=_DRIVERS[url.drivername])
    return Place(url, _file(url)) if url.get_backend_name() == "sqlite" else Place(_with_encryption(url), None)


def _file(url: URL) -> Path:
    name = url.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        raise StoreUnreachable(f"the store's URL names no file: write it as {_EXAMPLES}")
    if url.query:
        raise StoreUnreachable(
            "the store's URL has options, which SQLite files do not take: leave out what follows the ?"
        )
    return Path(name)


def _with_encryption(url: URL) -> URL:
    """`sslmode`, as PostgreSQL's own programs call it, under the driver's name for it."""
    mode = url.query.get("sslmode")
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode}) if mode else url


@contextmanager
def explained(place: Place) -> Iterator[None]:
    """Turn what goes wrong while opening into a message that says what, where and what to do."""
    try:
        yield
    except ModuleNotFoundError as error:
        what = f"{place} needs {error.name}: pip install 'exchange-desk[postgres]'"
        raise StoreUnreachable(what) from error
    except (OSError, sqlite3.Error, SQLAlchemyError, TypeError, ValueError) as error:  # the last two: wrong options
        what = f"{place} cannot be opened ({_reason(error)}): {_advice(place)}"
        raise StoreUnreachable(what) from error


def _reason(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(cause).split()) or type(cause).__name__


def _advice(place: Place) -> str:
    if place.file:
        return "check that the file may be written and is an SQLite database"
    return "check that the server runs and that the URL names its host, port, database and user"
