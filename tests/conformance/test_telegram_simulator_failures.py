"""Flood limits and scripted failures."""

import asyncio

import pytest
from aiohttp import ServerDisconnectedError

from tests.simulators.telegram.errors import ApiError, too_many_requests
from tests.simulators.telegram.failures import Drop, Hang, Page

pytestmark = pytest.mark.usefixtures("mina")


@pytest.fixture(autouse=True)
def held(simulator):
    """Time moves only when a test says so."""
    simulator.clock.hold()


async def flooded(api, seconds, chat=7):
    status, body, headers = await api.raw("sendMessage", chat_id=chat, text="x")
    expected = {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }
    assert (429, expected, str(seconds)) == (status, body, headers["Retry-After"])


async def test_without_limits_everything_is_sent(api):
    for _ in range(50):
        await api.send("x")


async def test_a_limit_for_the_whole_bot(api, simulator):
    simulator.person(8, "Other", started=True)
    simulator.flood.overall_per_second = 3
    for chat in (7, 8, 7):
        await api.send("x", chat=chat)
    await flooded(api, 1, chat=8)
    simulator.clock.advance(1)
    await api.send("x", chat=8)


async def test_a_limit_for_each_chat(api, simulator):
    simulator.person(8, "Other", started=True)
    simulator.flood.chat_per_second = 1
    number = (await api.send("x"))["message_id"]
    await api.send("x", chat=8)
    await flooded(api, 1)
    status, _, _ = await api.raw("editMessageText", chat_id=7, message_id=number, text="y")
    assert 429 == status
    await api.call("sendChatAction", chat_id=7, action="typing")


async def test_a_limit_for_each_group(api, simulator):
    simulator.group(-100)
    simulator.flood.group_per_minute = 2
    for _ in range(2):
        await api.send("x", chat=-100)
        await api.send("x")
        await api.send("x")
    simulator.clock.advance(20)
    await flooded(api, 40, chat=-100)
    simulator.clock.advance(40)
    await api.send("x", chat=-100)


async def test_what_is_refused_does_not_count(api, simulator):
    simulator.flood.chat_per_second = 1
    await api.refusal("sendMessage", chat_id=7, text=" ")
    await api.refusal(
        "sendMessage",
        chat_id=7,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "x" * 65}]]},
    )
    await api.send("x")


@pytest.mark.parametrize(
    "failure",
    [
        ApiError(500, "Internal Server Error"),
        ApiError(418, "I'm a teapot", {"retry_after": 7}),
        too_many_requests(3),
    ],
)
async def test_any_refusal_can_be_scripted(api, simulator, failure):
    simulator.fail_next("SENDMESSAGE", failure, times=2)
    await api.call("getMe")
    for _ in range(2):
        status, body, _ = await api.raw("sendMessage", chat_id=7, text="x")
        assert (failure.code, failure.body()) == (status, body)
    await api.send("x")
    assert [failure, failure, None] == [call.error for call in simulator.called("sendMessage")]


async def test_any_method_can_fail(api, simulator):
    simulator.fail_next("*", ApiError(500, "Internal Server Error: restart"))
    assert [] == await api.updates()
    assert (500, "Internal Server Error: restart") == await api.refusal("getMe")
    simulator.fail_next("getUpdates", ApiError(500, "Internal Server Error"))
    assert (500, "Internal Server Error") == await api.refusal("getUpdates")


@pytest.mark.parametrize("executed", [True, False])
async def test_the_connection_breaks(api, simulator, executed):
    simulator.fail_next("sendMessage", Drop(executed=executed))
    with pytest.raises(ServerDisconnectedError):
        await api.send("x")
    assert executed == (len(simulator.messages(7)) == 1)
    await api.send("y")


@pytest.mark.parametrize("executed", [True, False])
async def test_the_answer_comes_late(api, simulator, executed):
    simulator.fail_next("sendMessage", Hang(30, executed=executed))
    late = asyncio.create_task(api.send("x"))
    await simulator.until(lambda: not simulator.scripted)
    assert (False, executed) == (late.done(), len(simulator.messages(7)) == 1)
    simulator.clock.advance(30)
    assert "x" == (await asyncio.wait_for(late, 5))["text"]


async def test_a_proxy_answers(api, simulator):
    simulator.fail_next("sendMessage", Page())
    async with api.session.get(f"{simulator.url}/bot{simulator.token}/sendMessage") as response:
        assert (502, "text/html") == (response.status, response.content_type)
        assert "502 Bad Gateway" in await response.text()
    assert ["page"] == [call.error for call in simulator.calls]


async def test_a_hanging_call_does_not_keep_the_simulator_from_stopping(api, simulator):
    simulator.fail_next("sendMessage", Hang(600))
    late = asyncio.create_task(api.send("x"))
    await simulator.until(lambda: not simulator.scripted)
    await asyncio.wait_for(simulator.stop(), 5)
    with pytest.raises(ServerDisconnectedError):
        await late
