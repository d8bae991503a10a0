"""What was just said is not read again: as long as a process holds the store, nobody else changes it."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Generic, TypeVar

from bot.adapters.store.accounts import SqlAccounts
from bot.adapters.store.inbox import SqlInbox
from bot.adapters.store.memory import SqlMemory
from bot.adapters.store.outbox import SqlOutbox
from bot.adapters.store.rooms import SqlRooms
from bot.adapters.store.tickets import SqlTickets
from bot.adapters.store.upkeep import SqlUpkeep
from bot.messaging.model import Address, Event, Handled, Interaction, Parcel, Profile

_CHATS = 1000
"""Conversations that are kept in memory, some kilobytes each."""
_EACH = 8
"""Interactions of each."""
_EVER = datetime(1970, 1, 1, tzinfo=UTC)

Key = TypeVar("Key")
Value = TypeVar("Value")


class Latest(Generic[Key, Value]):
    """The values that were used last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """A value, if it is still there."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value; the one that was not used for longest goes."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing."""
        self._values.clear()


@dataclass
class Recall:
    """Profiles by channel and person, and the last interactions by address, oldest first."""

    profiles: Latest[tuple[str, str], Profile] = field(default_factory=lambda: Latest(_CHATS))
    recents: Latest[Address, tuple[Interaction, ...]] = field(default_factory=lambda: Latest(_CHATS))

    changes: int = 0
    """Counted so that what was read before a change is not kept after it."""

    def note(self, event: Event, handled: Handled) -> None:
        """Take over what followed from an event."""
        self.changes += 1
        person = (event.address.channel, event.person)
        if handled.forget:
            self.recents.clear()
            self.profiles.put(person, Profile())
        if known := self.profiles.get(person):
            self.profiles.put(person, _changed(known, handled))
        if handled.interaction is not None:
            self._append(handled.interaction, handled.replaces)

    def note_blocked(self, address: Address) -> None:
        """Take over that the person of a chat is blocked."""
        self.changes += 1
        if known := self.profiles.get((address.channel, address.chat)):
            self.profiles.put((address.channel, address.chat), replace(known, blocked=True))

    def _append(self, interaction: Interaction, replaces: str) -> None:
        before = self.recents.get(interaction.address)
        if before is not None:
            others = tuple(one for one in before if one.id != replaces)
            self.recents.put(interaction.address, (*others, interaction)[-_EACH:])


class Recalling(SqlInbox, SqlOutbox, SqlMemory, SqlTickets, SqlRooms, SqlAccounts, SqlUpkeep):
    """The store with its recall, from the moment it is held."""

    _recall: Recall | None = None

    async def hold(self) -> None:
        """Claim the store for this process."""
        await super().hold()
        self._recall = Recall()

    async def profile(self, channel: str, person: str) -> Profile:
        """What is known of a person."""
        known = self._recall.profiles.get((channel, person)) if self._recall else None
        if known is not None:
            return known
        changes = self._recall.changes if self._recall else 0
        found = await super().profile(channel, person)
        if self._recall and self._recall.changes == changes:
            self._recall.profiles.put((channel, person), found)
        return found

    async def recent(self, address: Address, since: datetime, limit: int) -> list[Interaction]:
        """The last interactions at an address, oldest first."""
        if self._recall is None or not 0 < limit <= _EACH:
            return await super().recent(address, since, limit)
        known = self._recall.recents.get(address)
        if known is None:
            changes = self._recall.changes
            known = tuple(await super().recent(address, _EVER, _EACH))
            if self._recall.changes == changes:
                self._recall.recents.put(address, known)
        return [one for one in known if one.at >= since][-limit:]

    async def finish(self, events: Sequence[Event], handled: Handled, at: datetime) -> list[Parcel]:
        """Store what follows from events."""
        parcels = await super().finish(events, handled, at)
        if self._recall and (parcels or not handled.deliveries):
            self._recall.note(events[0], handled)
        return parcels

    async def blocked(self, address: Address) -> None:
        """The person of a chat is blocked."""
        await super().blocked(address)
        if self._recall:
            self._recall.note_blocked(address)

    async def expire(self, before: datetime) -> int:
        """Delete what is older than a moment."""
        count = await super().expire(before)
        if self._recall:
            self._recall.recents.clear()
        return count


def _changed(profile: Profile, handled: Handled) -> Profile:
    language = profile.language if handled.language is None else handled.language
    return Profile(language, profile.blocked if handled.blocked is None else handled.blocked)
