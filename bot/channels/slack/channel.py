"""Slack as a channel: what is delivered becomes a message, a change of one, a note to one person, or a view."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.blocks import LIMIT, Block, blocks, buttons, fallback, first_part, parts
from bot.channels.slack.connecting import NAME, Me
from bot.channels.slack.errors import AWAY, mapped, word
from bot.channels.slack.places import Places, person_of
from bot.channels.slack.traces import Traces
from bot.handover.desk import ASK, HOME
from bot.messaging.errors import Rejected, Stale
from bot.messaging.model import Action, Address, Delivery, Line, Message, Part
from bot.messaging.tickets import State

log = structlog.get_logger("slack")

MARKS: Mapping[str, str] = {
    State.OPEN: "inbox_tray",
    State.CLAIMED: "eyes",
    State.ANSWERED: "white_check_mark",
    State.CLOSED: "lock",
    State.REOPENED: "leftwards_arrow_with_hook",
    State.WITHDRAWN: "wastebasket",
}
"""The reaction that shows how a ticket stands."""
_OUTSIDE = frozenset({"user_not_in_channel", "channel_not_found", "not_in_channel", "cannot_reply_to_message"})
"""Where a note to one person cannot be shown in place; it is shown in their direct conversation then."""


class SlackChannel:
    """`bot.messaging.ports.Channel` over the Web API; `working` is what is shown while an answer is being made."""

    name = NAME
    limit = LIMIT

    def __init__(self, client: AsyncWebClient, me: Me, places: Places, working: str) -> None:
        self._client, self._places, self._working = client, places, working
        self._traces = Traces(client, me.user)
        self._does: Mapping[Action, Callable[[Delivery, int, bool], Awaitable[str]]] = {
            Action.SEND: self._send,
            Action.EDIT: self._edit,
            Action.KEYBOARD: self._relabel,
            Action.ACKNOWLEDGE: self._note,
            Action.ERASE: self._erase,
        }

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """Do it; returns the timestamp of the message that is shown, which is its id."""
        does = self._does.get(delivery.action)
        if does is None:
            raise Rejected(f"a desk has no use for {delivery.action}")
        with mapped():
            return await does(delivery, number, again)

    async def typing(self, address: Address) -> None:
        """A line in the assistant's pane; elsewhere Slack shows an app's work nowhere."""
        person = person_of(address.chat)
        if not person or not address.thread:
            return
        try:
            conversation = await self._places.conversation(address.chat)
            await self._client.assistant_threads_setStatus(
                channel_id=conversation, thread_ts=address.thread, status=self._working
            )
        except (SlackApiError, *AWAY) as error:
            log.debug("status.not-shown", error=type(error).__name__)

    async def _send(self, delivery: Delivery, number: int, again: bool) -> str:
        """Post it, in parts where it is long; a card stays one message, as it is changed later."""
        if delivery.address.chat.startswith(HOME):
            return await self._home(delivery)
        shown = [first_part(delivery.message)] if delivery.part is Part.CARD else parts(delivery.message)
        channel = await self._places.conversation(delivery.address.chat)
        posted = ""
        for place, message in enumerate(shown):
            identity = f"parcel-{number}-{place}"
            known = await self._traces.find(channel, delivery.address.thread, identity) if again else ""
            posted = known or await self._post(channel, delivery, message, identity)
        await self._mark(channel, posted, delivery.mark)
        return posted

    async def _post(self, channel: str, delivery: Delivery, message: Message, identity: str) -> str:
        threaded: dict[str, Any] = {}
        if delivery.address.thread:
            threaded = {"thread_ts": delivery.address.thread, "reply_broadcast": delivery.aloud}
        answer = await self._client.chat_postMessage(
            channel=channel,
            text=fallback(message),
            blocks=blocks(message, identity),
            unfurl_links=False,
            unfurl_media=False,
            **threaded,
        )
        return str(answer["ts"])

    async def _edit(self, delivery: Delivery, number: int, again: bool) -> str:
        message = first_part(delivery.message)
        channel = await self._places.conversation(delivery.address.chat)
        await self._update(channel, delivery.target, fallback(message), blocks(message, f"parcel-{number}-0"))
        await self._mark(channel, delivery.target, delivery.mark)
        return delivery.target

    async def _relabel(self, delivery: Delivery, number: int, again: bool) -> str:
        """Other buttons under the same words, which only Slack has."""
        channel = await self._places.conversation(delivery.address.chat)
        before = await self._traces.message(channel, delivery.address.thread, delivery.target)
        if before is None:
            raise Stale("the message is not there any more")
        words: list[Block] = [one for one in before.get("blocks", []) if one.get("type") != "actions"]
        shown = [*words, *buttons(delivery.message.keyboard)]
        await self._update(channel, delivery.target, str(before.get("text", " ")), shown)
        return delivery.target

    async def _update(self, channel: str, message: str, text: str, shown: list[Block]) -> None:
        await self._client.chat_update(channel=channel, ts=message, text=text, blocks=shown)

    async def _note(self, delivery: Delivery, number: int, again: bool) -> str:
        """A word that only one person sees, where they pressed or wrote; nothing where there is nothing to say."""
        if not delivery.note:
            return ""
        shown = Message(tuple(Line(line) for line in delivery.note.split("\n")))
        user, _, thread = delivery.target.partition(":")
        threaded: dict[str, Any] = {"thread_ts": thread} if thread else {}
        channel = await self._places.conversation(delivery.address.chat)
        try:
            await self._client.chat_postEphemeral(
                channel=channel,
                user=user,
                text=fallback(shown),
                blocks=blocks(first_part(shown)),
                **threaded,
            )
        except SlackApiError as error:
            if word(error) not in _OUTSIDE:
                raise
            alone = replace(delivery, address=Address(NAME, f"{ASK}{user}"), message=shown)
            await self._send(alone, number, again)
        return ""

    async def _home(self, delivery: Delivery) -> str:
        view = {"type": "home", "blocks": blocks(first_part(delivery.message))}
        await self._client.views_publish(user_id=person_of(delivery.address.chat), view=view)
        return ""

    async def _erase(self, delivery: Delivery, number: int, again: bool) -> str:
        """Take away all that we said of a ticket; what officials wrote in its thread is theirs to delete."""
        channel = await self._places.conversation(delivery.address.chat)
        if delivery.target:
            await self._traces.remove(channel, delivery.target)
        return ""

    async def _mark(self, channel: str, message: str, mark: str) -> None:
        """Show how a matter stands; a reaction that fails must not make the message be sent again."""
        if not (mark and message):
            return
        wanted = MARKS.get(mark, "")
        try:
            ours = await self._traces.marks(channel, message)
            for name in (ours & set(MARKS.values())) - {wanted}:
                await self._client.reactions_remove(channel=channel, timestamp=message, name=name)
            if wanted and wanted not in ours:
                await self._client.reactions_add(channel=channel, timestamp=message, name=wanted)
        except (SlackApiError, *AWAY) as error:
            said = word(error) if isinstance(error, SlackApiError) else type(error).__name__
            log.warning("mark.not-shown", error=said)
