"""Socket Mode: Slack's requests come over a connection that we open, so that nothing listens to the internet."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.connecting import QUIET
from bot.channels.slack.errors import AWAY, word
from bot.errors import ChannelRefused

log = structlog.get_logger("slack")

_LOOK = 1.0
"""Seconds between two looks at the connection."""
_PING = 5.0
"""Seconds between two signs of life."""
_SOON, _PATIENCE = 1.5, 15.0
"""Seconds without a connection after which a new address is asked for, and after which the channel is not ready."""
_DRAIN = 3.0
"""Seconds that what has come in may take to be stored."""


class Socket:
    """Keeps a connection until it is cancelled; what was not acknowledged then, Slack sends again."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, token: str) -> None:
        """`token` is the app-level one, xapp-…."""
        self._app, self._client, self._token = app, client, token
        self._busy: set[asyncio.Task[None]] = set()
        self._good = time.monotonic()

    @property
    def ready(self) -> bool:
        """Whether there is a connection, or was a moment ago."""
        return time.monotonic() - self._good < _PATIENCE

    async def run(self) -> None:
        """Connect, and connect again whenever that is needed."""
        handler = AsyncSocketModeHandler(
            self._app, self._token, logger=QUIET, web_client=self._client, ping_interval=_PING
        )
        handler.client.socket_mode_request_listeners[:] = [self._tracked(handler)]
        client: Any = handler.client  # its methods carry no types
        connecting = asyncio.create_task(client.connect(), name="slack socket")
        try:
            while True:
                await asyncio.sleep(_LOOK)
                if connecting.done():
                    await self._look(client)
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            await self._close(client)

    def _tracked(self, handler: AsyncSocketModeHandler) -> Callable[[Any, SocketModeRequest], Awaitable[None]]:
        """The handler, with its tasks remembered."""

        async def handle(client: Any, request: SocketModeRequest) -> None:
            task = asyncio.current_task()
            if task is not None:
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)
            await handler.handle(client, request)

        return handle

    async def _look(self, client: Any) -> None:
        """The SDK looks for itself only every few seconds, and tries a used address for ever."""
        gone = time.monotonic() - self._good
        if await client.is_connected():
            self._good = time.monotonic()
        elif gone > _SOON:
            if not self.ready:
                log.error("slack.disconnected", seconds=int(gone))
            with suppress(SlackApiError, *AWAY):
                await asyncio.wait_for(client.connect_to_new_endpoint(force=not self.ready), _PATIENCE)

    async def _close(self, client: Any) -> None:
        """Store what has come in, then hang up."""
        receiver = client.message_receiver
        if receiver is not None:
            receiver.cancel()
        if self._busy:
            await asyncio.wait(list(self._busy), timeout=_DRAIN)
        await client.close()
        left = [client.message_processor, client.current_session_monitor, receiver, *self._busy]
        await asyncio.gather(*[task for task in left if task is not None], return_exceptions=True)


async def check_token(client: AsyncWebClient, token: str) -> None:
    """Raises `ChannelRefused` where Slack does not take the app-level token; a network that is away is waited for."""
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as error:
        if word(error) in {"invalid_auth", "not_allowed_token_type", "not_authed", "token_revoked", "missing_scope"}:
            raise ChannelRefused(
                "Slack does not take EXCHANGE_SLACK_APP_TOKEN: make an app-level token (xapp-…) with the scope "
                "connections:write on your app's page, Basic Information"
            ) from error
    except AWAY:
        return
