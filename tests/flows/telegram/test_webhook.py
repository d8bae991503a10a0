"""What is posted to the service: from Telegram alone, and never too much."""

import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.assembly.telegram import HOOK
from tests.contracts.channels.telegram import SECRET
from tests.flows.telegram.conftest import PostedTown, Town
from tests.simulators.telegram.delivery import SECRET_HEADER

pytestmark = pytest.mark.asyncio(loop_scope="module")
KNOWN = {SECRET_HEADER: SECRET}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(posted_town: PostedTown) -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who found the address."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{posted_town.port}") as session:
        yield session


def update(number: int, text: str) -> dict[str, Any]:
    """A message as Telegram posts it."""
    sender = {"id": number, "is_bot": False, "first_name": "Poster", "language_code": "en"}
    chat = {"id": number, "type": "private", "first_name": "Poster"}
    return {"update_id": number, "message": {"message_id": 1, "date": 1, "chat": chat, "from": sender, "text": text}}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: "wrong"},
        {SECRET_HEADER: SECRET[:-1]},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET.upper()},
        {SECRET_HEADER: "ключ"},
        {"Authorization": f"Bearer {SECRET}"},
    ],
)
async def test_who_does_not_know_the_secret_is_refused(
    posted_town: PostedTown, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    before = len(posted_town.clerk.asked)
    async with http.post(HOOK, json=update(71, "Is this answered without a secret?"), headers=headers) as response:
        assert (403, b"") == (response.status, await response.read())
    await posted_town.resident().asks("Is this answered with a secret?")
    assert before + 1 == len(posted_town.clerk.asked)


async def test_who_knows_it_is_heard_once(posted_town: PostedTown, http: aiohttp.ClientSession) -> None:
    posted_town.simulator.person(72, started=True)
    for _ in range(3):
        async with http.post(HOOK, json=update(72, "Is this posted three times?"), headers=KNOWN) as response:
            assert 200 == response.status
    await posted_town.until(lambda: posted_town.simulator.messages(72))
    await posted_town.resident().asks("Is it answered once?")
    assert 1 == len(posted_town.clerk.questions("Is this posted three times?"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"5",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id": "x"}',
        b"{}{}",
        b"\x00",
    ],
)
async def test_what_is_no_update_is_taken_and_left_aside(
    posted_town: PostedTown, http: aiohttp.ClientSession, body: bytes
) -> None:
    async with http.post(HOOK, data=body, headers=KNOWN) as response:
        assert 200 == response.status
    await posted_town.resident().asks("Is everybody answered afterwards?")


@pytest.mark.parametrize("headers", [KNOWN, {}])
async def test_what_is_larger_than_any_update_is_refused(
    posted_town: PostedTown, http: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with http.post(HOOK, data=BytesIO(b"x" * 2_000_000), headers=headers) as response:
        assert 413 == response.status
    await posted_town.resident().asks("Is everybody answered after so much?")


async def test_what_comes_in_pieces_is_refused_as_well(posted_town: PostedTown, http: aiohttp.ClientSession) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    async with http.post(HOOK, data=pieces(), headers=KNOWN) as response:
        assert 413 == response.status


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "HEAD"])
async def test_nothing_but_a_post_is_taken(http: aiohttp.ClientSession, method: str) -> None:
    async with http.request(method, HOOK, headers=KNOWN) as response:
        assert 405 == response.status


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/hooks", "/hooks/telegram/x", "/bot"])
async def test_there_is_nothing_else_to_find(http: aiohttp.ClientSession, path: str) -> None:
    for method in ("GET", "POST"):
        async with http.request(method, path, headers=KNOWN) as response:
            assert 404 == response.status


async def test_health_and_readiness_are_told(http: aiohttp.ClientSession) -> None:
    async with http.get("/healthz") as response:
        assert (200, "ok\n") == (response.status, await response.text())
    async with http.get("/readyz") as response:
        assert (200, {"store": True, "telegram": True}) == (response.status, await response.json())


async def test_metrics_count_without_saying_anything(posted_town: PostedTown, http: aiohttp.ClientSession) -> None:
    resident = posted_town.resident()
    await resident.asks("Is the word kumquat in the metrics?")
    async with http.get("/metrics") as response:
        text = await response.text()
        assert "text/plain" in response.headers["Content-Type"]
    assert 'desk_events_total{channel="telegram",kind="text"}' in text
    assert 'desk_answers_total{channel="telegram",outcome="ANSWERED"}' in text
    assert 'desk_deliveries_total{channel="telegram",result="delivered"}' in text
    assert [] == [word for word in ("kumquat", str(resident.identity), SECRET) if word in text]


async def test_telegram_is_told_the_secret_and_what_is_wanted(posted_town: PostedTown) -> None:
    (call,) = posted_town.simulator.called("setWebhook")
    assert SECRET == call.arguments["secret_token"]
    wanted = call.arguments["allowed_updates"]
    wanted = json.loads(wanted) if isinstance(wanted, str) else wanted
    assert {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"} == set(wanted)
    assert "drop_pending_updates" not in call.arguments
    assert 0 == posted_town.simulator.counts()["getUpdates"]


async def test_a_polling_service_has_no_hook(town: Town) -> None:
    assert town.service is not None
    config = town.service.server.config
    async with aiohttp.ClientSession(f"http://{config.host}:{config.port}") as http:
        async with http.post(HOOK, json=update(73, "?"), headers=KNOWN) as response:
            assert 404 == response.status
        async with http.get("/readyz") as response:
            assert 200 == response.status


async def test_what_cannot_be_stored_is_asked_for_again(tmp_path: Path) -> None:
    broken = PostedTown(tmp_path)
    broken.simulator.switches.retry_base = 0.02
    await broken.open()
    assert broken.service is not None
    resident = broken.resident()
    await broken.service.store.close()
    resident.person.say("Is this stored by the next one?")
    await broken.until(lambda: any(attempt.status == 503 for attempt in broken.simulator.attempts))
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{broken.port}") as http,
        http.post(HOOK, json=update(74, "?"), headers=KNOWN) as response,
        http.get("/readyz") as readiness,
    ):
        assert (503, "5") == (response.status, response.headers["Retry-After"])
        assert (503, False) == (readiness.status, (await readiness.json())["store"])
    await broken.end()
    broken.simulator.clock.advance(10)
    await broken.reopen()
    broken.simulator.clock.advance(10)
    await resident.hears(1)
    await broken.stop()
