"""The officials' conversation: each kind of event goes to whoever answers it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.acting import Acting, noted
from bot.desk.boxes import Boxes
from bot.desk.drafting import Drafting
from bot.desk.overview import AT_HOME, OVERVIEWS, Overview, at_home
from bot.desk.publishing import Publishing
from bot.desk.timely import Timely
from bot.desk.working import Working
from bot.handover.desk import ESCALATION, TICKETS
from bot.handover.roles import Official, Officials
from bot.handover.tokens import read
from bot.messaging.model import Event, Handled, Kind, Line
from bot.messaging.tickets import Ticket

NOTE, PUBLISH, ASK_HERE = "note", "publish", "ask"
"""Commands of a desk beside its buttons; the last asks the assistant where its words would count as an answer."""


@dataclass(frozen=True, slots=True)
class DeskDialogue:
    """Says what follows at the desk; changes nothing by itself."""

    acting: Acting
    officials: Officials
    working: Working
    drafting: Drafting
    publishing: Publishing
    timely: Timely
    overview: Overview
    boxes: Boxes

    async def __call__(self, events: Sequence[Event]) -> Handled:
        """What follows from events of one person that belong together; texts in a row are one."""
        event = events[-1]
        if event.kind is Kind.DUE:
            return await self.timely(event)
        official = await self.officials.official(event.person)
        if official is None:
            return self._unknown(event)
        if event.kind is Kind.COMMAND and event.command in OVERVIEWS:
            return await self.overview(event, official)
        if event.address.chat not in {TICKETS, ESCALATION} or event.command == ASK_HERE:
            return await self._asked(events, official)
        return await self._worked(events, official)

    def _unknown(self, event: Event) -> Handled:
        """Who does not work here hears so; where they once saw how everything stands, that alone is left."""
        denied = self.acting.board.voice.say("denied-unknown")
        if event.command == AT_HOME:
            return Handled((at_home(event, Line(denied)),))
        return noted(event, denied) if event.addressed else Handled()

    async def _asked(self, events: Sequence[Event], official: Official) -> Handled:
        """A question of an official's own."""
        asked = [replace(one, kind=Kind.TEXT, command="") if one.command == ASK_HERE else one for one in events]
        return await self.boxes([_spoken(one, official) for one in asked], official)

    async def _worked(self, events: Sequence[Event], official: Official) -> Handled:
        """What somebody does about tickets."""
        event = events[-1]
        if event.kind is Kind.PRESS:
            token = read(event.text)
            return await self.working(event, official, token) if token else noted(event)
        if event.kind is Kind.COMMAND and event.command == PUBLISH:
            return await self.publishing(event, official)
        thread = event.address.thread
        ticket = await self.acting.store.ticket_shown_as(event.address, thread) if thread else None
        if ticket is not None:
            return await self._about(_joined(events), official, ticket)
        if not event.addressed:
            return await self._asked(events, official)
        return noted(event, self.acting.board.voice.say("hint-thread"))

    async def _about(self, event: Event, official: Official, ticket: Ticket) -> Handled:
        match event.kind:
            case Kind.TEXT:
                return await self.drafting.write(event, official, ticket)
            case Kind.COMMAND if event.command == NOTE:
                return self.drafting.note(event, official, ticket)
            case Kind.EDITED:
                return await self.drafting.edit(event, official, ticket)
            case Kind.DELETED:
                return self.drafting.delete(event, official, ticket)
        return noted(event)

    def apology(self, event: Event) -> Handled:
        """What whoever did something hears that could not be handled."""
        return Handled() if event.kind is Kind.DUE else noted(event, self.acting.board.voice.say("desk-failed"))


def _spoken(event: Event, official: Official) -> Event:
    """With the language of who speaks, where the channel does not tell it."""
    return event if event.language else replace(event, language=official.language)


def _joined(events: Sequence[Event]) -> Event:
    """Texts in a row as the last of them."""
    texts = [event.text for event in events if event.kind is events[-1].kind]
    return replace(events[-1], text="\n".join(texts)) if events[-1].kind is Kind.TEXT else events[-1]
