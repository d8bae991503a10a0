"""What is said on the web pages."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database, either
from bot.adapters.store.desk_tables import POSTS
from bot.adapters.store.encoding import MESSAGE, Moment
from bot.messaging.model import Message
from bot.web.ports import Post


@dataclass(frozen=True, slots=True)
class Posted:
    """A post and the key that makes it one."""

    post: Post
    key: str


@dataclass(frozen=True, slots=True)
class Edit:
    """What a post says from now on."""

    number: int
    message: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """Posts to be deleted: of a ticket in a room, or all of the room."""

    channel: str
    chat: str
    ticket: str


_NUMBER = re.compile("[1-9][0-9]{0,17}")
"""A post's, as a thread is called after it."""
_COLUMNS = (
    POSTS.c.channel,
    POSTS.c.chat,
    POSTS.c.thread,
    POSTS.c.author,
    POSTS.c.payload,
    POSTS.c.at,
    POSTS.c.ticket,
    POSTS.c.seen_by,
    POSTS.c.number,
    POSTS.c.edited_at,
)
_PUT = either(lambda insert: insert(POSTS).on_conflict_do_nothing().returning(POSTS.c.number))
_KNOWN = select(POSTS.c.number).where(POSTS.c.key == bindparam("of_key"))
_THIS = POSTS.c.number == bindparam("this")
_EDIT = update(POSTS).where(_THIS).values(payload=bindparam("said"), edited_at=bindparam("moment", type_=Moment()))
_FOUND = select(*_COLUMNS).where(_THIS)
_ROOM = (POSTS.c.channel == bindparam("channel"), POSTS.c.chat == bindparam("chat"))
_VISIBLE = or_(POSTS.c.seen_by == "", POSTS.c.seen_by == bindparam("person"))
_SAID = (
    select(*_COLUMNS)
    .where(*_ROOM, _VISIBLE, or_(POSTS.c.thread == bindparam("thread"), POSTS.c.number == bindparam("root")))
    .order_by(POSTS.c.number.desc())
    .limit(bindparam("most"))
)
_REPLIES = (
    select(POSTS.c.thread, func.count())
    .where(*_ROOM, _VISIBLE, POSTS.c.thread.in_(bindparam("threads", expanding=True)))
    .group_by(POSTS.c.thread)
)
_NEWEST = (
    select(POSTS.c.chat, func.max(POSTS.c.number))
    .where(POSTS.c.channel == bindparam("channel"), POSTS.c.chat.in_(bindparam("chats", expanding=True)))
    .group_by(POSTS.c.chat)
)
_REMOVE = delete(POSTS).where(_THIS)
_OF_ROOM = (POSTS.c.channel == bindparam("of_channel"), POSTS.c.chat == bindparam("of_chat"))
_ERASE_ROOM = delete(POSTS).where(*_OF_ROOM)
_ERASE_TICKET = _ERASE_ROOM.where(POSTS.c.ticket == bindparam("of_ticket"))


class SqlRooms(Database):
    """`bot.web.ports.Rooms`."""

    async def post(self, post: Post, key: str) -> int:
        """Keep a post once; returns its number."""
        return await self.write(_post, Posted(post, key))

    async def edit(self, number: int, message: Message, at: datetime) -> bool:
        """Replace what a post says."""
        return await self.write(_edit, Edit(number, message, at))

    async def found(self, number: int) -> Post | None:
        """One post."""
        rows = await self.read(_FOUND, this=number)
        return _read(rows[0]) if rows else None

    async def said(self, channel: str, chat: str, thread: str, person: str, limit: int) -> list[Post]:
        """The last posts that a person sees, oldest first."""
        root = int(thread) if _NUMBER.fullmatch(thread) else 0
        place = {"channel": channel, "chat": chat, "thread": thread, "root": root}
        rows = await self.read(_SAID, **place, person=person, most=max(limit, 0))
        return [_read(row) for row in reversed(rows)]

    async def replies(self, channel: str, chat: str, person: str, numbers: Sequence[int]) -> dict[int, int]:
        """How many replies hang on posts."""
        threads = [str(number) for number in numbers]
        rows = await self.read(_REPLIES, channel=channel, chat=chat, person=person, threads=threads)
        return {int(thread): count for thread, count in rows}

    async def newest(self, channel: str, chats: Sequence[str]) -> dict[str, int]:
        """The highest number in each room."""
        rows = await self.read(_NEWEST, channel=channel, chats=list(chats))
        return {str(chat): int(number) for chat, number in rows}

    async def remove(self, number: int) -> None:
        """Delete one post."""
        await self.write(_remove, number)

    async def erase(self, channel: str, chat: str, ticket: str) -> None:
        """Delete posts of a ticket, or all of a room."""
        await self.write(_erase, Erasure(channel, chat, ticket))


def _read(row: Sequence[Any]) -> Post:
    channel, chat, thread, author, payload, *rest = row
    return Post(channel, chat, thread, author, MESSAGE.load(payload), *rest)


async def _post(connection: AsyncConnection, posted: Sequence[Posted]) -> list[int]:
    return [await _post_one(connection, one) for one in posted]


async def _post_one(connection: AsyncConnection, one: Posted) -> int:
    number = (await connection.execute(_PUT[connection.dialect.name], _row(one))).scalar()
    if number is None:
        number = (await connection.execute(_KNOWN, {"of_key": one.key})).scalar_one()
    return int(number)


def _row(one: Posted) -> dict[str, Any]:
    post = one.post
    return {
        "key": one.key,
        "channel": post.channel,
        "chat": post.chat,
        "thread": post.thread,
        "author": post.author,
        "seen_by": post.seen_by,
        "ticket": post.ticket,
        "payload": MESSAGE.dump(post.message),
        "at": post.at,
    }


async def _edit(connection: AsyncConnection, edits: Sequence[Edit]) -> list[bool]:
    return [await _edit_one(connection, one) for one in edits]


async def _edit_one(connection: AsyncConnection, one: Edit) -> bool:
    values = {"this": one.number, "said": MESSAGE.dump(one.message), "moment": one.at}
    return (await connection.execute(_EDIT, values)).rowcount == 1


async def _remove(connection: AsyncConnection, numbers: Sequence[int]) -> list[None]:
    await connection.execute(_REMOVE, [{"this": number} for number in numbers])
    return [None] * len(numbers)


async def _erase(connection: AsyncConnection, erasures: Sequence[Erasure]) -> list[None]:
    for one in erasures:
        place = {"of_channel": one.channel, "of_chat": one.chat}
        if one.ticket:
            await connection.execute(_ERASE_TICKET, place | {"of_ticket": one.ticket})
        else:
            await connection.execute(_ERASE_ROOM, place)
    return [None] * len(erasures)
