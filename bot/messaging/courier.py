"""Delivers what is in the outbox: in order within a line, again until it is done, never without a trace."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

import structlog

from bot.logs import place
from bot.messaging.errors import (
    Blocked,
    DeliveryError,
    Moved,
    NotModified,
    Rejected,
    RetryAfter,
    Stale,
    TooLong,
    Transient,
)
from bot.messaging.lines import Lines, Waiting
from bot.messaging.model import Action, Address, Delivery, Parcel, Part
from bot.messaging.ports import Channel, Outbox
from bot.metrics import Metrics

log = structlog.get_logger("courier")

_ABREAST = 32
"""Deliveries under way at once: as many as an HTTP pool serves well."""
_PATIENCE = 1500
"""Failed attempts after which a delivery is given up: with the longest pause about a day."""
_LONGEST_PAUSE = 60.0
"""Seconds between two attempts at most, unless it is said otherwise."""
_SECONDS = 90.0
"""Seconds that one attempt may take."""


Lost = Callable[[Parcel, str], Awaitable[None]]
"""What is done about a parcel that is given up; the words are the channel's own, without content."""


class Courier:
    """Takes parcels and brings each to its channel."""

    def __init__(
        self,
        store: Outbox,
        channels: Mapping[str, Channel],
        metrics: Metrics,
        lost: Lost | None = None,
        longest_pause: float = _LONGEST_PAUSE,
    ) -> None:
        """`channels` by name; a parcel for a channel that is not running waits in the store.

        `lost` hears of what is about to be given up, and why, before it is: it may hear of it twice. `longest_pause` is
        the seconds between two attempts at most.
        """
        self._longest_pause = longest_pause
        self._lost = lost or _nobody
        self._store = store
        self._channels = channels
        self._metrics = metrics
        self._uncertain: set[int] = set()
        """Numbers of parcels that may have arrived without our knowing."""
        self._lines: Lines[Parcel] = Lines(self._work)
        self._abreast = asyncio.Semaphore(_ABREAST)

    async def start(self) -> None:
        """Go on with what an earlier process left."""
        left = await self._store.undelivered()
        self._uncertain.update(parcel.number for parcel in left)
        self.take(left)

    def take(self, parcels: Iterable[Parcel]) -> None:
        """Deliver these, after whatever waits in their lines."""
        for parcel in parcels:
            if parcel.delivery.address.channel in self._channels:
                self._lines.add(parcel.delivery.address.line, parcel)
        self._metrics.sending.set(len(self._lines))

    async def stop(self, seconds: float) -> None:
        """End what is being sent; the rest waits in the store."""
        await self._lines.close(seconds)

    async def _work(self, queue: deque[Waiting[Parcel]]) -> None:
        parcel = queue[0].item
        ending = await self._tried(parcel)
        if not await self._insisting(lambda: self._note(queue, ending)):
            return
        self._metrics.deliveries.labels(parcel.delivery.address.channel, ending.result).inc()
        if ending.result == "blocked":
            queue.clear()
        elif ending.pause is None:
            queue.popleft()
        else:
            await self._lines.pause(ending.pause)
        self._remember(parcel, ending)
        self._metrics.sending.set(len(self._lines))

    def _remember(self, parcel: Parcel, ending: "_Ending") -> None:
        """What ended unclear may be there already when it is tried again."""
        if ending.result == "transient":
            self._uncertain.add(parcel.number)
        elif ending.pause is None:
            self._uncertain.discard(parcel.number)

    async def _tried(self, parcel: Parcel) -> "_Ending":
        """Try once, and tell how it ended."""
        try:
            return await self._deliver(parcel)
        except (NotModified, Stale) as error:
            same = isinstance(error, NotModified)
            return _Ending("not-modified", parcel.delivery.target) if same else _Ending("stale")
        except Blocked:
            return _Ending("blocked")
        except RetryAfter as error:
            return _Ending("retry-after", pause=error.seconds + random.uniform(0, 0.2))  # noqa: S311 - spreads retries
        except (TooLong, Rejected) as error:
            ending = _Ending("dropped", error=error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the delivery must not be lost
            ending = _Ending("transient", error=error)
        return ending

    async def _deliver(self, parcel: Parcel) -> "_Ending":
        channel = self._channels[parcel.delivery.address.channel]
        async with self._abreast, asyncio.timeout(_SECONDS):
            delivery = await self._placed(parcel.delivery)
            again = parcel.number in self._uncertain
            try:
                return _Ending("delivered", await channel.deliver(delivery, parcel.number, again=again))
            except Moved as moved:
                if delivery.action is not Action.SEND:
                    raise Stale("the message is in the chat that was left") from moved
                address = replace(delivery.address, chat=moved.chat)
                message = await channel.deliver(replace(delivery, address=address, target=""), parcel.number)
                return _Ending("delivered", message, address=address)

    async def _placed(self, delivery: Delivery) -> Delivery:
        """A delivery about a ticket with the messages that it is shown as, known only by now."""
        if delivery.part in {Part.NONE, Part.REPLY}:
            return delivery
        placed = delivery
        if delivery.action is Action.EDIT:
            target = delivery.target or await self._store.shown_of(delivery.ticket, delivery.address, delivery.part)
            placed = replace(delivery, target=target, action=Action.EDIT if target else Action.SEND)
        if delivery.part is Part.RECEIPT:
            return placed
        card = await self._store.shown_of(delivery.ticket, delivery.address, Part.CARD)
        if delivery.action is Action.ERASE:
            return replace(placed, target=delivery.target or card)
        thread = "" if delivery.part is Part.CARD else card
        return replace(placed, address=replace(placed.address, thread=thread))

    async def _note(self, queue: Sequence[Waiting[Parcel]], ending: "_Ending") -> None:
        """Keep in the store how the first one ended; where it is to be tried again, after how long."""
        parcel = queue[0].item
        match ending.result:
            case "delivered" | "not-modified" | "stale":
                address = ending.address or parcel.delivery.address
                shown = replace(parcel, delivery=replace(parcel.delivery, address=address))
                self.take(await self._store.delivered(shown, ending.message))
            case "blocked":
                for waiting in queue:
                    await self._lost(waiting.item, ending.result)
                await self._store.blocked(parcel.delivery.address)
            case "dropped":
                await self._drop(parcel, ending.error)
            case "transient":
                await self._postpone(parcel, ending)

    async def _insisting(self, note: Callable[[], Awaitable[None]]) -> bool:
        """Note until the store takes it, as what is sent must not be sent again; False when closing comes first."""
        for failures in count():
            try:
                await note()
            except Exception as error:  # noqa: BLE001 - a store that is away comes back
                log.error("store.away", error=type(error).__name__, place=place(error))
                if not await self._lines.pause(self._pause(failures)):
                    return False
            else:
                return True
        raise AssertionError

    async def _drop(self, parcel: Parcel, error: Exception | None) -> None:
        said = str(error) if isinstance(error, DeliveryError) else type(error).__name__
        await self._lost(parcel, said)
        await self._store.dropped(parcel, said, datetime.now(UTC))
        log.error("delivery.dropped", number=parcel.number, error=type(error).__name__, said=said)
        self._metrics.dead.labels("delivery").inc()

    def _pause(self, failures: int) -> float:
        """Seconds before the next attempt."""
        return min(self._longest_pause, 2.0 ** min(failures, 10) / 2)

    async def _postpone(self, parcel: Parcel, ending: "_Ending") -> None:
        error = ending.error
        attempts = await self._store.postponed(parcel, type(error).__name__)
        if attempts >= _PATIENCE:
            ending.result = "dropped"
            await self._drop(parcel, error)
            return
        where = [] if error is None or isinstance(error, Transient | TimeoutError) else place(error)
        log.warning("delivery.postponed", number=parcel.number, error=type(error).__name__, place=where)
        ending.pause = self._pause(attempts)


async def _nobody(parcel: Parcel, reason: str) -> None:
    """Nobody needs to hear of it."""


@dataclass(slots=True)
class _Ending:
    """How an attempt ended: the message that is shown, or what went wrong.

    `pause` is set where it is tried again, `address` where the chat has another one now.
    """

    result: str
    message: str = ""
    error: Exception | None = None
    pause: float | None = None
    address: Address | None = None
