"""How everything stands, for whoever asks at the desk: tickets, one ticket's trail, the digest, what can be asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.desk.acting import Acting, noted
from bot.desk.digest import Digest
from bot.handover.cards import summary
from bot.handover.desk import HOME
from bot.handover.receipts import read_receipt
from bot.handover.roles import Official, Officials
from bot.messaging.model import Action, Address, Delivery, Event, Handled, Line, Message, Part, Style
from bot.messaging.tickets import CLOCK, INQUIRER, LIVING, WAITING, Entry, State, Ticket

STATUS, DIGEST, HELP, AT_HOME = "status", "digest", "help", "home"
OVERVIEWS = frozenset({STATUS, DIGEST, HELP, AT_HOME})
"""Commands that are answered here; a desk's help names the first three."""
_MANY = 500
"""Living tickets that are looked at."""
_SHOWN = 15
"""Of each kind that are listed, and lines of a trail."""

Link = Callable[[Address, str], str]
"""Where a message of a chat can be looked at; empty where there is no such address."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Answers to whoever asks alone."""

    acting: Acting
    officials: Officials
    digest: Digest
    link: Link

    async def __call__(self, event: Event, official: Official) -> Handled:
        """What follows from one of the commands."""
        match event.command:
            case "status":
                return noted(event, _text(await self._status(event, official)))
            case "digest":
                today = self.acting.clock().astimezone(self.acting.board.desk.hours.zone).date()
                return noted(event, _text(await self.digest.lines(today)))
            case "home":
                return await self._home(event, official)
        return noted(event, _text(self._help()))

    async def _status(self, event: Event, official: Official) -> Sequence[Line]:
        """The ticket that is named, else all that wait."""
        identity = read_receipt(event.text)
        if identity is None:
            return await self._lists(official)
        ticket = await self.acting.store.ticket(identity)
        voice = self.acting.board.voice
        if ticket is None:
            return (voice.line("denied-gone"),)
        trail = await self.acting.store.trail(identity)
        return [await self._line(ticket), *[await self._entry(entry) for entry in trail[-_SHOWN:]]]

    async def _home(self, event: Event, official: Official) -> Handled:
        board = self.acting.board
        heading, gap = board.voice.line("overview-heading", Style.BOLD), Line("")
        return Handled((at_home(event, heading, gap, *await self._lists(official), gap, *self._help()),))

    async def _lists(self, official: Official) -> list[Line]:
        """What is one's own, what is late, and what nobody has; each once."""
        tickets = [one for one in await self.acting.store.tickets_in(LIVING, _MANY) if one.state is not State.ANSWERED]
        now = self.acting.clock()
        mine = [one for one in tickets if one.holder == official.person]
        late = [one for one in tickets if one.due_at < now and one not in mine]
        waiting = [one for one in tickets if one.state in WAITING and one not in mine and one not in late]
        kinds = (("overview-mine", mine), ("overview-late", late), ("overview-open", waiting))
        listed = [await self._listed(key, found) for key, found in kinds]
        return [line for lines in listed for line in lines]

    async def _listed(self, key: str, tickets: Sequence[Ticket]) -> list[Line]:
        heading = self.acting.board.voice.line(key, Style.BOLD, count=len(tickets))
        return [heading, *[await self._line(one) for one in tickets[:_SHOWN]]]

    async def _line(self, ticket: Ticket) -> Line:
        """A ticket in one line that leads to its card."""
        desk = self.acting.board.desk
        room = desk.room(ticket.rooms[0])
        card = await self.acting.store.shown_of(ticket.id, room, Part.CARD)
        return Line(summary(ticket, self.acting.board.voice).text, link=self.link(room, card) if card else "")

    async def _entry(self, entry: Entry) -> Line:
        """Who did what when."""
        voice, desk = self.acting.board.voice, self.acting.board.desk
        known = await self.officials.official(entry.by) if entry.by not in {CLOCK, INQUIRER} else None
        who = known.name if known else voice.say(f"by-{entry.by}") if entry.by in {CLOCK, INQUIRER} else entry.by
        return Line(f"{desk.spoken(entry.at, voice.language)} – {voice.say(f'step-{entry.step}')} – {who}")

    def _help(self) -> tuple[Line, ...]:
        voice = self.acting.board.voice
        keys = ("help-ask", "help-status", "help-digest", "help-thread")
        return (voice.line("help-heading", Style.BOLD), *(voice.line(key) for key in keys))


def at_home(event: Event, *lines: Line) -> Delivery:
    """All that somebody sees from now on where they look how everything stands."""
    place = Address(event.address.channel, f"{HOME}{event.person}")
    return Delivery(Action.SEND, place, Message(lines))


def _text(lines: Sequence[Line]) -> str:
    return "\n".join(line.text for line in lines)
