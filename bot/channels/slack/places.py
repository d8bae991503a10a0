"""Which of Slack's conversations is which of the desk's rooms."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from bot.handover.desk import ASK, DIGEST, ESCALATION, HOME, TICKETS

_DIRECT = "im"


@dataclass
class Places:
    """`rooms` are channel ids by room; a room that is one official's is their direct conversation with us.

    `allowed` are the other channels in which the assistant answers; empty: wherever it is a member.
    """

    client: AsyncWebClient
    rooms: Mapping[str, str]
    allowed: frozenset[str] = frozenset()
    _direct: dict[str, str] = field(default_factory=dict)

    def chat(self, channel: str, kind: str, person: str) -> str:
        """The desk's name for a conversation: a room's, a person's own, or Slack's id of any other channel."""
        if kind == _DIRECT or channel.startswith("D"):
            self._direct[person] = channel
            return f"{ASK}{person}"
        return next((room for room in (TICKETS, ESCALATION, DIGEST) if self.rooms.get(room) == channel), channel)

    async def conversation(self, chat: str) -> str:
        """Slack's id for the desk's name; raises what Slack's client raises."""
        person = person_of(chat)
        if not person:
            return self.rooms.get(chat, chat)
        if person not in self._direct:
            opened = await self.client.conversations_open(users=[person])
            self._direct[person] = str(opened["channel"]["id"])
        return self._direct[person]

    def open_to_questions(self, chat: str) -> bool:
        """Whether the assistant may be asked there by a name in a channel."""
        channel = self.rooms.get(chat, chat)
        return not self.allowed or channel in self.allowed or channel in self.rooms.values()


def person_of(chat: str) -> str:
    """Whose own room it is; empty for a room of several."""
    prefix = next((prefix for prefix in (ASK, HOME) if chat.startswith(prefix)), "")
    return chat.removeprefix(prefix) if prefix else ""
