"""The tickets of a store in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.errors import TicketChanged
from bot.messaging.model import Address, Delivery, Part
from bot.messaging.tickets import WAITING, Change, Entry, State, Ticket


@dataclass
class TicketDisk:
    """Tickets in the order they were opened, what happened to each, and which message is what of which."""

    tickets: dict[str, Ticket] = field(default_factory=dict)
    changed: dict[str, datetime] = field(default_factory=dict)
    trail: list[tuple[str, Entry]] = field(default_factory=list)
    shown: dict[tuple[str, str, str], tuple[str, Part]] = field(default_factory=dict)

    def check(self, changes: Sequence[Change], gone: Collection[str]) -> None:
        """Raises where somebody was faster; `gone` are tickets that are forgotten first."""
        for change in changes:
            before = None if change.ticket.id in gone else self.tickets.get(change.ticket.id)
            if (before.version if before else 0) != change.ticket.version - 1:
                raise TicketChanged(f"ticket {change.ticket.id} is not at that version any more: read it again")

    def keep(self, changes: Sequence[Change], at: datetime) -> None:
        """Take changes over."""
        for change in changes:
            self.tickets[change.ticket.id] = change.ticket
            self.changed[change.ticket.id] = at
            self.trail += [(change.ticket.id, entry) for entry in change.entries]

    def note(self, delivery: Delivery, message: str) -> None:
        """As which message a part is shown; a message that is noted again keeps its place."""
        if message and delivery.part and delivery.ticket in self.tickets:
            place = (delivery.address.channel, delivery.address.chat, message)
            self.shown[place] = (delivery.ticket, delivery.part)

    def forget(self, identities: Collection[str]) -> None:
        """Delete tickets with all that hangs on them."""
        self.tickets = {key: ticket for key, ticket in self.tickets.items() if key not in identities}
        self.changed = {key: at for key, at in self.changed.items() if key not in identities}
        self.trail = [(key, entry) for key, entry in self.trail if key not in identities]
        self.shown = {place: part for place, part in self.shown.items() if part[0] not in identities}

    def settled(self, before: datetime) -> set[str]:
        """Those that are done with, or were answered, and have not changed since."""
        done = {State.CLOSED, State.WITHDRAWN, State.ANSWERED}
        return {key for key, ticket in self.tickets.items() if ticket.state in done and self.changed[key] < before}

    def whose(self, identity: str) -> tuple[str, str] | None:
        """Channel and person of who asked."""
        ticket = self.tickets.get(identity)
        return (ticket.origin.channel, ticket.origin.person) if ticket else None

    def of(self, channel: str, person: str) -> list[Ticket]:
        """A person's, newest first."""
        theirs = [one for one in self.tickets.values() if (one.origin.channel, one.origin.person) == (channel, person)]
        return theirs[::-1]

    @property
    def rows(self) -> int:
        """How much there is."""
        return len(self.tickets) + len(self.trail) + len(self.shown)


class MemoryTickets:
    """`bot.messaging.ports.Tickets` over a disk."""

    desk: TicketDisk

    async def ticket(self, identity: str) -> Ticket | None:
        """One of them."""
        return self.desk.tickets.get(identity)

    async def ticket_about(self, interaction: str) -> Ticket | None:
        """The newest of an interaction."""
        found = [one for one in self.desk.tickets.values() if one.interaction == interaction]
        return found[-1] if found else None

    async def ticket_shown_as(self, address: Address, message: str) -> Ticket | None:
        """By the message's chat, whatever its thread."""
        identity, _ = self.desk.shown.get((address.channel, address.chat, message), ("", Part.NONE))
        return self.desk.tickets.get(identity)

    async def shown_of(self, identity: str, address: Address, part: Part) -> str:
        """The last message of a chat that is this part."""
        place = (address.channel, address.chat)
        found = [key[2] for key, value in self.desk.shown.items() if key[:2] == place and value == (identity, part)]
        return found[-1] if found else ""

    async def held(self, address: Address, person: str) -> Ticket | None:
        """The newest that an official has."""
        theirs = self.desk.of(address.channel, person)
        place = (address.chat, address.thread)
        return next((one for one in theirs if one.held and (one.origin.chat, one.origin.thread) == place), None)

    async def tickets_of(self, channel: str, person: str) -> list[Ticket]:
        """All of a person, newest first."""
        return self.desk.of(channel, person)

    async def tickets_in(self, states: Collection[State], limit: int) -> list[Ticket]:
        """In any of these states, longest waiting first."""
        found = [one for one in self.desk.tickets.values() if one.state in states]
        return sorted(found, key=lambda one: one.opened_at)[: max(limit, 0)]

    async def awake(self, moment: datetime) -> list[Ticket]:
        """Whose time has come."""
        found = [one for one in self.desk.tickets.values() if one.wake_at and one.wake_at <= moment]
        return sorted(found, key=lambda one: one.wake_at or moment)

    async def trail(self, identity: str) -> list[Entry]:
        """What happened to one."""
        return [entry for key, entry in self.desk.trail if key == identity]

    async def steps(self, since: datetime, until: datetime) -> list[tuple[str, Entry]]:
        """What happened to all."""
        found = [(key, entry) for key, entry in self.desk.trail if since <= entry.at < until]
        return sorted(found, key=lambda pair: pair[1].at)

    def counted(self) -> dict[str, int]:
        """How many there are."""
        tickets = self.desk.tickets.values()
        return {"tickets": len(tickets), "waiting": sum(one.state in WAITING for one in tickets)}
