"""Renders the pages: Jinja, with everything escaped that anybody wrote."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.messaging.model import Line, Style
from bot.phrases import Phrases


class Pages:
    """`phrases` are what the pages say, `zone` is the office's."""

    def __init__(self, phrases: Phrases, zone: ZoneInfo) -> None:
        self._phrases = phrases
        self._zone = zone
        self._environment = Environment(
            loader=PackageLoader("bot.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"blocks": blocks, "clock": self._clock}

    def text(self, template: str, language: str, /, **values: Any) -> str:
        """A template in a language; `say` gives it the fixed texts."""
        say = partial(_say, self._phrases, language)
        return _whole(self._environment.get_template(template).render(say=say, language=language, **values))

    def say(self, language: str, key: str, /, **values: object) -> str:
        """A fixed text."""
        return self._phrases.say(key, language, **values)

    def page(self, template: str, language: str, /, *, status: int = 200, **values: Any) -> Response:
        """The same as an answer."""
        return HTMLResponse(self.text(template, language, **values), status_code=status)

    def _clock(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")


def blocks(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """Lines as paragraphs and quotations, to be shown as such."""
    for quoted, group in groupby(lines, key=lambda line: line.style is Style.QUOTE):
        yield ("quote" if quoted else "plain"), list(group)


def _whole(text: str) -> str:
    """Text that can be encoded: halves of a character, which chats and odd forms do send, would fail all of a page."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _say(phrases: Phrases, language: str, key: str, /, **values: object) -> str:
    return phrases.say(key, language, **values)
