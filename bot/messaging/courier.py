"""Delivers what is in the outbox: in order within a line, again until it is done, never without a trace."""

import asyncio
import random
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

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
from bot.messaging.model import Delivery, Parcel
from bot.messaging.ports import Channel, Outbox
from bot.metrics import Metrics

log = structlog.get_logger("courier")

_ABREAST = 32
"""Deliveries under way at once: as many as an HTTP pool serves well."""
_PATIENCE = 1500
"""Failed attempts after which a delivery is given up: with the longest pause about a day."""
_LONGEST_PAUSE = 60.0
"""Seconds between two attempts at most."""
_SECONDS = 90.0
"""Seconds that one attempt may take."""


class Courier:
    """Takes parcels and brings each to its channel."""

    def __init__(self, store: Outbox, channels: Mapping[str, Channel], metrics: Metrics) -> None:
        """`channels` by name; a parcel for a channel that is not running waits in the store."""
        self._store = store
        self._channels = channels
        self._metrics = metrics
        self._lines: Lines[Parcel] = Lines(self._work)
        self._abreast = asyncio.Semaphore(_ABREAST)

    async def start(self) -> None:
        """Go on with what an earlier process left."""
        self.take(await self._store.undelivered())

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
        result = await self._attempt(parcel)
        self._metrics.deliveries.labels(parcel.delivery.address.channel, result).inc()
        if result == "blocked":
            queue.clear()
        elif result not in {"retry-after", "transient"}:
            queue.popleft()
        self._metrics.sending.set(len(self._lines))

    async def _attempt(self, parcel: Parcel) -> str:
        """Try once and note how it ended; where it must wait, waits."""
        try:
            await self._store.delivered(parcel, await self._deliver(parcel.delivery))
        except (NotModified, Stale) as error:
            await self._store.delivered(parcel, parcel.delivery.target if isinstance(error, NotModified) else "")
            return "not-modified" if isinstance(error, NotModified) else "stale"
        except Blocked:
            await self._store.blocked(parcel.delivery.address)
            return "blocked"
        except RetryAfter as error:
            await self._lines.pause(error.seconds + random.uniform(0, 0.2))  # noqa: S311 - spreads retries
            return "retry-after"
        except (TooLong, Rejected) as error:
            return await self._drop(parcel, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the delivery must not be lost
            return await self._postpone(parcel, error)
        return "delivered"

    async def _deliver(self, delivery: Delivery) -> str:
        channel = self._channels[delivery.address.channel]
        async with self._abreast, asyncio.timeout(_SECONDS):
            try:
                return await channel.deliver(delivery)
            except Moved as moved:
                address = replace(delivery.address, chat=moved.chat)
                return await channel.deliver(replace(delivery, address=address, target=""))

    async def _drop(self, parcel: Parcel, error: Exception) -> str:
        said = str(error) if isinstance(error, DeliveryError) else type(error).__name__
        log.error("delivery.dropped", number=parcel.number, error=type(error).__name__, said=said)
        self._metrics.dead.labels("delivery").inc()
        await self._store.dropped(parcel, said, datetime.now(UTC))
        return "dropped"

    async def _postpone(self, parcel: Parcel, error: Exception) -> str:
        attempts = await self._store.postponed(parcel, type(error).__name__)
        if attempts >= _PATIENCE:
            return await self._drop(parcel, error)
        known = isinstance(error, Transient | TimeoutError)
        log.warning(
            "delivery.postponed", number=parcel.number, error=type(error).__name__, place=[] if known else place(error)
        )
        await self._lines.pause(min(_LONGEST_PAUSE, 2.0 ** min(attempts, 10) / 2))
        return "transient"
