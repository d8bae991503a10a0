"""Joins the web pages: the public chat and the officials' desk."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.adapters.store import SqlStore
from bot.desk.acting import Acting
from bot.facts.guide import Guide
from bot.handover.roles import Official
from bot.messaging.model import Part
from bot.messaging.ports import Channel
from bot.messaging.tickets import Step
from bot.phrases import Phrases
from bot.web import chat, desk
from bot.web.channel import WebChannel
from bot.web.chat import Chat, Receive
from bot.web.desk import DeskPages
from bot.web.news import News
from bot.web.pages import Pages
from bot.web.problems import telling
from bot.web.publishing import PublishForm, TicketPages
from bot.web.server import Site
from bot.web.sessions import Sessions
from bot.web.signing_in import SigningIn
from bot.web.staff import Staff
from retrieval.model import Audience

_REVIEW = timedelta(days=365)
"""After which an approved answer is to be looked at again, unless its form says otherwise."""


@dataclass
class Web:
    """The two pages over one store. They are channels whether they are shown or not: what is in them is not lost."""

    store: SqlStore
    news: News = field(default_factory=News)

    @property
    def officials(self) -> Staff:
        """Who works at the desk."""
        return Staff(self.store)

    @property
    def channels(self) -> dict[str, Channel]:
        """Both by name."""
        return {name: WebChannel(name, self.store, self.news.tell) for name in (chat.NAME, desk.NAME)}

    def site(self, receive: Receive, acting: Acting, guide: Guide) -> Site:
        """The pages."""
        zone = acting.board.desk.hours.zone
        public, official = Pages(Phrases(), zone), Pages(Phrases("desk"), zone)
        sessions = Sessions(self.store)
        parts = (
            Chat(self.store, receive, self.news, public, lambda language: guide.city(Audience.PUBLIC, language)),
            SigningIn(self.store, sessions, official),
            DeskPages(self.store, sessions, receive, self.news, official),
            TicketPages(sessions, receive, official, _preparing(self.store, acting), self.store.trail),
        )
        return Site([part.router() for part in parts], telling(public, official))


def _preparing(store: SqlStore, acting: Acting) -> Callable[[str, Official], Awaitable[PublishForm | None]]:
    """What the form to publish a ticket's answer begins with."""

    async def prepare(identity: str, official: Official) -> PublishForm | None:
        ticket = await store.ticket(identity)
        if ticket is None or not ticket.replies or not ticket.may(Step.PUBLISH):
            return None
        place = acting.board.desk.room(ticket.rooms[0])
        return PublishForm(
            ticket=ticket.id,
            question=ticket.shown[:300],
            answer=ticket.replies[-1].text,
            language=ticket.origin.language,
            owner=official.name,
            review_on=acting.clock().astimezone(acting.board.desk.hours.zone).date() + _REVIEW,
            audiences=acting.board.desk.grade.visible,
            rests_on=tuple(dict.fromkeys(one.document for one in ticket.answer.citations)) if ticket.answer else (),
            root=await store.shown_of(ticket.id, place, Part.CARD),
        )

    return prepare
