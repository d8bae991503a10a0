"""The web pages as a channel: what is delivered stands in a room until it is read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from bot.messaging.errors import Rejected, Stale
from bot.messaging.model import Action, Address, Delivery, Line, Message
from bot.web.ports import Post, Rooms

LIMIT = 4000
"""UTF-16 units a post holds: more is hard to read on a page."""


class WebChannel:
    """`bot.messaging.ports.Channel` over rooms; a parcel that comes again is the post that it was."""

    limit = LIMIT

    def __init__(self, name: str, rooms: Rooms, changed: Callable[[str, str], None]) -> None:
        """`changed` hears the channel and the chat in which there is something new."""
        self.name = name
        self._rooms = rooms
        self._changed = changed

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """Do it; returns the number of the post that is shown."""
        shown = await self._done(delivery, number)
        self._changed(self.name, delivery.address.chat)
        return shown

    async def typing(self, address: Address) -> None:
        """A page shows by itself that it waits."""

    async def _done(self, delivery: Delivery, number: int) -> str:
        match delivery.action:
            case Action.SEND:
                return await self._post(delivery, delivery.message, number)
            case Action.EDIT | Action.KEYBOARD:
                return await self._edit(delivery)
            case Action.ACKNOWLEDGE if delivery.note:
                return await self._post(delivery, Message((Line(delivery.note),)), number, delivery.target)
            case Action.ERASE:
                await self._rooms.erase(self.name, delivery.address.chat, delivery.ticket)
            case Action.PUBLISH:
                raise Rejected("a page publishes nothing: that is the library's")
        return ""

    async def _post(self, delivery: Delivery, message: Message, number: int, seen_by: str = "") -> str:
        place = delivery.address
        post = Post(
            channel=self.name,
            chat=place.chat,
            thread=place.thread,
            author="",
            message=message,
            at=datetime.now(UTC),
            ticket=delivery.ticket,
            seen_by=seen_by,
        )
        return str(await self._rooms.post(post, f"parcel:{number}"))

    async def _edit(self, delivery: Delivery) -> str:
        number = int(delivery.target) if delivery.target.isdecimal() else 0
        before = await self._rooms.found(number)
        if before is None or (before.channel, before.chat) != (self.name, delivery.address.chat):
            raise Stale("the post is not there any more")
        kept = delivery.action is Action.KEYBOARD
        message = replace(before.message, keyboard=delivery.message.keyboard) if kept else delivery.message
        await self._rooms.edit(number, message, datetime.now(UTC))
        return delivery.target
