"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    _events()
    _parcels()
    _interactions()
    _belongings()
    _profiles()
    _dead_letters()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("sequence", NUMBER, nullable=False),
        *map(_text, ("channel", "event_id", "line", "person", "payload")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _text("error"),
        _moment("received_at"),
        _moment("finished_at", nullable=True),
        sa.PrimaryKeyConstraint("sequence", name="pk_events"),
        sa.UniqueConstraint("channel", "event_id", name="uq_events_channel_event_id"),
    )
    op.create_index("ix_events_finished_at", "events", ["finished_at"])


def _parcels() -> None:
    op.create_table(
        "parcels",
        sa.Column("number", NUMBER, nullable=False),
        *map(_text, ("channel", "chat", "line", "person", "interaction", "payload")),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _text("error"),
        sa.PrimaryKeyConstraint("number", name="pk_parcels"),
        sqlite_autoincrement=True,
    )


def _interactions() -> None:
    op.create_table(
        "interactions",
        sa.Column("sequence", NUMBER, nullable=False),
        *map(_text, ("id", "channel", "chat", "thread", "person", "payload", "outcome", "language")),
        _moment("asked_at"),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_interactions"),
        sa.UniqueConstraint("id", name="uq_interactions_id"),
    )
    place = ["channel", "chat", "thread", "asked_at"]
    op.create_index("ix_interactions_channel_chat_thread_asked_at", "interactions", place)
    op.create_index("ix_interactions_channel_person", "interactions", ["channel", "person"])
    op.create_index("ix_interactions_asked_at", "interactions", ["asked_at"])


def _belongings() -> None:
    op.create_table(
        "messages",
        *map(_text, ("channel", "chat", "message", "role", "interaction")),
        sa.PrimaryKeyConstraint("channel", "chat", "message", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["interaction"], ["interactions.id"], name="fk_messages_interaction", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_messages_interaction", "messages", ["interaction"])
    op.create_table(
        "feedback",
        _text("interaction"),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        _text("reason"),
        _moment("at"),
        sa.PrimaryKeyConstraint("interaction", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["interaction"], ["interactions.id"], name="fk_feedback_interaction", ondelete="CASCADE"
        ),
    )


def _profiles() -> None:
    op.create_table(
        "profiles",
        *map(_text, ("channel", "person", "language")),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "person", name="pk_profiles"),
    )


def _dead_letters() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("number", NUMBER, nullable=False),
        *map(_text, ("kind", "channel", "line", "person", "reference", "payload", "error")),
        _moment("at"),
        sa.PrimaryKeyConstraint("number", name="pk_dead_letters"),
    )
    op.create_index("ix_dead_letters_channel_person", "dead_letters", ["channel", "person"])
    op.create_index("ix_dead_letters_at", "dead_letters", ["at"])
