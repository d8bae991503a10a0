"""The whole of a conversation: each kind of event goes to whoever answers it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.dialogue.asking import Asked, Asking
from bot.dialogue.commands import Commands
from bot.dialogue.inline import Inline
from bot.dialogue.presses import Presses
from bot.handover.handover import Parts
from bot.messaging.model import Action, Delivery, Event, Handled, Kind, Message, Profile
from bot.messaging.tickets import Ticket
from bot.messaging.voice import Voice, spoken


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Says what follows from events; changes nothing by itself."""

    asking: Asking
    commands: Commands
    presses: Presses
    inline: Inline

    async def __call__(self, events: Sequence[Event]) -> Handled:
        """What follows from events of one person that belong together; of several, all but texts count by the last."""
        event = events[-1]
        profile = await self.asking.memory.profile(event.address.channel, event.person)
        handled = await self._handled(events, profile)
        heard_again = profile.blocked and event.private and event.kind not in {Kind.BLOCKED, Kind.INLINE}
        return replace(handled, blocked=False) if heard_again and handled.blocked is None else handled

    async def _handled(self, events: Sequence[Event], profile: Profile) -> Handled:
        texts = [event for event in events if event.kind is Kind.TEXT]
        event = texts[-1] if texts else events[-1]
        match event.kind:
            case Kind.TEXT:
                parts = tuple((one.message, one.text) for one in texts)
                attached = any(one.attached for one in texts)
                asking = replace(event, reply_to=texts[0].reply_to, attached=attached)
                return await self._written(asking, parts, profile)
            case Kind.EDITED:
                return await self._edited(event, profile)
            case Kind.COMMAND:
                return await self.commands(event, profile)
            case Kind.PRESS:
                return await self.presses(event, profile)
            case Kind.INLINE:
                return await self.inline(event, profile)
        return self._noted(event, profile).also(await self._unreachable(event))

    async def _unreachable(self, event: Event) -> Handled:
        """Officials hear that somebody whose question they have cannot be answered any more."""
        handover = self.asking.handover
        if event.kind is not Kind.BLOCKED or handover is None:
            return Handled()
        return Handled(await handover.unreachable(event))

    async def _written(self, event: Event, parts: Parts, profile: Profile) -> Handled:
        """What belongs to a ticket goes to whoever has it, everything else is asked."""
        handover = self.asking.handover
        ticket = await handover.concerned(event) if handover else None
        if handover is None or ticket is None:
            return await self.asking(Asked(event, parts, profile))
        return await handover.adds(event, parts, ticket)

    def _noted(self, event: Event, profile: Profile) -> Handled:
        """What needs no thinking."""
        voice = self.asking.voice(event, profile)
        match event.kind:
            case Kind.UNREADABLE:
                return Handled((self.asking.send(event, Message((voice.line("unreadable-kind"),))),))
            case Kind.JOINED:
                hello = Message((voice.line("chat-group-greeting", name=event.text),))
                return Handled((self.asking.send(event, hello, reply=False),), blocked=False)
            case Kind.BLOCKED | Kind.UNBLOCKED:
                return Handled(blocked=event.kind is Kind.BLOCKED)
        return Handled()

    async def _edited(self, event: Event, profile: Profile) -> Handled:
        """Answer a changed question anew; one that only looks changed, or was a button's, is left alone.

        The desk sees the new words of what it has.
        """
        ticket = await self._of_ticket(event)
        if ticket is not None and self.asking.handover:
            return await self.asking.handover.edits(event, ticket)
        before = await self.asking.memory.shown_as(event.address, event.message)
        if before is None or before.person != event.person:
            return await self.asking(Asked(event, ((event.message, event.text),), profile))
        parts = tuple((part, event.text if part == event.message else text) for part, text in before.parts)
        if parts == before.parts:
            return Handled()
        return await self.asking(Asked(event, parts, profile, replaces=before))

    async def _of_ticket(self, event: Event) -> Ticket | None:
        """The ticket in whose thread a message of this person stands."""
        handover = self.asking.handover
        ticket = await handover.store.held(event.address, event.person) if handover else None
        return ticket if ticket and ticket.wrote(event.message) else None

    def apology(self, event: Event) -> Handled:
        """What the sender of an event hears that could not be handled."""
        silent = {Kind.BLOCKED, Kind.UNBLOCKED, Kind.JOINED, Kind.INLINE}
        if event.kind in silent:
            return Handled()
        voice = Voice(self.asking.phrases, spoken(event.language))
        if event.kind is Kind.PRESS:
            note = voice.say("failed")
            return Handled((Delivery(Action.ACKNOWLEDGE, event.address, target=event.callback, note=note),))
        return Handled((self.asking.send(event, Message((voice.line("failed"),))),))
