"""The inquirer's side of a hand-over: opening a ticket, adding to it, taking it back, asking how it stands."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.handover import relaying
from bot.handover.board import Board
from bot.handover.desk import TICKETS, Desk
from bot.handover.receipts import new_receipt, read_receipt
from bot.handover.roles import Officials
from bot.messaging.model import Action, Button, Delivery, Event, Handled, Interaction, Line, Message, Part, Style
from bot.messaging.ports import Store
from bot.messaging.tickets import INQUIRER, LIVING, Change, Entry, Origin, Reason, Similar, State, Step, Ticket
from bot.messaging.tokens import Token, Verb
from bot.messaging.voice import Voice
from bot.model import Outcome
from bot.phrases import Phrases

MOST = 5
"""Tickets of one person that are not done with."""
_REASONS = {
    Outcome.NOT_FOUND: Reason.NOT_FOUND,
    Outcome.PARTIAL: Reason.PARTIAL,
    Outcome.FAILED: Reason.FAILED,
    Outcome.UNAVAILABLE: Reason.FAILED,
}

Parts = tuple[tuple[str, str], ...]
"""What somebody wrote, as messages (id and text)."""


@dataclass(frozen=True, slots=True)
class Handover:
    """Says what follows for the inquirer and for the desk; changes nothing by itself.

    `mask` hides private people in a text of a language, `similar` finds earlier tickets about the same.
    """

    store: Store
    officials: Officials
    board: Board
    phrases: Phrases
    mask: Callable[[str, str], Awaitable[str]]
    similar: Callable[[str], Awaitable[tuple[Similar, ...]]]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def desk(self) -> Desk:
        """Where the questions go."""
        return self.board.desk

    async def opens(self, event: Event, interaction: Interaction, reason: Reason | None = None) -> Handled:
        """Hand an answered question over; the reason is how the answer ended unless it is given."""
        known = await self.store.ticket_about(interaction.id)
        voice = Voice(self.phrases, interaction.answer.language)
        if known is not None and known.state in LIVING:
            return _said(event, voice.line("handed-already", receipt=known.id))
        why = reason or _REASONS.get(interaction.answer.outcome, Reason.REQUESTED)
        opened = await self._new(event, interaction.question, voice, why)
        if opened is None:
            return _said(event, voice.line("handed-many", count=MOST))
        first = next((message for message, _ in interaction.parts if message), "")
        origin = replace(opened.origin, message=first or event.message)
        return self._opened(
            replace(opened, origin=origin, interaction=interaction.id, answer=interaction.answer), voice
        )

    async def asks(self, event: Event, text: str, voice: Voice) -> Handled:
        """Hand over what somebody wants a person to read, without asking the assistant."""
        opened = await self._new(event, text, voice, Reason.REQUESTED)
        if opened is None:
            return _said(event, voice.line("handed-many", count=MOST))
        return self._opened(opened, voice)

    async def concerned(self, event: Event) -> Ticket | None:
        """The ticket a message belongs to: the one it replies to, else the one that a person has in this chat."""
        if event.reply_to:
            replied = await self.store.ticket_shown_as(event.address, event.reply_to)
            if replied is not None and replied.origin.person == event.person and _goes_on(replied):
                return replied
        return await self.store.held(event.address, event.person)

    async def adds(self, event: Event, parts: Parts, ticket: Ticket) -> Handled:
        """Put what the inquirer wrote into the thread; the assistant says once why it is silent."""
        text = "\n".join(part for _, part in parts)
        step = Step.ADD if ticket.may(Step.ADD) else Step.REOPEN
        introduced = ticket.introduced or ticket.held
        changed = self._changed(ticket, step, added=(*ticket.added, *parts), introduced=introduced)
        shown = await self.mask(text, ticket.origin.language)
        lines = self._quoted("thread-inquirer", shown)
        return Handled(
            (*self._answered(event, ticket), *self.board.say(ticket, *lines), *self.board.update(changed.ticket)),
            tickets=(changed,),
        )

    async def edits(self, event: Event, ticket: Ticket) -> Handled:
        """The inquirer changed a message that the desk has: the desk sees the new words, and that they are new."""
        added = tuple((message, event.text if message == event.message else text) for message, text in ticket.added)
        shown = await self.mask(event.text, ticket.origin.language)
        fields = {"added": added} if added != ticket.added else {"question": event.text, "shown": shown}
        changed = self._changed(ticket, Step.ADD, **fields)
        lines = self._quoted("thread-edited", shown)
        return Handled((*self.board.say(ticket, *lines), *self.board.update(changed.ticket)), tickets=(changed,))

    async def own(self, event: Event, identity: str) -> Ticket | None:
        """A ticket of whoever asks for it; nobody else's is known to them."""
        ticket = await self.store.ticket(identity)
        mine = ticket is not None and (ticket.origin.channel, ticket.origin.person) == (
            event.address.channel,
            event.person,
        )
        return ticket if mine else None

    def withdraws(self, event: Event, ticket: Ticket, step: Step = Step.WITHDRAW) -> Handled:
        """The inquirer takes a question back, or says that it is settled."""
        voice = relaying.voice_of(ticket, self.phrases)
        if not ticket.may(step):
            return _said(event, *relaying.standing(ticket, voice, self.desk))
        changed = self._changed(ticket, step, wake_at=None, draft=None)
        key = "handed-withdrawn" if step is Step.WITHDRAW else "handed-back"
        key_at_desk = "thread-withdraw" if step is Step.WITHDRAW else "thread-settled"
        said = self.board.voice.line(key_at_desk, Style.ITALIC)
        return _said(event, voice.line(key, receipt=ticket.id)).also(
            Handled((*self.board.say(ticket, said), *self.board.update(changed.ticket)), tickets=(changed,))
        )

    async def standing(self, event: Event, voice: Voice) -> Message:
        """The tickets of a person, or the one they name, with buttons to take those back that wait."""
        named = read_receipt(event.text)
        every = await self.store.tickets_of(event.address.channel, event.person)
        tickets = [one for one in every if one.id == named] or every
        living = [one for one in tickets if one.state in LIVING]
        shown = [*living, *(one for one in tickets if one not in living)][:MOST]
        lines = [line for one in shown for line in relaying.standing(one, voice, self.desk)]
        return Message(tuple(lines), relaying.withdrawing(living, voice))

    async def forgets(self, event: Event) -> tuple[Delivery, ...]:
        """The desk forgets a person too."""
        tickets = await self.store.tickets_of(event.address.channel, event.person)
        return tuple([delivery for ticket in tickets for delivery in await self._erased(ticket)])

    async def _erased(self, ticket: Ticket) -> tuple[Delivery, ...]:
        """Which messages its cards are has to be known now: it will be forgotten too."""
        rooms = {room: self.desk.room(room, ticket.id) for room in ticket.rooms}
        cards = {room: await self.store.shown_of(ticket.id, place, Part.CARD) for room, place in rooms.items()}
        return self.board.erase(ticket, cards)

    async def unreachable(self, event: Event) -> tuple[Delivery, ...]:
        """The desk hears that somebody has blocked the assistant."""
        tickets = await self.store.tickets_of(event.address.channel, event.person)
        line = self.board.voice.line("thread-blocked", Style.BOLD)
        return tuple(one for ticket in tickets if ticket.state in LIVING for one in self.board.say(ticket, line))

    async def _new(self, event: Event, text: str, voice: Voice, reason: Reason) -> Ticket | None:
        """A ticket, unless the person has too many already."""
        tickets = await self.store.tickets_of(event.address.channel, event.person)
        if sum(one.state in LIVING for one in tickets) >= MOST:
            return None
        now = self.clock()
        place = event.address
        origin = Origin(
            place.channel, place.chat, place.thread, event.person, voice.language, event.message, event.private
        )
        shown = await self.mask(text, voice.language)
        return Ticket(
            id=new_receipt(),
            origin=origin,
            reason=reason,
            question=text,
            shown=shown,
            opened_at=now,
            due_at=self.desk.hours.after(now, self.desk.promise),
            rooms=(TICKETS,),
            similar=await self.similar(shown),
            wake_at=self.desk.hours.after(now, self.desk.claim),
        )

    def _opened(self, ticket: Ticket, voice: Voice) -> Handled:
        """Kept first; that it is passed on is said only once the desk has it."""
        place, receipt = relaying.address(ticket.origin), Part.RECEIPT
        kept = relaying.sending(ticket, [relaying.receipt(ticket, "handed-kept", voice, self.desk)], receipt)
        passed = relaying.receipt(ticket, "handed-passed", voice, self.desk)
        then = (Delivery(Action.EDIT, place, passed, ticket=ticket.id, part=receipt),)
        entry = Entry(Step.OPEN, INQUIRER, ticket.opened_at, ticket.reason)
        return Handled((*kept, self.board.post(ticket, TICKETS, then)), tickets=(Change(ticket, (entry,)),))

    def _answered(self, event: Event, ticket: Ticket) -> tuple[Delivery, ...]:
        """What the inquirer hears: once that a person has it, or that it is added to what waits."""
        voice = relaying.voice_of(ticket, self.phrases)
        if ticket.held and ticket.introduced:
            return ()
        key = "held-notice" if ticket.held else "handed-added"
        button = Button(voice.say("button-assistant"), str(Token(Verb.ASSISTANT, ticket.id)))
        message = Message((voice.line(key, receipt=ticket.id),), ((button,),) if ticket.held else ())
        target = "" if event.private else event.message
        return (Delivery(Action.SEND, event.address, message, target, ticket=ticket.id, part=Part.REPLY),)

    def _quoted(self, key: str, text: str) -> list[Line]:
        return [self.board.voice.line(key, Style.BOLD), *(Line(line, Style.QUOTE) for line in text.split("\n"))]

    def _changed(self, ticket: Ticket, step: Step, **fields: object) -> Change:
        now = self.clock()
        after = ticket.after(step, **fields)
        if step in {Step.ADD, Step.REOPEN} and after.state is not State.OPEN:
            after = replace(after, wake_at=self.desk.hours.after(now, self.desk.claim), reminded=0)
        return Change(after, (Entry(step, INQUIRER, now),))


def _goes_on(ticket: Ticket) -> bool:
    return ticket.may(Step.ADD) or ticket.may(Step.REOPEN)


def _said(event: Event, *lines: Line) -> Handled:
    target = "" if event.private else event.message
    return Handled((Delivery(Action.SEND, event.address, Message(lines), target),))
