"""Slack's own checks of blocks and views, and the ids it gives to what has none."""

import copy
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from evals.slack.elements import IN_ACTIONS, IN_INPUT, IN_SECTION, check_element
from evals.slack.problems import ANY_TEXT, PLAIN, Problems, kind_of
from evals.slack.refusals import Refused
from evals.slack.rich_text import check_rich_text
from evals.slack.workspace import Json

IN_MESSAGE = 50
IN_VIEW = 100
ALL_TEXT = 12_000
"""How much text the blocks of one message may hold together; measured, not documented."""

_KEYS: Mapping[str, Collection[str]] = MappingProxyType(
    {
        "actions": {"elements"},
        "context": {"elements"},
        "divider": {},
        "header": {"text"},
        "image": {"image_url", "alt_text", "title", "slack_file"},
        "input": {"label", "element", "hint", "optional", "dispatch_action"},
        "markdown": {"text"},
        "rich_text": {"elements"},
        "section": {"text", "fields", "accessory", "expand"},
    }
)
_VIEW_KEYS = frozenset(
    {"type", "title", "blocks", "submit", "close", "private_metadata", "callback_id", "external_id"}
    | {"clear_on_close", "notify_on_close", "submit_disabled"}
)


def check_message(blocks: object) -> list[Json]:
    """The blocks of a message as Slack stores them, if it takes them."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    problems = Problems()
    _blocks(problems, blocks, "/blocks", IN_MESSAGE)
    if problems.found:
        said = [f"[ERROR] {problem}" for problem in problems.found]
        raise Refused("invalid_blocks", errors=problems.found, response_metadata={"messages": said})
    if sum(map(len, _texts(blocks))) > ALL_TEXT:
        raise Refused("msg_blocks_too_long")
    return _named(blocks)


def check_view(view: object) -> Json:
    """A modal or a home tab as Slack keeps it, if it takes it."""
    problems = Problems()
    shape = problems.mapping(view, "/view", _VIEW_KEYS)
    if shape.get("type") not in {"modal", "home"}:
        problems.add(f"unsupported type: {shape.get('type')}", "/view/type")
    if shape.get("type") == "modal":
        _modal(problems, shape)
    problems.string(shape, "private_metadata", "/view", 3000)
    problems.string(shape, "callback_id", "/view", 255)
    problems.string(shape, "external_id", "/view", 255)
    blocks = problems.items(shape, "blocks", "/view", IN_VIEW, least=0)
    _blocks(problems, blocks, "/view/blocks", IN_VIEW)
    if problems.found:
        said = [f"[ERROR] {problem}" for problem in dict.fromkeys(problems.found)]
        raise Refused("invalid_arguments", response_metadata={"messages": said})
    return shape | {"blocks": _named(blocks)}


def _modal(problems: Problems, view: Mapping[str, Any]) -> None:
    problems.text(view, "title", "/view", 24, PLAIN)
    problems.maybe_text(view, "submit", "/view", 24)
    problems.maybe_text(view, "close", "/view", 24)
    blocks = view.get("blocks")
    inputs = isinstance(blocks, list) and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks)
    if inputs and view.get("submit") is None:
        problems.add("missing required field: submit", "/view")


def _blocks(problems: Problems, blocks: list[Any], pointer: str, most: int) -> None:
    if len(blocks) > most:
        problems.add(f"no more than {most} items allowed", pointer)
    seen: set[str] = set()
    for index, value in enumerate(blocks):
        place = f"{pointer}/{index}"
        kind = kind_of(value)
        if kind not in _KEYS:
            problems.add(f"unsupported type: {kind}", f"{place}/type")
            continue
        block = problems.mapping(value, place, {"type", "block_id", *_KEYS[kind]})
        name = problems.string(block, "block_id", place, 255)
        if name and name in seen:
            problems.add(f"block_id already exists: {name}", f"{place}/block_id")
        seen.add(name)
        if kind in _CHECKS:
            _CHECKS[kind](problems, block, place)


def _section(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    if "fields" in block:
        for index, value in enumerate(problems.items(block, "fields", pointer, 10)):
            problems.text_object(value, f"{pointer}/fields/{index}", 2000, ANY_TEXT)
    if "text" in block or "fields" not in block:
        problems.text(block, "text", pointer, 3000, ANY_TEXT)
    if "accessory" in block:
        check_element(problems, block["accessory"], f"{pointer}/accessory", IN_SECTION)


def _header(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    problems.text(block, "text", pointer, 150, PLAIN)


def _context(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    for index, value in enumerate(problems.items(block, "elements", pointer, 10)):
        place = f"{pointer}/elements/{index}"
        if isinstance(value, dict) and value.get("type") == "image":
            check_element(problems, value, place, {"image"})
        else:
            problems.text_object(value, place, 3000, ANY_TEXT)


def _actions(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    seen: set[str] = set()
    for index, value in enumerate(problems.items(block, "elements", pointer, 25)):
        place = f"{pointer}/elements/{index}"
        check_element(problems, value, place, IN_ACTIONS)
        name = str(value.get("action_id", "")) if isinstance(value, dict) else ""
        if name and name in seen:
            problems.add(f"action_id already exists: {name}", f"{place}/action_id")
        seen.add(name)


def _image(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    problems.string(block, "alt_text", pointer, 2000, needed=True)
    problems.maybe_text(block, "title", pointer, 2000)
    if "slack_file" not in block:
        problems.string(block, "image_url", pointer, 3000, needed=True)


def _input(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    problems.text(block, "label", pointer, 2000, PLAIN)
    problems.maybe_text(block, "hint", pointer, 2000)
    check_element(problems, block.get("element"), f"{pointer}/element", IN_INPUT)


def _markdown(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    problems.string(block, "text", pointer, ALL_TEXT, needed=True)


_CHECKS: Mapping[str, Callable[[Problems, Mapping[str, Any], str], None]] = MappingProxyType(
    {
        "actions": _actions,
        "context": _context,
        "header": _header,
        "image": _image,
        "input": _input,
        "markdown": _markdown,
        "rich_text": check_rich_text,
        "section": _section,
    }
)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _named(blocks: list[Json]) -> list[Json]:
    stored = copy.deepcopy(blocks)
    for block in stored:
        if not block.get("block_id"):
            block["block_id"] = uuid.uuid4().hex[:5]
        if block["type"] in {"actions", "section", "input"}:
            for element in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
                if element and element["type"] != "image" and not element.get("action_id"):
                    element["action_id"] = uuid.uuid4().hex[:5]
    return stored
