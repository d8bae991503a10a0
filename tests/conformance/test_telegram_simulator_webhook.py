"""Webhooks: lines, order, retries, the secret, answers with a method, handing over."""

import asyncio

import pytest
from aiohttp import web

BAD = "Bad Request: "
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


@pytest.fixture(autouse=True)
def fast(simulator):
    """Retries after 20, 40, 80... ms."""
    simulator.switches.retry_base = 0.02


async def nothing_waits(simulator, seconds=5):
    await simulator.until(lambda: not simulator.pending, seconds)


async def test_updates_come_by_themselves_with_the_secret(api, mina, simulator, receiver):
    mina.say("a")
    status, body, _ = await api.raw("setWebhook", url=receiver.url, secret_token="se-cret_1")
    assert (200, {"ok": True, "result": True, "description": "Webhook was set"}) == (status, body)
    mina.say("b")
    await nothing_waits(simulator)
    assert ["a", "b"] == receiver.texts()
    assert ["se-cret_1"] * 2 == receiver.secrets
    assert [200, 200] == [attempt.status for attempt in simulator.attempts]


async def test_without_a_secret_there_is_no_header(api, mina, simulator, receiver):
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await nothing_waits(simulator)
    assert [None] == receiver.secrets


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"secret_token": "x" * 257}, "secret token is too long"),
        ({"secret_token": "se cret"}, "secret token contains unallowed characters"),
        ({"secret_token": "비밀"}, "secret token contains unallowed characters"),
        ({"url": "ftp://x.org"}, "invalid webhook URL specified"),
    ],
)
async def test_a_webhook_is_looked_at(api, receiver, parameters, description):
    refused = await api.refusal("setWebhook", **{"url": receiver.url} | parameters)
    assert (400, BAD + description) == refused
    assert "" == (await api.call("getWebhookInfo"))["url"]


async def test_a_line_waits_for_its_head_and_other_lines_do_not(api, mina, simulator, receiver):
    number = (await api.send("x", reply_markup=KEYBOARD))["message_id"]
    other = simulator.person(8, "Other")
    receiver.held.clear()
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    mina.edit(mina.say("b"), "c")
    mina.press(number, "a")
    other.say("d")
    await simulator.until(lambda: len(receiver.updates) == 3)
    await asyncio.sleep(0.05)
    # Mina's first message, Mina's press and the other person's message: three lines.
    assert ["callback_query", "message", "message"] == sorted(list(update)[1] for update in receiver.updates)
    receiver.held.set()
    await nothing_waits(simulator)
    kinds = [list(update)[1] for update in receiver.updates if "'id': 8" not in str(update)]
    assert ["message", "message", "edited_message"] == [kind for kind in kinds if kind != "callback_query"]


async def test_inline_queries_have_a_line_per_person(api, mina, simulator, receiver):
    receiver.held.clear()
    await api.call("setWebhook", url=receiver.url)
    asked = [asyncio.create_task(mina.inline(question, timeout=10)) for question in ("a", "b")]
    mina.say("c")
    await simulator.until(lambda: len(receiver.updates) == 2)
    assert ["inline_query", "message"] == sorted(list(update)[1] for update in receiver.updates)
    receiver.held.set()
    await nothing_waits(simulator)
    for one in asked:
        one.cancel()


async def test_not_more_connections_than_allowed(api, simulator, receiver):
    receiver.held.clear()
    await api.call("setWebhook", url=receiver.url, max_connections=3)
    for identity in range(10, 20):
        simulator.person(identity).say("x")
    await simulator.until(lambda: receiver.busy == 3)
    await asyncio.sleep(0.05)
    receiver.held.set()
    await nothing_waits(simulator)
    assert (3, 10) == (receiver.busiest, len(receiver.updates))


async def test_a_failing_update_blocks_its_line_until_it_is_taken(api, mina, simulator, receiver):
    receiver.answers = [web.Response(status=500), web.Response(status=503), web.Response(status=302)]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    mina.say("b")
    await nothing_waits(simulator)
    assert ["a", "a", "a", "a", "b"] == receiver.texts()
    assert [500, 503, 302, 200, 200] == [attempt.status for attempt in simulator.attempts]


async def test_the_delay_doubles_up_to_a_minute_or_two(api, mina, simulator, receiver):
    simulator.clock.hold()
    simulator.switches.retry_base = 2.0
    receiver.answers = [web.Response(status=500) for _ in range(10)]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    # The first retry needs no time at all.
    await simulator.until(lambda: len(simulator.attempts) == 2)
    for count, (too_early, enough) in enumerate([(1, 1), (3, 1), (7, 1), (15, 1), (31, 1), (59, 61), (59, 61)], 2):
        simulator.clock.advance(too_early)
        await asyncio.sleep(0.01)
        assert count == len(simulator.attempts)
        simulator.clock.advance(enough)
        await simulator.until(lambda expected=count + 1: len(simulator.attempts) == expected)


async def test_the_webhook_may_say_when(api, mina, simulator, receiver):
    simulator.clock.hold()
    receiver.answers = [web.Response(status=429, headers={"Retry-After": "100"})]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await simulator.until(lambda: simulator.attempts)
    simulator.clock.advance(99)
    await asyncio.sleep(0.05)
    assert 1 == len(receiver.updates)
    simulator.clock.advance(1)
    await nothing_waits(simulator)
    assert 2 == len(receiver.updates)


async def test_not_later_than_in_an_hour(api, mina, simulator, receiver):
    receiver.answers = [web.Response(status=429, headers={"Retry-After": "9999"})]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await simulator.until(lambda: simulator.attempts)
    await asyncio.sleep(0.01)
    simulator.clock.advance(3600)
    await nothing_waits(simulator)


async def test_an_update_is_dropped_when_its_next_retry_would_be_too_late(api, mina, simulator, receiver):
    simulator.clock.hold()
    simulator.switches.retry_base = 2.0
    receiver.answers = [web.Response(status=500), web.Response(status=500), web.Response(status=500)]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await simulator.until(lambda: len(simulator.attempts) == 2)
    await asyncio.sleep(0.01)
    simulator.clock.advance(24 * 60 * 60 - 3)
    await nothing_waits(simulator)
    assert 3 == len(receiver.updates)


async def test_a_webhook_that_is_gone_for_23_hours_is_closed(api, mina, simulator, receiver):
    receiver.answers = [web.Response(status=410) for _ in range(9)]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await simulator.until(lambda: len(simulator.attempts) == 3)
    assert receiver.url == (await api.call("getWebhookInfo"))["url"]
    await asyncio.sleep(0.01)
    simulator.clock.advance(23 * 60 * 60)
    await simulator.until(lambda: len(simulator.attempts) == 4)
    await asyncio.sleep(0.01)
    assert "" == (await api.call("getWebhookInfo"))["url"]
    assert 1 == len(await api.updates())


async def test_how_a_webhook_fares(api, mina, simulator, receiver):
    await api.call("setWebhook", url=receiver.url, max_connections=500, allowed_updates=["message"])
    expected = {
        "url": receiver.url,
        "has_custom_certificate": False,
        "pending_update_count": 0,
        "max_connections": 100,
        "ip_address": "127.0.0.1",
        "allowed_updates": ["message"],
    }
    assert expected == await api.call("getWebhookInfo")
    simulator.switches.retry_base = 2.0
    receiver.answers = [web.Response(status=500), web.Response(status=500)]
    mina.say("a")
    mina.say("b")
    await simulator.until(lambda: len(simulator.attempts) == 2)
    info = await api.call("getWebhookInfo")
    assert (2, "Wrong response from the webhook: 500 Internal Server Error") == (
        info["pending_update_count"],
        info["last_error_message"],
    )
    assert int(simulator.clock.now()) - info["last_error_date"] <= 1


@pytest.mark.parametrize(("address", "error"), [("http://127.0.0.1:9/", "Connection refused")])
async def test_nobody_is_there(api, mina, simulator, address, error):
    await api.call("setWebhook", url=address)
    mina.say("a")
    await simulator.until(lambda: simulator.attempts)
    assert error == (await api.call("getWebhookInfo"))["last_error_message"]


async def test_an_answer_may_take_a_minute(api, mina, simulator, receiver):
    simulator.switches.answer_timeout = 0.05
    receiver.held.clear()
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await simulator.until(lambda: simulator.attempts)
    assert "Read timeout expired" == (await api.call("getWebhookInfo"))["last_error_message"]
    receiver.held.set()
    await nothing_waits(simulator)
    assert ["a"] == list(dict.fromkeys(receiver.texts()))


async def test_what_waits_is_handed_over_to_polling(api, mina, simulator, receiver):
    simulator.switches.retry_base = 2.0
    receiver.answers = [web.Response(status=500), web.Response(status=500)]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    mina.say("b")
    await simulator.until(lambda: len(simulator.attempts) == 2)
    _, body, _ = await api.raw("deleteWebhook")
    assert {"ok": True, "result": True, "description": "Webhook was deleted"} == body
    assert ["a", "b"] == [update["message"]["text"] for update in await api.updates()]
    _, body, _ = await api.raw("deleteWebhook", drop_pending_updates=True)
    assert "Webhook is already deleted" == body["description"]
    assert [] == await api.updates()


async def test_setting_a_webhook_may_drop_what_waits(api, mina, simulator, receiver):
    mina.say("a")
    await api.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    mina.say("b")
    await nothing_waits(simulator)
    assert ["b"] == receiver.texts()


async def test_a_second_webhook_within_a_second_is_refused(api, simulator, receiver):
    simulator.clock.hold()
    await api.call("setWebhook", url=receiver.url)
    status, body, headers = await api.raw("setWebhook", url=receiver.url)
    refused = ("Too Many Requests: retry after 1", {"retry_after": 1})
    assert (429, *refused) == (status, body["description"], body["parameters"])
    assert "1" == headers["Retry-After"]
    simulator.clock.advance(1)
    await api.call("setWebhook", url="")
    assert "" == (await api.call("getWebhookInfo"))["url"]
    await api.call("setWebhook", url=receiver.url)


async def test_an_update_comes_again(api, mina, simulator, receiver):
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await nothing_waits(simulator)
    simulator.redeliver(receiver.updates[0]["update_id"])
    await nothing_waits(simulator)
    assert receiver.updates[0] == receiver.updates[1]
