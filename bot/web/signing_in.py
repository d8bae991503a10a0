"""Signing in at the desk, and out."""

from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.dialogue.limits import Limit
from bot.phrases import languages
from bot.web.pages import Pages
from bot.web.passwords import hashed, matches, outdated
from bot.web.ports import Accounts
from bot.web.security import address_of, digest, form_of, refuse_other_sites
from bot.web.sessions import LOGIN, Sessions
from bot.web.speaking import preferred

_MINUTE, _HOUR = 60.0, 3600.0


@dataclass
class SigningIn:
    """The pages before the desk. Tries are limited by name and by address, so that nobody can guess for long."""

    accounts: Accounts
    sessions: Sessions
    pages: Pages
    soon: Limit = field(default_factory=lambda: Limit(5, _MINUTE))
    later: Limit = field(default_factory=lambda: Limit(20, _HOUR))

    def router(self) -> APIRouter:
        """Its routes."""
        router, html = APIRouter(), HTMLResponse
        router.add_api_route(LOGIN, self.form, methods=["GET"], response_class=html)
        router.add_api_route(LOGIN, self.enter, methods=["POST"])
        router.add_api_route("/desk/logout", self.leave, methods=["POST"])
        router.add_api_route("/desk/language", self.speak, methods=["POST"])
        router.add_api_route("/desk/pass/{token}", self.offer, methods=["GET"], response_class=html)
        router.add_api_route("/desk/pass/{token}", self.use, methods=["POST"])
        return router

    async def form(self, request: Request) -> Response:
        """The form."""
        return self._form(request)

    async def enter(
        self, request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = ""
    ) -> Response:
        """Sign in with a password; what is wrong is not told, as it would tell which names there are."""
        refuse_other_sites(request)
        seconds = self._waits(f"name:{name[:40]}") or self._waits(f"address:{address_of(request)}")
        if seconds:
            return self._form(request, 429, "ui-login-wait", seconds=int(seconds) + 1)
        account = await self.accounts.account(name)
        right = await matches(password[:1000], account.password if account and not account.disabled else None)
        if account is None or not right:
            return self._form(request, 401, "ui-login-wrong")
        if outdated(account.password):
            await self.accounts.put_account(replace(account, password=await hashed(password)))
        return await self._entered(request, account.official.person)

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        signed_in = await self.sessions.current(request)
        await form_of(request, signed_in.form)
        response = RedirectResponse(LOGIN, status_code=303)
        await self.sessions.close(request, response)
        return response

    async def speak(self, request: Request) -> Response:
        """The language of one's pages; it signs nobody out."""
        signed_in = await self.sessions.current(request)
        fields = await form_of(request, signed_in.form)
        account = await self.accounts.account(signed_in.official.person)
        response = RedirectResponse("/desk", status_code=303)
        if account and fields.get("code") in languages("desk"):
            await self.accounts.put_account(
                replace(account, official=replace(account.official, language=fields["code"]))
            )
            await self.sessions.open(request, response, account.official.person)
        return response

    async def offer(self, request: Request, token: str) -> Response:
        """A page with one button: whatever only looks at the address does not use it up."""
        return self.pages.page("pass.html", _language(request), token=token)

    async def use(self, request: Request, token: str) -> Response:
        """Sign in once."""
        refuse_other_sites(request)
        if seconds := self._waits(f"address:{address_of(request)}"):
            return self._form(request, 429, "ui-login-wait", seconds=int(seconds) + 1)
        person = await self.accounts.use_pass(digest(token), self.sessions.clock())
        account = await self.accounts.account(person) if person else None
        if account is None or account.disabled:
            return self._form(request, 401, "ui-pass-used")
        return await self._entered(request, account.official.person)

    async def _entered(self, request: Request, person: str) -> Response:
        response = RedirectResponse("/desk", status_code=303)
        await self.sessions.open(request, response, person)
        return response

    def _waits(self, key: str) -> float:
        return self.soon.wait(key) or self.later.wait(key)

    def _form(self, request: Request, status: int = 200, problem: str = "", **values: object) -> Response:
        return self.pages.page("login.html", _language(request), status=status, problem=problem, values=values)


def _language(request: Request) -> str:
    """That of the browser, where the desk speaks it."""
    return preferred(request.headers.get("accept-language", ""), "desk")
