"""A Slack on this machine: Web API, Socket Mode and HTTP mode over one workspace."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from evals.slack import events, surfaces, web_api
from evals.slack.backstage import Backstage
from evals.slack.delivery import EVENTS, Delivered, Delivery, Line, Reply
from evals.slack.people import People
from evals.slack.posting import Posting
from evals.slack.refusals import Refused
from evals.slack.sockets import Sockets
from evals.slack.workspace import Channel, Json, Workspace


@dataclass(frozen=True)
class Call:
    """One call of the Web API as it was answered."""

    method: str
    arguments: Json
    answer: Json


class SlackSimulator:
    """Slack for one workspace and one app; with a request URL it posts, else the app connects a socket."""

    def __init__(
        self,
        workspace: Workspace,
        request_url: str = "",
        ack_seconds: float = 3.0,
        retry_pauses: Sequence[float] = (0.05, 0.1, 0.2),
    ) -> None:
        self.workspace = workspace
        self.stage = Backstage(workspace, self._announce)
        self.sockets = Sockets(self.stage, ack_seconds)
        self.posting = Posting(workspace, request_url, ack_seconds)
        self._delivery = Delivery(self._line, retry_pauses)
        self.people = People(self)
        self.calls: list[Call] = []
        self.down = False
        self.echoes = True
        self._faults: defaultdict[str, deque[str | int]] = defaultdict(deque)
        self._tasks: set[asyncio.Task[Reply]] = set()
        self._runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        """Where the Web API is, with the slash at the end clients need."""
        return f"{self.stage.origin}/api/"

    @property
    def request_url(self) -> str:
        """Where the app listens in HTTP mode; empty in Socket Mode. It may be set later."""
        return self.posting.url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.posting.url = url

    @property
    def deliveries(self) -> list[Delivered]:
        """Every attempt to deliver, in the order they ended."""
        return self._delivery.made

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        application = web.Application(client_max_size=20 << 20)
        application.router.add_route("*", "/api/{method}", self._call)
        application.router.add_get("/link/", self.sockets.serve)
        application.router.add_post("/response/{key}", self._respond)
        application.router.add_post("/upload/{key}", self._upload)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.stage.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        await self.posting.start()

    async def stop(self) -> None:
        """End everything, also what is still being delivered."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.sockets.hang_up()
        await self.posting.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def fail(self, method: str, what: str | int, times: int = 1) -> None:
        """Let the next calls of a method go wrong: `ratelimited`, `lost`, an HTTP status, or an error's word."""
        self._faults[method].extend([what] * times)

    async def deliver(self, kind: str, payload: Json, first: int = 0) -> Reply:
        """Deliver something to the app until Slack would be done with it."""
        return await self._delivery.deliver(kind, payload, first)

    async def refresh(self) -> None:
        """Replace the app's sockets in the orderly way."""
        await self.sockets.refresh()

    def hang_up(self) -> None:
        """Drop the app's sockets."""
        self.sockets.hang_up()

    async def disable_link(self) -> None:
        """Switch Socket Mode off."""
        await self.sockets.disable()

    def _line(self) -> Line:
        return self.posting if self.posting.url else self.sockets

    def _announce(self, event: Json, room: Channel) -> None:
        reachable = self.posting.url or self.sockets.count
        if not self.echoes or not reachable or not self.people.heard(room):
            return
        body = events.envelope(self.workspace, event, room)
        task = asyncio.get_running_loop().create_task(self._delivery.deliver(EVENTS, body, own=True))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if self.down:
            return _drop(request)
        token, values = await web_api.read(request)
        waiting = self._faults[method]
        fault = waiting.popleft() if waiting else ""
        if fault and fault != "lost":
            return self._fail(method, values, fault)
        answer = web_api.call(self.stage, method, token, values)
        self.calls.append(Call(method, values, answer))
        if fault:
            return _drop(request)
        return web.json_response(answer, headers={"x-oauth-scopes": web_api.scopes(self.workspace, token)})

    def _fail(self, method: str, values: Json, fault: str | int) -> web.Response:
        if isinstance(fault, int):
            self.calls.append(Call(method, values, {"ok": False, "status": fault}))
            return web.Response(status=fault, text="Internal Server Error")
        answer = {"ok": False, "error": fault}
        self.calls.append(Call(method, values, answer))
        limited = fault == "ratelimited"
        headers: Mapping[str, str] = {"Retry-After": "1"} if limited else {}
        return web.json_response(answer, status=429 if limited else 200, headers=headers)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            return _drop(request)
        body: Any = await request.json()
        try:
            surfaces.respond(self.stage, request.match_info["key"], body)
        except Refused as refused:
            self.calls.append(Call("response_url", body, refused.answer))
            return web.json_response(refused.answer, status=404)
        self.calls.append(Call("response_url", body, {"ok": True}))
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        upload = self.workspace.files.get(request.match_info["key"])
        if self.down or upload is None:
            return _drop(request)
        upload.content, upload.received = await request.read(), True
        return web.Response(text=f"OK - {len(upload.content)}")


def _drop(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
