"""Whoever asks for a person does not wait for a Slack that does not answer."""

import asyncio
import time
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack import people
from bot.channels.slack.connecting import Me
from bot.channels.slack.people import SlackOfficials
from bot.handover.roles import Role


class Hanging:
    """A Slack that takes a question and never answers."""

    async def usergroups_list(self, **_: Any) -> None:
        await asyncio.Event().wait()


async def test_twenty_who_ask_at_once_wait_as_long_as_one(monkeypatch):
    monkeypatch.setattr(people, "_SOON", 0.05)
    roles = {Role.AGENT: frozenset({"@agents"})}
    desk = SlackOfficials(cast(AsyncWebClient, Hanging()), Me("T1", "UDESK", "BDESK", ""), roles)
    started = time.monotonic()
    assert [True] * 20 == await asyncio.gather(*[desk.staffed() for _ in range(20)])
    assert time.monotonic() - started < 20 * 0.05
