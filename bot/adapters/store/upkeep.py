"""What the office does with the store."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import and_, bindparam, delete, exists, func, not_, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.accounts import EXPIRED
from bot.adapters.store.database import Database
from bot.adapters.store.desk_tables import ENTRIES, POSTS, SHOWN, TICKETS
from bot.adapters.store.encoding import Moment
from bot.adapters.store.holding import Hold
from bot.adapters.store.tables import DEAD_LETTERS, EVENTS, FEEDBACK, INTERACTIONS, MESSAGES, PARCELS, PENDING, PROFILES
from bot.messaging.tickets import LIVING, WAITING, State

_BEFORE = bindparam("before", type_=Moment())
_OLD = select(INTERACTIONS.c.id).where(INTERACTIONS.c.asked_at < _BEFORE)
_KEPT = exists().where(INTERACTIONS.c.channel == PROFILES.c.channel, INTERACTIONS.c.person == PROFILES.c.person)
_DONE = [state.value for state in State if state not in LIVING] + [State.ANSWERED.value]
_SETTLED = select(TICKETS.c.id).where(TICKETS.c.changed_at < _BEFORE, TICKETS.c.state.in_(_DONE))
_OF_TICKET = exists().where(TICKETS.c.id == POSTS.c.ticket)
_EXPIRE = (
    delete(ENTRIES).where(ENTRIES.c.ticket.in_(_SETTLED)),
    delete(SHOWN).where(SHOWN.c.ticket.in_(_SETTLED)),
    delete(TICKETS).where(TICKETS.c.id.in_(_SETTLED)),
    delete(POSTS).where(POSTS.c.at < _BEFORE, not_(_OF_TICKET)),
    delete(FEEDBACK).where(or_(FEEDBACK.c.at < _BEFORE, FEEDBACK.c.interaction.in_(_OLD))),
    delete(MESSAGES).where(MESSAGES.c.interaction.in_(_OLD)),
    delete(INTERACTIONS).where(INTERACTIONS.c.asked_at < _BEFORE),
    delete(EVENTS).where(EVENTS.c.finished_at < _BEFORE),
    delete(DEAD_LETTERS).where(DEAD_LETTERS.c.at < _BEFORE),
    delete(PROFILES).where(and_(PROFILES.c.language == "", not_(PROFILES.c.blocked), not_(_KEPT))),
)
"""In this order: what hangs on a ticket or an interaction is counted too."""

_PEOPLE = union(
    select(INTERACTIONS.c.channel, INTERACTIONS.c.person), select(PROFILES.c.channel, PROFILES.c.person)
).subquery()
_WAITING = TICKETS.c.state.in_([state.value for state in WAITING])
_COUNTS = select(
    select(func.count()).select_from(EVENTS).where(PENDING).scalar_subquery().label("pending"),
    select(func.count()).select_from(PARCELS).scalar_subquery().label("undelivered"),
    select(func.count()).select_from(DEAD_LETTERS).scalar_subquery().label("dead"),
    select(func.count()).select_from(INTERACTIONS).scalar_subquery().label("interactions"),
    select(func.count()).select_from(_PEOPLE).scalar_subquery().label("people"),
    select(func.count()).select_from(FEEDBACK).where(FEEDBACK.c.helpful).scalar_subquery().label("helpful"),
    select(func.count()).select_from(FEEDBACK).where(not_(FEEDBACK.c.helpful)).scalar_subquery().label("unhelpful"),
    select(func.count()).select_from(TICKETS).scalar_subquery().label("tickets"),
    select(func.count()).select_from(TICKETS).where(_WAITING).scalar_subquery().label("waiting"),
)


class SqlUpkeep(Database):
    """`bot.messaging.ports.Upkeep`."""

    def __init__(self, reading: AsyncEngine, writing: AsyncEngine, hold: Hold) -> None:
        """`hold` keeps other processes away once it is taken."""
        super().__init__(reading, writing)
        self._hold = hold

    async def expire(self, before: datetime) -> int:
        """Delete what is older than a moment, and profiles of which nothing is left; returns how many rows."""
        return await self.write(_expire, before)

    async def counts(self) -> dict[str, int]:
        """How much is kept; `people` are those of whom there is an interaction or a profile."""
        (row,) = await self.read(_COUNTS)
        return dict(zip(_COUNTS.selected_columns.keys(), row, strict=True))

    async def hold(self) -> None:
        """Claim the store for this process until it is closed."""
        await self._hold.take()

    async def close(self) -> None:
        """Finish what is being written and let go."""
        try:
            await super().close()
        finally:
            await self._hold.release()


async def _expire(connection: AsyncConnection, moments: Sequence[datetime]) -> list[int]:
    return [await _delete(connection, before) for before in moments]


async def _delete(connection: AsyncConnection, before: datetime) -> int:
    deleted = [await connection.execute(statement, {"before": before}) for statement in _EXPIRE[:-1]]
    empty = await connection.execute(_EXPIRE[-1])
    for statement in EXPIRED:
        await connection.execute(statement, {"now": datetime.now(UTC)})
    return sum(result.rowcount for result in [*deleted, empty])
