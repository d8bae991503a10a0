"""Keyboards under messages and below the input field."""

from itertools import chain
from typing import Any

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.entities import units
from tests.simulators.telegram.errors import (
    BUTTON_COPY_INVALID,
    BUTTON_DATA_INVALID,
    BUTTON_TEXT_EMPTY,
    INLINE_KEYBOARD_EXPECTED,
    KEYBOARD_ROWS,
    MARKUP_LONG,
    MARKUP_NOT_OBJECT,
    MARKUP_UNPARSABLE,
    bad_request,
)
from tests.simulators.telegram.links import checked_link

Markup = dict[str, Any]

DATA_BYTES = 64
COPIED_UNITS = 256
MOST_BUTTONS = 100
ACTIONS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


def read_markup(arguments: Arguments) -> Markup | None:
    """The markup of a call, its shape checked."""
    return shaped(arguments.structure("reply_markup", MARKUP_UNPARSABLE))


def shaped(markup: Any) -> Markup | None:
    """A markup whose rows are rows and whose inline buttons do something."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request(MARKUP_NOT_OBJECT)
    rows = markup.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(KEYBOARD_ROWS)
    for button in chain.from_iterable(rows):
        _check_shape(button)
    return markup


def _check_shape(button: Any) -> None:
    reason = _flaw(button)
    if reason:
        raise bad_request(f"can't parse inline keyboard button: {reason}")


def _flaw(button: Any) -> str:
    if not isinstance(button, dict):
        return "InlineKeyboardButton must be an Object"
    if "text" not in button:
        return 'Can\'t find field "text"'
    wrong = next((name for name in ("text", "url", "callback_data") if not isinstance(button.get(name, ""), str)), "")
    if wrong:
        return f'Field "{wrong}" must be of type String'
    if button.get("url") or button.get("callback_data") or any(name in button for name in ACTIONS):
        return ""
    return "Text buttons are unallowed in the inline keyboard"


def checked_markup(markup: Markup | None, *, inline_only: bool = False) -> Markup | None:
    """The inline keyboard as the message keeps it, None when there is none; its content checked."""
    rows = (markup or {}).get("inline_keyboard") or []
    if inline_only and markup and "inline_keyboard" not in markup:
        raise bad_request(INLINE_KEYBOARD_EXPECTED)
    buttons = list(chain.from_iterable(rows))
    for check in (_check_text, _check_url, _check_copied, _check_data):
        for button in buttons:
            check(button)
    if len(buttons) > MOST_BUTTONS:
        raise bad_request(MARKUP_LONG)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _check_text(button: Markup) -> None:
    if not button["text"].strip():
        raise bad_request(BUTTON_TEXT_EMPTY)


def _check_url(button: Markup) -> None:
    if not button.get("url"):
        return
    try:
        button["url"] = checked_link(button["url"])
    except ValueError as reason:
        text = f"inline keyboard button URL '{button['url']}' is invalid: {reason}"
        raise bad_request(text) from reason


def _check_copied(button: Markup) -> None:
    if "copy_text" in button and not 0 < units(button["copy_text"].get("text", "")) <= COPIED_UNITS:
        raise bad_request(BUTTON_COPY_INVALID)


def _check_data(button: Markup) -> None:
    if len(button.get("callback_data", "").encode()) > DATA_BYTES:
        raise bad_request(BUTTON_DATA_INVALID)


def labels(markup: Markup | None) -> list[list[str]]:
    """The labels of a keyboard below the input field."""
    rows = (markup or {}).get("keyboard") or []
    return [[button if isinstance(button, str) else button["text"] for button in row] for row in rows]
