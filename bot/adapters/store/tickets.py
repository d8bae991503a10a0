"""Tickets, as they are now."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.adapters.store.database import Database
from bot.adapters.store.desk_tables import ENTRIES, SHOWN, TICKETS
from bot.adapters.store.encoding import INTERACTION, TICKET
from bot.adapters.store.tables import INTERACTIONS
from bot.messaging.model import Address, Interaction
from bot.messaging.tickets import LIVING, Entry, State, Step, Ticket
from bot.model import Outcome

_TICKET = select(TICKETS.c.payload)
_NEWEST = TICKETS.c.sequence.desc()
_ONE = _TICKET.where(TICKETS.c.id == bindparam("identity"))
_ABOUT = _TICKET.where(TICKETS.c.interaction == bindparam("interaction")).order_by(_NEWEST).limit(1)
_SHOWN_AS = _TICKET.join(SHOWN, SHOWN.c.ticket == TICKETS.c.id).where(
    SHOWN.c.channel == bindparam("channel"), SHOWN.c.chat == bindparam("chat"), SHOWN.c.message == bindparam("message")
)
_LIVING = TICKETS.c.state.in_([state.value for state in LIVING])
_OF_PERSON = (TICKETS.c.channel == bindparam("channel"), TICKETS.c.person == bindparam("person"))
_OF = _TICKET.where(*_OF_PERSON).order_by(_NEWEST)
_HELD = _OF.where(
    TICKETS.c.chat == bindparam("chat"), TICKETS.c.thread == bindparam("thread"), TICKETS.c.holder != "", _LIVING
).limit(1)
_IN = (
    _TICKET.where(TICKETS.c.state.in_(bindparam("states", expanding=True)))
    .order_by(TICKETS.c.opened_at, TICKETS.c.sequence)
    .limit(bindparam("most"))
)
_AWAKE = _TICKET.where(TICKETS.c.wake_at <= bindparam("moment")).order_by(TICKETS.c.wake_at, TICKETS.c.sequence)
_ENTRIES = select(ENTRIES.c.ticket, ENTRIES.c.step, ENTRIES.c.by, ENTRIES.c.at, ENTRIES.c.detail)
_TRAIL = _ENTRIES.where(ENTRIES.c.ticket == bindparam("identity")).order_by(ENTRIES.c.number)
_STEPS = _ENTRIES.where(ENTRIES.c.at >= bindparam("since"), ENTRIES.c.at < bindparam("until")).order_by(
    ENTRIES.c.at, ENTRIES.c.number
)
_VAIN = [Outcome.NOT_FOUND.value, Outcome.PARTIAL.value]
_UNANSWERED = (
    select(INTERACTIONS.c.payload)
    .where(
        INTERACTIONS.c.asked_at >= bindparam("since"),
        INTERACTIONS.c.asked_at < bindparam("until"),
        INTERACTIONS.c.outcome.in_(_VAIN),
        INTERACTIONS.c.replaced.is_(False),
    )
    .order_by(INTERACTIONS.c.asked_at, INTERACTIONS.c.sequence)
)


class SqlTickets(Database):
    """`bot.messaging.ports.Tickets`."""

    async def ticket(self, identity: str) -> Ticket | None:
        """One ticket."""
        return _first(await self.read(_ONE, identity=identity))

    async def ticket_about(self, interaction: str) -> Ticket | None:
        """The newest of an interaction."""
        return _first(await self.read(_ABOUT, interaction=interaction))

    async def ticket_shown_as(self, address: Address, message: str) -> Ticket | None:
        """The ticket that a message is any part of."""
        return _first(await self.read(_SHOWN_AS, channel=address.channel, chat=address.chat, message=message))

    async def held(self, address: Address, person: str) -> Ticket | None:
        """The newest that an official has."""
        place = {"channel": address.channel, "chat": address.chat, "thread": address.thread}
        return _first(await self.read(_HELD, **place, person=person))

    async def tickets_of(self, channel: str, person: str) -> list[Ticket]:
        """All of a person, newest first."""
        return _all(await self.read(_OF, channel=channel, person=person))

    async def tickets_in(self, states: Collection[State], limit: int) -> list[Ticket]:
        """Tickets in any of these states, longest waiting first."""
        return _all(await self.read(_IN, states=[state.value for state in states], most=max(limit, 0)))

    async def awake(self, moment: datetime) -> list[Ticket]:
        """Tickets whose time has come."""
        return _all(await self.read(_AWAKE, moment=moment))

    async def trail(self, identity: str) -> list[Entry]:
        """What happened to a ticket."""
        return [Entry(Step(step), *rest) for _, step, *rest in await self.read(_TRAIL, identity=identity)]

    async def steps(self, since: datetime, until: datetime) -> list[tuple[str, Entry]]:
        """What happened to all of them."""
        rows = await self.read(_STEPS, since=since, until=until)
        return [(ticket, Entry(Step(step), *rest)) for ticket, step, *rest in rows]

    async def unanswered(self, since: datetime, until: datetime) -> list[Interaction]:
        """Interactions that ended without an answer, or with a part of one."""
        return [INTERACTION.load(payload) for (payload,) in await self.read(_UNANSWERED, since=since, until=until)]


def _first(rows: Sequence[Sequence[Any]]) -> Ticket | None:
    return TICKET.load(rows[0][0]) if rows else None


def _all(rows: Sequence[Sequence[Any]]) -> list[Ticket]:
    return [TICKET.load(payload) for (payload,) in rows]
