"""What every answer of the web pages carries, and who is asking."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request
from starlette.datastructures import MutableHeaders

from bot.web.problems import Problem

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STATIC = "/static/"
LARGEST = 64_000
"""Bytes of a form."""

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


class SecurityHeaders:
    """Adds the headers to every answer; pages are never kept by a browser, as the next person may use it too."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Cache-Control"] = "max-age=3600" if scope["path"].startswith(_STATIC) else "no-store"
            await send(message)

        await self._app(scope, receive, with_headers)


def digest(token: str) -> str:
    """What is kept of a secret that a browser holds."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def address_of(request: Request) -> str:
    """The IP address of whoever asks; uvicorn has put the proxy's word in its place where there is one."""
    return request.client.host if request.client else ""


def is_secure(request: Request) -> bool:
    """Whether cookies may be kept to https."""
    return request.url.scheme == "https"


async def form_of(request: Request, token: str) -> dict[str, str]:
    """The fields of a posted form that carries its token; 400, 403 or 413 where it does not.

    The token cannot be known to another site, so no other site can post in somebody's name.
    """
    if int(request.headers.get("content-length") or LARGEST + 1) > LARGEST:
        raise Problem(413, "long", limit=LARGEST)
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Problem(403, "elsewhere")
    try:
        fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    except (ValueError, UnicodeError) as error:
        raise Problem(400, "stale") from error
    if not hmac.compare_digest(fields.get("form", "").encode(), token.encode()):
        raise Problem(403, "stale")
    return fields
