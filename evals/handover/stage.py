"""The stage: the real conversations, reception, courier, store and desk, with channels that can fail."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.store import SqlStore, open_store
from bot.app import Assistant
from bot.assembly.conversations import Conversations, Joining
from bot.assembly.desks import DeskSide
from bot.desk.timely import due, lost
from bot.messaging.courier import Courier
from bot.messaging.errors import Blocked, Transient
from bot.messaging.model import Address, Delivery, Event, Parcel
from bot.messaging.ports import Channel
from bot.messaging.reception import Reception, Rules
from bot.metrics import Metrics
from bot.model import Answer, Outcome, Question
from bot.ports import ReviewDue
from bot.settings import Settings
from bot.web.channel import WebChannel
from bot.web.ports import Post
from evals.handover.offices import Office
from evals.handover.rooms import RoomsOffice
from retrieval.model import Audience

CITY = "web"
"""The inquirers' channel."""
MONDAY = datetime(2026, 11, 30, 1, tzinfo=UTC)
"""Ten in the morning in Busan."""
_QUIET = 0.02
_PATIENCE = 20.0


class Shaky:
    """A channel that can be down, hold what it is given, or be blocked by a person."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.name, self.limit = channel.name, channel.limit
        self.down = False
        self.blocked: set[str] = set()
        self.open = asyncio.Event()
        self.open.set()

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """As the channel does, unless something is wrong."""
        await self.open.wait()
        if self.down:
            raise Transient("the channel is down")
        if delivery.address.chat in self.blocked:
            raise Blocked("blocked by the person")
        return await self._channel.deliver(delivery, number, again=again)

    async def typing(self, address: Address) -> None:
        """Nobody looks."""


class Forgetful:
    """A store that does not learn of the deliveries from a moment on, as when the process dies between the two."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.forgets = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def delivered(self, parcel: Parcel, message: str) -> list[Parcel]:
        """Note it, or never come back."""
        if self.forgets:
            await asyncio.Event().wait()
        return await self._store.delivered(parcel, message)


@dataclass
class Stage:
    """One office for one episode; `crash` ends it as SIGKILL would, and another process goes on."""

    folder: Path
    assistant: Assistant
    office: Office = field(default_factory=RoomsOffice)
    now: datetime = MONDAY
    failing: bool = False
    """Whether the assistant fails at everything."""
    store: SqlStore = field(init=False)
    talking: Conversations = field(init=False)
    reception: Reception = field(init=False)
    courier: Courier = field(init=False)
    channels: dict[str, Shaky] = field(init=False, default_factory=dict)
    memory: Forgetful = field(init=False)

    async def start(self) -> None:
        """Open the store and go on with what an earlier process left."""
        self.store = await open_store(f"sqlite:///{self.folder / 'desk.db'}")
        await self.store.hold()
        self._join(*await self.office.open(self.store))
        await self.courier.start()
        await self.reception.start()
        await self.office.serve(self.receive, self.talking)

    async def stop(self) -> None:
        """End what is under way, and close."""
        for channel in self.channels.values():
            channel.open.set()
        await self.reception.stop(5)
        await self.courier.stop(5)
        await self.office.leave()
        await self.store.close()
        await self.office.close()

    async def crash(self) -> None:
        """Die in the midst of it: nothing more is noted, nothing is drained; then start again."""
        await self.reception.stop(0)
        await self.courier.stop(0)
        await self.office.leave()
        await self.store.close()
        await self.start()

    async def receive(self, events: Sequence[Event]) -> None:
        """Let events come in."""
        await self.reception.receive(events)

    async def pass_hours(self, hours: float) -> None:
        """Let time pass, and the clock look whether something is due."""
        self.now += timedelta(hours=hours)
        await self.receive(await due(self.store, self.talking.desk.acting.board.desk, self.now))

    async def happens(self, what: str, hours: float) -> None:
        """Something that nobody does."""
        desk, city = self.channels[self.office.name], self.channels[CITY]
        subject, _, end = what.partition("-")
        match subject:
            case "crash":
                await self.crash()
            case "forget":
                self.memory.forgets = True
            case "assistant":
                self.failing = end == "down"
            case "desk" | "channel":
                (desk if subject == "desk" else city).down = end == "down"
            case "hold":
                desk.open.clear()
                city.open.clear()
            case "hours":
                await self.pass_hours(hours)

    async def settle(self) -> None:
        """Wait until everything that can be handled and delivered is."""
        async with asyncio.timeout(_PATIENCE):
            before: dict[str, int] = {}
            while True:
                await asyncio.sleep(_QUIET)
                counts = await self.store.counts()
                stuck = self._stuck and counts == before
                if not counts["pending"] and (not counts["undelivered"] or stuck):
                    return
                before = counts

    async def said(self, chat: str) -> list[Post]:
        """What an inquirer sees."""
        return await self.store.said(CITY, chat, "", chat, 1000)

    @property
    def _stuck(self) -> bool:
        """Whether deliveries must wait for something that an act has to end."""
        shaky = any(channel.down or not channel.open.is_set() for channel in self.channels.values())
        return shaky or self.memory.forgets

    def _join(self, channel: Channel, side: DeskSide) -> None:
        settings = Settings(_env_file=None, moment_seconds=0, **self.office.settings)
        self.memory = Forgetful(self.store)
        known = {name: set(channel.blocked) for name, channel in self.channels.items()}
        self.channels = {one.name: Shaky(one) for one in (WebChannel(CITY, self.store, _unheard), channel)}
        for name, blocked in known.items():
            self.channels[name].blocked = blocked
        self.talking = Joining(
            settings=settings,
            assistant=replace(self.assistant, ask=self._ask),
            store=self.store,
            side=side,
            reach={name: one.limit for name, one in self.channels.items()},
            audiences={CITY: Audience.PUBLIC},
            metrics=Metrics(),
            reviews=_none_due,
            clock=lambda: self.now,
        ).conversations()
        self.courier = Courier(self.memory, self.channels, Metrics(), self._give_up, longest_pause=0.05)
        rules = Rules(moment=0, pause=0.01)
        self.reception = Reception(
            self.store, self.talking, self.talking.apology, self.courier, self.channels, Metrics(), rules
        )

    async def _ask(self, question: Question) -> Answer:
        if self.failing:
            return Answer(question.id, Outcome.FAILED, "Something went wrong.", question.hint or "en")
        return await self.assistant.ask(question)

    async def _give_up(self, parcel: Parcel, reason: str) -> None:
        await self.receive(lost(self.talking.desk.acting.board.desk, parcel, reason))


async def _none_due(_day: date) -> Sequence[ReviewDue]:
    """No approved answers here."""
    return ()


def _unheard(*_: object) -> None:
    """Nobody listens for news here."""
