"""Who may sign in at the web desk: accounts, and logins that work once."""

import re
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.errors import AccountRefused
from bot.handover.roles import Official, Role
from bot.phrases import languages
from bot.web.passwords import hashed
from bot.web.ports import Account, Accounts
from bot.web.security import digest

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_SHORTEST = 12
"""Characters of a password."""
_HOUR = timedelta(hours=1)


def checked_password(password: str) -> str:
    """A password that is long enough; raises `AccountRefused`."""
    if len(password) < _SHORTEST:
        raise AccountRefused(f"the password has fewer than {_SHORTEST} characters: choose a longer one")
    return password


async def add(accounts: Accounts, name: str, display: str, role: Role, language: str, password: str) -> None:
    """Add an account, or replace the one of this name; whoever is signed in with it is signed out."""
    if not _NAME.fullmatch(name):
        raise AccountRefused(f"{name!r} is no name: use 2 to 40 small letters, digits, dots, dashes or underscores")
    if language not in languages("desk"):
        raise AccountRefused(f"the pages do not speak {language!r}: choose {' or '.join(languages('desk'))}")
    await accounts.put_account(Account(Official(name, display, role, language), await hashed(password)))


async def listed(accounts: Accounts) -> list[str]:
    """A line for each account."""
    return [
        "\t".join([one.official.person, one.official.role, one.official.name, *(["disabled"] if one.disabled else [])])
        for one in await accounts.accounts()
    ]


async def disable(accounts: Accounts, name: str) -> None:
    """End an account's access."""
    await accounts.put_account(replace(await _known(accounts, name), disabled=True))


async def one_time_login(accounts: Accounts, name: str, *, known: bool = False) -> str:
    """The path at which an account signs in once within the hour.

    A new name becomes a supervisor whom nothing else lets in, unless the account must be `known`.
    """
    if known or await accounts.account(name):
        await _known(accounts, name)
    else:
        await add(accounts, name, name, Role.SUPERVISOR, "en", secrets.token_urlsafe(32))
    token = secrets.token_urlsafe(24)
    await accounts.put_pass(digest(token), name, datetime.now(UTC) + _HOUR)
    return f"/desk/pass/{token}"


async def _known(accounts: Accounts, name: str) -> Account:
    account = await accounts.account(name)
    if account is None:
        raise AccountRefused(f"there is no account {name!r}: `exchange-bot desk users` lists them")
    return account
