"""Where officials ask the assistant themselves: alone with internal documents, before outsiders with public ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.desk.acting import Acting, noted
from bot.dialogue.dialogue import Dialogue
from bot.handover.desk import ASK, SHARED, common
from bot.handover.roles import Official, Permission
from bot.messaging.model import Action, Delivery, Event, Handled, Kind, Message, Style
from bot.model import Outcome
from retrieval.model import Audience


@dataclass(frozen=True, slots=True)
class Boxes:
    """`dialogues` are one for each audience."""

    acting: Acting
    dialogues: Mapping[Audience, Dialogue]

    async def __call__(self, events: Sequence[Event], official: Official) -> Handled:
        """An answer in the thread of the question; what follows there goes on with it."""
        last = events[-1]
        if not self._may_enter(last, official):
            return noted(last, self.acting.board.voice.say("denied-room"))
        if last.kind in {Kind.EDITED, Kind.DELETED}:
            return Handled()
        audience = self._audience(last, official)
        threaded = [_threaded(event) for event in events]
        handled = await self.dialogues[audience](threaded)
        return handled.also(Handled(self._reasons(threaded[-1], official, audience, handled)))

    def _may_enter(self, event: Event, official: Official) -> bool:
        return event.address.chat in {SHARED, f"{ASK}{official.person}"}

    def _audience(self, event: Event, official: Official) -> Audience:
        """Whose documents may be shown here to this person."""
        alone = event.address.chat != SHARED
        wanted = Audience.INTERNAL if alone and official.may(Permission.SEE_INTERNAL) else Audience.PUBLIC
        return common(self.acting.board.desk.grade, wanted)

    def _reasons(self, event: Event, official: Official, audience: Audience, handled: Handled) -> tuple[Delivery, ...]:
        """Why nothing internal was looked at, where nothing was found."""
        found = handled.interaction is None or handled.interaction.answer.outcome not in {
            Outcome.NOT_FOUND,
            Outcome.OFF_TOPIC,
        }
        if found or audience is Audience.INTERNAL:
            return ()
        if event.address.chat == SHARED:
            key = "why-shared"
        elif not official.may(Permission.SEE_INTERNAL):
            key = "why-role"
        else:
            key = "why-grade"
        line = self.acting.board.voice.line(key, Style.ITALIC)
        return (Delivery(Action.SEND, event.address, Message((line,))),)


def _threaded(event: Event) -> Event:
    """A question in the room begins a thread."""
    root = event.address.thread or event.message
    return replace(event, address=replace(event.address, thread=root))
