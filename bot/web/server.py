"""The HTTP app: health, metrics and the hooks that channels bring."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from bot.metrics import Metrics

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
_LARGEST = 1_000_000
"""Bytes of a posted body."""
_RETRY = "5"
"""Seconds after which whoever posted should try again."""

Hook = Callable[[str, bytes], Awaitable[int]]
"""Takes the secret token and the body of a post; returns the HTTP status."""


def build(
    metrics: Metrics, readiness: Callable[[], Awaitable[Mapping[str, bool]]], hooks: Mapping[str, Hook]
) -> FastAPI:
    """The app; `readiness` tells what works, `hooks` are paths that are posted to."""
    app = FastAPI(title="Exchange Desk", docs_url=None, redoc_url=None, openapi_url=None)

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


def _posted(hook: Hook) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        status = await hook(request.headers.get(SECRET_HEADER, ""), body)
        return Response(status_code=status, headers={"Retry-After": _RETRY} if status == 503 else None)

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
        super().__init__(uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False, lifespan="off"))

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
