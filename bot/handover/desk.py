"""A desk as it is set up: where it talks, when it works, what it promises, what may pass through it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.handover.dates import spoken_moment
from bot.handover.hours import Hours
from bot.messaging.model import Address
from bot.messaging.tickets import Intent, State, Ticket
from retrieval.model import Audience

TICKETS, ESCALATION, DIGEST, SHARED = "tickets", "escalation", "digest", "shared"
"""Rooms of the built-in desk; another desk maps them to its own channels."""
ASK, HOME = "ask:", "home:"
"""Begin the room in which one official asks alone, and the place where one sees how everything stands."""


@dataclass(frozen=True, slots=True)
class Desk:
    """`grade` is the highest audience whose documents may be shown there. Times are working time.

    An answer is promised within `promise`; nobody having claimed after `claim` brings a reminder, and so does an
    answer that is late; a ticket is closed by itself when nothing came for `rest` after an answer.
    """

    channel: str
    language: str
    grade: Audience
    hours: Hours
    promise: timedelta
    claim: timedelta
    rest: timedelta

    def room(self, chat: str, ticket: str = "") -> Address:
        """A room; what is about a ticket is in the ticket's own line."""
        return Address(self.channel, chat, ticket)

    def spoken(self, moment: datetime, language: str) -> str:
        """A moment on the desk's clock, in words of a language."""
        return spoken_moment(moment.astimezone(self.hours.zone), language)

    def wake(self, ticket: Ticket, now: datetime) -> datetime | None:
        """When to look at a ticket again if nothing happens."""
        match ticket.state:
            case State.OPEN | State.REOPENED:
                return self.hours.after(now, self.claim)
            case State.CLAIMED if ticket.replies and ticket.replies[-1].intent is Intent.QUESTION:
                return self.hours.after(now, self.rest)
            case State.CLAIMED:
                return ticket.due_at if ticket.due_at > now else self.hours.after(now, self.claim)
            case State.ANSWERED:
                return self.hours.after(now, self.rest)
        return None


def common(grade: Audience, audience: Audience) -> Audience:
    """The lower of two."""
    return min(grade, audience, key=list(Audience).index)
