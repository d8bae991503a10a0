"""Deliveries: kept until they are done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.changes import note
from bot.adapters.store.consequences import MESSAGE, PROFILE, post
from bot.adapters.store.database import Database, many
from bot.adapters.store.desk_tables import SHOWN, TICKETS
from bot.adapters.store.encoding import DELIVERY, Exact, Moment
from bot.adapters.store.tables import DEAD_LETTERS, PARCELS
from bot.messaging.model import Address, Parcel, Part


@dataclass(frozen=True, slots=True)
class Receipt:
    """A parcel that was delivered, and as which message."""

    parcel: Parcel
    message: str


@dataclass(frozen=True, slots=True)
class Delay:
    """An attempt that failed."""

    parcel: Parcel
    error: str


@dataclass(frozen=True, slots=True)
class Loss:
    """A parcel that is given up."""

    parcel: Parcel
    error: str
    at: datetime


_THIS = PARCELS.c.number == bindparam("this")
_UNDELIVERED = select(PARCELS.c.number, PARCELS.c.payload, PARCELS.c.attempts).order_by(PARCELS.c.number)
_DELETE = delete(PARCELS).where(_THIS).returning(PARCELS.c.person)
_POSTPONE = (
    update(PARCELS)
    .where(_THIS)
    .values(attempts=PARCELS.c.attempts + 1, error=bindparam("reason", type_=Exact()))
    .returning(PARCELS.c.attempts)
)
_DROP = insert(DEAD_LETTERS).from_select(
    ["kind", "channel", "line", "person", "reference", "payload", "error", "at"],
    select(
        literal("parcel"),
        func.coalesce(TICKETS.c.channel, PARCELS.c.channel),
        PARCELS.c.line,
        func.coalesce(TICKETS.c.person, PARCELS.c.person),
        cast(PARCELS.c.number, Text),
        PARCELS.c.payload,
        bindparam("reason", type_=Exact()),
        bindparam("at", type_=Moment()),
    )
    .outerjoin(TICKETS, TICKETS.c.id == PARCELS.c.ticket)
    .where(_THIS),
)
"""What is about a ticket belongs to who asked, wherever it was to go: it goes when that person is forgotten."""
_SHOWN_OF = (
    select(SHOWN.c.message)
    .where(
        SHOWN.c.ticket == bindparam("identity"),
        SHOWN.c.part == bindparam("part"),
        SHOWN.c.channel == bindparam("channel"),
        SHOWN.c.chat == bindparam("chat"),
    )
    .order_by(SHOWN.c.sequence.desc())
    .limit(1)
)
_EMPTY = delete(PARCELS).where(PARCELS.c.channel == bindparam("of_channel"), PARCELS.c.chat == bindparam("of_chat"))


class SqlOutbox(Database):
    """`bot.messaging.ports.Outbox`."""

    async def undelivered(self) -> list[Parcel]:
        """What is still to be delivered, oldest first."""
        rows = await self.read(_UNDELIVERED)
        return [Parcel(number, DELIVERY.load(payload), attempts) for number, payload, attempts in rows]

    async def delivered(self, parcel: Parcel, message: str) -> list[Parcel]:
        """Note that it is done, and as which message it is shown; returns what is to be delivered after it."""
        return await self.write(_delivered, Receipt(parcel, message))

    async def shown_of(self, identity: str, address: Address, part: Part) -> str:
        """The last message of a chat that is this part of a ticket."""
        place = {"channel": address.channel, "chat": address.chat}
        rows = await self.read(_SHOWN_OF, **place, identity=identity, part=part.value)
        return str(rows[0][0]) if rows else ""

    async def postponed(self, parcel: Parcel, error: str) -> int:
        """Count a failed attempt; returns how many there are now, 0 when the parcel is gone."""
        return await self.write(_postponed, Delay(parcel, error))

    async def dropped(self, parcel: Parcel, error: str, at: datetime) -> None:
        """Give a delivery up and keep it as a dead letter; one that is gone leaves none."""
        await self.write(_dropped, Loss(parcel, error, at))

    async def blocked(self, address: Address) -> None:
        """The person of a chat is blocked; all that waits for the chat is erased."""
        await self.write(_blocked, address)


async def _delivered(connection: AsyncConnection, receipts: Sequence[Receipt]) -> list[list[Parcel]]:
    return [await _deliver_one(connection, receipt) for receipt in receipts]


async def _deliver_one(connection: AsyncConnection, receipt: Receipt) -> list[Parcel]:
    """Nothing follows from a parcel that is gone: it was delivered before, or forgotten."""
    parcel = receipt.parcel
    person = (await connection.execute(_DELETE, {"this": parcel.number})).scalar()
    if receipt.message and parcel.delivery.interaction:
        await many(connection, MESSAGE, [_shown_row(receipt)])
    await note(connection, [(parcel, receipt.message)])
    if person is None:
        return []
    return await post(connection, [(delivery, person) for delivery in parcel.delivery.then])


def _shown_row(receipt: Receipt) -> dict[str, Any]:
    delivery = receipt.parcel.delivery
    return {
        "channel": delivery.address.channel,
        "chat": delivery.address.chat,
        "message": receipt.message,
        "role": "answer",
        "of": delivery.interaction,
    }


async def _postponed(connection: AsyncConnection, delays: Sequence[Delay]) -> list[int]:
    return [await _count(connection, delay) for delay in delays]


async def _count(connection: AsyncConnection, delay: Delay) -> int:
    counted = await connection.execute(_POSTPONE, {"this": delay.parcel.number, "reason": delay.error})
    return counted.scalar() or 0


async def _dropped(connection: AsyncConnection, losses: Sequence[Loss]) -> list[None]:
    for loss in losses:
        this = {"this": loss.parcel.number}
        await connection.execute(_DROP, this | {"reason": loss.error, "at": loss.at})
        await connection.execute(_DELETE, this)
    return [None] * len(losses)


async def _blocked(connection: AsyncConnection, addresses: Sequence[Address]) -> list[None]:
    people = [{"channel": address.channel, "person": address.chat} for address in addresses]
    await many(connection, PROFILE, [person | {"chosen": None, "now_blocked": True} for person in people])
    await many(connection, _EMPTY, [{"of_channel": each.channel, "of_chat": each.chat} for each in addresses])
    return [None] * len(addresses)
