"""The tables of the desk: tickets with their trail, what is said in rooms, and who may sign in."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from bot.adapters.store.encoding import Exact, Moment
from bot.adapters.store.tables import METADATA, NUMBER

TICKETS = Table(
    "tickets",
    METADATA,
    Column("sequence", NUMBER, primary_key=True),
    Column("id", Exact, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("chat", Exact, nullable=False),
    Column("thread", Exact, nullable=False),
    Column("person", Exact, nullable=False),
    Column("holder", Exact, nullable=False),
    Column("interaction", Exact, nullable=False),
    Column("payload", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("wake_at", Moment),
    UniqueConstraint("id"),
    Index(None, "channel", "person"),
    Index(None, "interaction"),
    Index(None, "state", "opened_at"),
    Index(None, "wake_at"),
)
"""Tickets as they are now; beside the payload stands what is asked for."""


def _ticket() -> Column[str]:
    """What goes when its ticket goes."""
    return Column("ticket", Exact, ForeignKey("tickets.id", ondelete="CASCADE"), nullable=False)


ENTRIES = Table(
    "ticket_entries",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    _ticket(),
    Column("step", Exact, nullable=False),
    Column("by", Exact, nullable=False),
    Column("at", Moment, nullable=False),
    Column("detail", Exact, nullable=False),
    Index(None, "ticket"),
    Index(None, "at"),
)
"""Who did what with a ticket, and when."""

SHOWN = Table(
    "ticket_messages",
    METADATA,
    Column("sequence", NUMBER, primary_key=True),
    Column("channel", Exact, nullable=False),
    Column("chat", Exact, nullable=False),
    Column("message", Exact, nullable=False),
    _ticket(),
    Column("part", Exact, nullable=False),
    UniqueConstraint("channel", "chat", "message"),
    Index(None, "ticket"),
)
"""Which message is what of which ticket; `sequence` tells which came last."""

POSTS = Table(
    "posts",
    METADATA,
    Column("number", NUMBER, primary_key=True),
    Column("key", Exact, nullable=False),
    Column("channel", Exact, nullable=False),
    Column("chat", Exact, nullable=False),
    Column("thread", Exact, nullable=False),
    Column("author", Exact, nullable=False),
    Column("seen_by", Exact, nullable=False),
    Column("ticket", Exact, nullable=False),
    Column("payload", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("edited_at", Moment),
    UniqueConstraint("key"),
    Index(None, "channel", "chat", "thread"),
    Index(None, "ticket"),
    Index(None, "at"),
    sqlite_autoincrement=True,
)
"""What stands in the rooms of the web pages; a number never comes back."""

ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("person", Exact, nullable=False),
    Column("name", Exact, nullable=False),
    Column("role", Exact, nullable=False),
    Column("language", Exact, nullable=False),
    Column("password", Exact, nullable=False),
    Column("disabled", Boolean, nullable=False),
    PrimaryKeyConstraint("person"),
)
"""Officials who may sign in; `password` is a hash."""


def _account() -> Column[str]:
    """What goes when its account goes."""
    return Column("person", Exact, ForeignKey("accounts.person", ondelete="CASCADE"), nullable=False)


SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", Exact, nullable=False),
    _account(),
    Column("form", Exact, nullable=False),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("token"),
    Index(None, "person"),
)
"""Who is signed in; `token` is a hash."""

PASSES = Table(
    "passes",
    METADATA,
    Column("token", Exact, nullable=False),
    _account(),
    Column("expires_at", Moment, nullable=False),
    PrimaryKeyConstraint("token"),
    Index(None, "person"),
)
"""Logins that work once; `token` is a hash."""
