"""What all doings at the desk share: a step of a ticket, and what the desk sees of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.handover.board import Board
from bot.messaging.model import Action, Delivery, Event, Handled, Style
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

    def shown(self, event: Event, change: Change, key: str, /, **values: object) -> Handled:
        """The card as it is now, and a line in the thread."""
        line = self.board.voice.line(key, Style.ITALIC, **values)
        ticket = change.ticket
        seen = (*self.board.say(ticket, line), *self.board.update(ticket))
        return noted(event).also(Handled(seen, tickets=(change,)))


def noted(event: Event, note: str = "") -> Handled:
    """What only who did it sees."""
    return Handled((Delivery(Action.ACKNOWLEDGE, event.address, target=event.callback, note=note),))
