"""What an update of Telegram means, and what is none of the bot's business."""

from dataclasses import replace
from typing import Any

import pytest
from aiogram.types import Update
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import reading
from bot.channels.telegram.reading import Me
from bot.messaging.model import Address, Event, Kind

ME = Me("telegram", 99, "City_Bot")
MINA = {"id": 7, "is_bot": False, "first_name": "Mina", "language_code": "ko"}
BOT = {"id": 99, "is_bot": True, "first_name": "City", "username": "City_Bot"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup", "title": "Exchange"}
CHANNEL = {"id": -200, "type": "channel", "title": "News"}
ANSWER = {"message_id": 40, "date": 1, "chat": GROUP, "from": BOT, "text": "Three cities."}
TALK = {"message_id": 41, "date": 1, "chat": GROUP, "from": MINA | {"id": 8}, "text": "Is Kushima a sister city?"}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
FILE = {"file_id": "f", "file_unique_id": "u"}
HAPPENINGS = [{"new_chat_members": [MINA]}, {"left_chat_member": MINA}, {"pinned_message": TALK}]
VOICE = {"voice": FILE | {"duration": 1}}
READERS = {
    "message": reading.written,
    "edited_message": lambda *given: reading.written(*given, edited=True),
    "channel_post": reading.written,
    "callback_query": reading.pressed,
    "inline_query": reading.queried,
    "my_chat_member": reading.membership,
}


def read(kind: str, **content: Any) -> Event | None:
    """What an update means that has arrived as aiogram's object."""
    update = Update.model_validate({"update_id": 1001, kind: {key.rstrip("_"): it for key, it in content.items()}})
    return READERS[kind](ME, update.update_id, getattr(update, kind))


def write(chat: dict[str, Any] = PRIVATE, kind: str = "message", **content: Any) -> Event | None:
    """What a message of Mina's means."""
    return read(kind, **({"message_id": 5, "date": 1, "chat": chat, "from": MINA} | content))


def text(event: Event | None) -> str | None:
    return event and event.text


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def mention(before: str, name: str = "@city_bot", kind: str = "mention", **fields: Any) -> list[dict[str, Any]]:
    """The entity of a mention after some text."""
    return [{"type": kind, "offset": units(before), "length": units(name)} | fields]


# In a private chat


def test_a_private_text():
    expected = Event("1001", Kind.TEXT, Address("telegram", "7"), "7", "Where is Kushima?", message="5", language="ko")
    assert expected == write(text=" Where is Kushima?\n")


def test_a_text_of_half_a_character_is_a_text():
    assert "\ud83d where?" == text(write(text="\ud83d where?"))


def test_what_is_replied_to_is_known():
    assert "40" == write(text="and Tarnby?", reply_to_message=ANSWER).reply_to


@pytest.mark.parametrize(
    ("expected", "written"),
    [
        (("start", ""), "/start"),
        (("start", "ko_city-kushima"), "/start ko_city-kushima"),
        (("language", "한국어 please"), "/LANGUAGE  한국어 please "),
        (("cities", "Japan\nand Korea"), "/cities\nJapan\nand Korea"),
        (("help", "me"), "/help@city_BOT me"),
    ],
)
@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_a_command_and_its_payload(expected, written, chat):
    event = write(chat, text=written)
    assert (Kind.COMMAND, *expected) == (event.kind, event.command, event.text)


@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_a_command_for_another_bot_is_left_to_it(chat):
    assert write(chat, text="/help@other_bot me") is None
    assert write(chat, text="/help@other_bot me", reply_to_message=ANSWER) is None


@pytest.mark.parametrize("written", ["/path/to", "see /help", "/", "/ help", "/помощь", "//help"])
def test_what_only_looks_like_a_command_is_a_text(written):
    assert (Kind.TEXT, written) == ((event := write(text=written)).kind, event.text)
    assert write(GROUP, text=written) is None


def test_an_edited_text():
    event = write(text="Where is Tarnby?", kind="edited_message", edit_date=2)
    assert (Kind.EDITED, "5", "Where is Tarnby?") == (event.kind, event.message, event.text)


def test_an_edited_command_is_not_run_again():
    assert write(text="/forget", kind="edited_message", edit_date=2) is None


def test_a_picture_with_a_caption_is_a_text_with_something_attached():
    event = write(photo=PHOTO, caption="Where is this?")
    assert (Kind.TEXT, "Where is this?", True) == (event.kind, event.text, event.attached)
    assert not write(text="Where is this?").attached


@pytest.mark.parametrize(
    "content",
    [
        {"photo": PHOTO},
        {"photo": PHOTO, "media_group_id": "m"},
        VOICE,
        {"document": FILE},
        {"sticker": FILE | {"type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}},
        {"location": {"latitude": 35.1, "longitude": 129.0}},
        {"contact": {"phone_number": "1", "first_name": "A"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
)
def test_what_holds_no_text_is_unreadable(content):
    event = write(**content)
    assert (Kind.UNREADABLE, "", "5") == (event.kind, event.text, event.message)
    assert write(**content, kind="edited_message", edit_date=2) is None


def test_of_an_album_every_picture_comes_by_itself():
    album = [write(photo=PHOTO, media_group_id="m", message_id=number) for number in (5, 6)]
    assert [(Kind.UNREADABLE, "5"), (Kind.UNREADABLE, "6")] == [(event.kind, event.message) for event in album]


@pytest.mark.parametrize("content", [*HAPPENINGS, {"text": " \n"}, {"text": ""}])
@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_what_happens_to_a_chat_and_what_is_blank_means_nothing(content, chat):
    assert write(chat, **content) is None
    assert write(chat, **content, reply_to_message=ANSWER) is None


@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_what_the_bot_itself_suggested_is_no_question(chat):
    assert write(chat, text="Where? @City_Bot", entities=mention("Where? "), via_bot=BOT) is None
    assert "Where?" == text(write(text="Where?", via_bot=BOT | {"id": 98}))


# In a group


@pytest.mark.parametrize("content", [{"text": "Where is Kushima?"}, {"photo": PHOTO}, {"caption": "x", "photo": PHOTO}])
def test_what_a_group_talks_about_is_none_of_its_business(content):
    assert write(GROUP, **content) is None
    assert write(GROUP, **content, reply_to_message=TALK) is None


def test_a_mention_is_a_question_without_the_mention():
    event = write(GROUP, text="@city_bot where is Kushima?", entities=mention(""))
    assert ("where is Kushima?", "-100", "7", False) == (event.text, event.address.chat, event.person, event.private)


@given(st.text(), st.text(), st.sampled_from(["", "😀", "👩‍👩‍👧 ", "𝔘", "e\u0301"]))
def test_a_mention_is_found_whatever_stands_before_it(before, after, emoji):
    before = f"Where? {emoji}{before}"
    event = write(GROUP, text=f"{before}@CITY_bot{after}", entities=mention(before))
    assert (Kind.TEXT, f"{before}{after}".strip()) == (event.kind, event.text)


def test_a_mention_of_another_is_none():
    assert write(GROUP, text="@city_bots where?", entities=mention("", "@city_bots")) is None
    assert write(GROUP, text="city_bot where?") is None
    assert write(GROUP, text="Mina where?", entities=mention("", "Mina", "text_mention", user=MINA)) is None


def test_a_mention_by_first_name_is_a_mention():
    assert "where?" == text(write(GROUP, text="City where?", entities=mention("", "City", "text_mention", user=BOT)))


def test_all_mentions_go():
    entities = mention("😀 ") + mention("😀 @city_bot where? ")
    assert ["😀", "where?"] == write(GROUP, text="😀 @city_bot where? @city_bot", entities=entities).text.split()


def test_a_command_may_be_mentioned():
    event = write(GROUP, text="@city_bot /cities Japan", entities=mention(""))
    assert (Kind.COMMAND, "cities", "Japan") == (event.kind, event.command, event.text)


def test_a_mention_in_a_caption_counts():
    event = write(GROUP, photo=PHOTO, caption="where? @city_bot", caption_entities=mention("where? "))
    assert ("where?", True) == (event.text, event.attached)


def test_who_only_mentions_the_bot_under_a_message_asks_what_that_asks():
    event = write(GROUP, text="@city_bot", entities=mention(""), reply_to_message=TALK)
    assert ("Is Kushima a sister city?", "41", "7") == (event.text, event.reply_to, event.person)
    assert write(GROUP, text="@city_bot", entities=mention("")) is None


def test_a_reply_to_the_bot_is_for_it():
    event = write(GROUP, text="and Tarnby?", reply_to_message=ANSWER)
    assert (Kind.TEXT, "and Tarnby?", "40") == (event.kind, event.text, event.reply_to)
    assert Kind.UNREADABLE is write(GROUP, **VOICE, reply_to_message=ANSWER).kind


def test_a_topic_is_a_conversation_of_its_own():
    said = {"text": "and Tarnby?", "reply_to_message": ANSWER, "message_thread_id": 77}
    assert Address("telegram", "-100", "77") == write(GROUP, **said, is_topic_message=True).address
    assert Address("telegram", "-100") == write(GROUP, **said).address


@pytest.mark.parametrize("opener", [MINA, BOT])
def test_what_is_said_in_a_topic_is_no_reply_to_the_message_that_opened_it(opener):
    opening = {"message_id": 77, "date": 1, "chat": GROUP, "from": opener}
    opening["forum_topic_created"] = {"name": "Sister cities", "icon_color": 7322096}
    topic = {"reply_to_message": opening, "message_thread_id": 77, "is_topic_message": True}
    assert write(GROUP, text="Where is Kushima?", **topic) is None
    assert "" == write(GROUP, text="@city_bot where?", entities=mention(""), **topic).reply_to


def test_an_anonymous_administrator_asks_as_the_group():
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    event = write(GROUP, text="/cities", from_=anonymous, sender_chat=GROUP)
    assert (Kind.COMMAND, "-100", "-100") == (event.kind, event.person, event.address.chat)


def test_other_bots_and_channels_are_not_answered():
    asking = {"text": "@city_bot where?", "entities": mention("")}
    assert write(GROUP, **asking, from_=BOT | {"id": 98}) is None
    assert write(GROUP, **asking, sender_chat=CHANNEL, is_automatic_forward=True) is None
    for author in ({}, {"from_": MINA}, {"sender_chat": CHANNEL}):
        assert read("channel_post", message_id=5, date=1, chat=CHANNEL, **author, **asking) is None


# Buttons, inline queries, membership


def press(**content: Any) -> Event | None:
    return read("callback_query", **({"id": "c1", "from": MINA, "chat_instance": "x", "data": "good:i1"} | content))


@pytest.mark.parametrize("date", [1, 0])
def test_a_press_counts_even_where_the_message_can_no_longer_be_read(date):
    event = press(message={"message_id": 40, "date": date, "chat": PRIVATE})
    expected = Event("1001", Kind.PRESS, Address("telegram", "7"), "7", "good:i1", message="40", callback="c1")
    assert replace(expected, language="ko") == event


def test_a_press_in_a_topic_of_a_group():
    event = press(message=ANSWER | {"message_thread_id": 77, "is_topic_message": True})
    assert (Address("telegram", "-100", "77"), "7", False) == (event.address, event.person, event.private)


@pytest.mark.parametrize("content", [{}, {"inline_message_id": "i"}, {"message": ANSWER, "data": None}])
def test_a_press_that_says_nothing_or_is_nowhere_means_nothing(content):
    assert press(**content) is None


def test_an_inline_query_belongs_to_a_person():
    event = read("inline_query", id="q1", from_=MINA, query="kushima", offset="")
    address = Address("telegram", "7", reading.INLINE)
    assert Event("1001", Kind.INLINE, address, "7", "kushima", callback="q1", language="ko") == event


def member(status: str) -> dict[str, Any]:
    rights = {"until_date": 0} if status == "kicked" else {}
    return {"status": status, "user": BOT} | rights


@pytest.mark.parametrize(
    ("expected", "chat", "before", "after"),
    [
        (Kind.BLOCKED, PRIVATE, "member", "kicked"),
        (Kind.UNBLOCKED, PRIVATE, "kicked", "member"),
        (Kind.JOINED, GROUP, "left", "member"),
        (Kind.JOINED, GROUP, "kicked", "member"),
        (Kind.BLOCKED, GROUP, "member", "left"),
        (Kind.BLOCKED, GROUP, "member", "kicked"),
        (None, GROUP, "member", "member"),
        (None, CHANNEL, "left", "member"),
    ],
)
def test_where_the_bot_is_and_is_not(expected, chat, before, after):
    change = {"old_chat_member": member(before), "new_chat_member": member(after)}
    event = read("my_chat_member", chat=chat, from_=MINA, date=1, **change)
    assert expected == (event and event.kind)
    if event:
        assert (str(chat["id"]), str(chat["id"])) == (event.address.chat, event.person)
        assert (chat is PRIVATE, "@City_Bot", "ko") == (event.private, event.text, event.language)
