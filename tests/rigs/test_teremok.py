"""The citizens' bot's reading and delivering through teremok, an aiogram session with the Bot API's rules built in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.methods import AnswerCallbackQuery, EditMessageReplyMarkup, EditMessageText
from aiogram.types import (
    Chat,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberUpdated,
    InlineQuery,
    Location,
    MessageEntity,
    Update,
    User,
)
from teremok import (
    MockBot,
    MockCallbackQuery,
    MockMessageDocument,
    MockMessagePhoto,
    MockMessageText,
    MockMessageVoice,
    MockUser,
)

from bot.channels.telegram.citizens import NAME, CitizensChannel, dispatcher
from bot.channels.telegram.reading import Me
from bot.messaging.model import Action, Address, Button, Delivery, Event, Kind, Line, Message, Result, Style

ME = Me(NAME, 42, "test_bot")
BOT = User(id=42, is_bot=True, first_name="TestBot", username="test_bot")
ANN = MockUser(7, "Ann", language_code="ko")
GROUP = Chat(id=-100, type="supergroup", title="Partners", is_forum=True)
CHAT = Address(NAME, "7")
HELLO = Message((Line("Ports & <ships>", Style.BOLD), Line("Yes.")))
MARKED = "<b>Ports &amp; &lt;ships&gt;</b>\nYes."
BUTTONS = ((Button("Yes", "y:1:"), Button("No", "u:1:")), (Button("Sources", "s:1:"),))


def mentioning(text: str, **more: Any) -> Any:
    """A message in a group whose text begins with the bot's name."""
    entity = MessageEntity(type="mention", offset=0, length=len("@test_bot"))
    return MockMessageText(f"@test_bot {text}", user=ANN, chat=GROUP, entities=[entity], **more)


def membership(before: type, after: type, chat: Chat) -> ChatMemberUpdated:
    """The bot's place in a chat changes."""
    now = datetime.now(UTC)
    known: dict[type, dict[str, Any]] = {ChatMemberBanned: {"until_date": now}}
    old, new = (kind(user=BOT, **known.get(kind, {})) for kind in (before, after))
    return ChatMemberUpdated(chat=chat, from_user=ANN, date=now, old_chat_member=old, new_chat_member=new)


PRIVATE = Chat(id=7, type="private")
AT_BOT = MockMessageText("What is known?", user=BOT, chat=GROUP)
WRITTEN = [
    (MockMessageText("When was it signed?", user=ANN), {"kind": Kind.TEXT, "text": "When was it signed?"}),
    (MockMessageText("/start ko_city-x", user=ANN), {"kind": Kind.COMMAND, "command": "start", "text": "ko_city-x"}),
    (MockMessageText("/Help@Test_Bot", user=ANN), {"kind": Kind.COMMAND, "command": "help"}),
    (MockMessagePhoto(user=ANN), {"kind": Kind.UNREADABLE}),
    (MockMessagePhoto(caption="Which city?", user=ANN), {"kind": Kind.TEXT, "text": "Which city?", "attached": True}),
    (MockMessageDocument(user=ANN), {"kind": Kind.UNREADABLE}),
    (MockMessageVoice(user=ANN), {"kind": Kind.UNREADABLE}),
    (MockMessageText("And then?", user=ANN, reply_to_message=AT_BOT), {"kind": Kind.TEXT, "text": "And then?"}),
]
ELSEWHERE = [
    (mentioning("since when?"), {"text": "since when?"}),
    (mentioning("and here?", is_topic_message=True, message_thread_id=5), {"text": "and here?"}),
    (MockMessageText("And then?", user=ANN, chat=GROUP, reply_to_message=AT_BOT), {"text": "And then?"}),
    (MockMessageText("/cities", user=ANN, chat=GROUP), {"kind": Kind.COMMAND, "command": "cities"}),
]
NOBODYS = [
    MockMessageText("Good morning, everybody", user=ANN, chat=GROUP),
    MockMessageText("/start@other_bot", user=ANN),
    MockMessageText("I am a bot as well", user=User(id=9, is_bot=True, first_name="Other")),
    MockMessageText("chosen from the bot's results", user=ANN, via_bot=BOT),
]
PLACES = [
    (membership(ChatMemberMember, ChatMemberBanned, PRIVATE), Kind.BLOCKED, "7", True),
    (membership(ChatMemberBanned, ChatMemberMember, PRIVATE), Kind.UNBLOCKED, "7", True),
    (membership(ChatMemberLeft, ChatMemberMember, GROUP), Kind.JOINED, "-100", False),
    (membership(ChatMemberMember, ChatMemberLeft, GROUP), Kind.BLOCKED, "-100", False),
]


async def event_of(**update: Any) -> Any:
    """What the routes make of an update; reading calls nothing."""
    bot = MockBot(dispatcher(ME), strict=True)
    dispatched = await bot.dispatch(Update(update_id=31, **update))
    assert 0 == len(dispatched.requests)
    return dispatched.result


def expected(message: Any, **fields: Any) -> Event:
    """The event of a message of Ann's."""
    thread = str(message.message_thread_id) if message.is_topic_message else ""
    replied = str(message.reply_to_message.message_id) if message.reply_to_message else ""
    known = {"kind": Kind.TEXT, "person": "7", "language": "ko", "private": message.chat.type == "private"}
    place = {"address": Address(NAME, str(message.chat.id), thread), "message": str(message.message_id)}
    return Event(**{"id": "31", **known, **place, "reply_to": replied, **fields})


@pytest.mark.parametrize(("message", "fields"), WRITTEN + ELSEWHERE)
async def test_messages_are_read(message, fields):
    assert expected(message, **fields) == await event_of(message=message)


async def test_an_edited_message_is_an_edit():
    message = MockMessageText("When was it ended?", user=ANN)
    assert expected(message, kind=Kind.EDITED, text=message.text) == await event_of(edited_message=message)


@pytest.mark.parametrize("message", NOBODYS)
async def test_what_is_none_of_its_business_is_no_event(message):
    assert await event_of(message=message) is None


async def test_a_place_on_the_map_cannot_be_read():
    message = MockMessageText(None, user=ANN, location=Location(latitude=35.1, longitude=129.0))
    assert expected(message, kind=Kind.UNREADABLE) == await event_of(message=message)


async def test_a_press_is_read():
    shown = MockMessageText("Shown", user=BOT, chat=PRIVATE)
    press = MockCallbackQuery("y:1:", user=ANN, message=shown)
    read = expected(shown, kind=Kind.PRESS, text="y:1:", callback=press.id)
    assert read == await event_of(callback_query=press)


async def test_an_inline_query_stands_in_a_line_of_its_own():
    query = InlineQuery(id="q1", from_user=ANN, query="Kushima", offset="")
    place = Address(NAME, "7", "inline")
    read = Event("31", Kind.INLINE, place, "7", text="Kushima", callback="q1", language="ko")
    assert read == await event_of(inline_query=query)


@pytest.mark.parametrize(("change", "kind", "chat", "private"), PLACES)
async def test_changes_of_membership_are_read(change, kind, chat, private):
    place = Address(NAME, chat)
    read = Event("31", kind, place, chat, text="@test_bot", language="ko", private=private)
    assert read == await event_of(my_chat_member=change)


async def test_other_kinds_of_updates_are_not_handled():
    posted = MockMessageText("News", user=ANN, chat=Chat(id=-5, type="channel", title="News"))
    assert await event_of(channel_post=posted) is UNHANDLED


async def delivered(delivery: Delivery) -> tuple[str, Any]:
    """The id that a delivery gives and the one call that it makes, which teremok has checked."""
    bot = MockBot()
    shown = await CitizensChannel(bot).deliver(delivery, 1)
    (call,) = bot.requests.all
    return shown, call


def rows(call: Any) -> tuple[tuple[Button, ...], ...]:
    """The buttons of a call."""
    return tuple(tuple(Button(one.text, one.callback_data) for one in row) for row in call.reply_markup.inline_keyboard)


async def test_send_shows_buttons_and_replies():
    message = Message(HELLO.lines, BUTTONS)
    shown, call = await delivered(Delivery(Action.SEND, Address(NAME, "-100", "5"), message, target="9"))
    assert "1" == shown
    assert (-100, 5, MARKED, "HTML") == (call.chat_id, call.message_thread_id, call.text, call.parse_mode)
    assert (9, True) == (call.reply_parameters.message_id, call.reply_parameters.allow_sending_without_reply)
    assert call.link_preview_options.is_disabled
    assert BUTTONS == rows(call)


async def test_send_without_more_is_plain():
    _, call = await delivered(Delivery(Action.SEND, CHAT, HELLO))
    assert [None] * 3 == [call.reply_markup, call.reply_parameters, call.message_thread_id]


async def test_edit_replaces_text_and_buttons():
    message = Message(HELLO.lines, BUTTONS)
    shown, call = await delivered(Delivery(Action.EDIT, CHAT, message, target="9"))
    assert isinstance(call, EditMessageText)
    assert ("9", 7, 9, MARKED, "HTML") == (shown, call.chat_id, call.message_id, call.text, call.parse_mode)
    assert BUTTONS == rows(call)


async def test_keyboard_replaces_buttons_alone():
    shown, call = await delivered(Delivery(Action.KEYBOARD, CHAT, Message((), BUTTONS), target="9"))
    assert isinstance(call, EditMessageReplyMarkup)
    assert ("9", 7, 9) == (shown, call.chat_id, call.message_id)
    assert BUTTONS == rows(call)


@pytest.mark.parametrize(("note", "text"), [("Thanks!", "Thanks!"), ("", None), ("x" * 300, "x" * 200)])
async def test_acknowledge_answers_the_press(note, text):
    shown, call = await delivered(Delivery(Action.ACKNOWLEDGE, CHAT, target="c1", note=note))
    assert isinstance(call, AnswerCallbackQuery)
    assert ("", "c1", text) == (shown, call.callback_query_id, call.text)


async def test_results_are_articles_in_html():
    result = Result("0", "Ports", "Harbour gazette", HELLO)
    shown, call = await delivered(Delivery(Action.RESULTS, CHAT, target="q1", results=(result,)))
    (article,) = call.results
    content = article.input_message_content
    assert ("", "q1", True, None) == (shown, call.inline_query_id, call.is_personal, call.button)
    assert ("0", "Ports", "Harbour gazette") == (article.id, article.title, article.description)
    assert (MARKED, "HTML", True) == (
        content.message_text,
        content.parse_mode,
        content.link_preview_options.is_disabled,
    )


async def test_no_results_lead_to_the_private_chat():
    _, call = await delivered(Delivery(Action.RESULTS, CHAT, target="q1", note="Ask in private"))
    assert ([], "Ask in private", "inline") == (call.results, call.button.text, call.button.start_parameter)
