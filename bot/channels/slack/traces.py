"""Finds and removes what we have posted on Slack before."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.errors import word

_PAGE = 200
_PAGES = 5
"""Pages of a channel or thread that are looked through."""
_MISSING = frozenset({"thread_not_found", "message_not_found"})

Shown = Mapping[str, Any]
"""A message as Slack tells it."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Looks through the history of our own conversations."""

    client: AsyncWebClient
    user: str
    """Ours."""

    async def find(self, channel: str, thread: str, identity: str) -> str:
        """The timestamp of our message whose first block has this id; empty where there is none."""
        async for message in self._messages(channel, thread):
            if any(block.get("block_id") == identity for block in message.get("blocks", [])[:1]):
                return str(message["ts"])
        return ""

    async def message(self, channel: str, thread: str, timestamp: str) -> Shown | None:
        """One message of a thread, or of the channel itself."""
        async for message in self._messages(channel, thread, oldest=timestamp, latest=timestamp, inclusive=True):
            if message.get("ts") == timestamp:
                return message
        return None

    async def marks(self, channel: str, timestamp: str) -> set[str]:
        """Our own reactions to a message."""
        answer = await self.client.reactions_get(channel=channel, timestamp=timestamp, full=True)
        reactions = answer["message"].get("reactions", [])
        return {str(one["name"]) for one in reactions if self.user in one.get("users", [])}

    async def remove(self, channel: str, card: str) -> None:
        """Delete a card and all that we said in its thread."""
        ours = [
            one["ts"]
            async for one in self._messages(channel, card)
            if one.get("user") == self.user and one["ts"] != card
        ]
        for timestamp in (*ours, card):
            try:
                await self.client.chat_delete(channel=channel, ts=timestamp)
            except SlackApiError as error:
                if word(error) != "message_not_found":
                    raise

    async def _messages(self, channel: str, thread: str, **bounds: Any) -> AsyncIterator[Shown]:
        """What stands in a thread, oldest first, or in the channel, newest first."""
        cursor = ""
        for _ in range(_PAGES):
            answer = await self._page(channel, thread, bounds | ({"cursor": cursor} if cursor else {}))
            for message in answer.get("messages", []):
                yield message
            cursor = answer.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return

    async def _page(self, channel: str, thread: str, bounds: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            if thread:
                answer = await self.client.conversations_replies(channel=channel, ts=thread, limit=_PAGE, **bounds)
            else:
                answer = await self.client.conversations_history(channel=channel, limit=_PAGE, **bounds)
        except SlackApiError as error:
            if word(error) in _MISSING:
                return {}
            raise
        return dict(answer.data) if isinstance(answer.data, dict) else {}
