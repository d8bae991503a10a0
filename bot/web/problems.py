"""What goes wrong with a request, told on a page in the reader's language."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from bot.messaging.voice import spoken
from bot.phrases import languages
from bot.web.pages import Pages

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
    """The handler of problems: a page, or a sentence for our own script."""

    async def tell(request: Request, error: Exception) -> Response:
        problem = error if isinstance(error, Problem) else Problem(404, "missing")
        at_desk = request.url.path.startswith("/desk")
        language = _language(request, at_desk)
        pages, key = (desk if at_desk else public), _KEYS[problem.key][at_desk]
        sentence = pages.say(language, key, **problem.values)
        if SCRIPTED in request.headers:
            return PlainTextResponse(sentence, problem.status)
        back = "/desk" if at_desk else "/"
        return pages.page("problem.html", language, status=problem.status, sentence=sentence, back=back)

    return tell


def _language(request: Request, at_desk: bool) -> str:
    wanted = request.cookies.get("language") or request.headers.get("accept-language", "").partition(",")[0]
    language = spoken(wanted)
    return language if language in languages("desk" if at_desk else "") else "en"
