"""What messaging needs from outside: a store and channels."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.messaging.model import Address, Delivery, Event, Feedback, Handled, Interaction, Parcel, Part, Profile
from bot.messaging.tickets import Entry, State, Ticket


class Inbox(Protocol):
    """Events that came in, each once."""

    async def put(self, events: Sequence[Event], at: datetime) -> list[Event]:
        """Store events; returns those that are new, in order. An event is known by channel and id."""
        ...

    async def pending(self) -> list[Event]:
        """What was stored and not yet handled, oldest first; asked once, at the start.

        The first of each line counts an attempt: it may be what ended the last process.
        """
        ...

    async def exhausted(self, attempts: int) -> list[Event]:
        """What is pending although it was tried more often than this, oldest first."""
        ...

    async def failed(self, event: Event, error: str) -> int:
        """Count a failed attempt; returns how many there are now. `error` is a type and place, never content."""
        ...

    async def bury(self, event: Event, handled: Handled, at: datetime) -> list[Parcel]:
        """Move an event to the dead letters, with what its sender is told, at once; returns what is to be delivered."""
        ...

    async def finish(self, events: Sequence[Event], handled: Handled, at: datetime) -> list[Parcel]:
        """Store all that follows from events and that they are done, at once; returns what is to be delivered.

        The content of a finished event is erased; its key stays so that it is known when it comes again.
        Raises `TicketChanged` and stores nothing where a changed ticket is not the one that was read.
        """
        ...


class Outbox(Protocol):
    """Deliveries that are to be done, each until it is done."""

    async def undelivered(self) -> list[Parcel]:
        """What is still to be delivered, oldest first."""
        ...

    async def delivered(self, parcel: Parcel, message: str) -> list[Parcel]:
        """Note that it is done, and as which message it is shown; its content is erased.

        Returns what is to be delivered after it. Nothing follows from a parcel that is gone.
        """
        ...

    async def shown_of(self, identity: str, address: Address, part: Part) -> str:
        """The last message of a chat that is this part of a ticket; empty where there is none."""
        ...

    async def postponed(self, parcel: Parcel, error: str) -> int:
        """Count a failed attempt; returns how many there are now."""
        ...

    async def dropped(self, parcel: Parcel, error: str, at: datetime) -> None:
        """Give a delivery up and keep it as a dead letter."""
        ...

    async def blocked(self, address: Address) -> None:
        """Remember that nothing reaches a chat: its person is blocked and all that waits for it is erased."""
        ...


class Memory(Protocol):
    """What is remembered of conversations and people."""

    async def recent(self, address: Address, since: datetime, limit: int) -> list[Interaction]:
        """The last interactions at an address, oldest first; replaced ones are left out."""
        ...

    async def shown_as(self, address: Address, message: str) -> Interaction | None:
        """The interaction whose answer is shown as a message, or whose question a message is part of."""
        ...

    async def interaction(self, identity: str) -> Interaction | None:
        """One interaction; None when it is unknown, forgotten or expired."""
        ...

    async def judged(self, interaction: str) -> Feedback | None:
        """What the person thinks of an answer."""
        ...

    async def profile(self, channel: str, person: str) -> Profile:
        """What is known of a person; the default for somebody new."""
        ...

    async def count(self, channel: str, person: str) -> int:
        """How many interactions of a person are kept."""
        ...


class Tickets(Protocol):
    """Tickets, as they are now."""

    async def ticket(self, identity: str) -> Ticket | None:
        """One ticket; None when it is unknown, forgotten or expired."""
        ...

    async def ticket_about(self, interaction: str) -> Ticket | None:
        """The newest ticket that was opened for an interaction."""
        ...

    async def ticket_shown_as(self, address: Address, message: str) -> Ticket | None:
        """The ticket that a message is any part of, whatever its thread."""
        ...

    async def held(self, address: Address, person: str) -> Ticket | None:
        """The newest ticket of a person at an address that an official has and that is not done with."""
        ...

    async def tickets_of(self, channel: str, person: str) -> list[Ticket]:
        """All tickets of a person, newest first."""
        ...

    async def tickets_in(self, states: Collection[State], limit: int) -> list[Ticket]:
        """Tickets in any of these states, longest waiting first."""
        ...

    async def awake(self, moment: datetime) -> list[Ticket]:
        """Tickets whose `wake_at` has come, in its order."""
        ...

    async def trail(self, identity: str) -> list[Entry]:
        """What happened to a ticket, oldest first."""
        ...

    async def steps(self, since: datetime, until: datetime) -> list[tuple[str, Entry]]:
        """What happened to all tickets between two moments, with their ids, oldest first."""
        ...

    async def unanswered(self, since: datetime, until: datetime) -> list[Interaction]:
        """Interactions between two moments that ended NOT_FOUND or PARTIAL, oldest first, without replaced ones."""
        ...


class Upkeep(Protocol):
    """What the office does with the store."""

    async def expire(self, before: datetime) -> int:
        """Delete interactions, feedback, finished events and dead letters older than a moment; how many rows.

        Of tickets those go that are done with, or were answered, and last changed before the moment.
        """
        ...

    async def counts(self) -> dict[str, int]:
        """How much is kept.

        `pending`, `undelivered`, `dead`, `interactions`, `people`, `helpful`, `unhelpful`, `tickets`, `waiting`
        (tickets that nobody has).
        """
        ...

    async def hold(self) -> None:
        """Claim the store for this process until it is closed; raises `StoreHeld` when another has it."""
        ...

    async def close(self) -> None:
        """Finish what is being written and let go."""
        ...


class Store(Inbox, Outbox, Memory, Tickets, Upkeep, Protocol):
    """All of it."""


class Channel(Protocol):
    """Where people talk: inquirers, or officials at their desk."""

    @property
    def name(self) -> str:
        """As in `Address.channel`."""
        ...

    @property
    def limit(self) -> int:
        """UTF-16 units a message may hold."""
        ...

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """Do it; returns the id of the message that is shown now, empty where there is none.

        `number` is the parcel's. `again` tells that an earlier attempt, perhaps of another process, may have succeeded
        without our knowing: what is there already under this number must not be shown twice, if it can be helped.
        Raises one of the errors of `bot.messaging.errors`.
        """
        ...

    async def typing(self, address: Address) -> None:
        """Show that an answer is being worked on; never raises."""
        ...
