"""HTTP mode: signed posts to the app's request URL."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from evals.slack.delivery import ACKNOWLEDGED, COMMANDS, EVENTS, Reply
from evals.slack.workspace import Json, Workspace

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_REASONS = {"timeout": "http_timeout"}


class Posting:
    """The request URL of the app, as a line to it."""

    def __init__(self, workspace: Workspace, url: str, ack_seconds: float) -> None:
        self._workspace, self._seconds = workspace, ack_seconds
        self.url = url
        self._session: ClientSession | None = None

    async def start(self) -> None:
        """Get ready to post."""
        self._session = ClientSession(timeout=ClientTimeout(self._seconds))

    async def stop(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    def sign(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """The headers that prove a body comes from Slack, at a moment of one's choice."""
        moment = int(time.time()) if timestamp is None else timestamp
        text = f"v0:{moment}:{body}".encode()
        digest = hmac.new(self._workspace.signing_secret.encode(), text, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(moment), "X-Slack-Signature": f"v0={digest}"}

    async def send(self, body: str, headers: Mapping[str, str]) -> tuple[int, str, dict[str, str]]:
        """Post a body as it is; the status, the text and the headers of the answer."""
        if self._session is None:
            raise RuntimeError("not started")
        given = {"Content-Type": _JSON, "User-Agent": "Slackbot 1.0", **headers}
        async with self._session.post(self.url, data=body.encode(), headers=given, allow_redirects=False) as answer:
            return answer.status, await answer.text(), dict(answer.headers)

    async def attempt(self, kind: str, payload: Json, number: int, reason: str) -> Reply:
        """Post once and wait for a 2xx."""
        body, content_type = _body(kind, payload)
        headers = {"Content-Type": content_type} | self.sign(body)
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": _REASONS.get(reason, reason)}
        try:
            status, text, told = await self.send(body, headers)
        except TimeoutError:
            return Reply("timeout")
        except (ClientError, OSError):
            return Reply("connection_failed")
        if not 200 <= status < 300:
            return Reply("http_error", final=told.get("X-Slack-No-Retry") == "1")
        return Reply(ACKNOWLEDGED, _content(text, told.get("Content-Type", "")))

    async def verify(self) -> bool:
        """Whether the request URL answers the challenge Slack sends when it is set."""
        body = json.dumps({"token": "verification", "challenge": "a-challenge", "type": "url_verification"})
        status, text, _ = await self.send(body, self.sign(body))
        return status == 200 and "a-challenge" in text


def _body(kind: str, payload: Json) -> tuple[str, str]:
    if kind == EVENTS:
        return json.dumps(payload), _JSON
    return urlencode(payload if kind == COMMANDS else {"payload": json.dumps(payload)}), _FORM


def _content(text: str, content_type: str) -> Json | str | None:
    if not text:
        return None
    if _JSON in content_type:
        answer: Json | str = json.loads(text)
        return answer
    return text
