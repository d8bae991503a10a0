"""Keyboards and presses, with the server's exact words."""

import pytest

BAD = "Bad Request: "
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}

pytestmark = pytest.mark.usefixtures("mina")


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ([[{"text": "a", "callback_data": "x" * 65}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "a", "callback_data": "가" * 22}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "", "callback_data": "x"}]], "inline keyboard button text must be non-empty"),
        (
            [[{"text": "a"}]],
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ([[{"callback_data": "x"}]], "can't parse inline keyboard button: Can't find field \"text\""),
        ([[{"text": "a", "url": 5}]], 'can\'t parse inline keyboard button: Field "url" must be of type String'),
        ([[{"text": "a", "url": "nowhere"}]], "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (
            [[{"text": "a", "url": "http://localhost/"}]],
            "inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL",
        ),
        (
            [[{"text": "a", "url": "ftp://x.org"}]],
            "inline keyboard button URL 'ftp://x.org' is invalid: Unsupported URL protocol",
        ),
        ([[{"text": "a", "copy_text": {"text": "x" * 257}}]], "BUTTON_COPY_TEXT_INVALID"),
        ([[{"text": "a", "callback_data": "x"}]] * 101, "reply markup is too long"),
        (
            [{"text": "a", "callback_data": "x"}],
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
    ],
)
async def test_buttons_must_do_something(api, markup, description):
    refused = await api.refusal("sendMessage", chat_id=7, text="x", reply_markup={"inline_keyboard": markup})
    assert (400, BAD + description) == refused


@pytest.mark.parametrize(
    ("button", "target"),
    [
        ({"callback_data": "x" * 64}, "x" * 64),
        ({"url": "busan.go.kr"}, "http://busan.go.kr/"),
        ({"url": "tg://user?id=7"}, "tg://user?id=7"),
        ({"copy_text": {"text": "x" * 256}}, "x" * 256),
        ({"switch_inline_query": ""}, ""),
        ({"switch_inline_query_current_chat": "ferry"}, "ferry"),
    ],
)
async def test_buttons_do_many_things(api, simulator, button, target):
    await api.send("x", reply_markup={"inline_keyboard": [[{"text": "a"} | button]]})
    assert [[("a", target)]] == simulator.messages(7)[0].buttons


async def test_a_markup_must_be_json(api):
    refused = await api.refusal("sendMessage", chat_id=7, text="x", reply_markup="{")
    assert (400, f"{BAD}can't parse reply keyboard markup JSON object") == refused


async def test_a_keyboard_below_the_input_field_is_no_part_of_the_message(api, simulator):
    sent = await api.send("x", reply_markup={"keyboard": [["a", {"text": "b"}]]})
    assert "reply_markup" not in sent
    assert [["a", "b"]] == simulator.messages(7)[0].keyboard
    refused = await api.refusal(
        "editMessageText", chat_id=7, message_id=sent["message_id"], text="y", reply_markup={"keyboard": [["a"]]}
    )
    assert (400, f"{BAD}inline keyboard expected") == refused


STALE = f"{BAD}query is too old and response timeout expired or query ID is invalid"


async def test_a_press_is_answered_in_time(api, mina, simulator):
    number = (await api.send("x", reply_markup=KEYBOARD))["message_id"]
    assert (400, STALE) == await api.refusal("answerCallbackQuery", callback_query_id="5")
    pressed = mina.press(number, "a")
    refused = await api.refusal("answerCallbackQuery", callback_query_id=pressed.query.identity, text="x" * 201)
    assert (400, f"{BAD}MESSAGE_TOO_LONG") == refused
    await api.call("answerCallbackQuery", callback_query_id=pressed.query.identity, text="x" * 200, show_alert=True)
    answer = await pressed.answered(1)
    assert ("x" * 200, True) == (answer.text, answer.alert)
    late = mina.press(number, data="b")
    simulator.clock.advance(151)
    assert (400, STALE) == await api.refusal("answerCallbackQuery", callback_query_id=late.query.identity)
