"""What somebody wrote on Slack, as plain text: of its rich text where there is one, else of its markup."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

_MARK = re.compile(r"<([^<>\n]*)>")
_NAMED = {
    "user": ("@", "user_id"),
    "channel": ("#", "channel_id"),
    "usergroup": ("@", "usergroup_id"),
    "broadcast": ("@", "range"),
}
"""Mentions in rich text: their sign, and the key of what they name."""
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def plain(event: Mapping[str, Any]) -> str:
    """The text of a message event, without markup."""
    rich = [block for block in _list(event.get("blocks")) if block.get("type") == "rich_text"]
    text = "\n".join(_rich(block) for block in rich) if rich else unmarked(str(event.get("text") or ""))
    return text.strip()


def unmarked(text: str) -> str:
    """Slack's own markup undone: links, mentions and entities."""
    undone = _MARK.sub(lambda found: _reference(found.group(1)), text)
    for entity, character in _ENTITIES:
        undone = undone.replace(entity, character)
    return undone


def addressed(text: str, user: str) -> str | None:
    """A text that names our user anywhere, without that name; None where it does not."""
    name = f"@{user}"
    if not re.search(rf"{re.escape(name)}(?![A-Z0-9])", text):
        return None
    return " ".join(part for part in re.split(rf"[ \t]*{re.escape(name)}(?![A-Z0-9])[,:]?[ \t]*", text) if part).strip()


def escaped(text: str) -> str:
    """Plain text that means nothing to Slack's markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _reference(inside: str) -> str:
    """What stands between pointed brackets: a mention, a date, or a link with its label."""
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return target
        case "#":
            return f"#{label or target[1:]}"
        case "!" if target.startswith("!date"):
            return label
        case "!":
            return f"@{(label or target[1:]).removeprefix('@')}"
    return _link(target, label)


def _link(target: str, label: str) -> str:
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({bare})" if label and label not in {bare, target} else bare


def _rich(block: Mapping[str, Any]) -> str:
    return "\n".join(_element(element) for element in _list(block.get("elements")))


def _element(element: Mapping[str, Any]) -> str:
    """A paragraph, a quotation, preformatted text or a list."""
    inner = _list(element.get("elements"))
    if element.get("type") != "rich_text_list":
        return "".join(map(_inline, inner)).strip("\n")
    ordered, first = element.get("style") == "ordered", _number(element.get("offset"), 10_000) + 1
    indent = "  " * _number(element.get("indent"), 8)
    signs = [f"{number}." if ordered else "•" for number in range(first, first + len(inner))]
    return "\n".join(f"{indent}{sign} {_element(one)}" for sign, one in zip(signs, inner, strict=True))


def _number(value: Any, most: int) -> int:
    """A small number; nothing for anything else."""
    return max(0, min(value, most)) if isinstance(value, int) else 0


def _inline(part: Mapping[str, Any]) -> str:
    kind = str(part.get("type"))
    if kind in _NAMED:
        sign, key = _NAMED[kind]
        return f"{sign}{part.get(key, '')}"
    if kind == "link":
        return _link(str(part.get("url") or ""), str(part.get("text") or ""))
    return _emoji(part) if kind == "emoji" else str(part.get("text") or part.get("fallback") or "")


def _emoji(part: Mapping[str, Any]) -> str:
    """The characters themselves; one of the workspace's own by its name."""
    points = str(part.get("unicode") or "")
    try:
        return "".join(chr(int(point, 16)) for point in points.split("-")) if points else f":{part.get('name', '')}:"
    except (ValueError, OverflowError):
        return f":{part.get('name', '')}:"


def _list(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
