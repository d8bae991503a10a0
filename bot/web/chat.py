"""The public chat: a page on which anybody asks, without an account."""

import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.dialogue.limits import Limit
from bot.messaging.model import Address, Event, Kind
from bot.messaging.voice import name_of
from bot.phrases import languages
from bot.web.finding import carries, found, key_of, lines_of, text_of
from bot.web.news import News
from bot.web.pages import Pages
from bot.web.ports import Post, Rooms
from bot.web.problems import Problem
from bot.web.security import LONGEST, address_of, digest, form_of, is_secure, refuse_other_sites
from bot.web.speaking import preferred
from bot.web.streaming import streamed

NAME = "web"
"""The channel's name."""
COOKIE, LANGUAGE = "visitor", "language"
_YEAR = 365 * 86_400
_SHOWN = 100
"""Posts of a conversation that a page shows."""
_COMMAND = re.compile(r"/([a-z]{1,20})(?:\s+(.*))?", re.DOTALL)
_COMMANDS = ("help", "cities", "programmes", "person", "status", "privacy", "forget")
"""Those that are a button on the page."""

Receive = Callable[[Sequence[Event]], Awaitable[None]]
"""Stores events and has them handled."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at the page: `person` is what is kept of their cookie, `form` what their forms must carry.

    The token of the forms comes from the cookie, so it holds as long as the cookie does, through restarts; another site
    can read neither.
    """

    cookie: str
    language: str

    @property
    def person(self) -> str:
        """Nobody can guess it, and it opens nothing."""
        return digest(self.cookie)[:32]

    @property
    def form(self) -> str:
        """The token of the forms."""
        return digest(f"form of {self.cookie}")


@dataclass
class Chat:
    """The page and what is posted on it. `city` gives the office's city in a language."""

    rooms: Rooms
    receive: Receive
    news: News
    pages: Pages
    city: Callable[[str], str]
    arrivals: Limit = field(default_factory=lambda: Limit(30, 60.0))
    """New visitors from one address."""
    posts: Limit = field(default_factory=lambda: Limit(60, 60.0))
    """Posts and presses from one address."""

    def router(self) -> APIRouter:
        """Its routes."""
        router = APIRouter()
        router.add_api_route("/", self.show, methods=["GET", "HEAD"], response_class=HTMLResponse)
        router.add_api_route("/chat/log", self.log, methods=["GET"], response_class=HTMLResponse)
        router.add_api_route("/chat/stream", self.stream, methods=["GET"])
        router.add_api_route("/chat/messages", self.write, methods=["POST"])
        router.add_api_route("/chat/presses", self.press, methods=["POST"])
        router.add_api_route("/chat/language", self.speak, methods=["POST"])
        return router

    async def show(self, request: Request) -> Response:
        """The page; whoever comes for the first time gets a cookie."""
        visitor = _visitor(request)
        known = visitor.cookie == request.cookies.get(COOKIE)
        if not known and self.arrivals.wait(address_of(request)):
            raise Problem(429, "wait", seconds=60)
        response = self.pages.page(
            "chat.html",
            visitor.language,
            visitor=visitor,
            posts=await self._posts(visitor),
            city=self.city(visitor.language),
            commands=_COMMANDS,
            languages=[(code, name_of(code, code)) for code in languages()],
            key=secrets.token_urlsafe(9),
            longest=LONGEST,
        )
        if not known:
            response.set_cookie(
                COOKIE, visitor.cookie, max_age=_YEAR, secure=is_secure(request), httponly=True, samesite="lax"
            )
        return response

    async def log(self, request: Request) -> Response:
        """The conversation alone, for a page that is open."""
        visitor = _visitor(request)
        return self.pages.page("log.html", visitor.language, visitor=visitor, posts=await self._posts(visitor))

    async def stream(self, request: Request) -> Response:
        """Says when there is something new."""
        visitor = _visitor(request)
        if self.news.full:
            raise Problem(503, "wait", seconds=60)
        return streamed(self.news.listen([(NAME, visitor.person)]))

    async def write(self, request: Request) -> Response:
        """A message, or a command where it begins with one."""
        visitor, fields = await self._posted(request)
        text = text_of(fields)
        post = Post(NAME, visitor.person, "", visitor.person, lines_of(text), datetime.now(UTC))
        number = await self.rooms.post(post, f"client:{visitor.person}:{key_of(fields)}")
        await self.receive([_written(visitor, text, number)])
        self.news.tell(NAME, visitor.person)
        return RedirectResponse("/#last", status_code=303)

    async def press(self, request: Request) -> Response:
        """A button that stands under a post of this visitor's own conversation."""
        visitor, fields = await self._posted(request)
        post = await found(self.rooms, fields.get("message", ""))
        own = post is not None and (post.channel, post.chat) == (NAME, visitor.person)
        data = fields.get("data", "")
        if post is None or not own or not carries(post, data):
            raise Problem(400, "gone")
        await self.receive(
            [
                Event(
                    id=f"web:{visitor.person}:{key_of(fields)}",
                    kind=Kind.PRESS,
                    address=Address(NAME, visitor.person),
                    person=visitor.person,
                    text=data,
                    message=str(post.number),
                    callback=visitor.person,
                    language=visitor.language,
                )
            ]
        )
        return RedirectResponse("/#last", status_code=303)

    async def speak(self, request: Request, code: Annotated[str, Form()] = "") -> Response:
        """The language of the page and of the fixed texts."""
        refuse_other_sites(request)
        response = RedirectResponse("/", status_code=303)
        if code in languages():
            response.set_cookie(LANGUAGE, code, max_age=_YEAR, secure=is_secure(request), samesite="lax")
        return response

    async def _posts(self, visitor: Visitor) -> list[Post]:
        return await self.rooms.said(NAME, visitor.person, "", visitor.person, _SHOWN)

    async def _posted(self, request: Request) -> tuple[Visitor, dict[str, str]]:
        """Who posted what; refused without a cookie, without the token, and too often."""
        visitor = _visitor(request)
        fields = await form_of(request, visitor.form)
        if seconds := self.posts.wait(address_of(request)):
            raise Problem(429, "wait", seconds=int(seconds) + 1)
        return visitor, fields


def _visitor(request: Request) -> Visitor:
    """Who is at the page; a new cookie where there is none."""
    cookie = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
    chosen = request.cookies.get(LANGUAGE, "")
    accepted = request.headers.get("accept-language", "")
    return Visitor(cookie, chosen if chosen in languages() else preferred(accepted))


def _written(visitor: Visitor, text: str, number: int) -> Event:
    command = _COMMAND.fullmatch(text)
    name, argument = command.groups() if command else ("", text)
    return Event(
        id=f"web:{number}",
        kind=Kind.COMMAND if command else Kind.TEXT,
        address=Address(NAME, visitor.person),
        person=visitor.person,
        text=argument or "",
        command=name,
        message=str(number),
        callback=visitor.person,
        language=visitor.language,
    )
