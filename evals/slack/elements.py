"""Slack's checks of the elements people press, choose from and write into."""

import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from evals.slack.problems import ANY_TEXT, PLAIN, Problems, kind_of

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMMON = frozenset({"type", "action_id", "confirm", "focus_on_load"})
_CHOICE = _COMMON | {"options"}
_OPTION_KEYS = frozenset({"text", "value", "description", "url"})

KEYS: Mapping[str, Collection[str]] = MappingProxyType(
    {
        "button": (_COMMON - {"focus_on_load"}) | {"text", "value", "url", "style", "accessibility_label"},
        "checkboxes": _CHOICE | {"initial_options"},
        "datepicker": _COMMON | {"initial_date", "placeholder"},
        "image": {"type", "image_url", "alt_text", "slack_file"},
        "overflow": (_COMMON - {"focus_on_load"}) | {"options"},
        "plain_text_input": (_COMMON - {"confirm"})
        | {"initial_value", "multiline", "min_length", "max_length", "placeholder", "dispatch_action_config"},
        "radio_buttons": _CHOICE | {"initial_option"},
        "static_select": _CHOICE | {"option_groups", "initial_option", "placeholder"},
        "users_select": _COMMON | {"initial_user", "placeholder"},
    }
)
"""The elements that are known, and the properties each may have."""

_PRESSED = frozenset(KEYS) - {"image", "plain_text_input"}
IN_ACTIONS = _PRESSED
IN_SECTION = _PRESSED | {"image"}
IN_INPUT = frozenset(KEYS) - {"image", "button", "overflow"}


def check_element(problems: Problems, value: object, pointer: str, allowed: Collection[str]) -> None:
    """An element of one of the kinds its block may hold."""
    kind = kind_of(value)
    if kind not in allowed:
        problems.add(f"unsupported type: {kind}", f"{pointer}/type")
        return
    element = problems.mapping(value, pointer, KEYS[kind])
    problems.string(element, "action_id", pointer, 255)
    if "confirm" in element:
        _confirm(problems, element["confirm"], f"{pointer}/confirm")
    problems.maybe_text(element, "placeholder", pointer, 150)
    if kind in _CHECKS:
        _CHECKS[kind](problems, element, pointer)


def _button(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    problems.text(element, "text", pointer, 75, PLAIN)
    problems.string(element, "value", pointer, 2000)
    problems.string(element, "url", pointer, 3000)
    problems.string(element, "accessibility_label", pointer, 75)
    problems.one_of(element, "style", pointer, {"primary", "danger"})


def _image(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    problems.string(element, "alt_text", pointer, 2000, needed=True)
    if "slack_file" not in element:
        problems.string(element, "image_url", pointer, 3000, needed=True)


def _input(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    problems.string(element, "initial_value", pointer, 3000)
    for name, least in (("min_length", 0), ("max_length", 1)):
        if name in element and not least <= element[name] <= 3000:
            problems.add(f"must be between {least} and 3000", f"{pointer}/{name}")


def _date(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    if "initial_date" in element and not _DATE.fullmatch(str(element["initial_date"])):
        problems.add("must be a valid date", f"{pointer}/initial_date")


def _select(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    if "option_groups" not in element:
        _options(problems, element, pointer, 100)
        return
    for index, group in enumerate(problems.items(element, "option_groups", pointer, 100)):
        place = f"{pointer}/option_groups/{index}"
        found = problems.mapping(group, place, {"label", "options"})
        problems.text(found, "label", place, 75, PLAIN)
        _options(problems, found, place, 100)


def _few(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    _options(problems, element, pointer, 10, ANY_TEXT)


def _overflow(problems: Problems, element: Mapping[str, Any], pointer: str) -> None:
    _options(problems, element, pointer, 5)


def _options(
    problems: Problems, owner: Mapping[str, Any], pointer: str, most: int, kinds: Collection[str] = PLAIN
) -> None:
    options = problems.items(owner, "options", pointer, most)
    for index, option in enumerate(options):
        place = f"{pointer}/options/{index}"
        found = problems.mapping(option, place, _OPTION_KEYS)
        problems.text(found, "text", place, 75, kinds)
        problems.string(found, "value", place, 150, needed=True)
        if "description" in found:
            problems.text(found, "description", place, 75, kinds)
    for initial in [owner["initial_option"]] if "initial_option" in owner else owner.get("initial_options", []):
        if initial not in options:
            problems.add("initial option must be one of the options", pointer)


def _confirm(problems: Problems, value: object, pointer: str) -> None:
    shape = problems.mapping(value, pointer, {"title", "text", "confirm", "deny", "style"})
    problems.text(shape, "title", pointer, 100, PLAIN)
    problems.text(shape, "text", pointer, 300, ANY_TEXT)
    problems.text(shape, "confirm", pointer, 30, PLAIN)
    problems.text(shape, "deny", pointer, 30, PLAIN)


_CHECKS: Mapping[str, Callable[[Problems, Mapping[str, Any], str], None]] = MappingProxyType(
    {
        "button": _button,
        "checkboxes": _few,
        "datepicker": _date,
        "image": _image,
        "overflow": _overflow,
        "plain_text_input": _input,
        "radio_buttons": _few,
        "static_select": _select,
    }
)
