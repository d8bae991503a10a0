"""What follows for tickets: each change counts only if nobody was faster."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import either, many
from bot.adapters.store.desk_tables import ENTRIES, SHOWN, TICKETS
from bot.adapters.store.encoding import TICKET, Exact
from bot.adapters.store.tables import PARCELS
from bot.errors import TicketChanged
from bot.messaging.model import Parcel
from bot.messaging.tickets import Change

_OPEN = either(lambda insert: insert(TICKETS).on_conflict_do_nothing())
_CHANGE = update(TICKETS).where(TICKETS.c.id == bindparam("this"), TICKETS.c.version == bindparam("before"))
_ENTRY = insert(ENTRIES)


def _noted(insert: Any) -> Any:
    """A message of a ticket that is unknown, or forgotten meanwhile, is not noted."""
    names = ("channel", "chat", "message", "part")
    source = select(*(bindparam(name, type_=Exact()) for name in names), TICKETS.c.id)
    new = insert(SHOWN).from_select([*names, "ticket"], source.where(TICKETS.c.id == bindparam("of")))
    changed = {"part": new.excluded.part, "ticket": new.excluded.ticket}
    return new.on_conflict_do_update(index_elements=["channel", "chat", "message"], set_=changed)


_NOTED = either(_noted)
_THEIRS = (TICKETS.c.channel == bindparam("of_channel"), TICKETS.c.person == bindparam("of_person"))
FORGET = (
    delete(PARCELS).where(PARCELS.c.ticket.in_(select(TICKETS.c.id).where(*_THEIRS))),
    delete(TICKETS).where(*_THEIRS),
)
"""A person's tickets, and all that was to be said about them; trail and messages go with them."""


async def change(connection: AsyncConnection, changes: Sequence[tuple[Change, datetime]]) -> None:
    """Store changes in order; raises `TicketChanged` at the first that is not of the version before."""
    for one, at in changes:
        ticket = one.ticket
        values = _values(one, at)
        if ticket.version == 1:
            done = await connection.execute(_OPEN[connection.dialect.name], values)
        else:
            done = await connection.execute(_CHANGE.values(**values), {"this": ticket.id, "before": ticket.version - 1})
        if done.rowcount != 1:
            raise TicketChanged(f"ticket {ticket.id} is not at version {ticket.version - 1} any more: read it again")
        await many(connection, _ENTRY, _entries(one))


async def note(connection: AsyncConnection, shown: Sequence[tuple[Parcel, str]]) -> None:
    """Keep as which messages tickets are shown."""
    rows = [
        {
            "channel": parcel.delivery.address.channel,
            "chat": parcel.delivery.address.chat,
            "message": message,
            "part": parcel.delivery.part.value,
            "of": parcel.delivery.ticket,
        }
        for parcel, message in shown
        if message and parcel.delivery.ticket and parcel.delivery.part
    ]
    await many(connection, _NOTED, rows)


def _values(one: Change, at: datetime) -> dict[str, Any]:
    ticket = one.ticket
    return {
        "id": ticket.id,
        "version": ticket.version,
        "state": ticket.state.value,
        "channel": ticket.origin.channel,
        "chat": ticket.origin.chat,
        "thread": ticket.origin.thread,
        "person": ticket.origin.person,
        "holder": ticket.holder,
        "interaction": ticket.interaction,
        "payload": TICKET.dump(ticket),
        "opened_at": ticket.opened_at,
        "changed_at": at,
        "wake_at": ticket.wake_at,
    }


def _entries(one: Change) -> list[dict[str, Any]]:
    return [
        {"ticket": one.ticket.id, "step": entry.step.value, "by": entry.by, "at": entry.at, "detail": entry.detail}
        for entry in one.entries
    ]
