"""What the fields of a request name."""

import re
import secrets
from collections.abc import Mapping

from bot.messaging.model import Line, Message
from bot.web.ports import Post, Rooms
from bot.web.problems import Problem
from bot.web.security import LONGEST

_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = 200
"""Characters of a key that count."""


async def found(rooms: Rooms, number: str) -> Post | None:
    """A post by its number; None for whatever is no number of a post."""
    return await rooms.found(int(number)) if _NUMBER.fullmatch(number) else None


def carries(post: Post, data: str) -> bool:
    """Whether a button with this data stands under a post."""
    return any(button.data == data for row in post.message.keyboard for button in row)


def key_of(fields: Mapping[str, str]) -> str:
    """What makes a form that is sent twice one; a new one where the form has none."""
    return fields.get("key", "")[:_KEY] or secrets.token_urlsafe(9)


def text_of(fields: Mapping[str, str]) -> str:
    """What was written; 400 where it is nothing, 413 where it is too long."""
    text = fields.get("text", "").replace("\r\n", "\n").strip()
    if not text:
        raise Problem(400, "empty")
    if len(text) > LONGEST:
        raise Problem(413, "long", limit=LONGEST)
    return text


def lines_of(text: str) -> Message:
    """What was written, as a message."""
    return Message(tuple(map(Line, text.split("\n"))))
