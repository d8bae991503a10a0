"""Where the officials of a stage work, and what they do there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from bot.adapters.store import SqlStore
from bot.assembly.conversations import Conversations
from bot.assembly.desks import DeskSide
from bot.handover.roles import Official, Role
from bot.messaging.model import Event
from bot.messaging.ports import Channel

STAFF = (
    Official("kim", "Kim", Role.SUPERVISOR),
    Official("lee", "Lee", Role.AGENT),
    Official("reader", "Reader", Role.READER),
)
Receive = Callable[[Sequence[Event]], Awaitable[None]]


class Office(Protocol):
    """One kind of desk with the same three officials; it outlives the processes that serve it."""

    @property
    def name(self) -> str:
        """The desk's channel."""
        ...

    @property
    def settings(self) -> Mapping[str, Any]:
        """What has to be set for it."""
        ...

    async def open(self, store: SqlStore) -> tuple[Channel, DeskSide]:
        """Begin a process: what it delivers through, and who works there."""
        ...

    async def serve(self, receive: Receive, talking: Conversations) -> None:
        """Let what officials do come in."""
        ...

    async def leave(self) -> None:
        """End the process, without waiting for anything."""
        ...

    async def close(self) -> None:
        """End the office itself."""
        ...

    async def does(self, person: str, act: str, what: str, ticket: str, times: int) -> None:
        """An official does something about a ticket: says, notes, presses, edits, deletes or publishes."""
        ...

    async def seen(self, person: str) -> list[str]:
        """All that an official sees of tickets, threads included."""
        ...
