"""What the web pages refuse, and what every answer carries."""

import asyncio

import pytest

from bot.handover.roles import Role
from bot.staffing import disable
from bot.web.security import HEADERS
from tests.flows.web.conftest import PASSWORD

PAGES = ["/", "/chat/log", "/desk/login", "/desk/pass/unknown", "/static/pages.css", "/nowhere", "/desk/nowhere"]
DESK = ["/desk", "/desk/rooms/tickets", "/desk/stream", "/desk/tickets/K7/trail", "/desk/publish/K7", "/desk/rooms/ask"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_is_guarded(office, path):
    answer = await office.somebody().opens(path)
    assert HEADERS == {name: answer.headers.get(name) for name in HEADERS}
    kept = "max-age=3600" if path.startswith("/static") else "no-store"
    assert kept == answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", DESK)
async def test_the_desk_is_closed_to_whoever_is_not_signed_in(office, path):
    answer = await office.somebody().client.get(path, follow_redirects=False)
    assert (303, "/desk/login") == (answer.status_code, answer.headers["Location"])


async def test_a_wrong_password_and_an_unknown_name_sound_alike(office):
    await office.official()
    said = []
    for name, password in (("kim", "wrong"), ("nobody", PASSWORD)):
        answer = await office.somebody().client.post("/desk/login", data={"name": name, "password": password})
        said.append((answer.status_code, answer.text))
    assert said[0] == said[1]
    assert 401 == said[0][0]


async def test_guessing_ends_after_five_tries(office):
    await office.official()
    guesser = office.somebody()
    codes = [
        (await guesser.client.post("/desk/login", data={"name": "kim", "password": f"guess {n}"})).status_code
        for n in range(7)
    ]
    assert ([401] * 4, 429) == (codes[:4], codes[-1])
    right = await guesser.client.post("/desk/login", data={"name": "kim", "password": PASSWORD})
    assert "Too many tries" in right.text


@pytest.mark.parametrize("form", ["", "forged", None])
async def test_a_form_without_its_token_does_nothing(office, form):
    official = await office.official()
    sent = {"text": "hello", "key": "k"} | ({} if form is None else {"form": form})
    at_desk = await official.client.post("/desk/rooms/ask/posts", data=sent)
    citizen = office.somebody()
    await citizen.opens("/")
    public = await citizen.client.post("/chat/messages", data=sent)
    assert (403, 403) == (at_desk.status_code, public.status_code)
    assert "hello" not in (await citizen.opens("/")).text


async def test_a_form_from_another_site_does_nothing(office):
    citizen = office.somebody()
    await citizen.opens("/")
    citizen.client.headers["Sec-Fetch-Site"] = "cross-site"
    assert 403 == (await citizen.says("hello")).status_code
    login = await citizen.client.post("/desk/login", data={"name": "kim", "password": PASSWORD})
    assert 403 == login.status_code


async def test_nobody_sees_or_presses_what_is_in_another_chat(office):
    anna, boris = office.somebody(), office.somebody()
    await anna.opens("/")
    await anna.says("When does the Lantern Ferry cross the bay?")
    page = await anna.sees('name="data"', "/")
    message = page.partition('name="message" value="')[2].partition('"')[0]
    data = page.partition('name="data" value="')[2].partition('"')[0]
    await boris.opens("/")
    assert 400 == (await boris.posts("/chat/presses", message=message, data=data)).status_code
    assert "Lantern" not in (await boris.opens("/")).text


@pytest.mark.parametrize("data", ["", "h:unknown:", "claim:K7QX-4XW2", "x" * 5000, "\x00"])
async def test_a_button_that_is_not_there_cannot_be_pressed(office, data):
    citizen = office.somebody()
    await citizen.opens("/")
    await citizen.says("When does the Lantern Ferry cross the bay?")
    page = await citizen.sees('name="data"', "/")
    message = page.partition('name="message" value="')[2].partition('"')[0]
    assert 400 == (await citizen.posts("/chat/presses", message=message, data=data)).status_code


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
async def test_an_empty_message_is_refused_with_a_sentence(office, text):
    citizen = office.somebody()
    await citizen.opens("/")
    answer = await citizen.says(text)
    assert 400 == answer.status_code
    assert "There is nothing to send" in answer.text


@pytest.mark.parametrize("length", [4001, 100_000])
async def test_a_message_that_is_too_long_is_refused_with_a_sentence(office, length):
    citizen = office.somebody()
    await citizen.opens("/")
    answer = await citizen.says("x" * length)
    assert 413 == answer.status_code
    assert "too long" in answer.text


async def test_a_body_that_is_no_text_is_refused(office):
    citizen = office.somebody()
    await citizen.opens("/")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await citizen.client.post("/chat/messages", content=b"text=\xff\xfe%ff&form=\x80", headers=headers)
    assert 403 == answer.status_code


async def test_an_account_that_is_disabled_is_out_at_once(office):
    official = await office.official()
    await disable(office.store, "kim")
    assert "Sign in" in (await official.opens("/desk/rooms/tickets")).text


async def test_signing_out_ends_the_session(office):
    official = await office.official()
    cookie = official.client.cookies["desk"]
    await official.posts("/desk/logout")
    stolen = office.somebody()
    stolen.client.cookies.set("desk", cookie)
    assert "Password" in (await stolen.opens("/desk/rooms/tickets")).text


async def test_a_one_time_login_works_once_and_not_by_being_looked_at(office):
    path = await office.login()
    first, second = office.somebody(), office.somebody()
    for _ in range(3):
        assert "This login works once" in (await first.opens(path)).text
    assert "inquiries" in (await first.client.post(path)).text
    assert 401 == (await second.client.post(path)).status_code


async def test_the_store_holds_neither_password_nor_cookie(office, tmp_path):
    official = await office.official()
    citizen = office.somebody()
    await citizen.opens("/")
    await citizen.says("When does the ferry cross?")
    secrets = [PASSWORD, official.client.cookies["desk"], citizen.client.cookies["visitor"]]
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("desk.db*"))
    assert [] == [secret for secret in secrets if secret.encode() in kept]


async def test_only_who_wrote_may_change_it(office):
    kim, lee = await office.official("kim"), await office.official("lee", Role.SUPERVISOR)
    await kim.opens("/desk/rooms/shared")
    await kim.says("What does the partner badge open?", "/desk/rooms/shared/posts")
    page = await lee.sees("/threads/", "/desk/rooms/shared")
    number = page.rpartition("/threads/")[2].partition(chr(34))[0]
    for action in ("edit", "delete"):
        refused = await lee.posts(f"/desk/posts/{number}/{action}", text="mine now")
        assert 403 == refused.status_code
    await kim.opens("/desk/rooms/shared")
    await kim.posts(f"/desk/posts/{number}/edit", text="What does the ferry cost?")
    assert "What does the ferry cost?" in (await lee.opens("/desk/rooms/shared")).text


async def test_an_open_page_is_told_of_news_and_does_not_hold_up_the_end(office):
    citizen = office.somebody()
    await citizen.opens("/")
    heard = asyncio.Event()

    async def listen() -> None:
        async with citizen.client.stream("GET", "/chat/stream") as stream:
            async for line in stream.aiter_lines():
                if line == "event: changed":
                    heard.set()

    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.3)
    await citizen.says("When does the Lantern Ferry cross the bay?")
    async with asyncio.timeout(5):
        await heard.wait()
    office.service.stop()
    async with asyncio.timeout(8):
        await asyncio.gather(listening, return_exceptions=True)


@pytest.mark.parametrize(("tag", "expected"), [("ko-KR,ko;q=0.9", "ko"), ("pt-BR", "en"), ("th", "th"), ("", "en")])
async def test_the_page_speaks_the_language_of_its_reader(office, tag, expected):
    citizen = office.somebody()
    citizen.client.headers["Accept-Language"] = tag
    assert f'<html lang="{expected}">' in (await citizen.opens("/")).text


async def test_a_chosen_language_stays(office):
    citizen = office.somebody()
    await citizen.opens("/")
    await citizen.client.post("/chat/language", data={"code": "id"})
    assert '<html lang="id">' in (await citizen.opens("/")).text


async def test_the_desk_speaks_korean_to_who_wants_it(office):
    official = await office.official()
    await official.posts("/desk/language", code="ko")
    assert "문의" in (await official.opens("/desk/rooms/tickets")).text
