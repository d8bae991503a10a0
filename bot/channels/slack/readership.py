"""Who reads along in a conversation on Slack: asked anew for every question, and outsiders where it is not sure."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.connecting import Me
from bot.channels.slack.errors import mapped
from bot.channels.slack.people import SlackOfficials
from bot.channels.slack.places import Places, person_of
from bot.handover.readers import Readers
from bot.handover.roles import Permission

_MOST = 200
"""Members of a channel that are looked at; in a larger one somebody is an outsider."""
_SHARED = ("is_ext_shared", "is_pending_ext_shared", "is_org_shared", "is_shared")


@dataclass(frozen=True, slots=True)
class SlackReadership:
    """`bot.handover.readers.Readership` by a channel's kind and its members."""

    client: AsyncWebClient
    me: Me
    places: Places
    officials: SlackOfficials

    async def readers(self, chat: str, person: str) -> Readers | None:
        """A direct conversation is read by nobody else; raises a `DeliveryError` where Slack cannot say."""
        if owner := person_of(chat):
            return Readers.ALONE if owner == person else None
        if not self.places.open_to_questions(chat):
            return None
        channel = await self.places.conversation(chat)
        with mapped():
            inside = await self._closed(channel) and await self._all_may_see_internal(channel)
        return Readers.OFFICIALS if inside else Readers.OUTSIDERS

    async def _closed(self, channel: str) -> bool:
        """Whether only members read it: everybody in the workspace reads a public channel."""
        answer = await self.client.conversations_info(channel=channel)
        about: dict[str, Any] = answer["channel"]
        private = bool(about.get("is_private") or about.get("is_mpim"))
        return private and not any(about.get(key) for key in _SHARED)

    async def _all_may_see_internal(self, channel: str) -> bool:
        """Whether every member but us is an official who may."""
        count = 0
        async for member in self._members(channel):
            count += 1
            official = await self.officials.official(member)
            if count > _MOST or official is None or not official.may(Permission.SEE_INTERNAL):
                return False
        return True

    async def _members(self, channel: str) -> AsyncIterator[str]:
        cursor = ""
        while True:
            answer = await self.client.conversations_members(channel=channel, limit=_MOST, cursor=cursor)
            for member in answer["members"]:
                if member != self.me.user:
                    yield member
            cursor = (answer.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return
