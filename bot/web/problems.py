"""What goes wrong with a request, told on a page in the reader's language."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from bot.phrases import languages
from bot.web.pages import Pages
from bot.web.speaking import preferred

SCRIPTED = "x-scripted"
"""Header of our own script, which shows a sentence rather than a page."""
_KEYS: Mapping[str, tuple[str, str]] = {
    "empty": ("web-empty", "ui-empty"),
    "long": ("web-long", "ui-long"),
    "gone": ("web-gone", "ui-gone"),
    "stale": ("web-stale", "ui-stale"),
    "elsewhere": ("web-elsewhere", "ui-elsewhere"),
    "wait": ("web-wait", "ui-wait"),
    "missing": ("web-missing", "ui-missing"),
    "failed": ("failed", "desk-failed"),
    "not-your-room": ("web-gone", "ui-not-your-room"),
    "not-yours": ("web-gone", "ui-not-yours"),
    "may-not-write": ("web-gone", "ui-may-not-write"),
    "may-not-publish": ("web-gone", "ui-may-not-publish"),
    "not-answered": ("web-gone", "ui-not-answered"),
}
"""What is said on the public page and at the desk."""


class Problem(Exception):
    """Something that the reader is told; `key` is one of the problems that are known here."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.key, self.values = status, key, values


def telling(public: Pages, desk: Pages) -> Callable[[Request, Exception], Awaitable[Response]]:
    """The handler of problems, and of what the framework refuses: a page, or a sentence for our own script."""

    async def tell(request: Request, error: Exception) -> Response:
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        problem = _problem(error)
        if "Location" in headers:
            return Response(status_code=problem.status, headers=headers)
        at_desk = request.url.path.startswith("/desk")
        language = _language(request, at_desk)
        pages, key = (desk if at_desk else public), _KEYS[problem.key][at_desk]
        sentence = pages.say(language, key, **problem.values)
        if SCRIPTED in request.headers:
            return PlainTextResponse(sentence, problem.status)
        back = ("/desk", pages.say(language, "ui-back")) if at_desk else ("/", pages.say(language, "web-back"))
        return pages.page("problem.html", language, status=problem.status, sentence=sentence, back=back)

    return tell


def _language(request: Request, at_desk: bool) -> str:
    chosen, accepted = request.cookies.get("language", ""), request.headers.get("accept-language", "")
    if not at_desk and chosen in languages():
        return chosen
    return preferred(accepted, "desk" if at_desk else "")


def _problem(error: Exception) -> Problem:
    """What the framework refuses is no page of ours, or no form of ours."""
    if isinstance(error, Problem):
        return error
    status = error.status_code if isinstance(error, HTTPException) else 400
    return Problem(status, "missing" if status in {404, 405} else "stale")
