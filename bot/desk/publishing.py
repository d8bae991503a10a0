"""Makes an approved answer of what an official wrote to an inquirer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.desk.acting import Acting, noted
from bot.handover.roles import Official, Permission
from bot.messaging.model import Action, Address, Delivery, Event, Handled, Part, Publication, Style
from bot.messaging.tickets import Step, Ticket
from retrieval.model import Audience

LIBRARY = Address("library", "answers")
"""Where publications are delivered to."""
_REVIEW = timedelta(days=365)
"""After which an approved answer is to be looked at again, unless its form says otherwise."""


class Form(BaseModel):
    """What an official fills in."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    ticket: str
    question: str = Field(min_length=5, max_length=300)
    answer: str = Field(min_length=5, max_length=5000)
    language: str = Field(pattern=r"^[a-z]{2,3}$")
    owner: str = Field(min_length=1, max_length=100)
    audience: Audience
    review_on: date


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a form to publish begins with. `audiences` are those that may be chosen, `root` the ticket's card."""

    ticket: str
    question: str
    answer: str
    language: str
    owner: str
    review_on: date
    audiences: tuple[Audience, ...]
    rests_on: tuple[str, ...]
    root: str


@dataclass(frozen=True, slots=True)
class Publishing:
    """`private` finds private people in a text of a language, `repeats` restricted documents that it repeats."""

    acting: Acting
    private: Callable[[str, str], Awaitable[bool]]
    repeats: Callable[[str, Audience], Awaitable[Sequence[str]]]

    async def __call__(self, event: Event, official: Official) -> Handled:
        """What follows from a form that was sent."""
        say = self.acting.board.voice.say
        if denied := self.acting.denied(official, Permission.PUBLISH):
            return noted(event, denied)
        try:
            form = Form.model_validate_json(event.text)
        except ValidationError as error:
            fields = ", ".join(sorted({str(one["loc"][0]) for one in error.errors() if one["loc"]}))
            return noted(event, say("publish-incomplete", fields=fields))
        ticket = await self.acting.store.ticket(form.ticket)
        if ticket is None or not ticket.may(Step.PUBLISH):
            return noted(event, say("publish-not-answered"))
        refusal = await self._refusal(form)
        return noted(event, refusal) if refusal else self._published(event, official, ticket, form)

    async def prepare(self, identity: str, official: Official) -> Prepared | None:
        """What the form for a ticket's answer begins with; None where there is nothing to publish."""
        ticket, desk = await self.acting.store.ticket(identity), self.acting.board.desk
        if ticket is None or not ticket.replies or not ticket.may(Step.PUBLISH):
            return None
        return Prepared(
            ticket=ticket.id,
            question=ticket.shown[:300],
            answer=ticket.replies[-1].text,
            language=ticket.origin.language,
            owner=official.name,
            review_on=self.acting.clock().astimezone(desk.hours.zone).date() + _REVIEW,
            audiences=desk.grade.visible,
            rests_on=_rests_on(ticket),
            root=await self.acting.store.shown_of(ticket.id, desk.room(ticket.rooms[0]), Part.CARD),
        )

    async def _refusal(self, form: Form) -> str:
        """What speaks against publishing; empty where nothing does."""
        say, text = self.acting.board.voice.say, f"{form.question}\n{form.answer}"
        if form.review_on <= self.acting.clock().date():
            return say("publish-review-past")
        if form.audience not in self.acting.board.desk.grade.visible:
            return say("publish-grade", audience=form.audience, grade=self.acting.board.desk.grade)
        if await self.private(text, form.language):
            return say("publish-private")
        if titles := await self.repeats(text, form.audience):
            return say("stop-restricted", detail=titles[0])
        return ""

    def _published(self, event: Event, official: Official, ticket: Ticket, form: Form) -> Handled:
        document = f"answer-{ticket.id.lower()}"
        publication = Publication(
            document=document,
            question=form.question,
            answer=form.answer,
            language=form.language,
            owner=form.owner,
            audience=form.audience,
            published_on=self.acting.clock().astimezone(self.acting.board.desk.hours.zone).date(),
            review_on=form.review_on,
            rests_on=_rests_on(ticket),
        )
        change = self.acting.step(ticket, Step.PUBLISH, official.person, document, document=document)
        board = self.acting.board
        done = board.say(ticket, board.voice.line("thread-published", Style.BOLD, document=document))
        publishing = Delivery(Action.PUBLISH, LIBRARY, publication=publication, ticket=ticket.id, then=done)
        seen = self.acting.shown(event, change, "thread-publish", name=official.name)
        return Handled((publishing,)).also(seen)


def _rests_on(ticket: Ticket) -> tuple[str, ...]:
    """Documents that the assistant's answer was made from."""
    return tuple(dict.fromkeys(one.document for one in ticket.answer.citations)) if ticket.answer else ()
