"""What people do in their private chats, and what the bot learns of it."""

import pytest

KEYBOARD = {
    "inline_keyboard": [
        [{"text": "👍", "callback_data": "up"}, {"text": "👎", "callback_data": "down"}],
        [{"text": "site", "url": "https://busan.go.kr/"}],
    ]
}


async def test_a_message(api, mina):
    number = mina.say("  Hello\n")
    message = (await api.updates())[0]["message"]
    assert message.pop("date") > 0
    expected = {
        "message_id": number,
        "from": {"id": 7, "is_bot": False, "first_name": "Mina", "language_code": "ko"},
        "chat": {"id": 7, "type": "private", "first_name": "Mina"},
        "text": "Hello",
    }
    assert expected == message


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start", [("bot_command", 0, 6)]),
        ("🐳 /help@city_bot now", [("bot_command", 3, 14)]),
        ("ask @city_bot", [("mention", 4, 9)]),
        ("see https://busan.go.kr/a?b=c.", [("url", 4, 25)]),
        ("see www.busan.go.kr, ok", [("url", 4, 15)]),
        ("write to office@busan.go.kr", [("email", 9, 18)]),
        ("#부산 #1", [("hashtag", 0, 3)]),
        ("a/b 3.14 x@y e.g. 1,2", []),
    ],
)
async def test_entities_of_people(api, mina, text, entities):
    mina.say(text)
    message = (await api.updates())[0]["message"]
    assert entities == [(one["type"], one["offset"], one["length"]) for one in message.get("entities", [])]


async def test_a_command_with_a_payload(api, mina):
    mina.command("start", "desk_7")
    assert "/start desk_7" == (await api.updates())[0]["message"]["text"]


async def test_answers_and_forwards(api, mina):
    first = mina.say("a")
    mina.say("b", reply_to=first)
    mina.forward("c", written_by="Kim")
    _, answer, forwarded = [update["message"] for update in await api.updates()]
    assert (first, "a") == (answer["reply_to_message"]["message_id"], answer["reply_to_message"]["text"])
    assert ("hidden_user", "Kim") == tuple(forwarded["forward_origin"][name] for name in ("type", "sender_user_name"))
    with pytest.raises(LookupError, match="there is no message 404"):
        mina.say("d", reply_to=404)


async def test_media(api, mina):
    mina.photo(caption="look at @city_bot")
    mina.voice()
    mina.sticker()
    mina.document("a.pdf", b"x", caption="read")
    mina.location()
    kinds = ("photo", "voice", "sticker", "document", "location")
    messages = [update["message"] for update in await api.updates()]
    assert list(kinds) == [next(kind for kind in kinds if kind in message) for message in messages]
    assert ["mention"] == [one["type"] for one in messages[0]["caption_entities"]]
    assert ("read", "a.pdf") == (messages[3]["caption"], messages[3]["document"]["file_name"])


async def test_blocking_is_told_and_deleting_an_account_is_not(api, mina):
    mina.block()
    with pytest.raises(ValueError, match="cannot write"):
        mina.say("a")
    mina.unblock()
    mina.deactivate()
    changes = [update["my_chat_member"] for update in await api.updates()]
    statuses = [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes]
    assert [("member", "kicked"), ("kicked", "member")] == statuses
    assert [(7, 123456)] * 2 == [(one["from"]["id"], one["new_chat_member"]["user"]["id"]) for one in changes]


async def test_pressing(api, mina, simulator):
    number = (await api.send("x", reply_markup=KEYBOARD))["message_id"]
    shown = simulator.messages(7)[0]
    assert [[("👍", "up"), ("👎", "down")], [("site", "https://busan.go.kr/")]] == shown.buttons
    pressed = mina.press(shown, "👎")
    query = (await api.updates())[0]["callback_query"]
    assert ("down", number, 7) == (query["data"], query["message"]["message_id"], query["from"]["id"])
    assert (pressed.query.identity, None) == (query["id"], pressed.answer)
    await api.call(
        "answerCallbackQuery", callback_query_id=query["id"], text="noted", url="https://x.org", cache_time=9
    )
    answer = await pressed.answered(1)
    assert ("noted", False, "https://x.org", 9) == (answer.text, answer.alert, answer.url, answer.cache_time)
    assert mina.press(number, data="up").update_id == pressed.update_id + 1


async def test_a_button_must_be_there(api, mina):
    number = (await api.send("x", reply_markup=KEYBOARD))["message_id"]
    with pytest.raises(LookupError, match="no button 'site' under message"):
        mina.press(number, "site")
    with pytest.raises(LookupError, match="there is no message 404"):
        mina.press(404, "x")


async def test_waiting_in_vain_shows_what_was_called(api, simulator, mina):
    number = (await api.send("first words"))["message_id"]
    await api.refusal("deleteMessage", chat_id=7, message_id=number + 1)
    with pytest.raises(TimeoutError) as caught:
        await simulator.until(lambda: False, timeout=0.05)
    assert "sendMessage {'chat_id': 7, 'text': 'first words'}" in str(caught.value)
    assert "Bad Request: message to delete not found" in str(caught.value)
    mina.press((await api.send("x", reply_markup=KEYBOARD))["message_id"], "👍")
    with pytest.raises(TimeoutError, match="nothing came within"):
        await mina.press(simulator.messages(7)[-1], "👍").answered(0.05)


async def test_waiting_ends_with_the_call(api, simulator, mina):
    number = mina.say("a")
    waiting = simulator.until(lambda: simulator.messages(number and 7), timeout=5)
    await api.send("b", disable_notification=True)
    shown = await waiting
    assert [("b", True, False)] == [(one.text, one.silent, one.protected) for one in shown]


async def test_the_messages_of_the_bot(api, mina, simulator):
    mina.say("not the bot's")
    first = await api.send("<b>1</b> &amp; 2", parse_mode="HTML")
    second = await api.send("3 < 4", link_preview_options={"is_disabled": True})
    assert {"is_disabled": True} == second["link_preview_options"]
    changed = {"chat_id": 7, "message_id": second["message_id"], "text": "3 < 4"}
    assert "link_preview_options" not in await api.call("editMessageText", **changed)
    shown = await api.call("editMessageText", **changed, disable_web_page_preview=True)
    assert {"is_disabled": True} == shown["link_preview_options"]
    assert [("1 & 2", "<b>1</b> &amp; 2"), ("3 < 4", "3 &lt; 4")] == [
        (one.text, one.html) for one in simulator.messages(7)
    ]
    await api.call("deleteMessage", chat_id=7, message_id=first["message_id"])
    assert ["3 < 4"] == [one.text for one in simulator.messages(7)]
    mina.delete(second["message_id"])
    assert ([], []) == (simulator.messages(7), simulator.messages(404))
    refused = await api.refusal("editMessageText", chat_id=7, message_id=second["message_id"], text="5")
    assert (400, "Bad Request: message to edit not found") == refused


async def test_copies_and_forwards_of_the_bot(api, mina, simulator):
    original = mina.say("a @city_bot")
    copied = await api.call("copyMessage", chat_id=7, from_chat_id=7, message_id=original)
    forwarded = await api.call("forwardMessage", chat_id=7, from_chat_id=7, message_id=original)
    assert ["message_id"] == list(copied)
    assert 7 == forwarded["forward_origin"]["sender_user"]["id"]
    assert ["a @city_bot"] * 2 == [one.text for one in simulator.messages(7)]


async def test_the_calls_of_the_bot(api, simulator, mina):
    await api.send("x")
    await api.updates()
    await api.refusal("sendNothing", chat_id=7)
    first, second = simulator.calls
    assert ("sendMessage", {"chat_id": 7, "text": "x"}, "x", None) == (
        first.method,
        first.arguments,
        first.result["text"],
        first.error,
    )
    assert ("sendNothing", "Not Found: method not found") == (second.method, str(second.error))
    assert {"sendMessage": 1, "sendNothing": 1, "getUpdates": 1} == simulator.counts()
    assert mina.identity == first.result["chat"]["id"]


async def test_the_same_number_is_the_same_person(simulator, mina):
    assert mina.account is simulator.person(7).account
    assert "Person 8" == simulator.person(8).account.name


async def test_getting_to_know_chats(api, simulator):
    simulator.person(8, "Kim", username="kim", started=True)
    chat = await api.call("getChat", chat_id=8)
    assert (8, "private", "Kim", "kim") == tuple(chat[name] for name in ("id", "type", "first_name", "username"))
    member = await api.call("getChatMember", chat_id=8, user_id=8)
    assert ("member", "Kim") == (member["status"], member["user"]["first_name"])
    assert (400, "Bad Request: user not found") == await api.refusal("getChatMember", chat_id=8, user_id=404)
    refused = await api.refusal("leaveChat", chat_id=8)
    assert (400, "Bad Request: chat member status can't be changed in private chats") == refused
