"""Accounts of officials: who gets one, and how it ends."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.store import open_store
from bot.errors import AccountRefused
from bot.handover.roles import Permission, Role
from bot.staffing import add, checked_password, disable, listed, one_time_login
from bot.web.passwords import matches
from bot.web.security import digest
from bot.web.staff import Staff

PASSWORD = "correct horse battery staple"


@pytest.fixture
async def store(tmp_path):
    opened = await open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    yield opened
    await opened.close()


async def test_an_account_has_a_hash_and_no_password(store):
    await add(store, "kim", "Kim", Role.AGENT, "ko", PASSWORD)
    account = await store.account("kim")
    assert PASSWORD not in account.password
    assert await matches(PASSWORD, account.password)
    assert not await matches("another", account.password)
    assert not await matches(PASSWORD, None)


@pytest.mark.parametrize("name", ["", "K", "Kim", "kim lee", "../kim", "k" * 41, "김"])
async def test_a_name_that_is_none_is_refused(store, name):
    with pytest.raises(AccountRefused, match="is no name"):
        await add(store, name, "Kim", Role.AGENT, "en", PASSWORD)


async def test_a_language_that_the_pages_do_not_speak_is_refused(store):
    with pytest.raises(AccountRefused, match="choose en or ko"):
        await add(store, "kim", "Kim", Role.AGENT, "fr", PASSWORD)


def test_a_short_password_is_refused():
    with pytest.raises(AccountRefused, match="fewer than 12"):
        checked_password("short")


async def test_an_office_is_staffed_when_somebody_may_answer(store):
    staff = Staff(store)
    found = [await staff.staffed()]
    await add(store, "reader", "Reader", Role.READER, "en", PASSWORD)
    found.append(await staff.staffed())
    await add(store, "kim", "Kim", Role.AGENT, "en", PASSWORD)
    found.append(await staff.staffed())
    await disable(store, "kim")
    found.append(await staff.staffed())
    assert [False, False, True, False] == found


async def test_a_disabled_account_is_nobody_s_and_listed_so(store):
    await add(store, "kim", "Kim", Role.AGENT, "en", PASSWORD)
    await disable(store, "kim")
    assert await Staff(store).official("kim") is None
    assert ["kim\tagent\tKim\tdisabled"] == await listed(store)


async def test_somebody_unknown_is_named(store):
    with pytest.raises(AccountRefused, match="'lee'"):
        await disable(store, "lee")
    with pytest.raises(AccountRefused, match="'lee'"):
        await one_time_login(store, "lee", known=True)


async def test_a_one_time_login_makes_a_supervisor_whom_no_password_lets_in(store):
    path = await one_time_login(store, "chief")
    account = await store.account("chief")
    assert account.official.may(Permission.OVERRIDE)
    token = path.rpartition("/")[2]
    now = datetime.now(UTC)
    assert await store.use_pass(digest(token), now + timedelta(hours=2)) is None


@pytest.mark.parametrize(
    ("role", "granted"),
    [
        (Role.READER, set()),
        (Role.AGENT, {"claim", "send", "see-internal"}),
        (Role.EDITOR, {"claim", "send", "see-internal", "publish"}),
        (Role.SUPERVISOR, {"claim", "send", "see-internal", "publish", "override"}),
    ],
)
async def test_a_role_grants_what_it_says(store, role, granted):
    await add(store, "kim", "Kim", role, "en", PASSWORD)
    official = await Staff(store).official("kim")
    assert granted == {permission.value for permission in Permission if official.may(permission)}
