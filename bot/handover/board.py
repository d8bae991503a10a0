"""Shows tickets at the desk: a card for each, and what is said in its thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.handover.cards import card
from bot.handover.desk import Desk
from bot.messaging.model import Action, Delivery, Line, Message, Part
from bot.messaging.tickets import Ticket
from bot.messaging.voice import Voice
from bot.phrases import Phrases
from retrieval.model import Audience


@dataclass(frozen=True, slots=True)
class Board:
    """`audience_of` tells whose documents an inquirer's channel shows: the desk may be allowed less."""

    desk: Desk
    phrases: Phrases
    audience_of: Callable[[str], Audience]

    @property
    def voice(self) -> Voice:
        """The desk's language."""
        return Voice(self.phrases, self.desk.language)

    def post(self, ticket: Ticket, room: str, then: tuple[Delivery, ...] = ()) -> Delivery:
        """A new card; `then` is delivered once the desk has it."""
        address = self.desk.room(room, ticket.id)
        card, part = self._card(ticket), Part.CARD
        return Delivery(Action.SEND, address, card, ticket=ticket.id, part=part, mark=ticket.state, then=then)

    def update(self, ticket: Ticket) -> tuple[Delivery, ...]:
        """The card as it is now, in every room that shows it."""
        return tuple(replace(self.post(ticket, room), action=Action.EDIT) for room in ticket.rooms)

    def say(self, ticket: Ticket, *lines: Line, aloud: bool = False) -> tuple[Delivery, ...]:
        """Something in the ticket's thread, in every room that shows it."""
        places, said = [self.desk.room(room, ticket.id) for room in ticket.rooms], Message(lines)
        return tuple(
            Delivery(Action.SEND, place, said, ticket=ticket.id, part=Part.THREAD, aloud=aloud) for place in places
        )

    def erase(self, ticket: Ticket, cards: Mapping[str, str]) -> tuple[Delivery, ...]:
        """Nothing of the ticket is left, but that there was one; `cards` are its messages by room."""
        return tuple(
            delivery
            for room in ticket.rooms
            for delivery in (
                Delivery(
                    Action.ERASE,
                    self.desk.room(room, ticket.id),
                    target=cards.get(room, ""),
                    ticket=ticket.id,
                    part=Part.CARD,
                ),
                Delivery(
                    Action.SEND, self.desk.room(room), Message((self.voice.line("card-erased", receipt=ticket.id),))
                ),
            )
        )

    def _card(self, ticket: Ticket) -> Message:
        allowed = self.audience_of(ticket.origin.channel) in self.desk.grade.visible
        return card(ticket, self.voice, self.desk, shows_documents=allowed)
