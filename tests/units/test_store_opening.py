"""Opening a store: URLs, what is told when it fails, the file, and the history of the tables."""

import asyncio
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.adapters.store import engine, open_store
from bot.adapters.store.encoding import DELIVERY
from bot.adapters.store.migrating import configuration
from bot.adapters.store.place import Place, locate
from bot.adapters.store.tables import METADATA
from bot.errors import StoreUnreachable
from bot.messaging.model import Parcel
from tests.contracts.test_store import delivery

pytest_plugins = ["tests.doubles.postgres"]

SECRET = "s3cret"


def mode(path: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(path.stat().st_mode)


async def refusal(url: str) -> str:
    """Why a store cannot be opened."""
    with pytest.raises(StoreUnreachable) as caught:
        await open_store(url)
    return str(caught.value)


async def change(url: str, statement: str) -> None:
    """Do something to a database behind the store's back."""
    writing = engine.writing(locate(url))
    async with writing.begin() as connection:
        await connection.execute(text(statement))
    await writing.dispose()


class TestUrls:
    @pytest.mark.parametrize(
        ("url", "driver"),
        [
            ("sqlite:///var/desk.db", "sqlite+aiosqlite"),
            ("sqlite+aiosqlite:///var/desk.db", "sqlite+aiosqlite"),
            ("postgres://desk@host/desk", "postgresql+asyncpg"),
            ("postgresql://desk@host/desk", "postgresql+asyncpg"),
            ("postgresql+asyncpg://desk@host/desk", "postgresql+asyncpg"),
        ],
    )
    def test_the_driver_is_chosen(self, url: str, driver: str) -> None:
        assert driver == locate(url).url.drivername

    def test_a_file_is_known(self) -> None:
        assert Path("var/desk.db") == locate("sqlite:///var/desk.db").file
        assert Path("/srv/desk 100%.db") == locate("sqlite:////srv/desk 100%.db").file
        assert locate("postgresql://host/desk").file is None

    def test_encryption_is_asked_for_as_everywhere(self) -> None:
        url = locate("postgres://desk@host/desk?sslmode=require&host=a").url

        assert {"ssl": "require", "host": "a"} == dict(url.query)

    @pytest.mark.parametrize(
        ("url", "reason"),
        [
            ("", "the store's URL cannot be read"),
            ("desk.db", "the store's URL cannot be read"),
            (f"postgresql://desk:{SECRET}@host:{SECRET}/desk", "the store's URL cannot be read"),
            (f"mysql://desk:{SECRET}@host/desk", "the store's URL begins with mysql://"),
            (f"postgresql+psycopg://desk:{SECRET}@host/desk", "the store's URL begins with postgresql+psycopg://"),
            ("sqlite://", "the store's URL names no file"),
            ("sqlite:///:memory:", "the store's URL names no file"),
            ("sqlite:///file:desk.db?uri=true", "the store's URL names no file"),
        ],
    )
    async def test_a_url_that_is_none_is_refused(self, url: str, reason: str) -> None:
        said = await refusal(url)

        assert f"{reason}: write it as sqlite:///var/desk.db or postgresql://user@host/database" == said

    async def test_files_have_no_options(self) -> None:
        assert "leave out what follows the ?" in await refusal("sqlite:///desk.db?mode=ro")

    def test_no_password_is_shown(self) -> None:
        place = locate(f"postgres://desk:{SECRET}@host:5433/desk?password={SECRET}")

        assert "postgresql://desk@host:5433/desk" == str(place)
        assert SECRET in place.url.render_as_string(hide_password=False)


class TestFailures:
    async def test_an_unreachable_server(self) -> None:
        said = await refusal(f"postgresql://desk:{SECRET}@127.0.0.1:1/desk")

        assert said.startswith("postgresql://desk@127.0.0.1:1/desk cannot be opened (")
        assert said.endswith("check that the server runs and that the URL names its host, port, database and user")

    async def test_a_database_that_is_not_there(self, postgres: Callable[[], str]) -> None:
        said = await refusal(postgres().replace("desk@", f"nobody:{SECRET}@"))

        assert 'role "nobody" does not exist' in said
        assert SECRET not in said

    async def test_an_option_the_driver_does_not_know(self) -> None:
        assert "unexpected keyword argument 'color'" in await refusal("postgresql://127.0.0.1:1/desk?color=red")

    async def test_a_missing_driver(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "asyncpg", None)

        said = await refusal(f"postgresql://desk:{SECRET}@host/desk")

        assert "postgresql://desk@host/desk needs asyncpg: pip install 'exchange-desk[postgres]'" == said

    async def test_something_else_than_a_database_is_left_as_it_is(self, tmp_path: Path) -> None:
        file = tmp_path / "notes.txt"
        file.write_text("no database " * 100)
        file.chmod(0o644)

        said = await refusal(f"sqlite:///{file}")

        assert "(file is not a database): check that the file may be written and is an SQLite database" in said
        assert (0o644, "no database " * 100) == (mode(file), file.read_text())
        folder = mode(tmp_path)
        assert f"sqlite:///{tmp_path} cannot be opened" in await refusal(f"sqlite:///{tmp_path}")
        assert folder == mode(tmp_path)
        assert f"sqlite:///{file}/desk.db cannot be opened" in await refusal(f"sqlite:///{file}/desk.db")

    async def test_a_closed_store_takes_nothing(self, tmp_path: Path) -> None:
        store = await open_store(f"sqlite:///{tmp_path}/desk.db")
        await store.close()
        await store.close()

        for work in (store.pending(), store.counts()):
            with pytest.raises(StoreUnreachable, match="the store is closed: open it again"):
                await work


class TestFile:
    async def test_only_its_owner_may_read_it(self, tmp_path: Path) -> None:
        file = tmp_path / "deep" / "desk 100%.db"
        store = await open_store(f"sqlite:///{file}")
        await store.hold()
        await store.counts()

        modes = {path.name: mode(path) for path in file.parent.iterdir()}
        await store.close()

        assert {file.name, f"{file.name}-wal", f"{file.name}-shm", f"{file.name}.lock"} == modes.keys()
        assert {0o600} == set(modes.values())

    async def test_an_open_one_is_closed_to_others(self, tmp_path: Path) -> None:
        file = tmp_path / "desk.db"
        file.touch(0o644)

        await (await open_store(f"sqlite:///{file}")).close()

        assert 0o600 == mode(file)

    async def test_a_new_one_that_another_writes_to_is_waited_for(self, tmp_path: Path) -> None:
        file = tmp_path / "desk.db"
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            opening = asyncio.create_task(open_store(f"sqlite:///{file}"))
            await asyncio.sleep(0.2)
            waits = not opening.done()
            other.execute("ROLLBACK")

        store = await opening

        assert (True, 0) == (waits, (await store.counts())["pending"])
        await store.close()

    async def test_it_is_set_up_to_keep_what_it_acknowledged(self, tmp_path: Path) -> None:
        place = locate(f"sqlite:///{tmp_path}/desk.db")
        names = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "secure_delete")
        for each in (engine.reading(place), engine.writing(place)):
            async with each.connect() as connection:
                values = [await connection.scalar(text(f"PRAGMA {name}")) for name in names]
            await each.dispose()

            assert ["wal", 2, 10_000, 1, 1] == values


def differences(connection: Connection) -> list[object]:
    """Between the tables that are there and those that are declared."""
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA))


def upgraded(connection: Connection, revision: str) -> None:
    """Bring the tables to the state of an earlier version."""
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/desk.db"
    made: str = request.getfixturevalue("postgres")()
    return made


class TestHistory:
    async def test_it_leads_to_the_declared_tables(self, url: str) -> None:
        await (await open_store(url)).close()
        reading = engine.reading(locate(url))

        async with reading.connect() as connection:
            found = await connection.run_sync(differences)
        await reading.dispose()

        assert [] == found

    async def test_what_was_kept_before_there_was_a_desk_is_kept(self, url: str) -> None:
        migrating = engine.writing(locate(url))
        async with migrating.begin() as connection:
            await connection.run_sync(upgraded, "0001")
            columns = "number, channel, chat, line, person, interaction, payload, attempts, error"
            values = {"payload": DELIVERY.dump(delivery("Before"))}
            statement = f"INSERT INTO parcels ({columns}) VALUES (7, '', '', '', '', '', :payload, 2, '')"
            await connection.execute(text(statement), values)
        await migrating.dispose()

        store = await open_store(url)

        assert [Parcel(7, delivery("Before"), 2)] == await store.undelivered()
        await store.delivered(Parcel(7, delivery("Before"), 2), "a1")
        assert 0 == (await store.counts())["undelivered"]
        await store.close()

    async def test_several_may_open_a_new_one_at_once(self, url: str) -> None:
        stores = await asyncio.gather(*(open_store(url) for _ in range(4)))

        assert [0] * 4 == [(await store.counts())["pending"] for store in stores]
        for store in stores:
            await store.close()

    async def test_one_of_a_newer_version_is_refused(self, url: str) -> None:
        await (await open_store(url)).close()
        await change(url, "UPDATE alembic_version SET version_num = '9999'")

        said = await refusal(url)

        shown = str(Place(locate(url).url, None))
        assert f"{shown} was made by a newer version (its revision 9999 is unknown here): install that version" == said
