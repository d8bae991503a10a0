"""The daily digest: what is open, overdue and answered, what people asked in vain, which answers are to be reviewed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.desk.acting import Acting
from bot.handover.cards import summary
from bot.handover.dates import spoken_day
from bot.handover.desk import DIGEST
from bot.messaging.model import Action, Delivery, Handled, Line, Message, Style
from bot.messaging.splitting import split
from bot.messaging.tickets import LIVING, State, Step, Ticket
from bot.ports import ReviewDue

_SHOWN = 10
"""Tickets, questions and answers of each kind that are listed."""
_MANY = 500
"""Living tickets that are looked at."""

Grouping = Callable[[Sequence[str]], Awaitable[list[list[int]]]]
"""Which of several texts ask the same, as groups of their places, the largest first."""
Reviews = Callable[[date], Awaitable[Sequence[ReviewDue]]]
"""The approved answers that are not used until somebody has looked at them again."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Writes it. `mask` hides private people in a text of a language."""

    acting: Acting
    mask: Callable[[str, str], Awaitable[str]]
    grouping: Grouping
    reviews: Reviews

    async def __call__(self, day: date) -> Handled:
        """Posted on `day`."""
        board = self.acting.board
        limit = self.acting.reach[board.desk.channel]
        messages = map(Message, split(await self.lines(day), limit, board.desk.language))
        return Handled(tuple(Delivery(Action.SEND, board.desk.room(DIGEST), message) for message in messages))

    async def lines(self, day: date) -> list[Line]:
        """The digest of the day before, as it is on `day`."""
        board = self.acting.board
        zone = board.desk.hours.zone
        since = datetime.combine(day - timedelta(days=1), time(), zone).astimezone(UTC)
        until = datetime.combine(day, time(), zone).astimezone(UTC)
        return [
            board.voice.line("digest-heading", Style.BOLD, day=spoken_day(day, board.desk.language)),
            *await self._tickets(since, until),
            *await self._asked(since, until),
            *await self._due(day),
        ]

    async def _tickets(self, since: datetime, until: datetime) -> list[Line]:
        """Counts, then the tickets that are late."""
        voice, now = self.acting.board.voice, self.acting.clock()
        living = await self.acting.store.tickets_in(LIVING, _MANY)
        open_ones = [one for one in living if one.state is not State.ANSWERED]
        late = [one for one in open_ones if one.due_at < now]
        steps = [entry.step for _, entry in await self.acting.store.steps(since, until)]
        answered = steps.count(Step.SEND)
        counts = voice.line("digest-counts", open=len(open_ones), late=len(late), answered=answered)
        return [counts, *self._listed(late)]

    def _listed(self, late: Sequence[Ticket]) -> list[Line]:
        return [summary(one, self.acting.board.voice) for one in late[:_SHOWN]]

    async def _asked(self, since: datetime, until: datetime) -> list[Line]:
        """What was asked most without an answer."""
        unanswered = await self.acting.store.unanswered(since, until)
        if not unanswered:
            return []
        texts = [await self.mask(one.question, one.answer.language) for one in unanswered[:_MANY]]
        groups = await self.grouping(texts)
        shown = [Line(f"{len(group)} × {texts[group[0]]}".replace("\n", " ")) for group in groups[:_SHOWN]]
        return [self.acting.board.voice.line("digest-unanswered", Style.BOLD), *shown]

    async def _due(self, day: date) -> list[Line]:
        """Approved answers that somebody must look at."""
        due = await self.reviews(day)
        heading = self.acting.board.voice.line("digest-reviews", Style.BOLD)
        lines = [Line(f"{one.document} – {one.title} ({one.owner}): {one.what}") for one in due[:_SHOWN]]
        return [heading, *lines] if due else []
