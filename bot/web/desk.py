"""The officials' desk in a browser: rooms, threads and buttons, as in a chat."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.handover.desk import ASK, DIGEST, ESCALATION, SHARED, TICKETS
from bot.handover.roles import Official, Permission
from bot.messaging.model import Address, Event, Kind
from bot.web.finding import carries, found, key_of, lines_of, text_of
from bot.web.news import News
from bot.web.pages import Pages
from bot.web.ports import Post, Rooms
from bot.web.problems import Problem
from bot.web.security import LONGEST, form_of
from bot.web.sessions import Sessions, SignedIn
from bot.web.streaming import streamed

NAME = "desk"
"""The channel's name."""
MINE = "ask"
"""What the room in which one asks alone is called in an address."""
ROOMS = (TICKETS, ESCALATION, DIGEST, MINE, SHARED)
_THREADS_ONLY = frozenset({TICKETS, ESCALATION})
"""Rooms in which people write in threads only."""
_SHOWN = 200

Receive = Callable[[Sequence[Event]], Awaitable[None]]
"""Stores events and has them handled."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody looks at: a room by its name in the address, and a thread where one is open."""

    signed_in: SignedIn
    name: str
    root: Post | None = None

    @property
    def official(self) -> Official:
        """Who looks."""
        return self.signed_in.official

    @property
    def chat(self) -> str:
        """The room's own name."""
        return f"{ASK}{self.official.person}" if self.name == MINE else self.name

    @property
    def thread(self) -> str:
        """The number of the post that the thread hangs on."""
        return str(self.root.number) if self.root else ""

    @property
    def path(self) -> str:
        """Its address."""
        return f"/desk/rooms/{self.name}" + (f"/threads/{self.root.number}" if self.root else "")

    def shows(self, post: Post) -> bool:
        """Whether a post stands in this room, for whoever looks."""
        return (post.channel, post.chat) == (NAME, self.chat) and post.seen_by in {"", self.official.person}

    @property
    def writes(self) -> bool:
        """Whether there is something to write in."""
        if self.name == DIGEST or (self.name in _THREADS_ONLY and self.root is None):
            return False
        return self.name not in _THREADS_ONLY or self.official.may(Permission.CLAIM)


@dataclass(frozen=True, slots=True)
class DeskPages:
    """The pages and what is posted on them."""

    rooms: Rooms
    sessions: Sessions
    receive: Receive
    news: News
    pages: Pages

    def router(self) -> APIRouter:
        """Its routes."""
        router, html = APIRouter(prefix="/desk"), HTMLResponse
        router.add_api_route("", self.enter, methods=["GET"])
        router.add_api_route("/stream", self.stream, methods=["GET"])
        for path in ("/rooms/{name}", "/rooms/{name}/threads/{number}"):
            router.add_api_route(path, self.show, methods=["GET"], response_class=html)
            router.add_api_route(f"{path}/posts", self.write, methods=["POST"])
            router.add_api_route(f"/fragments{path}", self.fragment, methods=["GET"], response_class=html)
        router.add_api_route("/presses", self.press, methods=["POST"])
        router.add_api_route("/posts/{number}/edit", self.edit, methods=["POST"])
        router.add_api_route("/posts/{number}/delete", self.delete, methods=["POST"])
        return router

    async def enter(self, request: Request) -> Response:
        """To where the questions are."""
        await self.sessions.current(request)
        return RedirectResponse(f"/desk/rooms/{TICKETS}", status_code=303)

    async def show(self, request: Request, name: str, number: int = 0) -> Response:
        """A room, with a thread beside it where one is open."""
        view = await self._view(request, name, number)
        newest = await self.rooms.newest(NAME, [replace(view, name=room, root=None).chat for room in ROOMS])
        rooms = [(room, newest.get(replace(view, name=room, root=None).chat, 0)) for room in ROOMS]
        values: dict[str, Any] = {"rooms": rooms, "key": secrets.token_urlsafe(9), "longest": LONGEST}
        return self.pages.page("desk.html", view.official.language, **await self._seen(view), **values)

    async def fragment(self, request: Request, name: str, number: int = 0) -> Response:
        """The posts alone, for a page that is open; a header says up to which number all of the room is read now."""
        view = await self._view(request, name, number)
        newest = await self.rooms.newest(NAME, [view.chat])
        template = "thread.html" if view.root else "room.html"
        response = self.pages.page(template, view.official.language, **await self._seen(view))
        response.headers["X-Newest"] = str(newest.get(view.chat, 0))
        return response

    async def stream(self, request: Request) -> Response:
        """Says when there is something new in a room that this official sees."""
        signed_in = await self.sessions.current(request)
        heard = self.news.listen([(NAME, View(signed_in, room).chat) for room in ROOMS])
        return streamed(self._while_signed_in(request, heard))

    async def write(self, request: Request, name: str, number: int = 0) -> Response:
        """A message in a room or thread; with the field `note` it is one among colleagues."""
        view = await self._view(request, name, number)
        fields = await form_of(request, view.signed_in.form)
        if not view.writes:
            raise Problem(403, "may-not-write")
        text = text_of(fields)
        ticket = view.root.ticket if view.root else ""
        person, now = view.official.person, datetime.now(UTC)
        post = Post(NAME, view.chat, view.thread, person, lines_of(text), now, ticket)
        posted = await self.rooms.post(post, f"client:{person}:{key_of(fields)}")
        noted = "note" in fields and view.name in _THREADS_ONLY
        kind, command = (Kind.COMMAND, "note") if noted else (Kind.TEXT, "")
        await self.receive([_event(view, f"desk:{posted}", kind, text, str(posted), command=command)])
        self.news.tell(NAME, view.chat)
        return RedirectResponse(f"{view.path}#last", status_code=303)

    async def press(self, request: Request) -> Response:
        """A button that stands under a post which this official sees."""
        signed_in = await self.sessions.current(request)
        fields = await form_of(request, signed_in.form)
        view, post = await self._beside(signed_in, fields.get("message", ""))
        data = fields.get("data", "")
        if not carries(post, data):
            raise Problem(400, "gone")
        if data.startswith("publish-form:"):
            return RedirectResponse(f"/desk/publish/{data.split(':')[1]}", status_code=303)
        identity = f"desk:{signed_in.official.person}:{key_of(fields)}"
        await self.receive([_event(view, identity, Kind.PRESS, data, str(post.number))])
        return RedirectResponse(f"{view.path}#last", status_code=303)

    async def edit(self, request: Request, number: int) -> Response:
        """Change a post of one's own."""
        view, fields = await self._own(request, number)
        text, now = text_of(fields), datetime.now(UTC)
        await self.rooms.edit(number, lines_of(text), now)
        identity = f"desk:{number}:{now.timestamp()}"
        await self.receive([_event(view, identity, Kind.EDITED, text, str(number))])
        self.news.tell(NAME, view.chat)
        return RedirectResponse(f"{view.path}#last", status_code=303)

    async def delete(self, request: Request, number: int) -> Response:
        """Take a post of one's own away."""
        view, _ = await self._own(request, number)
        await self.receive([_event(view, f"desk:{number}:deleted", Kind.DELETED, "", str(number))])
        await self.rooms.remove(number)
        self.news.tell(NAME, view.chat)
        return RedirectResponse(f"{view.path}#last", status_code=303)

    async def _view(self, request: Request, name: str, number: int) -> View:
        """What somebody asks to see; 403 or 404 where they may not, or it is not there."""
        signed_in = await self.sessions.current(request)
        view = View(signed_in, MINE if name == f"{ASK}{signed_in.official.person}" else name)
        if view.name.startswith(ASK):
            raise Problem(403, "not-your-room")
        if view.name not in ROOMS:
            raise Problem(404, "missing")
        if not number:
            return view
        root = await found(self.rooms, str(number))
        if root is None or root.thread or not view.shows(root):
            raise Problem(404, "missing")
        return replace(view, root=root)

    async def _beside(self, signed_in: SignedIn, number: str) -> tuple[View, Post]:
        """A post and the view it is seen in; 400 where this official does not see it."""
        post = await found(self.rooms, number)
        views = [View(signed_in, room) for room in ROOMS]
        view = next((view for view in views if post and view.shows(post)), None)
        if post is None or view is None:
            raise Problem(400, "gone")
        root = await found(self.rooms, post.thread)
        opened = root or (post if view.name in _THREADS_ONLY else None)
        return View(signed_in, view.name, opened), post

    async def _own(self, request: Request, number: int) -> tuple[View, dict[str, str]]:
        signed_in = await self.sessions.current(request)
        fields = await form_of(request, signed_in.form)
        view, post = await self._beside(signed_in, str(number))
        if post.author != signed_in.official.person:
            raise Problem(403, "not-yours")
        return view, fields

    async def _seen(self, view: View) -> dict[str, Any]:
        person = view.official.person
        posts = await self.rooms.said(NAME, view.chat, "", person, _SHOWN)
        replies = await self.rooms.replies(NAME, view.chat, person, [post.number for post in posts])
        thread = await self.rooms.said(NAME, view.chat, view.thread, person, _SHOWN) if view.root else []
        if view.root and all(post.number != view.root.number for post in thread):
            thread = [view.root, *thread]
        names = {one.official.person: one.official.name for one in await self.sessions.accounts.accounts()}
        return {"view": view, "posts": posts, "replies": replies, "thread": thread, "names": names}

    async def _while_signed_in(
        self, request: Request, news: AsyncIterator[Collection[str]]
    ) -> AsyncIterator[Collection[str]]:
        """News, until somebody has signed out or lost the account."""
        async for chats in news:
            if await self.sessions.find(request) is None:
                return
            yield chats


def _event(view: View, identity: str, kind: Kind, text: str, message: str, command: str = "") -> Event:
    return Event(
        id=identity,
        kind=kind,
        address=Address(NAME, view.chat, view.thread),
        person=view.official.person,
        text=text,
        command=command,
        message=message,
        callback=view.official.person,
        language=view.official.language,
        private=view.name == MINE,
    )
