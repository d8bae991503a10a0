"""What the clock brings: reminders, escalation, closing what is settled, and the daily digest.

What is due becomes an event like any other, so it is stored, handled once, and survives a restart.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import structlog

from bot.desk.acting import Acting
from bot.desk.digest import Digest
from bot.handover.desk import DIGEST, ESCALATION, TICKETS, Desk
from bot.logs import place
from bot.messaging.model import Event, Handled, Kind, Parcel, Part, Style
from bot.messaging.ports import Tickets
from bot.messaging.tickets import CLOCK, State, Step, Ticket

log = structlog.get_logger("clock")

WAKE, DAILY, LOST = "wake", "digest", "lost"
"""Commands of events that are due."""
_MOST = 8
"""Reminders about a ticket that nobody does anything about; after that it stands in every digest."""


async def due(store: Tickets, desk: Desk, now: datetime) -> list[Event]:
    """Events for everything whose time has come; each has the same id however often it is asked for."""
    waking = [
        Event(f"wake:{one.id}:{one.version}", Kind.DUE, desk.room(TICKETS, one.id), CLOCK, one.id, command=WAKE)
        for one in await store.awake(now)
    ]
    day = now.astimezone(desk.hours.zone).date()
    daily = Event(f"digest:{day}", Kind.DUE, desk.room(DIGEST), CLOCK, day.isoformat(), command=DAILY)
    return [*waking, *([daily] if desk.hours.open_at(now) else [])]


def lost(desk: Desk, parcel: Parcel, reason: str) -> list[Event]:
    """The event that what is given up does not reach an inquirer, or does not become a document; none for the rest."""
    ticket = parcel.delivery.ticket
    if not ticket or not (parcel.delivery.publication or parcel.delivery.part in {Part.REPLY, Part.RECEIPT}):
        return []
    place, identity = desk.room(TICKETS, ticket), f"lost:{parcel.number}"
    return [Event(identity, Kind.DUE, place, CLOCK, ticket, command=LOST, message=reason)]


@dataclass
class Ticking:
    """Looks again and again whether something is due; `receive` stores it, once, and has it handled."""

    store: Tickets
    desk: Desk
    receive: Callable[[Sequence[Event]], Awaitable[None]]
    seconds: float = 15.0
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _stored: frozenset[str] = frozenset()
    """Ids of what was due at the last look: the store knows it already."""

    async def run(self) -> None:
        """Until it is cancelled; a store that is away comes back."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - logged, and tried again
                log.warning("clock.failed", error=type(error).__name__, place=place(error))
            await asyncio.sleep(self.seconds)

    async def look(self) -> None:
        """Have handled what has become due since the last look."""
        events = await due(self.store, self.desk, self.clock())
        if new := [event for event in events if event.id not in self._stored]:
            await self.receive(new)
        self._stored = frozenset(event.id for event in events)


@dataclass(frozen=True, slots=True)
class Timely:
    """Answers what is due."""

    acting: Acting
    digest: Digest

    async def __call__(self, event: Event) -> Handled:
        """What follows from an event that is due."""
        if event.command == DAILY:
            return await self.digest(date.fromisoformat(event.text))
        ticket = await self.acting.store.ticket(event.text)
        if ticket is None:
            return Handled()
        if event.command == LOST:
            line = self.acting.board.voice.line("thread-lost", Style.BOLD, reason=event.message)
            return Handled(self.acting.board.say(ticket, line))
        return self._wake(ticket)

    def _wake(self, ticket: Ticket) -> Handled:
        now = self.acting.clock()
        if ticket.wake_at is None or ticket.wake_at > now:
            return Handled()
        if ticket.state is State.ANSWERED:
            return self._rested(ticket)
        return self._remind(ticket, now) if ticket.reminded == 0 else self._escalate(ticket, now)

    def _rested(self, ticket: Ticket) -> Handled:
        """Nothing came after an answer: the chat is the assistant's again."""
        change, told = self.acting.closed(ticket, Step.CLOSE, CLOCK, "handed-back")
        return told.also(self.acting.seen(change, self.acting.board.voice.line("thread-rested", Style.ITALIC)))

    def _remind(self, ticket: Ticket, now: datetime) -> Handled:
        """Once where the ticket is."""
        change = self.acting.step(ticket, Step.REMIND, CLOCK, **self._next(ticket, now))
        key = "remind-holder" if ticket.holder else "remind-unclaimed"
        line = self.acting.board.voice.line(key, Style.BOLD, holder=ticket.held_by)
        return self.acting.seen(change, line, aloud=True)

    def _escalate(self, ticket: Ticket, now: datetime) -> Handled:
        """Then to the second group as well, and again each time nothing has happened since."""
        rooms = tuple(dict.fromkeys((*ticket.rooms, ESCALATION)))
        change = self.acting.step(ticket, Step.ESCALATE, CLOCK, rooms=rooms, **self._next(ticket, now))
        board = self.acting.board
        new = () if ESCALATION in ticket.rooms else (board.post(change.ticket, ESCALATION),)
        line = board.voice.line("escalated", Style.BOLD, holder=ticket.held_by or "–")
        seen = (*board.update(ticket), *new, *board.say(change.ticket, line))
        return Handled(seen, tickets=(change,))

    def _next(self, ticket: Ticket, now: datetime) -> dict[str, Any]:
        """When to look again; each time a little later."""
        desk, count = self.acting.board.desk, ticket.reminded + 1
        wake = desk.hours.after(now, desk.claim * count) if count < _MOST else None
        return {"reminded": count, "wake_at": wake}
