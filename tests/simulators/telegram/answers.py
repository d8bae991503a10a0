"""The methods that answer questions: pressed buttons and inline queries."""

from typing import Any

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.entities import units
from tests.simulators.telegram.errors import (
    ARTICLE_TITLE_EMPTY,
    MESSAGE_TOO_LONG,
    RESULT_ID_DUPLICATE,
    RESULT_ID_EMPTY,
    RESULT_ID_INVALID,
    RESULTS_TOO_MANY,
    ApiError,
    bad_request,
)
from tests.simulators.telegram.keyboards import checked_markup, shaped
from tests.simulators.telegram.texts import CAPTION_UNITS, kept_text, parsed
from tests.simulators.telegram.world import Handler, World

NOTIFICATION_UNITS = 200
MOST_RESULTS = 50
ID_BYTES = 64
DAY = 24 * 60 * 60
RESULTS_UNPARSABLE = "can't parse JSON encoded inline query results"
BUTTON_UNPARSABLE = "can't parse inline query results button JSON object"
PREFIX = "Bad Request: "
OTHER_CONTENT = (("latitude", "longitude"), ("phone_number", "first_name"), ("payload", "title"))

Result = dict[str, Any]


class Answers:
    """answerCallbackQuery and answerInlineQuery."""

    def __init__(self, world: World) -> None:
        self._world = world

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {"answerCallbackQuery": self.callback, "answerInlineQuery": self.inline}

    def callback(self, arguments: Arguments) -> bool:
        """Stop the sand clock on a button, with a note or without."""
        if units(arguments.text("text")) > NOTIFICATION_UNITS:
            raise bad_request(MESSAGE_TOO_LONG)
        query = self._world.callbacks.valid(arguments.text("callback_query_id"))
        query.answers.append(
            {
                "text": arguments.text("text"),
                "show_alert": arguments.flag("show_alert"),
                "url": arguments.text("url"),
                "cache_time": arguments.integer("cache_time", low=0),
            }
        )
        return True

    def inline(self, arguments: Arguments) -> bool:
        """Show results above the input field."""
        results = read_results(arguments)
        query = self._world.inline_queries.valid(arguments.text("inline_query_id"))
        check_results(results)
        query.answers.append(
            {
                "results": results,
                "button": arguments.structure("button", BUTTON_UNPARSABLE),
                "cache_time": arguments.integer("cache_time", 300, 0, DAY),
                "is_personal": arguments.flag("is_personal"),
                "next_offset": arguments.text("next_offset"),
            }
        )
        return True


def read_results(arguments: Arguments) -> list[Result]:
    """The results of a call, their shape and the markup in them checked."""
    results: list[Result] = arguments.structure("results", RESULTS_UNPARSABLE) or []
    if len(results) > MOST_RESULTS:
        raise bad_request(RESULTS_TOO_MANY)
    for result in results:
        if flaw := _flaw(result):
            raise bad_request(f"can't parse inline query result: {flaw}")
        shaped(result.get("reply_markup"))
    return results


def check_results(results: list[Result]) -> None:
    """The content of results: what is refused only after the question is known to be open."""
    _check_identities(results)
    for result in results:
        _check_result(result)


def _flaw(result: Any) -> str:
    if not isinstance(result, dict):
        return "Inline query result must be an object"
    needed = ("type", "id", "title") if result.get("type") == "article" else ("type", "id")
    missing = next((name for name in needed if name not in result), "")
    if missing:
        return f'Can\'t find field "{missing}"'
    return _content_flaw(result)


def _content_flaw(result: Result) -> str:
    content = result.get("input_message_content") or {}
    if result["type"] == "article" and not _has_content(content):
        return "Input message content is not specified"
    try:
        parsed(content.get("message_text", ""), content.get("parse_mode") or "", content.get("entities"))
        parsed(result.get("caption", ""), result.get("parse_mode") or "", result.get("caption_entities"))
    except ApiError as refusal:
        reason = refusal.description.removeprefix(PREFIX)
        return reason[:1].upper() + reason[1:]
    return ""


def _has_content(content: Result) -> bool:
    return bool(content.get("message_text")) or any(all(name in content for name in names) for names in OTHER_CONTENT)


def _check_identities(results: list[Result]) -> None:
    seen: set[str] = set()
    for result in results:
        identity = str(result["id"])
        if not identity:
            raise bad_request(RESULT_ID_EMPTY)
        if len(identity.encode()) > ID_BYTES:
            raise bad_request(RESULT_ID_INVALID)
        if identity in seen:
            raise bad_request(RESULT_ID_DUPLICATE)
        seen.add(identity)


def _check_result(result: Result) -> None:
    if result["type"] == "article" and not str(result["title"]).strip():
        raise bad_request(ARTICLE_TITLE_EMPTY)
    content = result.get("input_message_content") or {}
    if content.get("message_text"):
        kept_text(
            parsed(content["message_text"], content.get("parse_mode") or "", content.get("entities")), MESSAGE_TOO_LONG
        )
    caption = parsed(result.get("caption", ""), result.get("parse_mode") or "", result.get("caption_entities"))
    if units(caption.text) > CAPTION_UNITS:
        raise bad_request(MESSAGE_TOO_LONG)
    checked_markup(result.get("reply_markup"))
