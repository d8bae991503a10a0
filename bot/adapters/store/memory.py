"""What is remembered of conversations and people."""

from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.adapters.store.database import Database
from bot.adapters.store.encoding import INTERACTION
from bot.adapters.store.tables import FEEDBACK, INTERACTIONS, MESSAGES, PROFILES
from bot.messaging.model import Address, Feedback, Interaction, Profile

_RECENT = (
    select(INTERACTIONS.c.payload)
    .where(
        INTERACTIONS.c.channel == bindparam("channel"),
        INTERACTIONS.c.chat == bindparam("chat"),
        INTERACTIONS.c.thread == bindparam("thread"),
        INTERACTIONS.c.asked_at >= bindparam("since"),
        INTERACTIONS.c.replaced.is_(False),
    )
    .order_by(INTERACTIONS.c.asked_at.desc(), INTERACTIONS.c.sequence.desc())
    .limit(bindparam("most"))
)
_SHOWN = (
    select(INTERACTIONS.c.payload)
    .join(MESSAGES, MESSAGES.c.interaction == INTERACTIONS.c.id)
    .where(
        MESSAGES.c.channel == bindparam("channel"),
        MESSAGES.c.chat == bindparam("chat"),
        MESSAGES.c.message == bindparam("message"),
    )
)
_ONE = select(INTERACTIONS.c.payload).where(INTERACTIONS.c.id == bindparam("identity"))
_PROFILE = select(PROFILES.c.language, PROFILES.c.blocked).where(
    PROFILES.c.channel == bindparam("channel"), PROFILES.c.person == bindparam("person")
)
_JUDGED = select(FEEDBACK.c.interaction, FEEDBACK.c.helpful, FEEDBACK.c.reason).where(
    FEEDBACK.c.interaction == bindparam("identity")
)
_COUNT = (
    select(func.count())
    .select_from(INTERACTIONS)
    .where(INTERACTIONS.c.channel == bindparam("channel"), INTERACTIONS.c.person == bindparam("person"))
)


class SqlMemory(Database):
    """`bot.messaging.ports.Memory`."""

    async def recent(self, address: Address, since: datetime, limit: int) -> list[Interaction]:
        """The last interactions at an address, oldest first; replaced ones are left out."""
        place = {"channel": address.channel, "chat": address.chat, "thread": address.thread}
        rows = await self.read(_RECENT, **place, since=since, most=max(limit, 0))
        return [INTERACTION.load(payload) for (payload,) in reversed(rows)]

    async def shown_as(self, address: Address, message: str) -> Interaction | None:
        """The interaction a message belongs to, whatever its thread."""
        rows = await self.read(_SHOWN, channel=address.channel, chat=address.chat, message=message)
        return INTERACTION.load(rows[0][0]) if rows else None

    async def interaction(self, identity: str) -> Interaction | None:
        """One interaction."""
        rows = await self.read(_ONE, identity=identity)
        return INTERACTION.load(rows[0][0]) if rows else None

    async def judged(self, interaction: str) -> Feedback | None:
        """What the person thinks of an answer."""
        rows = await self.read(_JUDGED, identity=interaction)
        return Feedback(*rows[0]) if rows else None

    async def profile(self, channel: str, person: str) -> Profile:
        """What is known of a person; the default for somebody new."""
        rows = await self.read(_PROFILE, channel=channel, person=person)
        return Profile(*rows[0]) if rows else Profile()

    async def count(self, channel: str, person: str) -> int:
        """How many interactions of a person are kept."""
        rows = await self.read(_COUNT, channel=channel, person=person)
        return int(rows[0][0])
