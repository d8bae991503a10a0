"""The tables."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from bot.adapters.store.encoding import Exact, Moment

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts by itself only in a column whose type is INTEGER."""


def _interaction() -> Column[str]:
    """What goes when its interaction goes."""
    return Column("interaction", Exact, ForeignKey("interactions.id", ondelete="CASCADE"), nullable=False)


EVENTS = Table(
    "events",
    METADATA,
    Column("sequence", NUMBER, primary_key=True),
    Column("channel", Exact, nullable=False),
    Column("event_id", Exact, nullable=False),
    Column("line", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("payload", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Exact, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("finished_at", Moment),
    UniqueConstraint("channel", "event_id"),
    Index(None, "finished_at"),
)
"""What came in. It is pending as long as `finished_at` is empty; after that only its key and its times are left."""

PENDING = EVENTS.c.finished_at.is_(None)

PARCELS = Table(
    "parcels",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("channel", Exact, nullable=False),
    Column("chat", Exact, nullable=False),
    Column("line", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("interaction", Exact, nullable=False),
    Column("ticket", Exact, nullable=False, server_default=""),
    Column("payload", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Exact, nullable=False),
    sqlite_autoincrement=True,
)
"""What is to be delivered; a row goes when it is done, and its number never comes back."""

INTERACTIONS = Table(
    "interactions",
    METADATA,
    Column("sequence", NUMBER, primary_key=True),
    Column("id", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("chat", Exact, nullable=False),
    Column("thread", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("payload", Text, nullable=False),
    Column("outcome", Exact, nullable=False),
    Column("language", Exact, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("replaced", Boolean, nullable=False),
    UniqueConstraint("id"),
    Index(None, "channel", "chat", "thread", "asked_at"),
    Index(None, "channel", "person"),
    Index(None, "asked_at"),
)
"""Questions and their answers; `sequence` tells which of two of the same moment came first."""

MESSAGES = Table(
    "messages",
    METADATA,
    Column("channel", Exact, nullable=False),
    Column("chat", Exact, nullable=False),
    Column("message", Exact, nullable=False),
    Column("role", Exact, nullable=False),
    _interaction(),
    PrimaryKeyConstraint("channel", "chat", "message"),
    Index(None, "interaction"),
)
"""Which message is part of a question or shows an answer: `role` is "question" or "answer"."""

PROFILES = Table(
    "profiles",
    METADATA,
    Column("channel", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("language", Exact, nullable=False),
    Column("blocked", Boolean, nullable=False),
    PrimaryKeyConstraint("channel", "person"),
)
"""What people chose."""

FEEDBACK = Table(
    "feedback",
    METADATA,
    _interaction(),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("interaction"),
)
"""What people think of answers."""

DEAD_LETTERS = Table(
    "dead_letters",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("kind", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("line", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("reference", Exact, nullable=False),
    Column("payload", Text, nullable=False),
    Column("error", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "channel", "person"),
    Index(None, "at"),
)
"""What was given up: `kind` is "event" or "parcel", `reference` its id or number.

`channel` and `person` tell whose it is.
"""
