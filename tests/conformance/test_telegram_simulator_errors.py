"""Refusals that are not about text: chats, edits, keyboards, files, tokens, with the server's exact words."""

import json

import pytest
from aiohttp import FormData

BAD = "Bad Request: "
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}

pytestmark = pytest.mark.usefixtures("mina")


async def test_a_result_has_an_envelope(api):
    status, body, _ = await api.raw("getMe")
    expected = {
        "id": 123456,
        "is_bot": True,
        "first_name": "City",
        "username": "city_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    assert (200, {"ok": True, "result": expected}) == (status, body)


@pytest.mark.parametrize(
    ("token", "description"),
    [
        ("123456:WRONG", "Unauthorized"),
        ("0:TEST", "Unauthorized: invalid token specified"),
        ("TEST", "Unauthorized: invalid token specified"),
    ],
)
async def test_a_wrong_token(api, token, description):
    async with api.session.get(f"{api.simulator.url}/bot{token}/getMe") as response:
        expected = {"ok": False, "error_code": 401, "description": description}
        assert (401, expected) == (response.status, await response.json())


async def test_an_unknown_method_and_an_unknown_path(api):
    assert (404, "Not Found: method not found") == await api.refusal("sendNothing")
    async with api.session.get(f"{api.simulator.url}/elsewhere") as response:
        expected = {"ok": False, "error_code": 404, "description": "Not Found"}
        assert (404, expected) == (response.status, await response.json())


@pytest.mark.parametrize("method", ["SENDMESSAGE", "sendmessage", "SendMessage"])
async def test_a_method_is_known_in_any_case(api, method):
    await api.call(method, chat_id=7, text="x")
    assert ["sendMessage"] == [call.method for call in api.simulator.calls]


def as_form(parameters):
    return {"data": parameters}


def as_parts(parameters):
    form = FormData()
    for name, value in parameters.items():
        form.add_field(name, value, content_type="text/plain")
    return {"data": form}


@pytest.mark.parametrize("way", [lambda parameters: {"params": parameters}, as_form, as_parts])
async def test_parameters_come_in_any_way(api, way):
    parameters = {"chat_id": "7", "text": "12345", "protect_content": "true", "reply_markup": json.dumps(KEYBOARD)}
    url = f"{api.simulator.url}/bot{api.simulator.token}/sendMessage"
    async with api.session.post(url, **way(parameters)) as response:
        assert 200 == response.status
    expected = {"chat_id": 7, "text": "12345", "protect_content": True, "reply_markup": KEYBOARD}
    assert expected == api.simulator.calls[0].arguments
    shown = api.simulator.messages(7)[0]
    assert ("12345", True, [[("a", "b")]]) == (shown.text, shown.protected, shown.buttons)


async def test_a_body_must_be_json(api):
    url = f"{api.simulator.url}/bot{api.simulator.token}/sendMessage"
    async with api.session.post(url, data="{", headers={"Content-Type": "application/json"}) as response:
        assert (400, "Bad Request: can't parse JSON object") == (
            response.status,
            (await response.json())["description"],
        )


@pytest.mark.parametrize(
    ("chat", "description"),
    [
        (None, "chat_id is empty"),
        ("", "chat_id is empty"),
        (99, "chat not found"),
        (-99, "chat not found"),
        ("@nobody", "chat not found"),
        (8, "chat not found"),
    ],
)
@pytest.mark.parametrize("method", ["sendMessage", "getChat"])
async def test_a_chat_must_be_there(api, simulator, method, chat, description):
    simulator.person(8, "Who never wrote")
    assert (400, BAD + description) == await api.refusal(method, chat_id=chat, text="x")


@pytest.mark.parametrize("method", ["sendMessage", "sendChatAction", "editMessageText"])
async def test_people_may_refuse_the_bot(api, mina, simulator, method):
    number = (await api.send("x"))["message_id"]
    parameters = {"chat_id": 7, "text": "y", "action": "typing", "message_id": number}
    mina.block()
    assert (403, "Forbidden: bot was blocked by the user") == await api.refusal(method, **parameters)
    mina.unblock()
    await api.call(method, **parameters)
    mina.deactivate()
    assert (403, "Forbidden: user is deactivated") == await api.refusal(method, **parameters)
    stranger = simulator.person(8, "Stranger")
    simulator.group(-5).add(stranger)
    refused = await api.refusal(method, **parameters | {"chat_id": 8})
    assert (403, "Forbidden: bot can't initiate conversation with a user") == refused


@pytest.mark.parametrize(
    ("method", "description"),
    [
        ("editMessageText", "message to edit not found"),
        ("editMessageReplyMarkup", "message to edit not found"),
        ("deleteMessage", "message to delete not found"),
        ("copyMessage", "message to copy not found"),
        ("forwardMessage", "message to forward not found"),
        ("setMessageReaction", "message to react not found"),
    ],
)
async def test_a_message_that_is_gone(api, method, description):
    refused = await api.refusal(method, chat_id=7, from_chat_id=7, message_id=404, text="x")
    assert (400, BAD + description) == refused
    refused = await api.refusal(method, chat_id=7, from_chat_id=7, text="x")
    assert (400, f"{BAD}message identifier is not specified") == refused


async def test_an_answer_to_a_message_that_is_gone(api, mina):
    refused = await api.refusal("sendMessage", chat_id=7, text="x", reply_parameters={"message_id": 404})
    assert (400, f"{BAD}message to be replied not found") == refused
    relaxed = {"message_id": 404, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.send("x", reply_parameters=relaxed)
    question = mina.say("question")
    assert (
        question == (await api.send("x", reply_parameters={"message_id": question}))["reply_to_message"]["message_id"]
    )
    assert question == (await api.send("x", reply_to_message_id=question))["reply_to_message"]["message_id"]


async def test_the_same_edit_is_refused(api):
    number = (await api.send("<b>x</b>", parse_mode="HTML", reply_markup=KEYBOARD))["message_id"]
    same = {"chat_id": 7, "message_id": number, "text": " <b>x</b>", "parse_mode": "HTML", "reply_markup": KEYBOARD}
    assert (400, NOT_MODIFIED) == await api.refusal("editMessageText", **same)
    refused = await api.refusal("editMessageReplyMarkup", chat_id=7, message_id=number, reply_markup=KEYBOARD)
    assert (400, NOT_MODIFIED) == refused
    await api.call("editMessageText", **same | {"parse_mode": "None", "text": "x"})
    await api.call("editMessageText", chat_id=7, message_id=number, text="x")
    assert (400, NOT_MODIFIED) == await api.refusal("editMessageText", chat_id=7, message_id=number, text="x")


async def test_an_edit_without_a_keyboard_removes_it(api, simulator):
    number = (await api.send("x", reply_markup=KEYBOARD))["message_id"]
    await api.call("editMessageText", chat_id=7, message_id=number, text="y")
    shown = simulator.messages(7)[0]
    assert ("y", [], True) == (shown.text, shown.buttons, shown.edited)
    await api.call("editMessageReplyMarkup", chat_id=7, message_id=number, reply_markup=KEYBOARD)
    assert [[("a", "b")]] == simulator.messages(7)[0].buttons


async def test_only_own_texts_are_edited(api, mina, simulator):
    refused = await api.refusal("editMessageText", chat_id=7, message_id=mina.say("x"), text="y")
    assert (400, f"{BAD}message can't be edited") == refused
    file = simulator.message(7, mina.document("a.pdf", b"x")).file_id
    number = (await api.call("sendDocument", chat_id=7, document=file))["message_id"]
    refused = await api.refusal("editMessageText", chat_id=7, message_id=number, text="y")
    assert (400, f"{BAD}there is no text in the message to edit") == refused
    await api.call("editMessageCaption", chat_id=7, message_id=number, caption="y")
    assert ["y"] == [one.text for one in simulator.messages(7)]


async def test_old_messages_stay(api, mina, simulator):
    own, other = (await api.send("x"))["message_id"], mina.say("y")
    assert await api.call("deleteMessage", chat_id=7, message_id=other)
    simulator.clock.advance(48 * 60 * 60 + 1)
    refused = await api.refusal("deleteMessage", chat_id=7, message_id=own)
    assert (400, f"{BAD}message can't be deleted") == refused


async def test_actions(api, simulator):
    refused = await api.refusal("sendChatAction", chat_id=7, action="dancing")
    assert (400, f"{BAD}wrong parameter action in request") == refused
    await api.call("sendChatAction", chat_id=7, action="typing")
    assert ["typing"] == simulator.actions(7)


@pytest.mark.parametrize(
    ("reaction", "description"),
    [
        ([{"type": "emoji", "emoji": "🧱"}], "REACTION_INVALID"),
        ([{"type": "emoji", "emoji": "👍"}] * 2, "REACTIONS_TOO_MANY"),
    ],
)
async def test_reactions(api, mina, simulator, reaction, description):
    number = mina.say("x")
    await api.call("setMessageReaction", chat_id=7, message_id=number, reaction=[{"type": "emoji", "emoji": "❤️"}])
    assert ["❤"] == simulator.message(7, number).reactions
    refused = await api.refusal("setMessageReaction", chat_id=7, message_id=number, reaction=reaction)
    assert (400, BAD + description) == refused


async def test_after_logging_out_nothing_works_for_ten_minutes(api, simulator):
    await api.call("logOut")
    assert (400, "Logged out") == await api.refusal("getMe")
    simulator.clock.advance(10 * 60)
    assert await api.call("getMe")
    assert await api.call("close")
