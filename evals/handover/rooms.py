"""The built-in desk as an office."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.adapters.store import SqlStore
from bot.assembly.conversations import Conversations
from bot.assembly.desks import DeskSide
from bot.handover import tokens
from bot.handover.desk import DIGEST, ESCALATION, TICKETS
from bot.messaging.model import Address, Event, Kind, Line, Message
from bot.messaging.ports import Channel
from bot.web.channel import WebChannel
from bot.web.desk import NAME
from bot.web.ports import Account, Post
from bot.web.readership import RoomReadership
from bot.web.staff import Staff
from evals.handover.offices import STAFF, Receive

_ROOMS = (TICKETS, ESCALATION, DIGEST)


@dataclass
class RoomsOffice:
    """`evals.handover.offices.Office` over rooms: events and posts as the pages make them."""

    name: str = NAME
    settings: Mapping[str, Any] = field(default_factory=lambda: {"grades": f"{NAME}=internal"})
    _store: SqlStore = field(init=False, repr=False)
    _receive: Receive = field(init=False, repr=False)
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def open(self, store: SqlStore) -> tuple[Channel, DeskSide]:
        """Accounts for everybody."""
        self._store = store
        for official in STAFF:
            await store.put_account(Account(official, "no password opens this"))
        side = DeskSide(NAME, Staff(store), RoomReadership(), lambda *_: "")
        return WebChannel(NAME, store, _unheard), side

    async def serve(self, receive: Receive, talking: Conversations) -> None:
        """The pages are not needed: what they would make is made here."""
        self._receive = receive

    async def leave(self) -> None:
        """Nothing is connected."""

    async def close(self) -> None:
        """The rooms are in the store."""

    async def does(self, person: str, act: str, what: str, ticket: str, times: int) -> None:
        """As somebody at a page would."""
        event = await self._event(person, act, what, ticket)
        await self._receive([event] * times)

    async def seen(self, person: str) -> list[str]:
        """The rooms and every thread in them."""
        return [post.message.text for post in await self.posts(person)]

    async def posts(self, person: str) -> list[Post]:
        """The same, as posts."""
        roots = {room: await self._said(room, "", person) for room in _ROOMS}
        threads = [await self._said(room, str(root.number), person) for room in _ROOMS for root in roots[room]]
        return list({post.number: post for posts in [*roots.values(), *threads] for post in posts}.values())

    async def _said(self, room: str, thread: str, person: str) -> list[Post]:
        return await self._store.said(NAME, room, thread, person, 1000)

    async def _event(self, person: str, act: str, what: str, ticket: str) -> Event:
        root = next(post for post in await self.posts(person) if post.ticket == ticket and not post.thread)
        place = Address(NAME, root.chat, str(root.number))
        thread = await self._said(root.chat, str(root.number), person)
        own = [str(post.number) for post in thread if post.author == person]
        usual: dict[str, Any] = {"person": person, "callback": person, "private": False}
        number = f"{person}-{next(self._numbers)}"
        match act:
            case "says" | "notes":
                kind, command = (Kind.TEXT, "") if act == "says" else (Kind.COMMAND, "note")
                message = await self._posted(place, person, what, ticket)
                return Event(number, kind, place, text=what, command=command, message=message, **usual)
            case "presses":
                post, data = button(thread, f"{tokens.Verb(what)}:{ticket}")
                return Event(number, Kind.PRESS, place, text=data, message=str(post.number), **usual)
            case "edits":
                return Event(number, Kind.EDITED, place, text=what, message=own[-1], **usual)
            case "deletes":
                return Event(number, Kind.DELETED, place, message=own[-1], **usual)
            case "publishes":
                form = json.dumps(json.loads(what) | {"ticket": ticket})
                return Event(number, Kind.COMMAND, place, text=form, command="publish", **usual)
        raise ValueError(f"an official does not do {act!r}")

    async def _posted(self, place: Address, person: str, text: str, ticket: str) -> str:
        """What somebody writes stands in the room before it is handled."""
        message = Message(tuple(Line(line) for line in text.split("\n")))
        post = Post(place.channel, place.chat, place.thread, person, message, datetime.now(UTC), ticket)
        return str(await self._store.post(post, f"client:{person}:{next(self._numbers)}"))


def button(posts: Sequence[Post], beginning: str) -> tuple[Post, str]:
    """The newest button whose data begins so."""
    for post in reversed(posts):
        for row in post.message.keyboard:
            for one in row:
                if one.data.startswith(beginning):
                    return post, one.data
    raise ValueError(f"no button {beginning!r} is there to be pressed")


def _unheard(*_: object) -> None:
    """Nobody listens for news here."""
