"""How Slack delivers to an app: again and again for events, once for what a person waits for."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from evals.slack.workspace import Json

EVENTS = "events_api"
COMMANDS = "slash_commands"
INTERACTIVE = "interactive"
ACKNOWLEDGED = "acknowledged"
NO_SOCKET = "no_socket"


@dataclass(frozen=True)
class Delivered:
    """One attempt: `ending` is acknowledged, timeout, http_error, connection_failed, disconnected or no_socket."""

    kind: str
    attempt: int
    ending: str
    seconds: float
    event: str = ""
    own: bool = False


@dataclass(frozen=True)
class Reply:
    """How an attempt ended and what the app said to it; `final` means nobody tries again."""

    ending: str
    content: Any = None
    final: bool = False

    @property
    def acknowledged(self) -> bool:
        """Whether the app took it."""
        return self.ending == ACKNOWLEDGED


class Line(Protocol):
    """A way to the app."""

    async def attempt(self, kind: str, payload: Json, number: int, reason: str) -> Reply:
        """Deliver once and wait for the acknowledgement."""
        ...


class Delivery:
    """Delivers over a line, with the retries Slack makes for events."""

    def __init__(self, line: Callable[[], Line], pauses: Sequence[float]) -> None:
        self._line, self._pauses = line, tuple(pauses)
        self.made: list[Delivered] = []

    async def deliver(self, kind: str, payload: Json, first: int = 0, *, own: bool = False) -> Reply:
        """Deliver until it is acknowledged or given up; `first` above nought means it was delivered before."""
        number, reason = first, "timeout" if first else ""
        while True:
            reply = await self._once(kind, payload, number, reason, own=own)
            if kind != EVENTS or reply.acknowledged or reply.final or number >= len(self._pauses):
                return reply
            await asyncio.sleep(self._pauses[number])
            number, reason = number + 1, reply.ending

    async def _once(self, kind: str, payload: Json, number: int, reason: str, *, own: bool) -> Reply:
        began = time.monotonic()
        reply = await self._line().attempt(kind, payload, number, reason)
        event = str(payload.get("event", payload).get("type", payload.get("command", "")))
        self.made.append(Delivered(kind, number, reply.ending, time.monotonic() - began, event, own))
        return reply
