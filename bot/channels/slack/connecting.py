"""The client for Slack's Web API, and who we are there."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.errors import AWAY
from bot.errors import ChannelRefused

NAME = "slack"
"""The channel in addresses and metrics."""
_SECONDS = 20
"""Seconds that one call may take."""
_PATIENCE = 2
"""Times that a call waits as long as Slack says when it was too fast."""
PAUSES = (1.0, 2.0, 5.0, 10.0)
"""Seconds between attempts to reach Slack at the start."""
_REFUSED = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type"}
)

QUIET = logging.getLogger("exchange-desk.slack")
"""What the framework would log holds texts and tokens: nothing of it is shown."""
QUIET.addHandler(logging.NullHandler())
QUIET.setLevel(logging.CRITICAL + 1)
QUIET.propagate = False


@dataclass(frozen=True, slots=True)
class Me:
    """Our app in its workspace: ids of the team, of our user and bot, the workspace's address, and granted scopes."""

    team: str
    user: str
    bot: str
    url: str
    scopes: frozenset[str] = frozenset()


def connect(token: str, api: str) -> AsyncWebClient:
    """The client, which keeps its connections until its session is closed; `api` is Slack's address or a simulator's.

    Only what was too fast is tried again here: after a broken connection the courier asks first what has arrived.
    """
    patient = AsyncRateLimitErrorRetryHandler(max_retry_count=_PATIENCE)
    pool = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS))
    return AsyncWebClient(token, base_url=api, timeout=_SECONDS, session=pool, retry_handlers=[patient], logger=QUIET)


async def closed(client: AsyncWebClient) -> None:
    """Let go of a client's connections."""
    if client.session is not None:
        await client.session.close()


async def introduced(client: AsyncWebClient, pauses: Sequence[float] = PAUSES) -> Me:
    """Who the token belongs to; patient with a network that is not there yet, not with a wrong token.

    Raises `ChannelRefused`; `pauses` are the seconds between attempts.
    """
    for pause in (*pauses, 0.0):
        try:
            return await _asked(client)
        except SlackApiError as error:
            if error.response.get("error") in _REFUSED:
                raise ChannelRefused(
                    "Slack does not take EXCHANGE_SLACK_BOT_TOKEN: copy the Bot User OAuth Token (xoxb-…) again from "
                    "your app's page, OAuth & Permissions"
                ) from error
        except AWAY:
            pass
        await asyncio.sleep(pause)
    raise ChannelRefused("Slack cannot be reached (EXCHANGE_SLACK_API): is the network up?")


async def _asked(client: AsyncWebClient) -> Me:
    answer = await client.auth_test()
    granted = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes", "")
    scopes = frozenset(scope.strip() for scope in granted.split(",") if scope.strip())
    return Me(answer["team_id"], answer["user_id"], answer["bot_id"], answer.get("url", ""), scopes)
