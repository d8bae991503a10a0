"""The desk: tickets, rooms and accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; parcels learn which ticket they are about."""
    op.add_column("parcels", sa.Column("ticket", sa.Text(), nullable=False, server_default=""))
    _tickets()
    _belongings()
    _posts()
    _accounts()


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("sequence", NUMBER, nullable=False),
        _text("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        *map(_text, ("state", "channel", "chat", "thread", "person", "holder", "interaction", "payload")),
        *map(_moment, ("opened_at", "changed_at")),
        _moment("wake_at", nullable=True),
        sa.PrimaryKeyConstraint("sequence", name="pk_tickets"),
        sa.UniqueConstraint("id", name="uq_tickets_id"),
    )
    for columns in (["channel", "person"], ["interaction"], ["state", "opened_at"], ["wake_at"]):
        op.create_index(f"ix_tickets_{'_'.join(columns)}", "tickets", columns)


def _belongings() -> None:
    op.create_table(
        "ticket_entries",
        sa.Column("number", NUMBER, nullable=False),
        *map(_text, ("ticket", "step", "by")),
        _moment("at"),
        _text("detail"),
        sa.PrimaryKeyConstraint("number", name="pk_ticket_entries"),
        _of("ticket_entries", "ticket", "tickets.id"),
    )
    op.create_index("ix_ticket_entries_ticket", "ticket_entries", ["ticket"])
    op.create_index("ix_ticket_entries_at", "ticket_entries", ["at"])
    op.create_table(
        "ticket_messages",
        sa.Column("sequence", NUMBER, nullable=False),
        *map(_text, ("channel", "chat", "message", "ticket", "part")),
        sa.PrimaryKeyConstraint("sequence", name="pk_ticket_messages"),
        sa.UniqueConstraint("channel", "chat", "message", name="uq_ticket_messages_channel_chat_message"),
        _of("ticket_messages", "ticket", "tickets.id"),
    )
    op.create_index("ix_ticket_messages_ticket", "ticket_messages", ["ticket"])


def _posts() -> None:
    op.create_table(
        "posts",
        sa.Column("number", NUMBER, nullable=False),
        *map(_text, ("key", "channel", "chat", "thread", "author", "seen_by", "ticket", "payload")),
        _moment("at"),
        _moment("edited_at", nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_posts"),
        sa.UniqueConstraint("key", name="uq_posts_key"),
        sqlite_autoincrement=True,
    )
    for columns in (["channel", "chat", "thread"], ["ticket"], ["at"]):
        op.create_index(f"ix_posts_{'_'.join(columns)}", "posts", columns)


def _accounts() -> None:
    op.create_table(
        "accounts",
        *map(_text, ("person", "name", "role", "language", "password")),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_accounts"),
    )
    for table, columns in (("sessions", ("token", "person", "form")), ("passes", ("token", "person"))):
        op.create_table(
            table,
            *map(_text, columns),
            _moment("expires_at"),
            sa.PrimaryKeyConstraint("token", name=f"pk_{table}"),
            _of(table, "person", "accounts.person"),
        )
        op.create_index(f"ix_{table}_person", table, ["person"])


def _of(table: str, column: str, whose: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [whose], name=f"fk_{table}_{column}", ondelete="CASCADE")
