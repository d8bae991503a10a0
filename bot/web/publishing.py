"""The pages about one ticket: publishing its answer, and its trail."""

import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.desk.publishing import Prepared
from bot.handover.desk import TICKETS
from bot.handover.roles import Official, Permission
from bot.messaging.model import Address, Event, Kind
from bot.messaging.tickets import Entry
from bot.web.desk import NAME, Receive
from bot.web.finding import key_of
from bot.web.pages import Pages
from bot.web.problems import Problem
from bot.web.security import form_of
from bot.web.sessions import Sessions

_FIELDS = ("question", "answer", "language", "owner", "audience", "review_on")


@dataclass(frozen=True, slots=True)
class TicketPages:
    """`prepare` gives the form for an answered ticket, `trail` what happened to any."""

    sessions: Sessions
    receive: Receive
    pages: Pages
    prepare: Callable[[str, Official], Awaitable[Prepared | None]]
    trail: Callable[[str], Awaitable[list[Entry]]]

    def router(self) -> APIRouter:
        """Its routes."""
        router, html = APIRouter(prefix="/desk"), HTMLResponse
        router.add_api_route("/publish/{ticket}", self.form, methods=["GET"], response_class=html)
        router.add_api_route("/publish/{ticket}", self.publish, methods=["POST"])
        router.add_api_route("/tickets/{ticket}/trail", self.history, methods=["GET"], response_class=html)
        return router

    async def form(self, request: Request, ticket: str) -> Response:
        """The form, filled with what the office answered."""
        signed_in = await self.sessions.current(request)
        form = await self._prepared(ticket, signed_in.official)
        return self.pages.page(
            "publish.html", signed_in.official.language, form=form, token=signed_in.form, key=secrets.token_urlsafe(9)
        )

    async def publish(self, request: Request, ticket: str) -> Response:
        """Send it; what becomes of it stands in the ticket's thread."""
        signed_in = await self.sessions.current(request)
        fields = await form_of(request, signed_in.form)
        form = await self._prepared(ticket, signed_in.official)
        sent = {name: fields.get(name, "").replace("\r\n", "\n") for name in _FIELDS} | {"ticket": ticket}
        person = signed_in.official.person
        event = Event(
            id=f"desk:{person}:{key_of(fields)}",
            kind=Kind.COMMAND,
            address=Address(NAME, TICKETS, form.root),
            person=person,
            text=json.dumps(sent),
            command="publish",
            callback=person,
            language=signed_in.official.language,
            private=False,
        )
        await self.receive([event])
        return RedirectResponse(f"/desk/rooms/{TICKETS}/threads/{form.root}#last", status_code=303)

    async def history(self, request: Request, ticket: str) -> Response:
        """Who did what, and when."""
        signed_in = await self.sessions.current(request)
        entries = await self.trail(ticket)
        if not entries:
            raise Problem(404, "missing")
        language = signed_in.official.language
        return self.pages.page("trail.html", language, ticket=ticket, entries=entries)

    async def _prepared(self, ticket: str, official: Official) -> Prepared:
        if not official.may(Permission.PUBLISH):
            raise Problem(403, "may-not-publish")
        form = await self.prepare(ticket, official)
        if form is None:
            raise Problem(404, "not-answered")
        return form
