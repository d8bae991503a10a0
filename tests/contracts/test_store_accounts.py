"""What accounts promise: who may sign in, for how long, and what works once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.store.store import SqlStore
from bot.handover.roles import Official, Role
from bot.web.ports import Account, Accounts, Session
from tests.contracts.test_store_writes import ANY_TEXT
from tests.doubles.postgres import Home
from tests.doubles.rooms import MemoryAccounts

pytest_plugins = ["tests.doubles.postgres"]

NUMBERS = count(1)
NOW = datetime.now(UTC)
LATER, EARLIER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
KIM = Account(Official("kim", "Kim", Role.AGENT, "ko"), "hash of a word")
LEE = Account(Official("lee", "Lee", Role.SUPERVISOR), "hash of another", disabled=True)


@pytest.fixture
async def accounts(home: Home) -> Accounts:
    opened = await home.open()
    found = opened if isinstance(opened, SqlStore) else MemoryAccounts()
    for account in (LEE, KIM):
        await found.put_account(account)
    return found


def session(token: str = "token", person: str = "kim", expires_at: datetime = LATER) -> Session:
    """Somebody who has signed in."""
    return Session(token, person, f"form of {token}", expires_at)


class TestAccounts:
    async def test_they_come_back_by_person(self, accounts: Accounts) -> None:
        assert [KIM, LEE] == await accounts.accounts()
        assert [KIM, LEE, None] == [await accounts.account(person) for person in ("kim", "lee", "park")]

    @pytest.mark.parametrize("role", Role)
    async def test_one_is_replaced_as_a_whole(self, accounts: Accounts, role: Role) -> None:
        new = Account(Official("kim", "Kim of the desk", role, "en"), "new hash", disabled=True)

        await accounts.put_account(new)

        assert [new, LEE] == await accounts.accounts()

    @pytest.mark.parametrize("new", [KIM, replace(KIM, disabled=True)], ids=["replaced", "disabled"])
    async def test_with_a_change_all_its_logins_end(self, accounts: Accounts, new: Account) -> None:
        for person in ("kim", "lee"):
            await accounts.open_session(session(f"{person}-1", person))
            await accounts.open_session(session(f"{person}-2", person))
            await accounts.put_pass(f"{person}-3", person, LATER)

        await accounts.put_account(new)

        assert [None, None] == [await accounts.session(f"kim-{number}", NOW) for number in (1, 2)]
        assert await accounts.use_pass("kim-3", NOW) is None
        assert session("lee-1", "lee") == await accounts.session("lee-1", NOW)
        assert "lee" == await accounts.use_pass("lee-3", NOW)

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=ANY_TEXT, name=ANY_TEXT)
    async def test_any_text_comes_back_as_it_was(self, accounts: Accounts, text: str, name: str) -> None:
        token = f"{name}{next(NUMBERS)}"
        account = Account(Official(name, text, Role.EDITOR, name), text)
        signed_in = Session(token, name, text, LATER)

        await accounts.put_account(account)
        await accounts.open_session(signed_in)
        await accounts.put_pass(token, name, LATER)

        assert account == await accounts.account(name)
        assert account in await accounts.accounts()
        assert signed_in == await accounts.session(token, NOW)
        assert name == await accounts.use_pass(token, NOW)
        await accounts.close_session(token)
        assert await accounts.session(token, NOW) is None


class TestSessions:
    async def test_one_lasts_until_it_expires(self, accounts: Accounts) -> None:
        await accounts.open_session(session())

        assert session() == await accounts.session("token", LATER - INSTANT)
        assert await accounts.session("token", LATER) is None
        assert await accounts.session("unknown", NOW) is None

    async def test_who_signs_out_leaves_the_others(self, accounts: Accounts) -> None:
        await accounts.open_session(session("a"))
        await accounts.open_session(session("b"))

        await accounts.close_session("a")
        await accounts.close_session("a")

        assert [None, session("b")] == [await accounts.session(token, NOW) for token in ("a", "b")]

    async def test_with_a_new_one_those_that_expired_go(self, accounts: Accounts) -> None:
        await accounts.open_session(session("old", expires_at=EARLIER))
        assert session("old", expires_at=EARLIER) == await accounts.session("old", EARLIER - INSTANT)

        await accounts.open_session(session("new"))

        assert await accounts.session("old", EARLIER - INSTANT) is None
        assert session("new") == await accounts.session("new", NOW)


class TestPasses:
    async def test_one_works_once(self, accounts: Accounts) -> None:
        await accounts.put_pass("pass", "kim", LATER)

        assert ["kim", None] == [await accounts.use_pass("pass", NOW) for _ in range(2)]
        assert await accounts.use_pass("unknown", NOW) is None

    async def test_of_many_who_use_it_at_once_one_comes_in(self, accounts: Accounts) -> None:
        await accounts.put_pass("pass", "kim", LATER)

        people = await asyncio.gather(*(accounts.use_pass("pass", NOW) for _ in range(20)))

        assert ["kim"] == [person for person in people if person]

    async def test_one_that_has_expired_works_never_again(self, accounts: Accounts) -> None:
        await accounts.put_pass("a", "kim", LATER)
        await accounts.put_pass("b", "kim", LATER)

        assert await accounts.use_pass("a", LATER) is None
        assert await accounts.use_pass("a", NOW) is None
        assert "kim" == await accounts.use_pass("b", LATER - INSTANT)


@pytest.mark.parametrize("home", ["sqlite", "postgresql"], indirect=True)
class TestKeeping:
    async def test_they_are_there_again(self, accounts: SqlStore, home: Home) -> None:
        await accounts.open_session(session())
        await accounts.close()

        again = await home.open()

        assert isinstance(again, SqlStore)
        assert [KIM, LEE] == await again.accounts()
        assert session() == await again.session("token", NOW)

    async def test_upkeep_deletes_what_has_expired(self, accounts: SqlStore, home: Home) -> None:
        await accounts.open_session(session("new"))
        await accounts.put_pass("new", "kim", LATER)
        await accounts.open_session(session("old", expires_at=EARLIER))
        await accounts.put_pass("old", "kim", EARLIER)

        assert 0 == await accounts.expire(EARLIER)

        rows = await home.rows()
        assert [1, 1] == [len(rows["sessions"]), len(rows["passes"])]
        assert session("new") == await accounts.session("new", NOW)
        assert "kim" == await accounts.use_pass("new", NOW)
