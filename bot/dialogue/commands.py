"""What the commands do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.dialogue.asking import Asked, Asking
from bot.messaging.model import Action, Button, Delivery, Event, Handled, Keyboard, Line, Message, Profile, Style
from bot.messaging.tickets import Reason
from bot.messaging.tokens import Token, Verb
from bot.messaging.voice import Voice, language_of, name_of
from bot.phrases import languages

COMMANDS = ("start", "help", "language", "cities", "programmes", "person", "status", "privacy", "forget")
"""In the order of the menu; each has a phrase `command-…`."""
_IN_A_ROW = 2
"""Languages in a row of buttons."""
_AGE = timedelta(hours=24)
"""How old a last question may be that is passed on without naming it."""
_LINK_SEPARATOR = "_"
"""Between a language and a document in a link such as `?start=ko_city-surabaya`."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Answers commands; `contact` says where else the office can be reached, `days` how long things are kept."""

    asking: Asking
    contact: str
    days: int

    async def __call__(self, event: Event, profile: Profile) -> Handled:
        """What follows from a command."""
        does = self._known().get(event.command)
        if does is None:
            return self._said(event, self.asking.voice(event, profile).line("command-unknown"))
        return await does(event, profile)

    def _known(self) -> dict[str, Callable[[Event, Profile], Awaitable[Handled]]]:
        return {
            "start": self._start,
            "help": self._help,
            "language": self._language,
            "cities": self._cities,
            "programmes": self._programmes,
            "person": self._person,
            "status": self._status,
            "privacy": self._privacy,
            "forget": self._forget,
        }

    async def greeting(self, event: Event, profile: Profile) -> Message:
        """Who this is, and a few things to begin with."""
        voice = self.asking.voice(event, profile)
        audience = self.asking.audience(event)
        city = await asyncio.to_thread(self.asking.guide.city, audience, voice.language)
        starters = await asyncio.to_thread(self.asking.guide.starters, audience, voice.language)
        rows = tuple(
            (Button(option.label, str(Token(Verb.START, "", str(number)))),) for number, option in enumerate(starters)
        )
        lines = (voice.line("chat-greeting", city=city), *((Line(""), voice.line("chat-examples")) if rows else ()))
        return Message(lines, rows)

    async def _start(self, event: Event, profile: Profile) -> Handled:
        """Greet; a link may choose the language and lead to what it is about."""
        parts = event.text.split(_LINK_SEPARATOR, 1)
        chosen = parts[0] if parts[0] in languages() else None
        document = (parts[1:] if chosen else parts)[-1:] or [""]
        known = Profile(chosen, profile.blocked) if chosen else profile
        hello = self.asking.send(event, await self.greeting(event, known))
        choice = await asyncio.to_thread(self.asking.guide.linked, self.asking.audience(event), document[0])
        if choice is None:
            return Handled((hello,), language=chosen)
        label = self.asking.voice(event, known).say("command-cities")
        answered = await self.asking(Asked(event, ((event.message, label),), known, choice))
        return Handled((hello, *answered.deliveries), answered.interaction, language=chosen)

    async def _help(self, event: Event, profile: Profile) -> Handled:
        voice = self.asking.voice(event, profile)
        lines = [Line(f"/{name} – {voice.say(f'command-{name}')}") for name in COMMANDS]
        return self._said(event, voice.line("chat-help"), Line(""), *lines)

    async def _language(self, event: Event, profile: Profile) -> Handled:
        """Set what was named, else offer all."""
        voice = self.asking.voice(event, profile)
        chosen = language_of(event.text) if event.text else None
        if chosen:
            known = Voice(voice.phrases, chosen)
            return Handled((self.asking.send(event, Message((chosen_language(known, chosen),))),), language=chosen)
        now = name_of(profile.language, voice.language) if profile.language else voice.say("language-automatic")
        line = voice.line("language-unknown") if event.text else voice.line("language-choose", language=now)
        return Handled((self.asking.send(event, Message((line,), _choice(voice))),))

    async def _cities(self, event: Event, profile: Profile) -> Handled:
        return await self._listed(event, profile, self.asking.guide.partners(self.asking.audience(event)))

    async def _programmes(self, event: Event, profile: Profile) -> Handled:
        return await self._listed(event, profile, self.asking.guide.programmes(self.asking.audience(event)))

    async def _listed(self, event: Event, profile: Profile, choice: str) -> Handled:
        """List everything, or ask for the part that is named after the command."""
        voice = self.asking.voice(event, profile)
        label = voice.say(f"command-{event.command}")
        asked = f"{label}: {event.text}" if event.text else label
        known = profile if profile.language else Profile(voice.language)
        return await self.asking(Asked(event, ((event.message, asked),), known, None if event.text else choice))

    async def _person(self, event: Event, profile: Profile) -> Handled:
        """Pass on what stands after the command, else the last question."""
        voice, handover = self.asking.voice(event, profile), await self.asking.staffed()
        if handover is None:
            return self.contact_only(event, profile)
        if event.text.strip():
            refused = self.asking.refusal(event, event.text, profile)
            return refused or await handover.asks(event, event.text.strip(), voice)
        recent = await self.asking.memory.recent(event.address, self.asking.clock() - _AGE, 1)
        if recent and recent[-1].person == event.person:
            return await handover.opens(event, recent[-1], Reason.REQUESTED)
        return self._said(event, voice.line("person-what"))

    async def _status(self, event: Event, profile: Profile) -> Handled:
        """What waits for a person, and what is kept."""
        voice, handover = self.asking.voice(event, profile), self.asking.handover
        count = await self.asking.memory.count(event.address.channel, event.person)
        language = name_of(profile.language, voice.language) if profile.language else voice.say("language-automatic")
        waiting = await handover.standing(event, voice) if handover else Message(())
        lines = (
            *(waiting.lines or (voice.line("status-no-person"),)),
            voice.line("status-kept", count=count, days=self.days),
            voice.line("status-language", language=language),
        )
        return Handled((self.asking.send(event, Message(lines, waiting.keyboard)),))

    async def _privacy(self, event: Event, profile: Profile) -> Handled:
        voice = self.asking.voice(event, profile)
        desk = (Line(""), voice.line("privacy-desk")) if self.asking.handover else ()
        kept = voice.line("privacy-kept", days=self.days)
        return self._said(event, kept, *desk, Line(""), voice.line("privacy-delete"))

    async def _forget(self, event: Event, profile: Profile) -> Handled:
        """Everything goes, at the desk and on our own pages too."""
        voice, handover = self.asking.voice(event, profile), self.asking.handover
        at_desk = await handover.forgets(event) if handover else ()
        here = (Delivery(Action.ERASE, event.address),) if event.private else ()
        done = self.asking.send(event, Message((voice.line("forgotten"),)))
        return Handled((*at_desk, *here, done), forget=True)

    def contact_only(self, event: Event, profile: Profile) -> Handled:
        """Where a person can be asked, as long as none answers here."""
        voice = self.asking.voice(event, profile)
        contact = (Line(self.contact, Style.BOLD),) if self.contact else ()
        return self._said(event, voice.line("person-none"), *contact)

    def _said(self, event: Event, *lines: Line) -> Handled:
        return Handled((self.asking.send(event, Message(lines)),))


def chosen_language(voice: Voice, chosen: str) -> Line:
    """That answers come in this language from now on, or in the question's."""
    named = name_of(chosen, voice.language) if chosen else voice.say("language-automatic")
    return voice.line("language-set", language=named)


def _choice(voice: Voice) -> Keyboard:
    """Every language by its own name, and the question's."""
    buttons = [Button(name_of(code, code), str(Token(Verb.LANGUAGE, "", code))) for code in languages()]
    rows = [tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW)]
    return (*rows, (Button(voice.say("language-automatic"), str(Token(Verb.LANGUAGE))),))
