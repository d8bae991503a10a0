"""The HTTP app: health, metrics and the hooks that channels bring."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from bot.metrics import Metrics
from bot.web.problems import Problem
from bot.web.security import Guard, Tell

_LARGEST = 1_000_000
"""Bytes of a posted body."""
_RETRY = "5"
"""Seconds after which whoever posted should try again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a post."""

    status: int
    body: str = ""
    kind: str = "text/plain"


Hook = Callable[[Mapping[str, str], bytes], Awaitable[Reply]]
"""Takes the headers, their names in small letters, and the body of a post."""


@dataclass(frozen=True, slots=True)
class Site:
    """The web pages: their routes, and how a problem is told."""

    routers: Sequence[APIRouter]
    tell: Tell


def build(
    metrics: Metrics,
    readiness: Callable[[], Awaitable[Mapping[str, bool]]],
    hooks: Mapping[str, Hook],
    site: Site | None = None,
) -> FastAPI:
    """The app; `readiness` tells what works, `hooks` are paths that are posted to."""
    app = FastAPI(title="Exchange Desk", docs_url=None, redoc_url=None, openapi_url=None)
    if site:
        _publish(app, site)

    @app.get("/healthz")
    async def health() -> PlainTextResponse:
        """The process runs and its event loop turns."""
        return PlainTextResponse("ok\n")

    @app.get("/readyz")
    async def ready() -> JSONResponse:
        """Whether everything that is needed works; 503 names what does not."""
        parts = dict(await readiness())
        return JSONResponse(parts, status_code=200 if all(parts.values()) else 503)

    @app.get("/metrics")
    async def exposition() -> Response:
        """Prometheus' text format."""
        return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")

    for path, hook in hooks.items():
        app.add_api_route(path, _posted(hook), methods=["POST"])
    return app


def _publish(app: FastAPI, site: Site) -> None:
    app.add_middleware(Guard, tell=site.tell)
    app.mount("/static", StaticFiles(packages=[("bot.web", "static")]), name="static")
    for router in site.routers:
        app.include_router(router)
    for refused in (Problem, HTTPException, RequestValidationError):
        app.add_exception_handler(refused, site.tell)


def _posted(hook: Hook) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        reply = await hook(dict(request.headers), body)
        again = {"Retry-After": _RETRY} if reply.status == 503 else None
        return Response(reply.body, status_code=reply.status, headers=again, media_type=reply.kind)

    return take


async def _body(request: Request) -> bytes | None:
    """The body; None when it is larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST:
            return None
    return bytes(body)


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the program that runs it stops it, after it has drained."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        # Pages that listen for news never end by themselves.
        quiet: dict[str, Any] = {
            "log_config": None,
            "access_log": False,
            "lifespan": "off",
            "timeout_graceful_shutdown": 5,
        }
        super().__init__(uvicorn.Config(app, host=host, port=port, **quiet))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the program."""
        yield

    async def started_or_failed(self, task: "asyncio.Task[None]") -> None:
        """Wait until it listens; raises `OSError` where it cannot."""
        while not self.started:
            if task.done():
                raise OSError(f"cannot listen on {self.config.host}:{self.config.port}: is another program there?")
            await asyncio.sleep(0.02)
