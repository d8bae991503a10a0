"""Who is signed in at the desk."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import HTTPException, Request, Response

from bot.handover.roles import Official
from bot.web.ports import Accounts, Session
from bot.web.security import digest, is_secure

COOKIE = "desk"
LOGIN = "/desk/login"
_HOURS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An official with the token that their forms must carry."""

    official: Official
    form: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens and knows sessions; a browser holds a secret of which only the digest is kept."""

    accounts: Accounts
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def open(self, request: Request, response: Response, person: str) -> None:
        """Sign somebody in."""
        token, form = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        await self.accounts.open_session(Session(digest(token), person, form, self.clock() + _HOURS))
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(_HOURS.total_seconds()),
            path="/desk",
            secure=is_secure(request),
            httponly=True,
            samesite="strict",
        )

    async def current(self, request: Request) -> SignedIn:
        """Who asks; a redirect to the login where nobody is signed in."""
        found = await self.find(request)
        if found is None:
            raise HTTPException(303, headers={"Location": LOGIN})
        return found

    async def find(self, request: Request) -> SignedIn | None:
        """Who asks; a disabled account is nobody's, also in the midst of a session."""
        token = request.cookies.get(COOKIE, "")
        session = await self.accounts.session(digest(token), self.clock()) if token else None
        account = await self.accounts.account(session.person) if session else None
        if session is None or account is None or account.disabled:
            return None
        return SignedIn(account.official, session.form)

    async def close(self, request: Request, response: Response) -> None:
        """Sign out."""
        await self.accounts.close_session(digest(request.cookies.get(COOKIE, "")))
        response.delete_cookie(COOKIE, path="/desk")
