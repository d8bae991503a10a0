"""Updates come in by polling or by webhook; either way they are stored before Telegram hears that they arrived."""

import asyncio
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from typing import Any

import structlog
from aiogram import Bot, Dispatcher
from aiogram import exceptions as aiogram
from aiogram.types import Update
from pydantic import ValidationError

from bot.channels.telegram.reading import UPDATES
from bot.logs import place
from bot.messaging.model import Event
from bot.web.server import Reply

log = structlog.get_logger("telegram")

Receive = Callable[[Sequence[Event]], Awaitable[None]]
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
_LONG_POLL = 25
"""Seconds that Telegram holds a request open where there is nothing new."""
_PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before trying again, by how often it failed in a row."""
_SILENCE = 120.0
"""Seconds without a good poll after which the channel is not ready."""


class Reader:
    """Feeds updates to the dispatcher and hands what they mean to the reception."""

    def __init__(self, bot: Bot, routes: Dispatcher, receive: Receive) -> None:
        self._bot, self._routes, self._receive = bot, routes, receive

    async def take(self, updates: Sequence[Any]) -> None:
        """Store what updates mean; one that cannot be read is left out, as it would stop all others for ever."""
        events = [event for raw in updates if (event := await self._event(raw)) is not None]
        if events:
            await self._receive(events)

    async def _event(self, raw: Any) -> Event | None:
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
            event = await self._routes.feed_update(self._bot, update)
        except ValidationError as error:
            log.error("update.unreadable", id=_identity(raw), problems=error.error_count())
            return None
        except Exception as error:  # noqa: BLE001 - one strange update must not stop the channel
            log.error("update.failed", id=_identity(raw), error=type(error).__name__, place=place(error))
            return None
        return event if isinstance(event, Event) else None


class Polling:
    """Asks for updates; confirms them only after they are stored."""

    def __init__(self, bot: Bot, reader: Reader) -> None:
        self._bot, self._reader = bot, reader
        self._offset: int | None = None
        self._failures = 0
        self._good = time.monotonic()

    @property
    def ready(self) -> bool:
        """Whether the last good poll is not long ago."""
        return time.monotonic() - self._good < _SILENCE

    async def run(self) -> None:
        """Poll until cancelled: an update that was not stored is then asked for again by the next process."""
        while not await self._patiently(self._bot.delete_webhook):
            log.warning("webhook.not-taken-away")
        while True:
            await self._patiently(self._poll)

    async def _patiently(self, attempt: Callable[[], Awaitable[Any]]) -> bool:
        """Whether it went well; where it did not, after a pause."""
        try:
            await attempt()
        except aiogram.TelegramConflictError:
            log.error("polling.conflict", message="another program polls this bot: only one may; trying again")
            await self._pause()
        except aiogram.TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except Exception as error:  # noqa: BLE001 - whatever it is, polling goes on
            log.warning("polling.failed", error=type(error).__name__, place=_place(error))
            await self._pause()
        else:
            return True
        return False

    async def _poll(self) -> None:
        try:
            updates: Sequence[Any] = await self._bot.get_updates(
                offset=self._offset, timeout=_LONG_POLL, allowed_updates=list(UPDATES), request_timeout=_LONG_POLL + 15
            )
        except aiogram.ClientDecodeError as error:
            updates = _salvaged(error)
        await self._reader.take(updates)
        self._failures, self._good = 0, time.monotonic()
        identities = [identity for raw in updates if (identity := _identity(raw)) is not None]
        if identities:
            self._offset = max(identities) + 1

    async def _pause(self) -> None:
        self._failures += 1
        await asyncio.sleep(_PAUSES[min(self._failures, len(_PAUSES)) - 1])


async def announce(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to post; tried until it takes it, as without it nothing comes in."""
    for failures in count(1):
        try:
            await bot.set_webhook(url, secret_token=secret, max_connections=100, allowed_updates=list(UPDATES))
        except aiogram.TelegramRetryAfter as error:
            await asyncio.sleep(error.retry_after)
        except (aiogram.AiogramError, TimeoutError) as error:
            log.error("webhook.not-set", error=type(error).__name__)
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES)) - 1])
        else:
            return


class Webhook:
    """Takes what Telegram posts; the secret is compared before anything is read."""

    def __init__(self, reader: Reader, secret: str) -> None:
        """`secret` must not be empty: whoever finds the address could speak for anybody."""
        if not secret:
            raise ValueError("a webhook needs a secret token")
        self._reader, self._secret = reader, secret.encode()

    async def take(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """The answer to a posted update: 403 for a wrong secret, 503 while it cannot be stored."""
        return Reply(await self._status(headers.get(SECRET_HEADER, ""), body))

    async def _status(self, token: str, body: bytes) -> int:
        if not hmac.compare_digest(token.encode(), self._secret):
            return 403
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            log.error("update.unreadable", id=None, problems=1)
            return 200
        try:
            await self._reader.take([raw])
        except Exception as error:  # noqa: BLE001 - Telegram keeps it and tries again
            log.error("update.not-stored", id=_identity(raw), error=type(error).__name__, place=place(error))
            return 503
        return 200


def _salvaged(error: aiogram.ClientDecodeError) -> list[Any]:
    """The updates of a batch that as a whole could not be read."""
    if not isinstance(error.data, dict) or not isinstance(error.data.get("result"), list):
        raise error
    return list(error.data["result"])


def _identity(raw: Any) -> int | None:
    identity = raw.get("update_id") if isinstance(raw, dict) else getattr(raw, "update_id", None)
    return identity if isinstance(identity, int) else None


def _place(error: Exception) -> list[str]:
    """Nothing for what a network does; the place for what is ours."""
    return [] if isinstance(error, aiogram.AiogramError | TimeoutError | OSError) else place(error)
