"""What Slack sends, over HTTP or a socket: stored first, acknowledged then, within its three seconds."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.channels.slack.connecting import QUIET, Me
from bot.channels.slack.forms import CALLBACK, Forms
from bot.channels.slack.reading import Body, Reader
from bot.handover.tokens import Verb, read
from bot.logs import place
from bot.messaging.model import Event, Kind
from bot.web.server import Reply

log = structlog.get_logger("slack")

Receive = Callable[[Sequence[Event]], Awaitable[None]]
_SIGNED_AT = "x-slack-request-timestamp"
_ANYTHING = re.compile(".+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Welcome:
    """Whose requests are read: those of these workspaces."""

    teams: frozenset[str]

    def __call__(self, body: Body) -> bool:
        """Whether a request comes from one of them; a shared channel's names ours among its authorizations."""
        team = body.get("team")
        named = {body.get("team_id"), body.get("context_team_id"), team.get("id") if isinstance(team, dict) else team}
        named |= {one.get("team_id") for one in body.get("authorizations") or []}
        return bool(named & self.teams)


class Intake:
    """slack-bolt's app, in which every listener stores what it heard and only then lets it be acknowledged."""

    def __init__(
        self, me: Me, secret: str, reader: Reader, forms: Forms, welcome: Welcome, receive: Receive, alone: str
    ) -> None:
        """`secret` signs requests over HTTP; `alone` is what who asks by a slash command is told at once."""
        self._reader, self._forms, self._welcome = reader, forms, welcome
        self._receive, self._alone = receive, alone
        self._order = asyncio.Lock()
        self.app = AsyncApp(
            signing_secret=secret,
            authorize=_authorized(me),
            process_before_response=True,
            attaching_conversation_kwargs_enabled=False,
            logger=QUIET,
        )
        self.app.event(_ANYTHING)(self._happened)
        self.app.action(_ANYTHING)(self._pressed)
        self.app.command(_ANYTHING)(self._commanded)
        self.app.view(CALLBACK)(self._submitted)
        self.app.error(self._failed)

    async def _happened(self, body: dict[str, Any]) -> None:
        if self._welcome(body):
            await self._store(self._reader.event(body))

    async def _pressed(self, body: dict[str, Any], ack: AsyncAck) -> None:
        event = self._reader.press(body) if self._welcome(body) else None
        if event is not None and not await self._opens_form(event, str(body.get("trigger_id", ""))):
            await self._store(event)
        await ack()

    async def _opens_form(self, event: Event, trigger: str) -> bool:
        """Whether the press asked for the form to publish, and it is open now."""
        token = read(event.text)
        if token is None or token.verb is not Verb.PUBLISH:
            return False
        return await self._forms.opened(event, token, trigger)

    async def _commanded(self, body: dict[str, Any], ack: AsyncAck) -> None:
        event = self._reader.command(body) if self._welcome(body) else None
        await self._store(event)
        await ack(self._alone) if event and event.kind is Kind.TEXT else await ack()

    async def _submitted(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """What is wrong with a field is said in the form."""
        if not self._welcome(body):
            await ack()
            return
        view = body["view"]
        if problems := self._forms.problems(view):
            await ack(response_action="errors", errors=problems)
            return
        await self._store(self._reader.submission(body, self._forms.fields(view)))
        await ack()

    async def _store(self, event: Event | None) -> None:
        """In the order in which things came."""
        if event is not None:
            async with self._order:
                await self._receive([event])

    async def _failed(self, error: Exception) -> BoltResponse:
        """What could not be stored is not acknowledged, so that Slack sends it again."""
        log.error("request.failed", error=type(error).__name__, place=place(error))
        return BoltResponse(status=503, body="")


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests over HTTP. slack-bolt checks their signature, and that they are not older than five minutes."""

    app: AsyncApp

    async def take(self, headers: Mapping[str, str], body: bytes) -> Reply:
        """The answer to a posted request: 401 where its signature is not Slack's, 400 where it cannot be read."""
        if not headers.get(_SIGNED_AT, "").isdecimal():
            return Reply(401)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return Reply(400)
        try:
            asked = AsyncBoltRequest(body=text, headers=dict(headers), mode="http")
            answer = await self.app.async_dispatch(asked)
        except Exception as error:  # noqa: BLE001 - slack-bolt fails so at what Slack never sends
            log.warning("request.unreadable", error=type(error).__name__)
            return Reply(400)
        kind = next(iter(answer.headers.get("content-type", [])), "text/plain")
        return Reply(answer.status, answer.body or "", kind)


def _authorized(me: Me) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Known from the start, so that no request waits for it or overtakes another meanwhile."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=me.team, bot_user_id=me.user, bot_id=me.bot)

    return authorize
