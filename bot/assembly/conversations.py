"""Joins the conversations: inquirers', officials', and which of them an event belongs to."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.adapters.holidays import public_holidays
from bot.adapters.resemblance import Resemblance
from bot.app import Assistant
from bot.assembly.desks import DeskSide
from bot.desk.acting import Acting
from bot.desk.boxes import Boxes
from bot.desk.dialogue import DeskDialogue
from bot.desk.digest import Digest, Reviews
from bot.desk.drafting import Drafting
from bot.desk.overview import Overview
from bot.desk.publishing import Publishing
from bot.desk.timely import Timely
from bot.desk.working import Working
from bot.dialogue.asking import Asking
from bot.dialogue.commands import Commands
from bot.dialogue.dialogue import Dialogue
from bot.dialogue.inline import Inline
from bot.dialogue.limits import Limit, Limits
from bot.dialogue.presses import Presses
from bot.errors import SettingsRefused
from bot.facts.guide import Guide
from bot.handover.board import Board
from bot.handover.desk import Desk, common
from bot.handover.handover import Handover
from bot.handover.hours import Hours
from bot.handover.masking import Masking
from bot.handover.outbound import Outbound, Stop
from bot.messaging.model import Event, Handled
from bot.messaging.ports import Store
from bot.metrics import Metrics
from bot.phrases import Phrases
from bot.settings import Settings
from bot.web.desk import NAME as WEB_DESK
from retrieval.model import Audience


@dataclass(frozen=True, slots=True)
class Conversations:
    """Answers every event by the conversation it belongs to."""

    citizens: Dialogue
    desk: DeskDialogue
    desks: frozenset[str]
    """Channels of officials; what a desk left that is not used any more is answered all the same."""

    async def __call__(self, events: Sequence[Event]) -> Handled:
        """What follows from events of one person that belong together."""
        return await (self.desk(events) if events[0].address.channel in self.desks else self.citizens(events))

    def apology(self, event: Event) -> Handled:
        """What the sender of an event hears that could not be handled."""
        return self.desk.apology(event) if event.address.channel in self.desks else self.citizens.apology(event)


@dataclass(frozen=True, slots=True)
class Joining:
    """What conversations are made of. `audiences` are whose documents each channel's inquirers may see at most."""

    settings: Settings
    assistant: Assistant
    store: Store
    side: DeskSide
    reach: Mapping[str, int]
    audiences: Mapping[str, Audience]
    metrics: Metrics
    reviews: Reviews
    clock: Callable[[], datetime]

    def conversations(self) -> Conversations:
        """All of them."""
        desk, phrases = desk_of(self.settings, self.side.name), Phrases()
        masking = Masking(self.assistant.knowledge.named, self.settings.desk_country)
        acting = Acting(self.store, Board(desk, Phrases("desk"), self._audience), phrases, self.reach, self.clock)
        resemblance = Resemblance(self.assistant.knowledge, self.store)

        async def mask(text: str, language: str) -> str:
            return await asyncio.to_thread(masking, text, language)

        officials, similar = self.side.officials, resemblance.similar
        handover = Handover(self.store, officials, acting.board, phrases, mask, similar, self.clock)
        digest = Digest(acting, mask, resemblance.grouping, self.reviews)
        desks = frozenset({self.side.name, WEB_DESK})
        return Conversations(self._citizens(phrases, handover), self._desk(acting, masking, digest), desks)

    def _citizens(self, phrases: Phrases, handover: Handover) -> Dialogue:
        audiences = {name: self._audience(name) for name in self.reach}
        return self._dialogue(phrases, audiences, handover)

    def _desk(self, acting: Acting, masking: Masking, digest: Digest) -> DeskDialogue:
        knowledge = self.assistant.knowledge
        overrulable = frozenset(Stop(word) for word in self.settings.desk_overrule.replace(",", " ").split())
        drafting = Drafting(acting, Outbound(knowledge.restricted, masking.private, knowledge.language, overrulable))

        async def private(text: str, language: str) -> bool:
            return bool(await asyncio.to_thread(masking.private, text, language))

        async def repeats(text: str, audience: Audience) -> Sequence[str]:
            return await asyncio.to_thread(knowledge.restricted, text, audience)

        asked = {one: self._dialogue(acting.phrases, {self.side.name: one}, None) for one in Audience}
        return DeskDialogue(
            acting=acting,
            officials=self.side.officials,
            working=Working(acting, drafting),
            drafting=drafting,
            publishing=Publishing(acting, private, repeats),
            timely=Timely(acting, digest),
            overview=Overview(acting, self.side.officials, digest, self.side.link),
            boxes=Boxes(acting, self.side.readership, asked),
        )

    def _dialogue(self, phrases: Phrases, audiences: Mapping[str, Audience], handover: Handover | None) -> Dialogue:
        settings, guide = self.settings, Guide(self.assistant.register, phrases, date.today)
        limits = Limits(
            person=Limit(settings.questions_per_minute, 60.0),
            day=Limit(settings.questions_per_day, 86_400.0),
            everybody=Limit(settings.questions_per_minute_all, 60.0),
            length=settings.question_length,
        )
        asking = Asking(
            self.assistant.ask,
            self.store,
            phrases,
            guide,
            limits,
            self.reach,
            audiences,
            self.metrics,
            handover,
            self.clock,
        )
        commands = Commands(asking, settings.contact, settings.keep_days)
        return Dialogue(asking, commands, Presses(asking, commands), Inline(asking))

    def _audience(self, channel: str) -> Audience:
        """Whose documents a channel's inquirers see: never more than its grade allows."""
        grade = self.settings.graded(channel)
        return common(grade, self.audiences.get(channel, Audience.PUBLIC))


def desk_of(settings: Settings, channel: str) -> Desk:
    """The desk of a channel as it is set up; raises `SettingsRefused` that says which setting is wrong."""
    days = [part.strip() for part in settings.desk_holidays.split(",")[1:]]
    try:
        holidays = public_holidays(settings.desk_country, [date.fromisoformat(day) for day in days if day])
        hours = Hours.read(settings.desk_hours, settings.desk_zone, holidays)
    except ValueError as error:
        raise SettingsRefused(f"EXCHANGE_DESK_HOURS, _ZONE or _HOLIDAYS: {error} (see .env.example)") from error
    return Desk(
        channel=channel,
        language=settings.desk_language,
        grade=settings.graded(channel),
        hours=hours,
        promise=timedelta(hours=settings.desk_promise_hours),
        claim=timedelta(hours=settings.desk_claim_hours),
        rest=timedelta(hours=settings.desk_rest_hours),
    )
