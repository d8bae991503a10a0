"""What a body of Slack's means, and what is none of the assistant's business."""

import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.connecting import Me
from bot.channels.slack.intake import Welcome
from bot.channels.slack.places import Places
from bot.channels.slack.reading import Reader
from bot.messaging.model import Address, Event, Kind

Json = dict[str, Any]
ME = Me("TCITY", "UDESK", "BDESK", "https://city.example.org/")
ROOMS = {"tickets": "CTICKETS", "escalation": "CESCALATION", "digest": "CDIGEST"}
KIM: Json = {"user": "UKIM", "ts": "100.1", "channel": "CHALL", "channel_type": "channel", "text": "Where is Kushima?"}
DIRECT = KIM | {"channel": "DKIM", "channel_type": "im"}
THREAD = KIM | {"channel": "CTICKETS", "channel_type": "group", "thread_ts": "90.1"}
NAMED = {"text": "<@UDESK> Where is Kushima?"}
FILE = {"id": "F1", "name": "list.pdf"}
AT_KIMS = Address("slack", "ask:UKIM")


def reader() -> Reader:
    return Reader(ME, Places(AsyncWebClient(), ROOMS))


def happened(kind: str = "message", **event: Any) -> Event | None:
    """What an event of a subscription means."""
    return reader().event({"type": "event_callback", "event_id": "Ev1", "event": {"type": kind, **event}})


def said(chat: str, thread: str = "", **fields: Any) -> Event:
    """Kim's question as an event."""
    given: Json = {"kind": Kind.TEXT, "text": "Where is Kushima?", "message": "100.1", "callback": "UKIM:"} | fields
    return Event(address=Address("slack", chat, thread), person="UKIM", **given)


def changed(before: Json, after: Json | None = None, **event: Any) -> Event | None:
    """What a changed or, without what it is now, a deleted message means."""
    places = {"channel": before["channel"], "channel_type": before["channel_type"], "previous_message": before}
    now = {"subtype": "message_changed", "message": after} if after else {"subtype": "message_deleted"}
    return happened(**places, **now, event_ts="120.1", **event)


# Written messages


def test_a_message_in_a_direct_conversation_is_a_question() -> None:
    assert said("ask:UKIM", id="DKIM:100.1") == happened(**DIRECT)


def test_a_direct_conversation_is_known_by_its_id_where_slack_does_not_name_its_kind() -> None:
    assert said("ask:UKIM", id="DKIM:100.1") == happened(**DIRECT | {"channel_type": None})


def test_a_message_in_a_thread_of_a_direct_conversation_carries_its_root() -> None:
    expected = said("ask:UKIM", "90.1", id="DKIM:100.1", callback="UKIM:90.1")
    assert expected == happened(**DIRECT, thread_ts="90.1")


def test_a_message_in_a_thread_of_a_room_is_overheard() -> None:
    expected = said("tickets", "90.1", id="CTICKETS:100.1", callback="UKIM:90.1", private=False, addressed=False)
    assert expected == happened(**THREAD)


def test_a_reply_that_is_also_sent_to_the_room_is_one_in_its_thread() -> None:
    assert happened(**THREAD) == happened(**THREAD, subtype="thread_broadcast")


@pytest.mark.parametrize("channel", ["CHALL", "CTICKETS", "CDIGEST"])
def test_what_is_said_to_everybody_is_none_of_its_business(channel: str) -> None:
    assert None is happened(**KIM | {"channel": channel})


def test_a_mention_in_a_channel_begins_a_thread() -> None:
    assert said("CHALL", "100.1", id="CHALL:100.1", private=False) == happened("app_mention", **KIM | NAMED)


def test_a_mention_in_a_thread_stays_in_it() -> None:
    expected = said("CHALL", "90.1", id="CHALL:100.1", callback="UKIM:90.1", private=False)
    assert expected == happened("app_mention", **KIM | NAMED, thread_ts="90.1")


@pytest.mark.parametrize("room", ["tickets", "escalation", "digest"])
def test_a_mention_in_a_room_is_a_question_to_the_assistant(room: str) -> None:
    fields: Json = {"kind": Kind.COMMAND, "command": "ask", "private": False}
    expected = said(room, "90.1", id=f"{ROOMS[room]}:100.1", callback="UKIM:90.1", **fields)
    assert expected == happened("app_mention", **THREAD | NAMED | {"channel": ROOMS[room]})


def test_a_name_in_a_direct_conversation_is_not_part_of_the_question() -> None:
    assert said("ask:UKIM", id="DKIM:100.1") == happened(**DIRECT | NAMED)


def test_a_mention_is_read_of_rich_text() -> None:
    parts = [{"type": "user", "user_id": "UDESK"}, {"type": "text", "text": " Where is Kushima?"}]
    block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}
    assert happened(**KIM | NAMED) == happened(**KIM | {"text": "", "blocks": [block]})


@pytest.mark.parametrize("where", [{}, {"channel": "CTICKETS"}, {"thread_ts": "90.1"}])
def test_one_message_is_the_same_event_in_either_guise(where: Json) -> None:
    mention = KIM | NAMED | where
    assert happened(**mention) == happened("app_mention", **{**mention, "channel_type": None})


def test_a_mention_of_somebody_else_is_none_of_its_business() -> None:
    assert None is happened(**KIM | {"text": "<@UDESK2> Where is Kushima?"})


def test_a_message_with_a_file_tells_that_there_was_more() -> None:
    expected = said("ask:UKIM", id="DKIM:100.1", attached=True)
    assert expected == happened(**DIRECT, subtype="file_share", files=[FILE])


def test_a_file_alone_is_a_message_without_words() -> None:
    expected = said("ask:UKIM", id="DKIM:100.1", attached=True, text="")
    assert expected == happened(**DIRECT | {"text": ""}, subtype="file_share", files=[FILE])


@pytest.mark.parametrize(
    "author",
    [{"user": "UDESK"}, {"user": "UOTHER", "bot_id": "BOTHER"}, {"user": None, "bot_id": "BOTHER"}, {"user": None}],
)
@pytest.mark.parametrize("kind", ["message", "app_mention"])
def test_what_bots_say_is_no_question(author: Json, kind: str) -> None:
    assert [None, None] == [happened(kind, **{**where, **NAMED, **author}) for where in (DIRECT, THREAD)]


@pytest.mark.parametrize("subtype", ["bot_message", "channel_join", "channel_topic", "message_replied", "reminder_add"])
def test_what_slack_tells_of_a_channel_is_no_question(subtype: str) -> None:
    assert [None, None] == [happened(**where, subtype=subtype) for where in (DIRECT, THREAD)]


# Changed messages


def test_an_edit_is_an_event_of_its_own() -> None:
    after = DIRECT | {"text": "Where is Busan?", "edited": {"user": "UKIM", "ts": "110.1"}}
    expected = said("ask:UKIM", id="DKIM:100.1:110.1", kind=Kind.EDITED, text="Where is Busan?", addressed=False)
    assert expected == changed(DIRECT, after)


def test_an_edit_in_a_thread_stays_in_it() -> None:
    fields: Json = {"kind": Kind.EDITED, "text": "No.", "private": False, "addressed": False, "callback": "UKIM:90.1"}
    after = THREAD | {"text": "No.", "edited": {"ts": "110.1"}}
    assert said("tickets", "90.1", id="CTICKETS:100.1:110.1", **fields) == changed(THREAD, after)


def test_an_edit_without_its_time_is_known_by_when_it_was_told() -> None:
    edit = changed(DIRECT, DIRECT | {"text": "Where is Busan?"})
    assert "DKIM:100.1:120.1" == (edit and edit.id)


def test_what_slack_adds_to_a_message_is_no_edit() -> None:
    unfurled = {"attachments": [{"from_url": "https://example.org", "text": "A page"}], "edited": {"ts": "110.1"}}
    assert None is changed(DIRECT, DIRECT | unfurled)


@pytest.mark.parametrize("author", [{"user": "UDESK"}, {"user": "UOTHER", "bot_id": "BOTHER"}])
def test_what_bots_change_or_delete_is_nothing(author: Json) -> None:
    before = DIRECT | author
    assert [None, None] == [changed(before, before | {"text": "now"}), changed(before)]


def test_a_deleted_message_is_deleted() -> None:
    expected = said("ask:UKIM", id="DKIM:100.1:deleted", kind=Kind.DELETED, text="", addressed=False)
    assert expected == changed(DIRECT, deleted_ts="100.1")


def test_a_root_that_is_deleted_under_its_thread_is_deleted() -> None:
    before = KIM | {"thread_ts": "100.1"}
    tombstone = {"subtype": "tombstone", "user": "USLACKBOT", "ts": "100.1", "text": "This message was deleted."}
    fields: Json = {"kind": Kind.DELETED, "text": "", "addressed": False, "private": False, "callback": "UKIM:100.1"}
    assert said("CHALL", "100.1", id="CHALL:100.1:deleted", **fields) == changed(before, tombstone)


def test_a_deletion_of_what_slack_does_not_show_is_nothing() -> None:
    assert None is happened(subtype="message_deleted", channel="DKIM", channel_type="im", deleted_ts="100.1")


# What is opened


def test_the_home_tab_shows_how_everything_stands() -> None:
    expected = Event("Ev1", Kind.COMMAND, AT_KIMS, "UKIM", command="home", callback="UKIM:")
    assert expected == happened("app_home_opened", user="UKIM", channel="DKIM", tab="home")


def test_the_tab_of_messages_shows_nothing_of_ours() -> None:
    assert None is happened("app_home_opened", user="UKIM", channel="DKIM", tab="messages")


def test_a_thread_with_the_assistant_begins_with_a_welcome_in_it() -> None:
    place = {"user_id": "UKIM", "channel_id": "DKIM", "thread_ts": "90.1"}
    address = Address("slack", "ask:UKIM", "90.1")
    expected = Event("begun:90.1", Kind.COMMAND, address, "UKIM", command="start", callback="UKIM:90.1")
    assert expected == happened("assistant_thread_started", assistant_thread=place)


@pytest.mark.parametrize("body", [{}, {"event": None}, {"event": {}}, {"event": {"type": "reaction_added"}}])
def test_what_was_not_asked_for_is_nothing(body: Json) -> None:
    assert None is reader().event(body)


# Buttons, commands and forms


def pressed(**container: Any) -> Event | None:
    action = {"action_id": "press-0-0", "value": "claim:T1", "action_ts": "130.1"}
    return reader().press({"user": {"id": "UKIM"}, "actions": [action], "container": container})


@pytest.mark.parametrize(
    ("channel", "thread", "expected"),
    [
        ("CTICKETS", {}, (Address("slack", "tickets", "95.1"), "UKIM:", False)),
        ("CTICKETS", {"thread_ts": "90.1"}, (Address("slack", "tickets", "90.1"), "UKIM:90.1", False)),
        ("CHALL", {"is_ephemeral": True}, (Address("slack", "CHALL", "95.1"), "UKIM:", False)),
        ("DKIM", {"thread_ts": "90.1"}, (Address("slack", "ask:UKIM", "90.1"), "UKIM:90.1", True)),
    ],
)
def test_a_pressed_button_is_told_with_its_place(channel: str, thread: Json, expected: tuple[Any, str, bool]) -> None:
    address, callback, private = expected
    event = pressed(type="message", channel_id=channel, message_ts="95.1", **thread)
    told: Json = {"text": "claim:T1", "message": "95.1", "callback": callback, "private": private}
    assert Event("press:UKIM:130.1", Kind.PRESS, address, "UKIM", **told) == event


def test_a_button_on_the_home_tab_is_nothing() -> None:
    assert None is pressed(type="view", view_id="V1")


def commanded(text: str | None) -> Event:
    return reader().command({"user_id": "UKIM", "channel_id": "CTICKETS", "trigger_id": "1.2", "text": text})


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("status", "status", ""),
        ("STATUS  P88D-Z16P ", "status", "P88D-Z16P"),
        ("digest", "digest", ""),
        ("help", "help", ""),
        ("  ", "help", ""),
        (None, "help", ""),
    ],
)
def test_a_slash_command_looks_how_things_stand(text: str | None, command: str, argument: str) -> None:
    told: Json = {"text": argument, "command": command, "callback": "UKIM:"}
    assert Event("command:1.2", Kind.COMMAND, Address("slack", "tickets"), "UKIM", **told) == commanded(text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ask Where is Kushima?", "Where is Kushima?"),
        ("Ask  Where is Kushima? ", "Where is Kushima?"),
        ("Where is Kushima?", "Where is Kushima?"),
        ("asking for a list", "asking for a list"),
        ("ask", "ask"),
        ("home", "home"),
    ],
)
def test_any_other_slash_command_is_a_question_that_is_answered_alone(text: str, question: str) -> None:
    assert Event("command:1.2", Kind.TEXT, AT_KIMS, "UKIM", question, callback="UKIM:") == commanded(text)


def test_a_form_that_was_sent_is_a_command_in_the_room_it_came_from() -> None:
    place = {"ticket": "T1", "root": "90.1", "room": "escalation"}
    view = {"id": "V1", "hash": "h1", "private_metadata": json.dumps(place)}
    event = reader().submission({"user": {"id": "UKIM"}, "view": view}, {"question": "Where?", "owner": "Kim"})
    told: Json = {"text": json.dumps({"question": "Where?", "owner": "Kim", "ticket": "T1"}), "command": "publish"}
    address = Address("slack", "escalation", "90.1")
    assert Event("view:V1:h1", Kind.COMMAND, address, "UKIM", callback="UKIM:", private=False, **told) == event


# Workspaces


@pytest.mark.parametrize(
    ("body", "welcome"),
    [
        ({"team_id": "TCITY"}, True),
        ({"team": {"id": "TCITY", "domain": "city"}}, True),
        ({"team": "TCITY"}, True),
        ({"team_id": "TELSE", "authorizations": [{"team_id": "TCITY"}]}, True),
        ({"team_id": "TELSE", "context_team_id": "TCITY"}, True),
        ({"team_id": "TELSE", "team": {"id": "TELSE"}, "authorizations": []}, False),
        ({"team": None, "authorizations": None}, False),
        ({}, False),
    ],
)
def test_only_our_workspaces_are_read(body: Json, welcome: bool) -> None:
    assert welcome == Welcome(frozenset({"TCITY"}))(body)
