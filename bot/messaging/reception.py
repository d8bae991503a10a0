"""Takes events in: stored, then acknowledged, then handled in order within their line."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from bot.errors import TicketChanged
from bot.logs import place
from bot.messaging.courier import Courier
from bot.messaging.gathering import gathered, hold
from bot.messaging.lines import Lines, Waiting
from bot.messaging.model import Address, Event, Handled
from bot.messaging.ports import Channel, Inbox
from bot.metrics import Metrics

log = structlog.get_logger("reception")

_TYPING_AFTER = 0.3
"""Seconds of work after which the inquirer sees that an answer is coming."""
_TYPING_AGAIN = 4.0
"""Seconds after which channels stop showing it by themselves."""
_ROOM = 20_000
"""Events that may wait at once; then taking in waits as well."""
_AGAIN = 0.05
"""Seconds before an event is handled again whose ticket changed meanwhile."""
_SECONDS = 60.0
"""Seconds that handling may take in one attempt."""

Handler = Callable[[Sequence[Event]], Awaitable[Handled]]
"""What follows from events of one person that belong together."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How events are taken in.

    `moment` is the seconds in which short messages are one question, `attempts` how often an event is tried before
    it is a dead letter, `abreast` how many are handled at once, `pause` the seconds before the second attempt.
    """

    moment: float = 0.8
    attempts: int = 3
    abreast: int = 16
    pause: float = 0.5


class Reception:
    """The one way in, for every channel."""

    def __init__(
        self,
        store: Inbox,
        handle: Handler,
        apologise: Callable[[Event], Handled],
        courier: Courier,
        channels: Mapping[str, Channel],
        metrics: Metrics,
        rules: Rules = Rules(),
    ) -> None:
        """`handle` answers; `apologise` is what the sender of an event hears that could not be handled."""
        self._store, self._handle, self._apologise = store, handle, apologise
        self._courier, self._channels, self._metrics, self._rules = courier, channels, metrics, rules
        self._lines: Lines[Event] = Lines(self._work)
        self._abreast = asyncio.Semaphore(rules.abreast)
        self._room = asyncio.Event()
        self._room.set()

    async def start(self) -> None:
        """Go on with what an earlier process left; what was begun again and again and never ended is given up."""
        waiting = await self._store.pending()
        exhausted = await self._store.exhausted(self._rules.attempts)
        for event in exhausted:
            await self._give_up([event])
        self._queue([event for event in waiting if event not in exhausted])

    async def receive(self, events: Sequence[Event]) -> None:
        """Store events; when this returns they are safe and may be acknowledged. Known ones are ignored."""
        await self._room.wait()
        new = await self._store.put(events, datetime.now(UTC))
        for event in new:
            self._metrics.events.labels(event.address.channel, event.kind).inc()
        self._queue(new)

    async def stop(self, seconds: float) -> None:
        """End what is being handled; the rest waits in the store."""
        await self._lines.close(seconds)

    def _queue(self, events: Sequence[Event]) -> None:
        for event in events:
            self._lines.add(event.address.line, event)
        self._measure()

    def _measure(self) -> None:
        waiting = len(self._lines)
        self._metrics.waiting.set(waiting)
        if waiting < _ROOM:
            self._room.set()
        else:
            self._room.clear()

    async def _work(self, queue: deque[Waiting[Event]]) -> None:
        while (seconds := hold(queue, self._rules.moment)) > 0:
            if not await self._lines.pause(seconds):
                return
        group = gathered(queue, self._rules.moment)
        if await self._settled([waiting.item for waiting in group]):
            self._metrics.seconds.observe(time.monotonic() - group[0].since)
            for _ in group:
                queue.popleft()
        self._measure()

    async def _settled(self, events: Sequence[Event]) -> bool:
        """Handle events and store what follows; False when it is to be tried again."""
        try:
            async with self._abreast, asyncio.timeout(_SECONDS), self._typing(events[-1].address):
                handled = await self._handle(events)
            self._courier.take(await self._store.finish(events, handled, datetime.now(UTC)))
        except TicketChanged:  # nobody's failure: what follows is found anew from the ticket as it is now
            await self._lines.pause(_AGAIN)
            return False
        except Exception as error:  # noqa: BLE001 - an event must neither be lost nor stop its line
            return await self._failed(events, error)
        return True

    async def _failed(self, events: Sequence[Event], error: Exception) -> bool:
        """Count the attempt; after the last one the events are given up. A store that is away counts nothing."""
        log.error("event.failed", id=events[0].id, error=type(error).__name__, place=place(error))
        try:
            attempts = max([await self._store.failed(event, type(error).__name__) for event in events])
            if attempts >= self._rules.attempts:
                await self._give_up(events)
                return True
        except Exception as away:  # noqa: BLE001 - the line waits until the store is back
            log.error("store.away", error=type(away).__name__, place=place(away))
            attempts = self._rules.attempts
        await self._lines.pause(self._rules.pause * attempts)
        return False

    async def _give_up(self, events: Sequence[Event]) -> None:
        """Make events dead letters; their sender hears of it once."""
        for event in events:
            log.error("event.given-up", id=event.id, channel=event.address.channel)
            sorry = self._apologise(event) if event is events[-1] else Handled()
            self._courier.take(await self._store.bury(event, sorry, datetime.now(UTC)))
            self._metrics.dead.labels("event").inc()

    @asynccontextmanager
    async def _typing(self, address: Address) -> AsyncIterator[None]:
        """Show that an answer is coming while the block runs, if it takes a while."""
        channel = self._channels.get(address.channel)
        task = asyncio.create_task(_keep_typing(channel, address)) if channel else None
        try:
            yield
        finally:
            if task:
                task.cancel()


async def _keep_typing(channel: Channel, address: Address) -> None:
    await asyncio.sleep(_TYPING_AFTER)
    while True:
        await channel.typing(address)
        await asyncio.sleep(_TYPING_AGAIN)
