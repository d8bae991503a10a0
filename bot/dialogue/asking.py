"""A question in a chat: tied to its conversation, asked, laid out."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.dialogue.layout import messages
from bot.dialogue.limits import Limits
from bot.facts.guide import Guide
from bot.handover.handover import Handover
from bot.messaging.model import Action, Delivery, Event, Handled, Interaction, Message, Profile
from bot.messaging.ports import Memory
from bot.messaging.tokens import new_identity
from bot.messaging.voice import Voice, spoken
from bot.metrics import Metrics
from bot.model import Answer, Outcome, Question, Turn
from bot.phrases import Phrases
from retrieval.model import Audience

_BACK = 3
"""Interactions that a follow-up is understood with."""
_AGE = timedelta(hours=6)
"""How old a conversation may be that a follow-up goes on with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question before it is asked: its parts (message id and text), and what it comes from."""

    event: Event
    parts: tuple[tuple[str, str], ...]
    profile: Profile
    choice: str | None = None
    replaces: Interaction | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks the assistant on behalf of a conversation."""

    ask: Callable[[Question], Awaitable[Answer]]
    memory: Memory
    phrases: Phrases
    guide: Guide
    limits: Limits
    reach: Mapping[str, int]
    """UTF-16 units of a message by channel."""
    audiences: Mapping[str, Audience]
    metrics: Metrics
    handover: Handover | None = None
    """Who passes questions on; None where no person answers."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def __call__(self, asked: Asked) -> Handled:
        """The answer as deliveries, and the interaction to keep."""
        event, text = asked.event, "\n".join(part for _, part in asked.parts)
        refused = self.refusal(event, text, asked.profile)
        if refused is not None:
            return refused
        answer = await self.ask(await self._question(asked, text))
        self.metrics.answers.labels(event.address.channel, answer.outcome).inc()
        suggestions = await asyncio.to_thread(self.guide.next, self.audience(event), answer)
        interaction = Interaction(
            id=new_identity(),
            address=event.address,
            person=event.person,
            parts=asked.parts,
            answer=answer,
            at=self.clock(),
            suggestions=suggestions,
            notes=_notes(asked),
        )
        handled = Handled(
            deliveries=self._deliveries(asked, interaction),
            interaction=interaction,
            replaces=asked.replaces.id if asked.replaces else "",
        )
        return handled.also(await self._passed_on(event, interaction))

    async def staffed(self) -> Handover | None:
        """Who passes questions on, if there is anybody to answer them."""
        return self.handover if self.handover and await self.handover.officials.staffed() else None

    def audience(self, event: Event) -> Audience:
        """Whose documents a channel may show: the public ones unless it is said otherwise."""
        return self.audiences.get(event.address.channel, Audience.PUBLIC)

    def voice(self, event: Event, profile: Profile) -> Voice:
        """The chosen language, else that of the person's app."""
        return Voice(self.phrases, profile.language or spoken(event.language))

    def send(self, event: Event, message: Message, interaction: str = "", *, reply: bool | None = None) -> Delivery:
        """Say something where the event came from; in a group as a reply, so that it is clear to whom."""
        replying = reply if reply is not None else not event.private
        target = event.message if replying else ""
        return Delivery(Action.SEND, event.address, message, target, interaction)

    async def _passed_on(self, event: Event, interaction: Interaction) -> Handled:
        """A question that failed goes to a person at once: whoever asked did nothing wrong."""
        if interaction.answer.outcome is not Outcome.FAILED or not (handover := await self.staffed()):
            return Handled()
        return await handover.opens(event, interaction)

    def refusal(self, event: Event, text: str, profile: Profile) -> Handled | None:
        """What a question hears that is too long or one too many; nothing where that was just said."""
        voice = self.voice(event, profile)
        if len(text) > self.limits.length:
            said = voice.line("too-long", length=len(text), limit=self.limits.length)
            return Handled((self.send(event, Message((said,))),))
        person = f"{event.address.channel}:{event.person}"
        broken = self.limits.broken(person)
        if broken is None:
            return None
        self.metrics.limited.labels(broken[0]).inc()
        if not self.limits.tell(person):
            return Handled()
        said = voice.line(broken[0], seconds=int(broken[1]) + 1)
        return Handled((self.send(event, Message((said,))),))

    async def _question(self, asked: Asked, text: str) -> Question:
        event = asked.event
        return Question(
            id=f"{event.address.channel}:{event.id}",
            text=text,
            audience=self.audience(event),
            language=asked.profile.language or None,
            hint=spoken(event.language) if event.language else None,
            history=tuple(await self._history(asked)),
            choice=asked.choice,
        )

    async def _history(self, asked: Asked) -> list[Turn]:
        """The answer that is replied to, else the last ones of this conversation; never another chat's."""
        event = asked.event
        replied = await self.memory.shown_as(event.address, event.reply_to) if event.reply_to else None
        recent = [replied] if replied else await self._recent(event)
        before = [one for one in recent if asked.replaces is None or one.at < asked.replaces.at]
        return [turn for one in before for turn in _turns(one)][-2 * _BACK :]

    async def _recent(self, event: Event) -> list[Interaction]:
        """The last ones of this conversation; a thread that begins goes on with the answer it hangs on."""
        recent = await self.memory.recent(event.address, self.clock() - _AGE, _BACK + 1)
        if recent or not event.address.thread:
            return recent
        root = await self.memory.shown_as(event.address, event.address.thread)
        return [root] if root else []

    def _deliveries(self, asked: Asked, interaction: Interaction) -> tuple[Delivery, ...]:
        event = asked.event
        voice = Voice(self.phrases, interaction.answer.language)
        shown = messages(interaction, voice, self.reach[event.address.channel])
        replying = bool(asked.replaces) or not event.private
        first = self.send(event, shown[0], interaction.id, reply=replying)
        return (first, *(replace(first, message=message, target="") for message in shown[1:]))


def _notes(asked: Asked) -> tuple[str, ...]:
    """What is to be said above the answer."""
    edited = ("edited",) if asked.replaces else ()
    return (*edited, *(("caption-only",) if asked.event.attached else ()))


def _turns(interaction: Interaction) -> tuple[Turn, Turn]:
    return Turn("user", interaction.question), Turn("assistant", interaction.answer.text)
