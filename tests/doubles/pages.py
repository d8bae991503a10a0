"""The web pages over rooms and accounts in memory, on a free port of this machine; events are only collected."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import httpx

from bot.desk.publishing import Prepared
from bot.handover.roles import Official, Role
from bot.messaging.model import Event, Message
from bot.messaging.tickets import Entry
from bot.metrics import Metrics
from bot.phrases import Phrases
from bot.web.chat import Chat
from bot.web.desk import DeskPages
from bot.web.news import News
from bot.web.pages import Pages
from bot.web.passwords import hashed
from bot.web.ports import Account, Post
from bot.web.problems import telling
from bot.web.publishing import TicketPages
from bot.web.server import Server, Site, build
from bot.web.sessions import Sessions
from bot.web.signing_in import SigningIn
from retrieval.model import Audience
from tests.contracts.channels.telegram import free_port
from tests.doubles.rooms import MemoryAccounts, MemoryRooms

PASSWORD = "correct horse battery staple"
_TOKEN = re.compile(r'name="form" value="([^"]+)"')


@dataclass
class WebPages:
    """What stands behind the pages, and the way to them."""

    base: str
    rooms: MemoryRooms = field(default_factory=MemoryRooms)
    accounts: MemoryAccounts = field(default_factory=MemoryAccounts)
    news: News = field(default_factory=News)
    events: list[Event] = field(default_factory=list)
    forms: dict[str, Prepared] = field(default_factory=dict)
    trails: dict[str, list[Entry]] = field(default_factory=dict)
    browsers: list[httpx.AsyncClient] = field(default_factory=list)

    async def receive(self, events: Sequence[Event]) -> None:
        """Keep events."""
        self.events += events

    def browser(self, **headers: str) -> httpx.AsyncClient:
        """One without script, and without following redirects."""
        client = httpx.AsyncClient(base_url=self.base, headers=headers, timeout=10)
        self.browsers.append(client)
        return client

    async def visitor(self) -> tuple[httpx.AsyncClient, str]:
        """Somebody at the public page, and the token of their forms."""
        client = self.browser()
        return client, form_in(await client.get("/"))

    async def official(self, person: str = "kim", role: Role = Role.SUPERVISOR) -> tuple[httpx.AsyncClient, str]:
        """Somebody who has signed in, and the token of their forms."""
        account = Account(Official(person, person.title(), role), await hashed(PASSWORD))
        await self.accounts.put_account(account)
        client = self.browser()
        await client.post("/desk/login", data={"name": person, "password": PASSWORD})
        return client, form_in(await client.get("/desk/rooms/ask"))

    async def posted(self, chat: str, message: Message, thread: str = "", **fields: str) -> int:
        """A post that stands in a room of the desk."""
        post = Post("desk", chat, thread, fields.pop("author", ""), message, datetime.now(UTC), **fields)  # type: ignore[arg-type]
        return await self.rooms.post(post, f"post {len(self.rooms.keys)}")

    def site(self) -> Site:
        """The pages."""
        zone = ZoneInfo("Asia/Seoul")
        public, official = Pages(Phrases(), zone), Pages(Phrases("desk"), zone)
        sessions = Sessions(self.accounts)
        parts = (
            Chat(self.rooms, self.receive, self.news, public, lambda _language: "Busan"),
            SigningIn(self.accounts, sessions, official),
            DeskPages(self.rooms, sessions, self.receive, self.news, official),
            TicketPages(sessions, self.receive, official, self._form, self._trail),
        )
        return Site([part.router() for part in parts], telling(public, official))

    async def _form(self, ticket: str, _official: Official) -> Prepared | None:
        return self.forms.get(ticket)

    async def _trail(self, ticket: str) -> list[Entry]:
        return self.trails.get(ticket, [])


def form_in(answer: httpx.Response) -> str:
    """The token of a page's forms."""
    found = _TOKEN.search(answer.text)
    return found.group(1) if found else ""


def sentence(page: str) -> str:
    """What a page says in its heading."""
    return page.partition("<h1>")[2].partition("</h1>")[0]


def publish_form(root: str, ticket: str = "K7QX-4XW2", question: str = "May I bring a bicycle?") -> Prepared:
    """What a form to publish begins with."""
    return Prepared(
        ticket=ticket,
        question=question,
        answer="Yes.",
        language="en",
        owner="Kim",
        review_on=date(2027, 11, 24),
        audiences=(Audience.PUBLIC, Audience.INTERNAL),
        rests_on=("ferry",),
        root=root,
    )


@asynccontextmanager
async def serving() -> AsyncIterator[WebPages]:
    """The pages, until the test is done."""
    port = free_port()
    pages = WebPages(f"http://127.0.0.1:{port}")

    async def ready() -> Mapping[str, bool]:
        return {}

    server = Server(build(Metrics(), ready, {}, pages.site()), "127.0.0.1", port)
    running = asyncio.create_task(server.serve())
    await server.started_or_failed(running)
    yield pages
    for browser in pages.browsers:
        await browser.aclose()
    pages.news.close()
    server.should_exit = True
    await running
