"""Who may sign in at the web desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.database import Database, either
from bot.adapters.store.desk_tables import ACCOUNTS, PASSES, SESSIONS
from bot.adapters.store.encoding import Exact, Moment
from bot.handover.roles import Official, Role
from bot.web.ports import Account, Session


@dataclass(frozen=True, slots=True)
class Pass:
    """A one-time login."""

    token: str
    person: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Use:
    """Somebody who uses one."""

    token: str
    moment: datetime


def _account(insert: Any) -> Any:
    new = insert(ACCOUNTS)
    changed = {name: new.excluded[name] for name in ("name", "role", "language", "password", "disabled")}
    return new.on_conflict_do_update(index_elements=["person"], set_=changed)


_PUT = either(_account)
_END = delete(SESSIONS).where(SESSIONS.c.person == bindparam("of", type_=Exact()))
_END_PASSES = delete(PASSES).where(PASSES.c.person == bindparam("of", type_=Exact()))
_ACCOUNTS = select(
    ACCOUNTS.c.person,
    ACCOUNTS.c.name,
    ACCOUNTS.c.role,
    ACCOUNTS.c.language,
    ACCOUNTS.c.password,
    ACCOUNTS.c.disabled,
).order_by(ACCOUNTS.c.person)
_ACCOUNT = _ACCOUNTS.where(ACCOUNTS.c.person == bindparam("person"))
_OPEN = insert(SESSIONS)
_SESSION = select(SESSIONS.c.token, SESSIONS.c.person, SESSIONS.c.form, SESSIONS.c.expires_at).where(
    SESSIONS.c.token == bindparam("token"), SESSIONS.c.expires_at > bindparam("moment")
)
_CLOSE = delete(SESSIONS).where(SESSIONS.c.token == bindparam("this", type_=Exact()))
_PASS = insert(PASSES)
_USE = (
    delete(PASSES)
    .where(PASSES.c.token == bindparam("this", type_=Exact()))
    .returning(PASSES.c.person, PASSES.c.expires_at)
)
EXPIRED = tuple(
    delete(table).where(table.c.expires_at <= bindparam("now", type_=Moment())) for table in (SESSIONS, PASSES)
)
"""What nobody can sign in with any more."""


class SqlAccounts(Database):
    """`bot.web.ports.Accounts`."""

    async def put_account(self, account: Account) -> None:
        """Add or replace an account; its sessions and one-time logins end."""
        await self.write(_put, account)

    async def account(self, person: str) -> Account | None:
        """One account."""
        rows = await self.read(_ACCOUNT, person=person)
        return _read(rows[0]) if rows else None

    async def accounts(self) -> list[Account]:
        """All of them, by person."""
        return [_read(row) for row in await self.read(_ACCOUNTS)]

    async def open_session(self, session: Session) -> None:
        """Keep a session."""
        await self.write(_open, session)

    async def session(self, token: str, moment: datetime) -> Session | None:
        """A session that has not expired."""
        rows = await self.read(_SESSION, token=token, moment=moment)
        return Session(*rows[0]) if rows else None

    async def close_session(self, token: str) -> None:
        """Sign out."""
        await self.write(_close, token)

    async def put_pass(self, token: str, person: str, expires_at: datetime) -> None:
        """Keep a one-time login."""
        await self.write(_put_pass, Pass(token, person, expires_at))

    async def use_pass(self, token: str, moment: datetime) -> str | None:
        """Whose it is; it is gone then."""
        return await self.write(_use, Use(token, moment))


def _read(row: Sequence[Any]) -> Account:
    person, name, role, language, password, disabled = row
    return Account(Official(person, name, Role(role), language), password, disabled)


async def _put(connection: AsyncConnection, accounts: Sequence[Account]) -> list[None]:
    for account in accounts:
        official = account.official
        row = {
            "person": official.person,
            "name": official.name,
            "role": official.role.value,
            "language": official.language,
            "password": account.password,
            "disabled": account.disabled,
        }
        await connection.execute(_PUT[connection.dialect.name], row)
        for statement in (_END, _END_PASSES):
            await connection.execute(statement, {"of": official.person})
    return [None] * len(accounts)


async def _open(connection: AsyncConnection, sessions: Sequence[Session]) -> list[None]:
    for statement in EXPIRED:
        await connection.execute(statement, {"now": datetime.now(UTC)})
    rows = [
        {"token": one.token, "person": one.person, "form": one.form, "expires_at": one.expires_at} for one in sessions
    ]
    await connection.execute(_OPEN, rows)
    return [None] * len(sessions)


async def _close(connection: AsyncConnection, tokens: Sequence[str]) -> list[None]:
    await connection.execute(_CLOSE, [{"this": token} for token in tokens])
    return [None] * len(tokens)


async def _put_pass(connection: AsyncConnection, passes: Sequence[Pass]) -> list[None]:
    rows = [{"token": one.token, "person": one.person, "expires_at": one.expires_at} for one in passes]
    await connection.execute(_PASS, rows)
    return [None] * len(passes)


async def _use(connection: AsyncConnection, uses: Sequence[Use]) -> list[str | None]:
    return [await _use_one(connection, use) for use in uses]


async def _use_one(connection: AsyncConnection, use: Use) -> str | None:
    row = (await connection.execute(_USE, {"this": use.token})).first()
    return str(row.person) if row and row.expires_at > use.moment else None
