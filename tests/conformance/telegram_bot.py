"""The bot's side of the conformance tests: bare HTTP, no framework."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web

from tests.simulators.telegram.simulator import Simulator


@dataclass
class Api:
    """Calls the Bot API over the socket."""

    simulator: Simulator
    session: ClientSession

    async def raw(self, method: str, **parameters: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
        """Status, body and headers of a call sent as JSON."""
        url = f"{self.simulator.url}/bot{self.simulator.token}/{method}"
        async with self.session.post(url, json=parameters) as response:
            return response.status, await response.json(), dict(response.headers)

    async def call(self, method: str, **parameters: Any) -> Any:
        """The result of a call that works."""
        status, body, _ = await self.raw(method, **parameters)
        assert (200, True) == (status, body["ok"]), body
        return body["result"]

    async def refusal(self, method: str, **parameters: Any) -> tuple[int, str]:
        """Code and description of a call that is refused."""
        status, body, _ = await self.raw(method, **parameters)
        assert (False, status) == (body["ok"], body["error_code"]), body
        return status, body["description"]

    async def send(self, text: str, chat: int = 7, **parameters: Any) -> dict[str, Any]:
        """A message that is accepted."""
        result: dict[str, Any] = await self.call("sendMessage", chat_id=chat, text=text, **parameters)
        return result

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """What getUpdates gives."""
        result: list[dict[str, Any]] = await self.call("getUpdates", **parameters)
        return result


@dataclass
class Receiver:
    """A webhook: notes what comes, answers what a test has laid out, then 200."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    busy: int = 0
    busiest: int = 0
    url: str = ""

    async def receive(self, request: web.Request) -> web.Response:
        """One delivery; it is held until a test lets go."""
        self.updates.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await self.held.wait()
        finally:
            self.busy -= 1
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self) -> list[str]:
        """The messages that came, in order."""
        return [update["message"]["text"] for update in self.updates if "message" in update]
