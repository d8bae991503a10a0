"""What an update of the Bot API means. Attribute names are the Bot API's, so any framework's objects will do."""

import re
from dataclasses import dataclass, replace
from typing import Any

from bot.messaging.model import Address, Event, Kind

INLINE = "inline"
"""The topic under which a person's inline queries stand in line; they belong to no chat."""
UPDATES = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
"""The kinds of updates that mean something here."""
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?$", re.DOTALL)
_UNREADABLE = (
    *("photo", "video", "voice", "audio", "document", "sticker", "animation", "video_note", "location", "venue"),
    *("contact", "poll", "dice", "story", "paid_media", "game"),
)
_GONE = {"kicked", "left"}


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, and the name of the channel it serves."""

    channel: str
    identity: int
    username: str


def written(me: Me, update: int, message: Any, *, edited: bool = False) -> Event | None:
    """A message that somebody wrote to the bot; None for what is none of its business."""
    person = _person(me, message)
    if person is None or not _is_addressed(me, message):
        return None
    text = _without_mentions(me, message)
    event = Event(
        id=str(update),
        kind=Kind.EDITED if edited else Kind.TEXT,
        address=_address(me, message),
        person=person,
        text=text or _replied_text(me, message),
        message=str(message.message_id),
        reply_to=_replied(message),
        language=getattr(message.from_user, "language_code", None) or "",
        private=message.chat.type == "private",
        attached=not message.text and message.caption is not None,
    )
    return _as_command(me, event) if message.text else _as_attachment(message, event)


def pressed(me: Me, update: int, query: Any) -> Event | None:
    """A press of a button under a message that can still be reached."""
    if query.message is None or not query.data:
        return None
    return Event(
        id=str(update),
        kind=Kind.PRESS,
        address=_address(me, query.message),
        person=str(query.from_user.id),
        text=query.data,
        message=str(query.message.message_id),
        callback=query.id,
        language=query.from_user.language_code or "",
        private=query.message.chat.type == "private",
    )


def queried(me: Me, update: int, query: Any) -> Event:
    """An inline query, typed in any chat."""
    person = str(query.from_user.id)
    return Event(
        id=str(update),
        kind=Kind.INLINE,
        address=Address(me.channel, person, INLINE),
        person=person,
        text=query.query,
        callback=query.id,
        language=query.from_user.language_code or "",
    )


def membership(me: Me, update: int, change: Any) -> Event | None:
    """The bot was blocked, unblocked, or added to or removed from a group; a channel is nobody to talk to."""
    before, after = change.old_chat_member.status, change.new_chat_member.status
    private = change.chat.type == "private"
    if change.chat.type == "channel":
        return None
    if after in _GONE:
        kind = Kind.BLOCKED
    elif before in _GONE:
        kind = Kind.UNBLOCKED if private else Kind.JOINED
    else:
        return None
    return Event(
        id=str(update),
        kind=kind,
        address=Address(me.channel, str(change.chat.id)),
        person=str(change.chat.id),
        text=f"@{me.username}",
        language=change.from_user.language_code or "",
        private=private,
    )


def _address(me: Me, message: Any) -> Address:
    in_topic = getattr(message, "is_topic_message", None) and message.message_thread_id
    return Address(me.channel, str(message.chat.id), str(message.message_thread_id) if in_topic else "")


def _person(me: Me, message: Any) -> str | None:
    """Who wrote it: a person, or a group's anonymous administrator; None for bots, channels, our own inline results."""
    via = getattr(message, "via_bot", None)
    if (via is not None and via.id == me.identity) or getattr(message, "is_automatic_forward", None):
        return None
    if message.chat.type == "channel" or message.from_user is None:
        return None
    if message.sender_chat is not None:
        return str(message.sender_chat.id)
    return None if message.from_user.is_bot else str(message.from_user.id)


def _is_addressed(me: Me, message: Any) -> bool:
    """In a group only what mentions the bot, replies to it or is a command counts."""
    if message.chat.type == "private":
        return True
    replied = _target(message)
    to_me = replied is not None and replied.from_user is not None and replied.from_user.id == me.identity
    command = _COMMAND.match(message.text or "")
    for_me = command is not None and (command[2] or me.username).casefold() == me.username.casefold()
    return to_me or for_me or bool(_mentions(me, message))


def _mentions(me: Me, message: Any) -> list[tuple[int, int]]:
    """Where the bot is mentioned, in UTF-16 units."""
    text = _encoded(message)
    found = []
    for entity in (message.entities if message.text else message.caption_entities) or ():
        start, end = entity.offset, entity.offset + entity.length
        named = text[2 * start : 2 * end].decode("utf-16-le", "replace").casefold()
        by_name = entity.type == "mention" and named == f"@{me.username}".casefold()
        if by_name or (entity.type == "text_mention" and entity.user.id == me.identity):
            found.append((start, end))
    return found


def _without_mentions(me: Me, message: Any) -> str:
    text = _encoded(message)
    for start, end in reversed(_mentions(me, message)):
        text = text[: 2 * start] + text[2 * end :]
    return text.decode("utf-16-le", "surrogatepass").strip()


def _encoded(message: Any) -> bytes:
    written: str = message.text or message.caption or ""
    return written.encode("utf-16-le", "surrogatepass")


def _target(message: Any) -> Any:
    """What it replies to; in a topic, what is no reply comes as one to the message that opened the topic."""
    replied = message.reply_to_message
    return None if getattr(replied, "forum_topic_created", None) is not None else replied


def _replied(message: Any) -> str:
    replied = _target(message)
    return str(replied.message_id) if replied is not None else ""


def _replied_text(me: Me, message: Any) -> str:
    """Who only mentions the bot under somebody's message asks what that message asks."""
    replied = _target(message)
    if replied is None or not _mentions(me, message):
        return ""
    return str(replied.text or replied.caption or "")


def _as_command(me: Me, event: Event) -> Event | None:
    command = _COMMAND.match(event.text)
    if command is None:
        return event if event.text else None
    if event.kind is Kind.EDITED:
        return None
    if command[2] and command[2].casefold() != me.username.casefold():
        return None
    return replace(event, kind=Kind.COMMAND, command=command[1].lower(), text=(command[3] or "").strip())


def _as_attachment(message: Any, event: Event) -> Event | None:
    if event.text:
        return event
    unreadable = any(getattr(message, kind, None) is not None for kind in _UNREADABLE)
    return replace(event, kind=Kind.UNREADABLE) if unreadable and event.kind is Kind.TEXT else None
