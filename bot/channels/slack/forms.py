"""The form to publish an answer, as a modal."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from pydantic import ValidationError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.blocks import Block
from bot.channels.slack.errors import AWAY, word
from bot.desk.publishing import Form, Prepared
from bot.handover.desk import ESCALATION, TICKETS
from bot.handover.roles import Official, Officials, Permission
from bot.handover.tokens import Token
from bot.messaging.errors import DeliveryError
from bot.messaging.model import Event
from bot.messaging.splitting import cut
from bot.messaging.voice import Voice

log = structlog.get_logger("slack")

CALLBACK = "publish"
"""Names the modal in what Slack sends."""
_SECONDS = 2.5
"""Slack opens a modal only within three seconds of the press."""
_LABELS = {
    "question": "ui-question",
    "answer": "ui-answer",
    "language": "ui-language",
    "owner": "ui-owner",
    "audience": "ui-audience",
    "review_on": "ui-review-on",
}
"""What the fields are called."""
_TITLE, _INPUT = 24, 3000
"""Characters of a modal's title, and of an input."""

Prepare = Callable[[str, Official], Awaitable[Prepared | None]]


@dataclass(frozen=True, slots=True)
class Forms:
    """Opens and reads it; `prepare` gives what it begins with."""

    client: AsyncWebClient
    officials: Officials
    prepare: Prepare
    voice: Voice

    async def opened(self, event: Event, token: Token, trigger: str) -> bool:
        """Open it for a press; False where it is not to be had, which the desk then explains."""
        try:
            async with asyncio.timeout(_SECONDS):
                official = await self.officials.official(event.person)
                if official is None or not official.may(Permission.PUBLISH):
                    return False
                prepared = await self.prepare(token.ticket, official)
                if prepared is None:
                    return False
                await self.client.views_open(trigger_id=trigger, view=self._view(prepared, event))
        except (SlackApiError, DeliveryError, *AWAY) as error:
            said = word(error) if isinstance(error, SlackApiError) else type(error).__name__
            log.warning("form.not-opened", error=said)
            return False
        return True

    def fields(self, view: Mapping[str, Any]) -> dict[str, str]:
        """What was filled in, by field."""
        inputs: dict[str, dict[str, Any]] = view["state"]["values"]
        return {field: _value(next(iter(elements.values()))) for field, elements in inputs.items()}

    def problems(self, view: Mapping[str, Any]) -> dict[str, str]:
        """What is wrong with the fields, each in words; empty where nothing is."""
        try:
            Form.model_validate({**self.fields(view), "ticket": json.loads(view["private_metadata"])["ticket"]})
        except ValidationError as error:
            named = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
            return {field: self.voice.say("publish-incomplete", fields=self._label(field)) for field in named}
        return {}

    def _view(self, prepared: Prepared, event: Event) -> Block:
        room = event.address.chat if event.address.chat in {TICKETS, ESCALATION} else TICKETS
        place = {"ticket": prepared.ticket, "root": prepared.root, "room": room}
        return {
            "type": "modal",
            "callback_id": CALLBACK,
            "private_metadata": json.dumps(place),
            "title": self._plain("button-publish-form"),
            "submit": self._plain("button-publish-form"),
            "close": self._plain("ui-back"),
            "blocks": [self._about(), *self._inputs(prepared)],
        }

    def _inputs(self, prepared: Prepared) -> list[Block]:
        audiences = [_option(self.voice.say(f"ui-audience-{one}"), one) for one in prepared.audiences]
        public = {"type": "static_select", "options": audiences, "initial_option": audiences[0]}
        day = {"type": "datepicker", "initial_date": prepared.review_on.isoformat()}
        return [
            self._input("question", _typed(prepared.question, 300, several_lines=True)),
            self._input("answer", _typed(prepared.answer, _INPUT, several_lines=True)),
            self._input("language", _typed(prepared.language, 3)),
            self._input("owner", _typed(prepared.owner, 100)),
            self._input("audience", public),
            self._input("review_on", day),
        ]

    def _input(self, field: str, element: Block) -> Block:
        label = {"type": "plain_text", "text": self._label(field), "emoji": False}
        return {"type": "input", "block_id": field, "label": label, "element": element | {"action_id": field}}

    def _label(self, field: str) -> str:
        return self.voice.say(_LABELS[field])

    def _about(self) -> Block:
        text = {"type": "plain_text", "text": self.voice.say("ui-publish-about"), "emoji": False}
        return {"type": "section", "text": text}

    def _plain(self, key: str) -> Block:
        return {"type": "plain_text", "text": cut(self.voice.say(key), _TITLE), "emoji": False}


def _typed(text: str, most: int, *, several_lines: bool = False) -> Block:
    return {
        "type": "plain_text_input",
        "initial_value": text[:most],
        "max_length": most,
        "multiline": several_lines,
    }


def _option(label: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": label, "emoji": False}, "value": value}


def _value(element: Mapping[str, Any]) -> str:
    """What one element holds, whatever its kind."""
    selected = element.get("selected_option") or {}
    return str(element.get("value") or selected.get("value") or element.get("selected_date") or "")
