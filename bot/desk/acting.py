"""What all doings at the desk share: a step of a ticket, and what the desk sees of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.handover import relaying
from bot.handover.board import Board
from bot.handover.roles import Official, Permission
from bot.messaging.model import Action, Delivery, Event, Handled, Line, Message, Style
from bot.messaging.ports import Store
from bot.messaging.tickets import Change, Entry, Step, Ticket
from bot.phrases import Phrases


@dataclass(frozen=True, slots=True)
class Acting:
    """`phrases` are the inquirers', `reach` is how many UTF-16 units a message of each channel holds."""

    store: Store
    board: Board
    phrases: Phrases
    reach: Mapping[str, int]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def step(self, ticket: Ticket, step: Step, by: str, detail: str = "", **fields: Any) -> Change:
        """A ticket after a step; what hands it on sets the clock anew."""
        now = self.clock()
        after = ticket.after(step, **fields)
        if after.state is not ticket.state or after.holder != ticket.holder or after.replies != ticket.replies:
            after = replace(after, wake_at=self.board.desk.wake(after, now), reminded=0)
        return Change(after, (Entry(step, by, now, detail),))

    def closed(self, ticket: Ticket, step: Step, by: str, key: str) -> tuple[Change, Handled]:
        """A ticket that is done with, and the line that hands the chat back to the assistant."""
        change = self.step(ticket, step, by, draft=None, holder="")
        line = relaying.voice_of(ticket, self.phrases).line(key, receipt=ticket.id)
        return change, Handled(relaying.sending(ticket, [Message((line,))]))

    def denied(self, official: Official, permission: Permission) -> str:
        """Why somebody may not do this; empty where they may."""
        if official.may(permission):
            return ""
        say = self.board.voice.say
        return say("denied-role", role=say(f"role-{official.role}"), permission=say(f"may-{permission}"))

    def seen(self, change: Change, line: Line, *, aloud: bool = False) -> Handled:
        """A line in the thread, and the card as it is now."""
        ticket = change.ticket
        return Handled((*self.board.say(ticket, line, aloud=aloud), *self.board.update(ticket)), tickets=(change,))

    def shown(self, event: Event, change: Change, key: str, /, **values: object) -> Handled:
        """The same, after a press that nothing else need be said to."""
        return noted(event).also(self.seen(change, self.board.voice.line(key, Style.ITALIC, **values)))


def noted(event: Event, note: str = "") -> Handled:
    """What only who did it sees."""
    return Handled((Delivery(Action.ACKNOWLEDGE, event.address, target=event.callback, note=note),))
