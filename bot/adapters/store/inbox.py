"""Events: stored once, handled once, then erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.consequences import Consequence, follow
from bot.adapters.store.database import Database, either, many
from bot.adapters.store.encoding import EVENT, Exact, Moment
from bot.adapters.store.tables import DEAD_LETTERS, EVENTS, PENDING
from bot.messaging.model import Event, Handled, Parcel

Key = tuple[str, str]
"""Channel and id: what an event is known by."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Events that came in together."""

    events: Sequence[Event]
    at: datetime


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that failed."""

    event: Event
    error: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Events that are done, and what follows from them."""

    events: Sequence[Event]
    handled: Handled
    at: datetime


_THIS = (EVENTS.c.channel == bindparam("of_channel"), EVENTS.c.event_id == bindparam("of_id"))

_PUT = either(lambda insert: insert(EVENTS).on_conflict_do_nothing().returning(EVENTS.c.channel, EVENTS.c.event_id))
_FIRSTS = select(func.min(EVENTS.c.sequence)).where(PENDING).group_by(EVENTS.c.line)
_TRIED = update(EVENTS).where(EVENTS.c.sequence.in_(_FIRSTS)).values(attempts=EVENTS.c.attempts + 1)
_PENDING = select(EVENTS.c.payload).where(PENDING).order_by(EVENTS.c.sequence)
_EXHAUSTED = _PENDING.where(EVENTS.c.attempts > bindparam("attempts"))
_FAILED = (
    update(EVENTS)
    .where(*_THIS, PENDING)
    .values(attempts=EVENTS.c.attempts + 1, error=bindparam("reason", type_=Exact()))
    .returning(EVENTS.c.attempts)
)
_CLAIM = (
    select(EVENTS.c.channel, EVENTS.c.event_id, EVENTS.c.finished_at)
    .where(tuple_(EVENTS.c.channel, EVENTS.c.event_id).in_(bindparam("keys", expanding=True)))
    .with_for_update()
)
"""Whether they are pending is told afterwards: asked here, SQLite would look through all that are."""
_ERASE = (
    update(EVENTS)
    .where(*_THIS)
    .values(line="", person="", payload="", error="", finished_at=bindparam("at", type_=Moment()))
)
_BURY = insert(DEAD_LETTERS).from_select(
    ["kind", "channel", "line", "person", "reference", "payload", "error", "at"],
    select(
        literal("event"),
        EVENTS.c.channel,
        EVENTS.c.line,
        EVENTS.c.person,
        EVENTS.c.event_id,
        EVENTS.c.payload,
        EVENTS.c.error,
        bindparam("at", type_=Moment()),
    ).where(*_THIS, PENDING),
)


class SqlInbox(Database):
    """`bot.messaging.ports.Inbox`."""

    async def put(self, events: Sequence[Event], at: datetime) -> list[Event]:
        """Store events; returns those that are new, in order."""
        return await self.write(_put, Arrival(events, at))

    async def pending(self) -> list[Event]:
        """What was not yet handled, oldest first; to be called once, at start.

        It counts an attempt for the first event of each line: that may be what ended the process before.
        """
        return await self.write(_pending, None)

    async def exhausted(self, attempts: int) -> list[Event]:
        """What is pending although it was tried more often than this, oldest first."""
        return [EVENT.load(payload) for (payload,) in await self.read(_EXHAUSTED, attempts=attempts)]

    async def failed(self, event: Event, error: str) -> int:
        """Count a failed attempt; returns how many there are now, 0 when the event is not pending."""
        return await self.write(_failed, Failure(event, error))

    async def bury(self, event: Event, handled: Handled, at: datetime) -> list[Parcel]:
        """Move an event to the dead letters; nothing happens when it is not pending."""
        return await self.write(_bury, Ending([event], handled, at))

    async def finish(self, events: Sequence[Event], handled: Handled, at: datetime) -> list[Parcel]:
        """Store what follows from events; nothing happens when none of them is pending."""
        return await self.write(_finish, Ending(events, handled, at))


def _key(event: Event) -> Key:
    return event.address.channel, event.id


def _this(event: Event) -> dict[str, str]:
    return {"of_channel": event.address.channel, "of_id": event.id}


async def _put(connection: AsyncConnection, arrivals: Sequence[Arrival]) -> list[list[Event]]:
    first: dict[Key, tuple[Event, datetime]] = {}
    for arrival in arrivals:
        for event in arrival.events:
            first.setdefault(_key(event), (event, arrival.at))
    rows = [_row(event, at) for event, at in first.values()]
    found = await connection.execute(_PUT[connection.dialect.name], rows) if rows else ()
    new = {(channel, identity) for channel, identity in found}
    return [[event for event in arrival.events if _take(event, new)] for arrival in arrivals]


def _take(event: Event, keys: set[Key]) -> bool:
    """Whether its key is there; it is not any more after that."""
    if _key(event) not in keys:
        return False
    keys.remove(_key(event))
    return True


def _row(event: Event, at: datetime) -> dict[str, Any]:
    return {
        "channel": event.address.channel,
        "event_id": event.id,
        "line": event.address.line,
        "person": event.person,
        "payload": EVENT.dump(event),
        "attempts": 0,
        "error": "",
        "received_at": at,
    }


async def _pending(connection: AsyncConnection, calls: Sequence[None]) -> list[list[Event]]:
    await connection.execute(_TRIED)
    events = [EVENT.load(payload) for payload in (await connection.execute(_PENDING)).scalars()]
    return [events for _ in calls]


async def _failed(connection: AsyncConnection, failures: Sequence[Failure]) -> list[int]:
    return [await _count(connection, failure) for failure in failures]


async def _count(connection: AsyncConnection, failure: Failure) -> int:
    counted = await connection.execute(_FAILED, _this(failure.event) | {"reason": failure.error})
    return counted.scalar() or 0


async def _bury(connection: AsyncConnection, endings: Sequence[Ending]) -> list[list[Parcel]]:
    return [await _bury_one(connection, ending) for ending in endings]


async def _bury_one(connection: AsyncConnection, ending: Ending) -> list[Parcel]:
    await many(connection, _BURY, [_this(event) | {"at": ending.at} for event in ending.events])
    return (await _finish(connection, [ending]))[0]


async def _finish(connection: AsyncConnection, endings: Sequence[Ending]) -> list[list[Parcel]]:
    keys = list({_key(event) for ending in endings for event in ending.events})
    found = await connection.execute(_CLAIM, {"keys": keys})
    pending = {(channel, identity) for channel, identity, finished_at in found if finished_at is None}
    claimed = [(ending, [event for event in ending.events if _take(event, pending)]) for ending in endings]
    await many(connection, _ERASE, [_this(event) | {"at": ending.at} for ending, events in claimed for event in events])
    parcels = iter(await follow(connection, [_consequence(ending) for ending, events in claimed if events]))
    return [next(parcels) if events else [] for _, events in claimed]


def _consequence(ending: Ending) -> Consequence:
    first = ending.events[0]
    return Consequence(first.address.channel, first.person, ending.handled, ending.at)
