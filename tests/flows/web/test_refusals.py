"""What the pages make of requests that no page of theirs sends."""

from collections.abc import AsyncIterator

import pytest

from bot.web.security import HEADERS
from tests.doubles.pages import sentence

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("path", ["/desk/login", "/chat/language", "/chat/messages", "/desk/pass/x", "/desk/logout"])
async def test_no_form_may_be_large(pages, path):
    answer = await pages.browser().post(path, content=b"name=" + b"x" * 2_000_000, headers=URLENCODED)
    assert 413 == answer.status_code
    assert "too long" in sentence(answer.text)


async def test_a_form_says_how_large_it_is(pages):
    async def endless() -> AsyncIterator[bytes]:
        yield b"text=x"

    assert 413 == (await pages.browser().post("/chat/messages", content=endless(), headers=URLENCODED)).status_code


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/", 405),
        ("DELETE", "/desk/rooms/tickets", 405),
        ("GET", "/nowhere", 404),
        ("GET", "/chat/messages", 405),
        ("GET", "/static/../server.py", 404),
        ("GET", "/static/%2e%2e/server.py", 404),
        ("GET", "/desk/rooms/tickets/threads/abc", 400),
    ],
)
async def test_what_is_no_page_is_told_on_one(pages, method, path, status):
    answer = await pages.browser().request(method, path)
    assert status == answer.status_code
    assert sentence(answer.text)
    assert HEADERS == {name: answer.headers.get(name) for name in HEADERS}


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("path", ["/chat/messages", "/desk/login"])
async def test_a_form_that_cannot_be_read_is_refused(pages, path, kind):
    answer = await pages.browser().post(path, content=b"garbage", headers={"Content-Type": kind})
    assert 400 == answer.status_code
    assert sentence(answer.text)


async def test_a_file_is_no_name(pages):
    assert 400 == (await pages.browser().post("/desk/login", files={"name": b"kim"})).status_code


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "1e3", "²", "", "0"])
async def test_a_number_that_no_post_has_finds_nothing(pages, number):
    visitor, form = await pages.visitor()
    official, token = await pages.official()
    sent = {"message": number, "data": "x"}
    codes = [
        (await visitor.post("/chat/presses", data=sent | {"form": form})).status_code,
        (await official.post("/desk/presses", data=sent | {"form": token})).status_code,
    ]
    assert [400, 400] == codes


@pytest.mark.parametrize("number", ["99999999999999999999999", "-1", "7"])
async def test_a_thread_that_is_not_there_is_not_found(pages, number):
    official, _ = await pages.official()
    assert 404 == (await official.get(f"/desk/rooms/tickets/threads/{number}")).status_code


async def test_what_fails_is_told_and_its_message_goes_nowhere(pages, capfd):
    async def fail(*_anything: object) -> None:
        raise RuntimeError("somebody's question")

    pages.rooms.said = fail
    answer = await pages.browser().get("/")
    assert 500 == answer.status_code
    assert "Something went wrong on our side" in sentence(answer.text)
    assert HEADERS == {name: answer.headers.get(name) for name in HEADERS}
    out = "".join(capfd.readouterr())
    assert "RuntimeError" in out
    assert "somebody's question" not in out


async def test_our_own_script_hears_a_sentence(pages):
    visitor, form = await pages.visitor()
    answer = await visitor.post("/chat/messages", data={"form": form, "text": ""}, headers={"X-Scripted": "1"})
    assert ("text/plain; charset=utf-8", "There is nothing to send.") == (answer.headers["Content-Type"], answer.text)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://behind-a-proxy.example"}, 303),
        ({}, 303),
    ],
)
async def test_a_form_of_another_site_is_refused_where_the_browser_says_so(pages, headers, status):
    visitor, form = await pages.visitor()
    sent = await visitor.post("/chat/messages", data={"form": form, "text": "hello"}, headers=headers)
    chosen = await visitor.post("/chat/language", data={"code": "ko"}, headers=headers)
    assert (status, status) == (sent.status_code, chosen.status_code)


async def test_our_own_origin_may_send_forms(pages):
    visitor, form = await pages.visitor()
    answer = await visitor.post("/chat/messages", data={"form": form, "text": "x"}, headers={"Origin": pages.base})
    assert 303 == answer.status_code


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        (["2001:db8:0:1::1", "2001:db8:0:1:ffff::2"], 429),
        (["2001:db8:0:1::1", "2001:db8:0:2::1"], 200),
        (["203.0.113.7", "203.0.113.8"], 200),
        (["::ffff:203.0.113.7", "::ffff:203.0.113.8"], 200),
        (["::ffff:203.0.113.7", "203.0.113.7"], 429),
        (["unknown", "unknown"], 429),
    ],
)
async def test_a_network_of_one_subscriber_counts_as_one(pages, forwarded, status):
    first, other = (pages.browser(**{"X-Forwarded-For": address}) for address in forwarded)
    for _ in range(31):
        await first.get("/")
        first.cookies.clear()
    assert status == (await other.get("/")).status_code


async def test_many_new_visitors_at_once_are_asked_to_wait(pages):
    codes = [(await pages.browser().get("/")).status_code for _ in range(35)]
    assert ({200}, {429}) == (set(codes[:30]), set(codes[32:]))


async def test_a_person_who_floods_is_asked_to_wait(pages):
    visitor, form = await pages.visitor()
    answers = [await visitor.post("/chat/messages", data={"form": form, "text": "x"}) for _ in range(70)]
    assert 429 == answers[-1].status_code
    assert "Please wait" in sentence(answers[-1].text)
