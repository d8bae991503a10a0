"""Answers of a webhook that carry a method: executed, but what came of it is never told."""

import json

import pytest
from aiohttp import FormData, MultipartWriter, web

KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


async def nothing_waits(simulator):
    await simulator.until(lambda: not simulator.pending)


def parts(values):
    writer = MultipartWriter("form-data")
    for name, value in values.items():
        writer.append(value).set_content_disposition("form-data", name=name)
    return web.Response(body=writer)


ANSWER = {
    "method": "sendMessage",
    "chat_id": "7",
    "text": "<b>x</b>",
    "parse_mode": "HTML",
    "reply_markup": json.dumps(KEYBOARD),
}


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.json_response(ANSWER),
        lambda: web.Response(body=FormData(ANSWER)()),
        lambda: parts(ANSWER),
    ],
)
async def test_an_answer_with_a_method_is_executed(api, mina, simulator, receiver, answer):
    receiver.answers = [answer()]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    shown = await simulator.until(lambda: simulator.messages(7))
    assert [("x", [[("a", "b")]])] == [(one.text, one.buttons) for one in shown]


async def test_what_came_of_it_is_not_reported(api, mina, simulator, receiver):
    receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": 7}), web.Response(text="fine")]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    mina.say("b")
    await nothing_waits(simulator)
    assert ["a", "b"] == receiver.texts()
    assert "Bad Request: message text is empty" == str(simulator.called("sendMessage")[0].error)


@pytest.mark.parametrize("method", ["getMe", "setWebhook", "deleteWebhook", "close", "logOut", "getUpdates", ""])
async def test_some_methods_are_not_executed(api, mina, simulator, receiver, method):
    receiver.answers = [web.json_response({"method": method})]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    await nothing_waits(simulator)
    assert ["setWebhook"] == [call.method for call in simulator.calls]
    assert receiver.url == (await api.call("getWebhookInfo"))["url"]


async def test_an_answer_that_is_no_json_is_an_answer(api, mina, simulator, receiver):
    receiver.answers = [web.Response(text="{", content_type="application/json"), web.json_response([])]
    await api.call("setWebhook", url=receiver.url)
    mina.say("a")
    mina.say("b")
    await nothing_waits(simulator)
    assert ["a", "b"] == receiver.texts()
