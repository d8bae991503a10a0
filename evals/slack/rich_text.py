"""Slack's checks of rich_text blocks."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

from evals.slack.problems import Problems, kind_of

_STYLES = frozenset({"bold", "italic", "strike", "code", "underline", "unlink"})
_NEEDED: Mapping[str, str] = MappingProxyType(
    {
        "text": "text",
        "link": "url",
        "emoji": "name",
        "user": "user_id",
        "usergroup": "usergroup_id",
        "channel": "channel_id",
        "broadcast": "range",
    }
)
_EXTRA: Mapping[str, Collection[str]] = MappingProxyType(
    {"link": {"text", "unsafe"}, "emoji": {"unicode", "skin_tone", "url"}}
)
_PREFORMATTED = frozenset({"text", "link"})


def check_rich_text(problems: Problems, block: Mapping[str, Any], pointer: str) -> None:
    """A block of sections, quotes, lists and preformatted text."""
    for index, value in enumerate(problems.items(block, "elements", pointer, 1000)):
        place = f"{pointer}/elements/{index}"
        kind = kind_of(value)
        if kind in _PARTS:
            _PARTS[kind](problems, value, place)
        else:
            problems.add(f"unsupported type: {kind}", f"{place}/type")


def _section(problems: Problems, value: object, pointer: str) -> None:
    part = problems.mapping(value, pointer, {"type", "elements"})
    _inner(problems, part, pointer, _NEEDED)


def _quote(problems: Problems, value: object, pointer: str) -> None:
    part = problems.mapping(value, pointer, {"type", "elements", "border"})
    _inner(problems, part, pointer, _NEEDED)


def _preformatted(problems: Problems, value: object, pointer: str) -> None:
    part = problems.mapping(value, pointer, {"type", "elements", "border", "language"})
    _inner(problems, part, pointer, _PREFORMATTED)


def _list(problems: Problems, value: object, pointer: str) -> None:
    part = problems.mapping(value, pointer, {"type", "elements", "style", "indent", "offset", "border"})
    if "style" not in part:
        problems.add("missing required field: style", pointer)
    problems.one_of(part, "style", pointer, {"bullet", "ordered"})
    for index, entry in enumerate(problems.items(part, "elements", pointer, 1000)):
        place = f"{pointer}/elements/{index}"
        if isinstance(entry, dict) and entry.get("type") == "rich_text_section":
            _section(problems, entry, place)
        else:
            problems.add("unsupported type: must be rich_text_section", f"{place}/type")


def _inner(problems: Problems, part: Mapping[str, Any], pointer: str, allowed: Collection[str]) -> None:
    for index, value in enumerate(problems.items(part, "elements", pointer, 1000, least=0)):
        place = f"{pointer}/elements/{index}"
        kind = kind_of(value)
        if kind not in allowed:
            problems.add(f"unsupported type: {kind}", f"{place}/type")
            continue
        found = problems.mapping(value, place, {"type", "style", _NEEDED[kind], *_EXTRA.get(kind, ())})
        problems.string(found, _NEEDED[kind], place, 40_000, needed=True)
        style = problems.mapping(found.get("style", {}), f"{place}/style", _STYLES)
        if not all(isinstance(on, bool) for on in style.values()):
            problems.add("must provide a boolean", f"{place}/style")


_PARTS: Mapping[str, Callable[[Problems, object, str], None]] = MappingProxyType(
    {
        "rich_text_section": _section,
        "rich_text_quote": _quote,
        "rich_text_preformatted": _preformatted,
        "rich_text_list": _list,
    }
)
