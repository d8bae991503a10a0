"""How long somebody stays signed in, and a page listens."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.staffing import disable, one_time_login
from bot.web import news
from tests.doubles.pages import PASSWORD, serving


async def test_a_session_ends_after_twelve_hours(pages):
    official, _ = await pages.official()
    (token, session), *_ = pages.accounts.sessions.items()
    lasts = session.expires_at - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < lasts <= timedelta(hours=12)
    assert official.cookies["desk"] not in token
    pages.accounts.sessions = {token: type(session)(token, "kim", session.form, datetime.now(UTC))}
    assert 303 == (await official.get("/desk/rooms/tickets")).status_code


async def test_a_cookie_is_kept_from_scripts_and_other_sites(pages):
    await pages.official()
    browser = pages.browser()
    public = (await browser.get("/")).headers["Set-Cookie"]
    signed_in = await browser.post("/desk/login", data={"name": "kim", "password": PASSWORD})
    at_desk = signed_in.headers["Set-Cookie"]
    assert ["HttpOnly", "SameSite=lax"] == [part for part in ("HttpOnly", "SameSite=lax") if part in public]
    wanted = ["HttpOnly", "SameSite=strict", "Path=/desk"]
    assert wanted == [part for part in wanted if part in at_desk]


async def test_behind_https_cookies_are_kept_to_it(pages):
    await pages.official()
    browser = pages.browser(**{"X-Forwarded-Proto": "https"})
    public = await browser.get("/")
    signed_in = await browser.post("/desk/login", data={"name": "kim", "password": PASSWORD})
    assert [True, True] == ["Secure" in one.headers["Set-Cookie"] for one in (public, signed_in)]


async def test_an_open_page_of_the_desk_hears_nothing_once_the_account_is_disabled(pages):
    official, _ = await pages.official()
    heard: list[str] = []
    async with official.stream("GET", "/desk/stream") as stream:
        lines = stream.aiter_lines()
        while await anext(lines) != ": listening":
            pass
        await disable(pages.accounts, "kim")
        pages.news.tell("desk", "tickets")
        async with asyncio.timeout(2):
            heard += [line async for line in lines if line]
    assert [] == heard


async def test_open_pages_do_not_hold_up_the_end():
    began = 0.0
    loop = asyncio.get_running_loop()
    async with serving() as pages, asyncio.TaskGroup() as group:
        visitors = [(await pages.visitor())[0] for _ in range(5)]
        opened = asyncio.Semaphore(0)

        async def listen(number: int) -> None:
            async with visitors[number].stream("GET", "/chat/stream") as stream:
                async for line in stream.aiter_lines():
                    if line == ": listening":
                        opened.release()

        for number in range(5):
            group.create_task(listen(number))
        for _ in range(5):
            await opened.acquire()
        began = loop.time()
        pages.news.close()
    assert loop.time() - began < 2


async def test_there_are_never_too_many_open_streams(pages, monkeypatch):
    monkeypatch.setattr(news, "_MOST", 0)
    visitor, _ = await pages.visitor()
    assert 503 == (await visitor.get("/chat/stream")).status_code


@pytest.mark.parametrize("name", ["kim\x00", "K" * 30_000, "\u202e", ""])
async def test_an_odd_name_is_nobodys(pages, name):
    answer = await pages.browser().post("/desk/login", data={"name": name, "password": PASSWORD})
    assert 401 == answer.status_code


async def test_a_one_time_login_is_gone_after_the_hour(pages):
    path = await one_time_login(pages.accounts, "chief")
    pages.accounts.passes = {token: (one[0], datetime.now(UTC)) for token, one in pages.accounts.passes.items()}
    assert 401 == (await pages.browser().post(path)).status_code
