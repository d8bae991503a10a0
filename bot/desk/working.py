"""What the buttons under a ticket do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.desk.acting import Acting, noted
from bot.desk.drafting import Drafting
from bot.handover.roles import Official, Permission
from bot.handover.tokens import Token, Verb
from bot.messaging.model import Event, Handled
from bot.messaging.tickets import Intent, Step, Ticket

_NEEDED: Mapping[Verb, Permission] = {
    Verb.CLAIM: Permission.CLAIM,
    Verb.RELEASE: Permission.CLAIM,
    Verb.ANSWER: Permission.SEND,
    Verb.ASK_BACK: Permission.SEND,
    Verb.SEND: Permission.SEND,
    Verb.DISCARD: Permission.SEND,
    Verb.OVERRIDE: Permission.OVERRIDE,
    Verb.NOT_OURS: Permission.CLAIM,
    Verb.CLOSE: Permission.CLAIM,
    Verb.REOPEN: Permission.CLAIM,
    Verb.PUBLISH: Permission.PUBLISH,
}
_HOLDERS = frozenset({Verb.ANSWER, Verb.ASK_BACK, Verb.SEND, Verb.DISCARD, Verb.OVERRIDE})
"""What only who has the ticket may do."""


@dataclass(frozen=True, slots=True)
class Working:
    """Answers presses at the desk; every refusal says why."""

    acting: Acting
    drafting: Drafting

    async def __call__(self, event: Event, official: Official, token: Token) -> Handled:
        """What follows from a press."""
        ticket = await self.acting.store.ticket(token.ticket)
        refusal = self._refusal(official, token, ticket)
        if ticket is None or refusal:
            return noted(event, refusal)
        return await self._does()[token.verb](event, official, ticket, token)

    def _refusal(self, official: Official, token: Token, ticket: Ticket | None) -> str:
        """Why somebody may not do this; empty where they may."""
        say = self.acting.board.voice.say
        if ticket is None:
            return say("denied-gone")
        if denied := self.acting.denied(official, _NEEDED[token.verb]):
            return denied
        if token.verb in _HOLDERS and ticket.holder != official.person:
            return say("denied-holder", holder=ticket.held_by) if ticket.holder else say("denied-unclaimed")
        return ""

    def _does(self) -> Mapping[Verb, Callable[[Event, Official, Ticket, Token], Awaitable[Handled]]]:
        return {
            Verb.CLAIM: self._claim,
            Verb.RELEASE: self._release,
            Verb.ANSWER: self._write,
            Verb.ASK_BACK: self._write,
            Verb.SEND: self.drafting.send,
            Verb.OVERRIDE: self.drafting.send,
            Verb.DISCARD: self.drafting.discard,
            Verb.NOT_OURS: self._end,
            Verb.CLOSE: self._end,
            Verb.REOPEN: self._reopen,
            Verb.PUBLISH: self._publish,
        }

    async def _claim(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        if not ticket.may(Step.CLAIM):
            return self._impossible(event, ticket)
        holder = {"holder": official.person, "holder_name": official.name}
        changed = self.acting.step(ticket, Step.CLAIM, official.person, **holder, draft=None)
        return self.acting.shown(event, changed, "thread-claim", name=official.name)

    async def _release(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        """Give it back; somebody else's only by who may overrule."""
        if not ticket.may(Step.RELEASE):
            return self._impossible(event, ticket)
        if ticket.holder != official.person and not official.may(Permission.OVERRIDE):
            return noted(event, self.acting.board.voice.say("denied-holder", holder=ticket.held_by))
        changed = self.acting.step(ticket, Step.RELEASE, official.person, holder="", draft=None)
        return self.acting.shown(event, changed, "thread-release", name=official.name)

    async def _write(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        """What is written next in the thread is an answer, or a question back."""
        intent = Intent.ANSWER if token.verb is Verb.ANSWER else Intent.QUESTION
        hint = self.acting.board.voice.say(f"hint-{intent}")
        if ticket.intent is intent or not ticket.may(Step.DRAFT):
            return noted(event, hint)
        changed = self.acting.step(ticket, Step.NOTE, official.person, intent=intent)
        return noted(event, hint).also(Handled(tickets=(changed,)))

    async def _end(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        """Close it, and hand the chat back to the assistant with a line to the inquirer."""
        step = Step.NOT_OURS if token.verb is Verb.NOT_OURS else Step.CLOSE
        if not ticket.may(step):
            return self._impossible(event, ticket)
        key = "handed-not-ours" if step is Step.NOT_OURS else "handed-back" if ticket.replies else "handed-unanswered"
        changed, told = self.acting.closed(ticket, step, official.person, key)
        return told.also(self.acting.shown(event, changed, f"thread-{step}", name=official.name))

    async def _reopen(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        if not ticket.may(Step.REOPEN):
            return self._impossible(event, ticket)
        changed = self.acting.step(ticket, Step.REOPEN, official.person, holder="")
        return self.acting.shown(event, changed, "thread-reopen", name=official.name)

    async def _publish(self, event: Event, official: Official, ticket: Ticket, token: Token) -> Handled:
        """A desk opens its own form; where it has none, this says how."""
        return noted(event, self.acting.board.voice.say("hint-publish"))

    def _impossible(self, event: Event, ticket: Ticket) -> Handled:
        """What somebody meant to do is past; the card shows how it stands now."""
        voice = self.acting.board.voice
        state = voice.say(f"state-{ticket.state}")
        holder = f" ({ticket.held_by})" if ticket.holder else ""
        return noted(event, voice.say("denied-state", state=f"{state}{holder}"))
