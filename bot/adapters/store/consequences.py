"""What follows from events: stored for many of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.changes import FORGET, change
from bot.adapters.store.database import Statement, either, many
from bot.adapters.store.encoding import DELIVERY, INTERACTION, Exact, Moment
from bot.adapters.store.tables import DEAD_LETTERS, FEEDBACK, INTERACTIONS, MESSAGES, PARCELS, PROFILES
from bot.messaging.model import Delivery, Feedback, Handled, Interaction, Parcel


@dataclass(frozen=True, slots=True)
class Consequence:
    """What follows from the events of one person."""

    channel: str
    person: str
    handled: Handled
    at: datetime


def _text(name: str) -> Any:
    return bindparam(name, type_=Exact())


def _message(insert: Any) -> Any:
    """A message whose interaction is unknown, or forgotten meanwhile, is not noted."""
    names = ("channel", "chat", "message", "role")
    source = select(*map(_text, names), INTERACTIONS.c.id).where(INTERACTIONS.c.id == bindparam("of"))
    new = insert(MESSAGES).from_select([*names, "interaction"], source)
    changed = {"role": new.excluded.role, "interaction": new.excluded.interaction}
    return new.on_conflict_do_update(index_elements=list(MESSAGES.primary_key), set_=changed)


def _profile(insert: Any) -> Any:
    """What is None stays as it is."""
    language, blocked = _text("chosen"), bindparam("now_blocked", type_=Boolean())
    new = insert(PROFILES).values(
        channel=_text("channel"),
        person=_text("person"),
        language=func.coalesce(language, ""),
        blocked=func.coalesce(blocked, False),
    )
    changed = {
        "language": func.coalesce(language, PROFILES.c.language),
        "blocked": func.coalesce(blocked, PROFILES.c.blocked),
    }
    return new.on_conflict_do_update(index_elements=list(PROFILES.primary_key), set_=changed)


def _feedback(insert: Any) -> Any:
    """Feedback on an unknown interaction is not noted."""
    values = (bindparam("helpful", type_=Boolean()), _text("reason"), bindparam("at", type_=Moment()))
    source = select(INTERACTIONS.c.id, *values).where(INTERACTIONS.c.id == bindparam("of"))
    new = insert(FEEDBACK).from_select(["interaction", "helpful", "reason", "at"], source)
    changed = {name: new.excluded[name] for name in ("helpful", "reason", "at")}
    return new.on_conflict_do_update(index_elements=list(FEEDBACK.primary_key), set_=changed)


MESSAGE: Statement = either(_message)
PROFILE: Statement = either(_profile)
_FEEDBACK: Statement = either(_feedback)
_INTERACTION = insert(INTERACTIONS)
_REPLACED = update(INTERACTIONS).where(INTERACTIONS.c.id == bindparam("old")).values(replaced=True)
_MOVED = update(MESSAGES).where(MESSAGES.c.interaction == bindparam("old")).values(interaction=_text("new"))
_PARCEL = insert(PARCELS).returning(PARCELS.c.number, sort_by_parameter_order=True)

_THEIRS = (INTERACTIONS.c.channel == bindparam("of_channel"), INTERACTIONS.c.person == bindparam("of_person"))
_FORGET = (
    delete(PARCELS).where(
        or_(
            PARCELS.c.interaction.in_(select(INTERACTIONS.c.id).where(*_THEIRS)),
            (PARCELS.c.channel == bindparam("of_channel")) & (PARCELS.c.person == bindparam("of_person")),
        )
    ),
    *(
        delete(table).where(table.c.channel == bindparam("of_channel"), table.c.person == bindparam("of_person"))
        for table in (DEAD_LETTERS, PROFILES, INTERACTIONS)
    ),
)
"""Messages and feedback go with their interactions."""


async def follow(connection: AsyncConnection, all_of_them: Sequence[Consequence]) -> list[list[Parcel]]:
    """Store consequences; returns what is to be delivered for each."""
    if not any(one.handled.forget for one in all_of_them):
        return await _keep(connection, all_of_them)
    return [await _in_turn(connection, one) for one in all_of_them]


async def _in_turn(connection: AsyncConnection, one: Consequence) -> list[Parcel]:
    if one.handled.forget:
        for statement in (*FORGET, *_FORGET):
            await connection.execute(statement, {"of_channel": one.channel, "of_person": one.person})
    return (await _keep(connection, [one]))[0]


async def _keep(connection: AsyncConnection, all_of_them: Sequence[Consequence]) -> list[list[Parcel]]:
    handled = [one.handled for one in all_of_them]
    new = [each.interaction for each in handled if each.interaction]
    await many(connection, _INTERACTION, [_interaction_row(interaction) for interaction in new])
    await many(connection, _REPLACED, [{"old": each.replaces} for each in handled if each.replaces])
    moved = [(each.replaces, each.interaction.id) for each in handled if each.replaces and each.interaction]
    await many(connection, _MOVED, [{"old": old, "new": identity} for old, identity in moved])
    await many(connection, MESSAGE, [row for interaction in new for row in _question_rows(interaction)])
    await many(connection, PROFILE, [_profile_row(one) for one in all_of_them if _changes_profile(one.handled)])
    said = [_feedback_row(one.handled.feedback, one.at) for one in all_of_them if one.handled.feedback]
    await many(connection, _FEEDBACK, said)
    await change(connection, [(each, one.at) for one in all_of_them for each in one.handled.tickets])
    return await _post(connection, all_of_them)


async def _post(connection: AsyncConnection, all_of_them: Sequence[Consequence]) -> list[list[Parcel]]:
    parcels = iter(
        await post(connection, [(delivery, one.person) for one in all_of_them for delivery in one.handled.deliveries])
    )
    return [[next(parcels) for _ in one.handled.deliveries] for one in all_of_them]


async def post(connection: AsyncConnection, deliveries: Sequence[tuple[Delivery, str]]) -> list[Parcel]:
    """Keep deliveries, each with the person it is due to."""
    rows = [_parcel_row(delivery, person) for delivery, person in deliveries]
    numbers = (await connection.execute(_PARCEL, rows)).scalars().all() if rows else []
    return [Parcel(number, delivery) for number, (delivery, _) in zip(numbers, deliveries, strict=True)]


def _changes_profile(handled: Handled) -> bool:
    return handled.language is not None or handled.blocked is not None


def _interaction_row(interaction: Interaction) -> dict[str, Any]:
    return {
        "id": interaction.id,
        "channel": interaction.address.channel,
        "chat": interaction.address.chat,
        "thread": interaction.address.thread,
        "person": interaction.person,
        "payload": INTERACTION.dump(interaction),
        "outcome": interaction.answer.outcome.value,
        "language": interaction.answer.language,
        "asked_at": interaction.at,
        "replaced": False,
    }


def _question_rows(interaction: Interaction) -> list[dict[str, Any]]:
    place = {"channel": interaction.address.channel, "chat": interaction.address.chat, "role": "question"}
    return [place | {"message": message, "of": interaction.id} for message, _ in interaction.parts if message]


def _profile_row(one: Consequence) -> dict[str, Any]:
    chosen, blocked = one.handled.language, one.handled.blocked
    return {"channel": one.channel, "person": one.person, "chosen": chosen, "now_blocked": blocked}


def _feedback_row(feedback: Feedback, at: datetime) -> dict[str, Any]:
    return {"of": feedback.interaction, "helpful": feedback.helpful, "reason": feedback.reason, "at": at}


def _parcel_row(delivery: Delivery, person: str) -> dict[str, Any]:
    return {
        "channel": delivery.address.channel,
        "chat": delivery.address.chat,
        "line": delivery.address.line,
        "person": person,
        "interaction": delivery.interaction,
        "ticket": delivery.ticket,
        "payload": DELIVERY.dump(delivery),
        "attempts": 0,
        "error": "",
    }
