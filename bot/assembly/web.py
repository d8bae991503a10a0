"""Joins the web pages: the public chat and the officials' desk."""

from dataclasses import dataclass, field

from fastapi import APIRouter

from bot.adapters.store import SqlStore
from bot.assembly.conversations import Conversations
from bot.assembly.desks import DeskSide
from bot.facts.guide import Guide
from bot.messaging.model import Address
from bot.messaging.ports import Channel
from bot.phrases import Phrases
from bot.web import chat, desk
from bot.web.channel import WebChannel
from bot.web.chat import Chat, Receive
from bot.web.desk import DeskPages
from bot.web.news import News
from bot.web.pages import Pages
from bot.web.problems import telling
from bot.web.publishing import TicketPages
from bot.web.readership import RoomReadership
from bot.web.server import Site
from bot.web.sessions import Sessions
from bot.web.signing_in import SigningIn
from bot.web.staff import Staff
from retrieval.model import Audience


@dataclass
class Web:
    """The two pages over one store. They are channels whether they are shown or not: what is in them is not lost."""

    store: SqlStore
    news: News = field(default_factory=News)

    @property
    def side(self) -> DeskSide:
        """The built-in desk."""
        return DeskSide(desk.NAME, Staff(self.store), RoomReadership(), _thread)

    @property
    def channels(self) -> dict[str, Channel]:
        """Both by name."""
        return {name: WebChannel(name, self.store, self.news.tell) for name in (chat.NAME, desk.NAME)}

    def site(self, receive: Receive, talking: Conversations, guide: Guide) -> Site:
        """The public chat, and the officials' pages where they work here."""
        at = talking.desk.acting.board.desk
        public, official = Pages(Phrases(), at.hours.zone), Pages(Phrases("desk"), at.hours.zone)
        chat_pages = Chat(
            self.store, receive, self.news, public, lambda language: guide.city(Audience.PUBLIC, language)
        )
        routers = [chat_pages.router()]
        if at.channel == desk.NAME:
            routers += self._desk(receive, talking, official)
        return Site(routers, telling(public, official))

    def _desk(self, receive: Receive, talking: Conversations, pages: Pages) -> list[APIRouter]:
        sessions = Sessions(self.store)
        parts = (
            SigningIn(self.store, sessions, pages),
            DeskPages(self.store, sessions, receive, self.news, pages),
            TicketPages(sessions, receive, pages, talking.desk.publishing.prepare, self.store.trail),
        )
        return [part.router() for part in parts]


def _thread(address: Address, message: str) -> str:
    """Where the thread of a post is."""
    return f"/desk/rooms/{address.chat}/threads/{message}"
