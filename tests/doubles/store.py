"""A store in memory: it behaves as the SQL one and is as fast as dictionaries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.errors import StoreHeld
from bot.messaging.model import Address, Delivery, Event, Feedback, Handled, Interaction, Parcel, Profile
from bot.model import Outcome
from tests.doubles.disk import DeadLetter, Disk, EventRow, ParcelRow, RefusedError
from tests.doubles.ticket_store import MemoryTickets


class MemoryStore(MemoryTickets):
    """The `Store` port on dictionaries; stores that share a disk are one store, opened several times."""

    def __init__(self, disk: Disk | None = None) -> None:
        self.disk = disk or Disk()
        self.desk = self.disk.desk

    async def put(self, events: Sequence[Event], at: datetime) -> list[Event]:
        """Those that are new."""
        new: list[Event] = []
        for event in events:
            if key(event) not in self.disk.events:
                self.disk.events[key(event)] = EventRow(event, at)
                new.append(event)
        return new

    async def pending(self) -> list[Event]:
        """What is not handled; the first of each line has one more attempt."""
        waiting = [row for row in self.disk.events.values() if row.event]
        for row in {row.event.address.line: row for row in reversed(waiting) if row.event}.values():
            row.attempts += 1
        return [row.event for row in waiting if row.event]

    async def exhausted(self, attempts: int) -> list[Event]:
        """What was tried more often."""
        return [row.event for row in self.disk.events.values() if row.event and row.attempts > attempts]

    async def failed(self, event: Event, error: str) -> int:
        """One more attempt; 0 when it is not pending."""
        row = self._row(event)
        if row is None:
            return 0
        row.attempts, row.error = row.attempts + 1, error
        return row.attempts

    async def bury(self, event: Event, handled: Handled, at: datetime) -> list[Parcel]:
        """A dead letter, and the rest as `finish`."""
        row = self._row(event)
        if row and row.event:
            self._check(event, handled)
            self.disk.dead.append(DeadLetter("event", event.address.channel, event.person, row.event, row.error, at))
        return await self.finish([event], handled, at)

    async def finish(self, events: Sequence[Event], handled: Handled, at: datetime) -> list[Parcel]:
        """Once only: nothing when none of the events is pending."""
        rows = [row for event in events if (row := self._row(event))]
        if not rows:
            return []
        self._check(events[0], handled)
        for row in rows:
            row.event, row.error, row.finished = None, "", at
        return self._store(events[0], handled, at)

    async def undelivered(self) -> list[Parcel]:
        """In the order of their numbers."""
        return [row.parcel for row in self.disk.parcels.values()]

    async def delivered(self, parcel: Parcel, message: str) -> list[Parcel]:
        """Its row goes; the message is mapped when what it shows is still known; what comes then is kept."""
        row = self.disk.parcels.pop(parcel.number, None)
        identity, address = parcel.delivery.interaction, parcel.delivery.address
        if message and identity in self.disk.interactions:
            self.disk.messages[address.channel, address.chat, message] = identity
        self.desk.note(parcel.delivery, message)
        return self._post(parcel.delivery.then, row.person) if row else []

    async def postponed(self, parcel: Parcel, error: str) -> int:
        """One more attempt; 0 when it is no longer to be delivered."""
        row = self.disk.parcels.get(parcel.number)
        if row is None:
            return 0
        row.parcel = replace(row.parcel, attempts=row.parcel.attempts + 1)
        return row.parcel.attempts

    async def dropped(self, parcel: Parcel, error: str, at: datetime) -> None:
        """A dead letter of whoever asked, unless it was erased meanwhile."""
        row = self.disk.parcels.pop(parcel.number, None)
        if row:
            delivery = row.parcel.delivery
            whose = self.desk.whose(delivery.ticket) or (delivery.address.channel, row.person)
            self.disk.dead.append(DeadLetter("parcel", *whose, delivery, error, at))

    async def blocked(self, address: Address) -> None:
        """The chat's person is blocked; its parcels go, whatever their thread."""
        self._change_profile((address.channel, address.chat), None, True)
        chat = (address.channel, address.chat)
        parcels = self.disk.parcels.items()
        self.disk.parcels = {number: row for number, row in parcels if chat_of(row.parcel.delivery) != chat}

    async def recent(self, address: Address, since: datetime, limit: int) -> list[Interaction]:
        """The last ones."""
        kept = [entry for entry in self.disk.interactions.values() if entry.id not in self.disk.replaced]
        found = sorted((e for e in kept if e.address == address and e.at >= since), key=lambda entry: entry.at)
        return found[-limit:] if limit > 0 else []

    async def shown_as(self, address: Address, message: str) -> Interaction | None:
        """By the message's chat, whatever its thread."""
        return self.disk.interactions.get(self.disk.messages.get((address.channel, address.chat, message), ""))

    async def interaction(self, identity: str) -> Interaction | None:
        """One of them."""
        return self.disk.interactions.get(identity)

    async def judged(self, interaction: str) -> Feedback | None:
        """What the person thinks of it."""
        return self.disk.feedback[interaction][0] if interaction in self.disk.feedback else None

    async def unanswered(self, since: datetime, until: datetime) -> list[Interaction]:
        """Those that ended in vain, replaced ones left out."""
        kept = [one for one in self.disk.interactions.values() if one.id not in self.disk.replaced]
        vain = [one for one in kept if one.answer.outcome in {Outcome.NOT_FOUND, Outcome.PARTIAL}]
        return sorted((one for one in vain if since <= one.at < until), key=lambda one: one.at)

    async def profile(self, channel: str, person: str) -> Profile:
        """The default for somebody new."""
        return self.disk.profiles.get((channel, person), Profile())

    async def count(self, channel: str, person: str) -> int:
        """Replaced ones count too: they are kept."""
        return sum(owner(entry) == (channel, person) for entry in self.disk.interactions.values())

    async def expire(self, before: datetime) -> int:
        """How many rows there are fewer, in all tables."""
        disk, rows = self.disk, self._rows()
        self._delete({identity for identity, entry in disk.interactions.items() if entry.at < before})
        disk.feedback = {identity: said for identity, said in disk.feedback.items() if said[1] >= before}
        disk.events = {k: row for k, row in disk.events.items() if not row.finished or row.finished >= before}
        disk.dead = [letter for letter in disk.dead if letter.at >= before]
        self.desk.forget(self.desk.settled(before))
        owners = {owner(entry) for entry in disk.interactions.values()}
        disk.profiles = {who: known for who, known in disk.profiles.items() if known != Profile() or who in owners}
        return rows - self._rows()

    async def counts(self) -> dict[str, int]:
        """Everything that is kept."""
        helpful = [said.helpful for said, _ in self.disk.feedback.values()]
        return {
            "pending": sum(row.event is not None for row in self.disk.events.values()),
            "undelivered": len(self.disk.parcels),
            "dead": len(self.disk.dead),
            "interactions": len(self.disk.interactions),
            "people": len({owner(entry) for entry in self.disk.interactions.values()} | self.disk.profiles.keys()),
            "helpful": sum(helpful),
            "unhelpful": len(helpful) - sum(helpful),
            **self.counted(),
        }

    async def hold(self) -> None:
        """Only one of the stores on a disk."""
        if self.disk.holder not in {None, self}:
            raise StoreHeld("another exchange-bot serve works with this disk: stop it first")
        self.disk.holder = self

    async def close(self) -> None:
        """Another may hold the disk now."""
        if self.disk.holder is self:
            self.disk.holder = None

    def _row(self, event: Event) -> EventRow | None:
        row = self.disk.events.get(key(event))
        return row if row and row.event else None

    def _check(self, event: Event, handled: Handled) -> None:
        if handled.interaction and handled.interaction.id in self.disk.interactions:
            raise RefusedError(f"interaction {handled.interaction.id} is already there")
        theirs = self.desk.of(event.address.channel, event.person) if handled.forget else []
        self.desk.check(handled.tickets, {ticket.id for ticket in theirs})

    def _store(self, event: Event, handled: Handled, at: datetime) -> list[Parcel]:
        who = (event.address.channel, event.person)
        if handled.forget:
            self._forget(who)
        if handled.replaces in self.disk.interactions:
            self.disk.replaced.add(handled.replaces)
        if handled.interaction:
            self._remember(handled.interaction, handled.replaces)
        if (handled.language, handled.blocked) != (None, None):
            self._change_profile(who, handled.language, handled.blocked)
        if handled.feedback and handled.feedback.interaction in self.disk.interactions:
            self.disk.feedback[handled.feedback.interaction] = (handled.feedback, at)
        self.desk.keep(handled.tickets, at)
        return self._post(handled.deliveries, event.person)

    def _post(self, deliveries: Sequence[Delivery], person: str) -> list[Parcel]:
        parcels = [Parcel(next(self.disk.numbers), delivery) for delivery in deliveries]
        self.disk.parcels |= {parcel.number: ParcelRow(parcel, person) for parcel in parcels}
        return parcels

    def _remember(self, new: Interaction, replaces: str) -> None:
        self.disk.interactions[new.id] = new
        for place, identity in self.disk.messages.items():
            self.disk.messages[place] = new.id if identity == replaces else identity
        for message in filter(None, (message for message, _ in new.parts)):
            self.disk.messages[new.address.channel, new.address.chat, message] = new.id

    def _change_profile(self, who: tuple[str, str], language: str | None, blocked: bool | None) -> None:
        known = self.disk.profiles.get(who, Profile())
        self.disk.profiles[who] = Profile(
            known.language if language is None else language, known.blocked if blocked is None else blocked
        )

    def _forget(self, who: tuple[str, str]) -> None:
        theirs = {identity for identity, entry in self.disk.interactions.items() if owner(entry) == who}
        tickets = {ticket.id for ticket in self.desk.of(*who)}
        self.desk.forget(tickets)
        self.disk.parcels = {
            number: row
            for number, row in self.disk.parcels.items()
            if row.parcel.delivery.interaction not in theirs
            and row.parcel.delivery.ticket not in tickets
            and (row.parcel.delivery.address.channel, row.person) != who
        }
        self.disk.dead = [letter for letter in self.disk.dead if (letter.channel, letter.person) != who]
        self.disk.profiles.pop(who, None)
        self._delete(theirs)

    def _delete(self, identities: set[str]) -> None:
        disk = self.disk
        disk.interactions = {k: entry for k, entry in disk.interactions.items() if k not in identities}
        disk.messages = {place: k for place, k in disk.messages.items() if k not in identities}
        disk.feedback = {k: said for k, said in disk.feedback.items() if k not in identities}
        disk.replaced -= identities

    def _rows(self) -> int:
        disk = self.disk
        remembered = len(disk.interactions) + len(disk.messages) + len(disk.profiles) + len(disk.feedback)
        return len(disk.events) + len(disk.parcels) + len(disk.dead) + remembered + self.desk.rows


def key(event: Event) -> tuple[str, str]:
    """What an event is known by."""
    return event.address.channel, event.id


def owner(interaction: Interaction) -> tuple[str, str]:
    """Whose it is."""
    return interaction.address.channel, interaction.person


def chat_of(delivery: Delivery) -> tuple[str, str]:
    """Where it goes."""
    return delivery.address.channel, delivery.address.chat
