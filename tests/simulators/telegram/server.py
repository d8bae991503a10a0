"""The HTTP side that bots talk to, on this machine only."""

import re
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from aiohttp import web

from tests.simulators.telegram.arguments import Arguments, Upload
from tests.simulators.telegram.dispatcher import Dispatcher
from tests.simulators.telegram.errors import (
    ENTITY_TOO_LARGE,
    PATH_UNKNOWN,
    TOKEN_INVALID,
    UNAUTHORIZED,
    ApiError,
    bad_request,
)
from tests.simulators.telegram.failures import Drop, Hang, Page
from tests.simulators.telegram.world import Result, World

HOST = "127.0.0.1"
TOKEN = re.compile(r"[1-9][0-9]*:[^/]{1,68}")
PATIENCE_AT_THE_END = 0.1
JSON_UNPARSABLE = "can't parse JSON object"


class Server:
    """Reads calls, runs them, wraps the results."""

    def __init__(self, world: World, dispatcher: Dispatcher) -> None:
        self._world = world
        self._dispatcher = dispatcher
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self, port: int, more: Iterable[web.RouteDef] = ()) -> None:
        """Listen; port 0 takes any free one."""
        application = web.Application(client_max_size=0)
        application.add_routes(
            [
                web.route("*", r"/bot{token:[^/]+}/{method:[^/]+}", self._call),
                web.get(r"/file/bot{token:[^/]+}/{path:.+}", self._file),
                *more,
                web.route("*", "/{anything:.*}", self._nothing),
            ]
        )
        self._runner = web.AppRunner(
            application, access_log=None, handler_cancellation=True, shutdown_timeout=PATIENCE_AT_THE_END
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port).start()
        self.url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _call(self, request: web.Request) -> web.StreamResponse:
        try:
            arguments = await self._read(request)
            self._check_token(request.match_info["token"])
            return await self._answer(request, arguments)
        except ApiError as refusal:
            return refused(refusal)

    async def _answer(self, request: web.Request, arguments: Arguments) -> web.StreamResponse:
        method = request.match_info["method"]
        failure = self._dispatcher.take_failure(method)
        match failure:
            case None:
                return wrapped(await self._dispatcher.run(method, arguments))
            case Hang():
                return await self._late(method, arguments, failure)
            case Drop(executed=True):
                with suppress(ApiError):
                    await self._dispatcher.run(method, arguments)
                return _dropped(request)
        self._dispatcher.record(self._dispatcher.canonical(method), arguments, error=_recorded(failure))
        if isinstance(failure, ApiError):
            raise failure
        return _dropped(request) if isinstance(failure, Drop) else _page(failure)

    async def _late(self, method: str, arguments: Arguments, failure: Hang) -> web.StreamResponse:
        if not failure.executed:
            await self._world.clock.sleep(failure.seconds)
            return wrapped(await self._dispatcher.run(method, arguments))
        result = await self._dispatcher.run(method, arguments)
        await self._world.clock.sleep(failure.seconds)
        return wrapped(result)

    async def _read(self, request: web.Request) -> Arguments:
        values: dict[str, Any] = dict(request.query)
        if (request.content_length or 0) > self._world.switches.upload_limit:
            async for _ in request.content.iter_any():
                """A body is read to its end: a client that still writes hears no answer."""
            raise ENTITY_TOO_LARGE
        if request.content_type == "application/json":
            return Arguments(values | await _json(request))
        if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
            for name, value in (await request.post()).items():
                values[name] = _uploaded(value) if isinstance(value, web.FileField) else value
        return Arguments(values)

    def _check_token(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise TOKEN_INVALID
        if token != self._world.token:
            raise UNAUTHORIZED

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = self._world.files.at(request.match_info["path"])
        if request.match_info["token"] != self._world.token or found is None:
            return refused(PATH_UNKNOWN)
        return web.Response(body=found.data, content_type="application/octet-stream")

    async def _nothing(self, _: web.Request) -> web.StreamResponse:
        return refused(PATH_UNKNOWN)


def wrapped(result: Any) -> web.Response:
    """A result in the Bot API's envelope."""
    envelope: dict[str, Any] = {"ok": True, "result": result}
    if isinstance(result, Result):
        envelope = {"ok": True, "result": result.value, "description": result.description}
    return web.json_response(envelope)


def refused(refusal: ApiError) -> web.Response:
    """A refusal in the Bot API's envelope."""
    retry_after = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(retry_after)} if retry_after is not None else {}
    return web.json_response(refusal.body(), status=refusal.code, headers=headers)


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _page(failure: Page) -> web.Response:
    return web.Response(status=failure.status, text=failure.html, content_type="text/html")


def _recorded(failure: ApiError | Drop | Page) -> ApiError | str:
    return failure if isinstance(failure, ApiError) else type(failure).__name__.lower()


def _uploaded(field: web.FileField) -> Upload:
    with field.file as file:
        return Upload(field.filename, file.read())


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        values = await request.json() if await request.read() else {}
    except ValueError as reason:
        raise bad_request(JSON_UNPARSABLE) from reason
    if not isinstance(values, dict):
        raise bad_request(JSON_UNPARSABLE)
    return values
