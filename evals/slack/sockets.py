"""Socket Mode: the app's sockets, and the envelopes sent over them."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from evals.slack.backstage import Backstage
from evals.slack.delivery import ACKNOWLEDGED, EVENTS, NO_SOCKET, Reply
from evals.slack.workspace import Json

MOST = 10
"""How many sockets one app may have."""
_WARNING = 0.3
_DEBUG = {"host": "simulated", "build_number": 1, "approximate_connection_time": 18060}


@dataclass(eq=False)
class Socket:
    """One connection of the app; a retiring one gets nothing new."""

    link: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    retiring: bool = False

    async def disconnect(self, reason: str) -> None:
        """Tell the app that this connection ends."""
        if not self.link.closed:
            await self.link.send_json({"type": "disconnect", "reason": reason, "debug_info": _DEBUG})


class Sockets:
    """All sockets of the app, as a line to it."""

    def __init__(self, stage: Backstage, ack_seconds: float, patience: float = 5.0) -> None:
        self._stage, self._seconds = stage, ack_seconds
        self.patience = patience
        self._open: list[Socket] = []
        self._ready = asyncio.Event()
        self.disabled = False
        self.opened = 0

    @property
    def count(self) -> int:
        """How many connections there are."""
        return len(self._open)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Take a connection for as long as it lasts."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._stage.tickets:
            return web.Response(status=403)
        self._stage.tickets.discard(ticket)
        socket = Socket(web.WebSocketResponse(heartbeat=30), request)
        await socket.link.prepare(request)
        if reason := self._unwelcome():
            await socket.disconnect(reason)
            await socket.link.close()
            return socket.link
        await self._greet(socket)
        try:
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket.link

    async def attempt(self, kind: str, payload: Json, number: int, reason: str) -> Reply:
        """Send one envelope to one of the sockets and wait for its acknowledgement."""
        socket = await self._any()
        if socket is None:
            return Reply(NO_SOCKET, final=True)
        envelope: Json = {"envelope_id": str(uuid.uuid4()), "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind != EVENTS
        if kind == EVENTS:
            envelope |= {"retry_attempt": number, "retry_reason": reason and "timeout"}
        answer = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = answer
        try:
            async with asyncio.timeout(self._seconds):
                await socket.link.send_json(envelope)
                return Reply(ACKNOWLEDGED, await answer)
        except TimeoutError:
            return Reply("timeout")
        except ConnectionError:
            return Reply("disconnected")
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)

    async def refresh(self) -> None:
        """What Slack does every few hours: a warning, then the old connections end."""
        old = list(self._open)
        for socket in old:
            socket.retiring = True
            await socket.disconnect("warning")
        await asyncio.sleep(_WARNING)
        for socket in old:
            await socket.disconnect("refresh_requested")
            await socket.link.close()

    def hang_up(self) -> None:
        """Drop every connection without a word."""
        for socket in list(self._open):
            socket.retiring = True
            if socket.request.transport is not None:
                socket.request.transport.abort()

    async def disable(self) -> None:
        """Socket Mode is switched off in the app's settings: connections end and no new one lasts."""
        self.disabled = True
        for socket in list(self._open):
            await socket.disconnect("link_disabled")
            await socket.link.close()

    async def connected(self) -> None:
        """Wait until the app has a socket; raises `TimeoutError`."""
        if await self._any() is None:
            raise TimeoutError("the app has opened no socket")

    async def _any(self) -> Socket | None:
        try:
            async with asyncio.timeout(self.patience):
                while not (usable := [socket for socket in self._open if not socket.retiring]):
                    self._ready.clear()
                    await self._ready.wait()
                return usable[-1]
        except TimeoutError:
            return None

    def _unwelcome(self) -> str:
        if self.disabled:
            return "link_disabled"
        return "too_many_websockets" if len(self._open) >= MOST else ""

    async def _greet(self, socket: Socket) -> None:
        info = {"app_id": self._stage.workspace.app_id}
        number = len(self._open) + 1
        hello = {"type": "hello", "num_connections": number, "connection_info": info, "debug_info": _DEBUG}
        await socket.link.send_json(hello)
        self._open.append(socket)
        self.opened += 1
        self._ready.set()

    async def _listen(self, socket: Socket) -> None:
        async for message in socket.link:
            if message.type == WSMsgType.TEXT and message.data.startswith("{"):
                said = json.loads(message.data)
                answer = socket.waiting.get(said.get("envelope_id", ""))
                if answer is not None and not answer.done():
                    answer.set_result(said.get("payload"))

    def _forget(self, socket: Socket) -> None:
        if socket in self._open:
            self._open.remove(socket)
        for answer in socket.waiting.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the socket is gone"))
