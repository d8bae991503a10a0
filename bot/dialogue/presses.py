"""What buttons do. Whoever presses gets an acknowledgement, also when the answer is no longer kept."""

import asyncio
from dataclasses import dataclass, replace

from bot.dialogue import layout
from bot.dialogue.asking import Asked, Asking
from bot.dialogue.commands import Commands, chosen_language
from bot.messaging.model import (
    Action,
    Address,
    Delivery,
    Event,
    Feedback,
    Handled,
    Interaction,
    Keyboard,
    Message,
    Profile,
)
from bot.messaging.tickets import Reason, Step
from bot.messaging.tokens import Token, Verb, read
from bot.messaging.voice import Voice
from bot.model import Option
from bot.phrases import languages


@dataclass(frozen=True, slots=True)
class Presses:
    """Answers presses of buttons."""

    asking: Asking
    commands: Commands

    async def __call__(self, event: Event, profile: Profile) -> Handled:
        """What follows from a press."""
        token = read(event.text)
        if token is None:
            return Handled((_acknowledged(event),))
        if token.verb is Verb.LANGUAGE:
            return self._language(event, token)
        if token.verb is Verb.START:
            return await self._start(event, profile, token)
        if token.verb in {Verb.SOLVED, Verb.ASSISTANT, Verb.WITHDRAW}:
            return await self._of_ticket(event, profile, token)
        return await self._about(event, profile, token)

    async def _about(self, event: Event, profile: Profile, token: Token) -> Handled:
        """A press under an answer; one from another chat is as unknown as one that is forgotten."""
        interaction = await self.asking.memory.interaction(token.interaction)
        if interaction is None or not await self._is_shown(event, interaction):
            voice = self.asking.voice(event, profile)
            return Handled((_acknowledged(event, voice.say("answer-gone")),))
        if token.verb in {Verb.OPTION, Verb.SUGGESTION}:
            return await self._picked(event, profile, interaction, token)
        if token.verb is Verb.PERSON:
            return _with(await self._handed_over(event, interaction), _acknowledged(event))
        if token.verb in {Verb.PAGE, Verb.SOURCES}:
            return self._shown(event, interaction, token)
        return self._judged(event, interaction, token)

    async def _handed_over(self, event: Event, interaction: Interaction) -> Handled:
        """Pass a question on, or say where else a person can be asked; only whoever asked passes on."""
        if event.person != interaction.person:
            return Handled()
        handover = await self.asking.staffed()
        if handover is None:
            return self.commands.contact_only(event, Profile(interaction.answer.language))
        judged = await self.asking.memory.judged(interaction.id)
        unhelpful = judged is not None and not judged.helpful
        return await handover.opens(event, interaction, Reason.UNHELPFUL if unhelpful else None)

    async def _of_ticket(self, event: Event, profile: Profile, token: Token) -> Handled:
        """What an inquirer does with a ticket of their own."""
        handover = self.asking.handover
        ticket = await handover.own(event, token.interaction) if handover else None
        if handover is None or ticket is None:
            return Handled((_acknowledged(event, self.asking.voice(event, profile).say("answer-gone")),))
        if token.verb is Verb.ASSISTANT:
            last = ticket.added[-1][1] if ticket.added else ticket.question
            known = Profile(ticket.origin.language)
            return _with(await self.asking(Asked(event, (("", last),), known)), _acknowledged(event))
        step = Step.WITHDRAW if token.verb is Verb.WITHDRAW else Step.CLOSE
        return _with(handover.withdraws(event, ticket, step), _acknowledged(event))

    async def _is_shown(self, event: Event, interaction: Interaction) -> bool:
        """Whether an answer belongs to the chat of a press, also where the chat has another id since."""
        if _place(interaction.address) == _place(event.address):
            return True
        shown = await self.asking.memory.shown_as(event.address, event.message)
        return shown is not None and shown.id == interaction.id

    def _language(self, event: Event, token: Token) -> Handled:
        chosen = token.detail
        if chosen and chosen not in languages():
            return Handled((_acknowledged(event),))
        voice = self.asking.voice(event, Profile(chosen))
        shown = Message((chosen_language(voice, chosen),))
        return Handled(
            (_acknowledged(event), Delivery(Action.EDIT, event.address, shown, event.message)), language=chosen
        )

    async def _start(self, event: Event, profile: Profile, token: Token) -> Handled:
        voice, audience = self.asking.voice(event, profile), self.asking.audience(event)
        options = await asyncio.to_thread(self.asking.guide.starters, audience, voice.language)
        if not 0 <= token.number < len(options):
            return Handled((_acknowledged(event),))
        return await self._asked(event, Profile(voice.language), options[token.number])

    async def _picked(self, event: Event, profile: Profile, interaction: Interaction, token: Token) -> Handled:
        options = interaction.answer.options if token.verb is Verb.OPTION else interaction.suggestions
        if not 0 <= token.number < len(options):
            return Handled((_acknowledged(event),))
        language = profile.language or interaction.answer.language
        return await self._asked(event, Profile(language), options[token.number])

    async def _asked(self, event: Event, profile: Profile, option: Option) -> Handled:
        asked = await self.asking(Asked(event, (("", option.label),), profile, option.key))
        return _with(asked, _acknowledged(event))

    def _shown(self, event: Event, interaction: Interaction, token: Token) -> Handled:
        """Turn a page of a list, or show the sources in full."""
        voice, limit = self._voice(interaction), self.asking.reach[event.address.channel]
        if token.verb is Verb.SOURCES:
            shown = layout.details(interaction.answer, voice, limit)
            sent = tuple(self.asking.send(event, message, interaction.id, reply=True) for message in shown)
            return Handled((_acknowledged(event), *sent))
        found = layout.pages(interaction, voice, limit)
        page = found[min(max(token.number, 0), len(found) - 1)]
        return Handled((_acknowledged(event), Delivery(Action.EDIT, event.address, page, event.message)))

    def _judged(self, event: Event, interaction: Interaction, token: Token) -> Handled:
        """Take a verdict or its reason; only whoever asked judges."""
        if event.person != interaction.person:
            return Handled((_acknowledged(event),))
        voice, helpful = self._voice(interaction), token.verb is Verb.HELPFUL
        reason = layout.REASONS[token.number] if 0 <= token.number < len(layout.REASONS) else ""
        note = voice.say("feedback-why" if token.verb is Verb.UNHELPFUL else "feedback-thanks")
        keyboard = layout.judged(interaction, voice, asking_why=token.verb is Verb.UNHELPFUL)
        return Handled(
            (_acknowledged(event, note), _relabelled(event, keyboard)),
            feedback=Feedback(interaction.id, helpful, reason),
        )

    def _voice(self, interaction: Interaction) -> Voice:
        return Voice(self.asking.phrases, interaction.answer.language)


def _place(address: Address) -> tuple[str, str]:
    """A chat with all its topics."""
    return address.channel, address.chat


def _acknowledged(event: Event, note: str = "") -> Delivery:
    return Delivery(Action.ACKNOWLEDGE, event.address, target=event.callback, note=note)


def _relabelled(event: Event, keyboard: Keyboard) -> Delivery:
    return Delivery(Action.KEYBOARD, event.address, Message((), keyboard), event.message)


def _with(handled: Handled, first: Delivery) -> Handled:
    return replace(handled, deliveries=(first, *handled.deliveries))
