"""Where officials ask the assistant themselves: among themselves with internal documents, before others with public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.desk.acting import Acting, noted
from bot.dialogue.dialogue import Dialogue
from bot.handover.desk import common
from bot.handover.readers import Readers, Readership
from bot.handover.roles import Official, Permission
from bot.messaging.model import Action, Delivery, Event, Handled, Kind, Message, Style
from bot.model import Outcome
from retrieval.model import Audience

_AGE = timedelta(days=1)
"""How old the last word of the assistant may be in a thread that goes on without naming it."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """`dialogues` are one for each audience."""

    acting: Acting
    readership: Readership
    dialogues: Mapping[Audience, Dialogue]

    async def __call__(self, events: Sequence[Event], official: Official) -> Handled:
        """An answer in the thread of the question; what follows there goes on with it."""
        last = events[-1]
        if last.kind in {Kind.EDITED, Kind.DELETED}:
            return Handled()
        threaded = [_threaded(event) for event in events]
        if not (any(one.addressed for one in events) or await self._goes_on(threaded[-1])):
            return Handled()
        readers = await self.readership.readers(last.address.chat, official.person)
        if readers is None:
            return noted(last, self.acting.board.voice.say("denied-room"))
        audience = self._audience(readers, official)
        handled = await self.dialogues[audience](threaded)
        return handled.also(Handled(self._reasons(threaded[-1], readers, official, audience, handled)))

    async def _goes_on(self, event: Event) -> bool:
        """Whether the assistant has spoken in this thread, so that what follows is for it too."""
        return bool(await self.acting.store.recent(event.address, self.acting.clock() - _AGE, 1))

    def _audience(self, readers: Readers, official: Official) -> Audience:
        """Whose documents may be shown here to this person."""
        inside = readers is not Readers.OUTSIDERS and official.may(Permission.SEE_INTERNAL)
        return common(self.acting.board.desk.grade, Audience.INTERNAL if inside else Audience.PUBLIC)

    def _reasons(
        self, event: Event, readers: Readers, official: Official, audience: Audience, handled: Handled
    ) -> tuple[Delivery, ...]:
        """Why nothing internal was looked at, where nothing was found."""
        found = handled.interaction is None or handled.interaction.answer.outcome not in {
            Outcome.NOT_FOUND,
            Outcome.OFF_TOPIC,
        }
        if found or audience is Audience.INTERNAL:
            return ()
        if readers is Readers.OUTSIDERS:
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
