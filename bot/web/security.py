"""What every answer of the web pages carries, what is refused at once, and who is asking."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect

from bot.logs import place
from bot.web.problems import Problem

log = structlog.get_logger("web")

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
_PAGES = ("/chat/", "/desk")
"""Where forms are posted to."""
LARGEST = 64_000
"""Bytes of a form."""
LONGEST = 4000
"""Characters of a message."""

Scope = MutableMapping[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]
Tell = Callable[[Request, Exception], Awaitable[Response]]


class Guard:
    """Stands before the pages: adds the headers to every answer, and refuses what is too large before it is read.

    No browser keeps a page, as the next person may use it too. Of what fails only the place is logged: the message of
    an error may hold what somebody wrote.
    """

    def __init__(self, app: Application, tell: Tell) -> None:
        self._app = app
        self._tell = tell

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers["Cache-Control"] = "max-age=3600" if scope["path"].startswith(_STATIC) else "no-store"
            await send(message)

        try:
            await self._answered(scope, receive, guarded)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the reader is told and the message not logged
            log.error("request.failed", error=type(error).__name__, place=place(error))
            if not begun:
                await self._told(scope, receive, guarded, Problem(500, "failed"))

    async def _answered(self, scope: Scope, receive: Any, send: Any) -> None:
        if _too_large(Request(scope)):
            await self._told(scope, receive, send, Problem(413, "long", limit=LONGEST))
        else:
            await self._app(scope, receive, send)

    async def _told(self, scope: Scope, receive: Any, send: Any, problem: Problem) -> None:
        response = await self._tell(Request(scope), problem)
        await response(scope, receive, send)


def digest(token: str) -> str:
    """What is kept of a secret that a browser holds."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def address_of(request: Request) -> str:
    """The IP address of whoever asks; uvicorn has put the proxy's word in its place where there is one.

    Of IPv6 it is the network of 64 bits, as any one subscriber has all of its addresses.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def is_secure(request: Request) -> bool:
    """Whether cookies may be kept to https."""
    return request.url.scheme == "https"


def refuse_other_sites(request: Request) -> None:
    """403 for a form of another site, where the browser says so: most send Sec-Fetch-Site, old ones an origin.

    "null" is no answer: browsers say it of our own forms too, as our pages send no referrer.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if site is None and origin != "null":
        site = "same-origin" if urlsplit(origin).netloc == request.headers.get("host") else "cross-site"
    if site not in {None, "same-origin", "none"}:
        raise Problem(403, "elsewhere")


async def form_of(request: Request, token: str) -> dict[str, str]:
    """The fields of a posted form that carries its token; 400 or 403 where it does not.

    The token cannot be known to another site, so no other site can post in somebody's name.
    """
    refuse_other_sites(request)
    try:
        fields = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    except (ValueError, UnicodeError) as error:
        raise Problem(400, "stale") from error
    if not hmac.compare_digest(fields.get("form", "").encode(), token.encode()):
        raise Problem(403, "stale")
    return fields


def _too_large(request: Request) -> bool:
    """Whether a form is larger than any of ours, or does not say how large it is."""
    if request.method != "POST" or not request.url.path.startswith(_PAGES):
        return False
    return "transfer-encoding" in request.headers or int(request.headers.get("content-length", 0)) > LARGEST
