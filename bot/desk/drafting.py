"""What is written in a ticket's thread: a draft with its preview, or a note among colleagues. Nothing leaves unsent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.acting import Acting, noted
from bot.handover import relaying
from bot.handover.cards import preview, settled
from bot.handover.notes import marked
from bot.handover.outbound import Finding, Outbound, Stop
from bot.handover.roles import Official, Permission
from bot.handover.tokens import Token, Verb
from bot.messaging.model import Action, Address, Delivery, Event, Handled, Line, Message, Part, Style
from bot.messaging.tickets import Change, Draft, Entry, Intent, Reply, Step, Ticket
from retrieval.model import Audience

_NOTES = 50
"""Notes of a ticket that are remembered for the check of what goes out."""


@dataclass(frozen=True, slots=True)
class Drafting:
    """Holds a reply until somebody sends it."""

    acting: Acting
    outbound: Outbound

    async def write(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        """A word of who has the ticket is a draft; anybody else's, and what is marked so, stays among colleagues."""
        drafts = ticket.holder == official.person and official.may(Permission.SEND) and ticket.may(Step.DRAFT)
        if not drafts or marked(event.text.strip().partition("\n")[0]):
            return self.note(event, official, ticket)
        return await self._draft(event, official, ticket)

    def note(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        """Remember what colleagues write to each other; none of it leaves."""
        kept = [(message, text) for message, text in ticket.notes if message != event.message]
        notes = (*kept, (event.message, event.text))[-_NOTES:]
        return Handled(tickets=(self.acting.step(ticket, Step.NOTE, official.person, notes=notes),))

    async def edit(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        """A changed draft is previewed anew; what was sent stays sent."""
        draft = ticket.draft
        if draft is not None and draft.message == event.message:
            return await self._draft(event, official, ticket)
        if any(message == event.message for message, _ in ticket.notes):
            return self.note(event, official, ticket)
        return noted(event, self.acting.board.voice.say("hint-sent-stays"))

    def delete(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        """A deleted draft is put aside, a deleted note forgotten."""
        draft = ticket.draft
        if draft is not None and draft.message == event.message:
            return self._put_aside(event, official, ticket)
        notes = tuple((message, text) for message, text in ticket.notes if message != event.message)
        if notes == ticket.notes:
            return noted(event, self.acting.board.voice.say("hint-sent-stays"))
        return Handled(tickets=(self.acting.step(ticket, Step.NOTE, official.person, notes=notes),))

    async def discard(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        """Put a draft aside."""
        if not _is_current(ticket, token):
            return noted(event, self.acting.board.voice.say("denied-replaced"))
        return self._put_aside(event, official, ticket)

    async def send(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        """Relay exactly what the preview shows, unless something speaks against it."""
        draft, say = ticket.draft, self.acting.board.voice.say
        if draft is None or not _is_current(ticket, token):
            return noted(event, say("denied-replaced"))
        findings = await self._findings(draft.text, ticket)
        if not findings:
            return self._sent(event, official, ticket, draft, ())
        if token.verb is Verb.OVERRIDE and self.outbound.may_override(findings):
            return self._sent(event, official, ticket, draft, findings)
        if token.verb is Verb.OVERRIDE:
            return noted(event, say("denied-override"))
        return self._previewed(event, ticket, official, draft.text, draft.message, findings)

    async def _draft(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        findings = await self._findings(event.text, ticket)
        return self._previewed(event, ticket, official, event.text, event.message, findings)

    async def _findings(self, text: str, ticket: Ticket) -> Sequence[Finding]:
        """What speaks against a text; a title that may not pass through this desk is not named."""
        board = self.acting.board
        notes = [note for _, note in ticket.notes]
        found = await self.outbound(text, ticket, notes, board.audience_of(ticket.origin.channel))
        if board.desk.grade is Audience.INTERNAL:
            return found
        return [replace(one, detail="…") if one.stop is Stop.RESTRICTED else one for one in found]

    def _previewed(
        self, event: Event, ticket: Ticket, official: Official, text: str, message: str, findings: Sequence[Finding]
    ) -> Handled:
        draft = Draft(text, official.person, message, ticket.version + 1, ticket.intent)
        change = self.acting.step(ticket, Step.DRAFT, official.person, draft=draft)
        shown = preview(change.ticket, self._relayed(ticket, draft), findings, self.acting.board.voice)
        replaced = self._settled(event, ticket, ticket.draft, "preview-replaced") if ticket.draft else ()
        sent = Delivery(Action.SEND, self._thread(event, ticket), shown, ticket=ticket.id, part=Part.PREVIEW)
        return noted(event).also(Handled((*replaced, sent), tickets=(change,)))

    def _sent(
        self, event: Event, official: Official, ticket: Ticket, draft: Draft, findings: Sequence[Finding]
    ) -> Handled:
        asking = draft.intent is Intent.QUESTION
        reply = Reply(draft.text, official.person, self.acting.clock(), draft.intent)
        step = Step.ASK_BACK if asking else Step.SEND
        replies = (*ticket.replies, reply)
        change = self.acting.step(ticket, step, official.person, replies=replies, draft=None, intent=Intent.ANSWER)
        overridden = ",".join(sorted({finding.stop for finding in findings}))
        entries = (Entry(Step.OVERRIDE, official.person, reply.at, overridden),) if findings else ()
        change = Change(change.ticket, (*entries, *change.entries))
        told = relaying.sending(ticket, self._relayed(ticket, draft))
        arrived = self.acting.board.say(ticket, self.acting.board.voice.line("thread-delivered", Style.ITALIC))
        told = (*told[:-1], replace(told[-1], then=arrived))
        settled_preview = self._settled(event, ticket, draft, "preview-sent", name=official.name)
        seen = (*settled_preview, *self.acting.board.update(change.ticket))
        return noted(event).also(Handled((*told, *seen), tickets=(change,)))

    def _put_aside(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        change = self.acting.step(ticket, Step.DISCARD, official.person, draft=None)
        aside = self._settled(event, ticket, ticket.draft, "preview-discarded") if ticket.draft else ()
        return noted(event).also(Handled(aside, tickets=(change,)))

    def _settled(
        self, event: Event, ticket: Ticket, draft: Draft, key: str, /, **values: object
    ) -> tuple[Delivery, ...]:
        """The last preview without its buttons."""
        line: Line = self.acting.board.voice.line(key, Style.ITALIC, **values)
        message = settled(self._relayed(ticket, draft), line)
        place = self._thread(event, ticket)
        return (Delivery(Action.EDIT, place, message, ticket=ticket.id, part=Part.PREVIEW),)

    def _relayed(self, ticket: Ticket, draft: Draft) -> list[Message]:
        voice = relaying.voice_of(ticket, self.acting.phrases)
        return relaying.reply(ticket, draft.text, draft.intent, voice, self.acting.reach[ticket.origin.channel])

    def _thread(self, event: Event, ticket: Ticket) -> Address:
        return self.acting.board.desk.room(event.address.chat, ticket.id)


def _is_current(ticket: Ticket, token: Token) -> bool:
    """Whether a preview shows the draft as it is now."""
    return ticket.draft is not None and token.detail == str(ticket.draft.number)
