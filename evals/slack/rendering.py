"""Shows messages and views of Slack's Block Kit as one HTML page that needs nothing else."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from itertools import groupby
from types import MappingProxyType
from typing import Any, TypeAlias
from zlib import crc32

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

Block: TypeAlias = Mapping[str, Any]
"""A block, a view or a part of one, as Slack's methods take it."""
Names: TypeAlias = Mapping[str, str]
"""What people, groups and channels are called, by their ids."""

_EMOJI = {
    "arrows_counterclockwise": "🔄",
    "bell": "🔔",
    "eyes": "👀",
    "hourglass_flowing_sand": "⏳",
    "inbox_tray": "📥",
    "incoming_envelope": "📨",
    "leftwards_arrow_with_hook": "↩️",
    "lock": "🔒",
    "memo": "📝",
    "no_entry_sign": "🚫",
    "paperclip": "📎",
    "pencil2": "✏️",
    "raised_hand": "✋",
    "speech_balloon": "💬",
    "tada": "🎉",
    "thumbsup": "👍",
    "+1": "👍",
    "warning": "⚠️",
    "wastebasket": "🗑️",
    "white_check_mark": "✅",
    "x": "❌",
}
_STYLES = {"code": "code", "strike": "s", "italic": "i", "bold": "b"}
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_FENCE = re.compile(r"\n?```\n?(.+?)\n?```\n?", re.DOTALL)
_QUOTED = re.compile(r"(?:>|&gt;) ?")
_EMOJI_CODE = re.compile(r":([a-z0-9_+'-]+):")
_SPAN = re.compile(
    r"""
    `(?P<code>[^`\n]+)`
    | <(?P<control>[^<>\n]+)>
    | (?P<address>\bhttps?://[^\s<>|]+[^\s<>|.,;:!?)])
    | (?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])
    | (?<!\w)_(?P<italic>[^\s_](?:[^\n]*?[^\s])?)_(?!\w)
    | (?<![\w~])~(?P<strike>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as one reader sees it; `time` is written as given, `text` is read only where there are no `blocks`."""

    author: str
    is_app: bool
    time: str
    text: str
    blocks: Sequence[Block]
    reactions: Sequence[str] = ()
    replies: int = 0
    edited: bool = False
    only_you: bool = False


def page(
    title: str,
    channel: str,
    posts: Sequence[Shown],
    thread: Sequence[Shown] | None = None,
    modal: Block | None = None,
    home: Block | None = None,
    *,
    channels: Sequence[str] = (),
    names: Names = MappingProxyType({}),
) -> str:
    """A workspace called `title`, open at `channel`; with `home` that is the app's name, and its Home tab is shown."""
    listed = list(channels) if home or channel in channels else [channel, *channels]
    return (
        _environment(names)
        .from_string(_template())
        .render(title=title, channel=channel, channels=listed, posts=posts, thread=thread, modal=modal, home=home)
    )


def mrkdwn(text: str, names: Names = MappingProxyType({})) -> Markup:
    """Slack's own markup as HTML."""
    pieces = _FENCE.split(text)
    shown = [
        Markup("<pre>{}</pre>").format(_unescaped(piece)) if position % 2 else _lines(piece, names)
        for position, piece in enumerate(pieces)
    ]
    return Markup("").join(shown)


def plain(text: str) -> Markup:
    """Text in which nothing but emoji codes is markup."""
    return escape(_EMOJI_CODE.sub(lambda code: _EMOJI.get(code[1], code[0]), text))


def written(value: str | Block, names: Names = MappingProxyType({})) -> Markup:
    """A text object, or the bare words of one."""
    if isinstance(value, str):
        return plain(value)
    return mrkdwn(value["text"], names) if value["type"] == "mrkdwn" else plain(value["text"])


def rich_text(block: Block, names: Names = MappingProxyType({})) -> Markup:
    """A block of rich text."""
    return Markup("").join(_part(part, names) for part in block["elements"])


def unsupported(what: str, kind: str) -> Markup:
    """Stands where something is that this page cannot show."""
    return Markup('<span class="unsupported">unsupported {}: {}</span>').format(what, kind)


def _environment(names: Names) -> Environment:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {
        "mrkdwn": partial(mrkdwn, names=names),
        "written": partial(written, names=names),
        "rich_text": partial(rich_text, names=names),
        "initials": _initials,
        "shade": _shade,
        "emoji": _emoji,
        "counted": Counter,
    }
    environment.globals["unsupported"] = unsupported
    return environment


def _template() -> str:
    return resources.files("evals.slack").joinpath("page.html.jinja").read_text(encoding="utf-8")


def _lines(text: str, names: Names) -> Markup:
    """Lines of which some are quoted."""
    shown = []
    for quoted, group in groupby(text.split("\n"), key=lambda line: bool(_QUOTED.match(line))):
        lines = (_QUOTED.sub("", line, count=1) if quoted else line for line in group)
        tag = "blockquote" if quoted else "div"
        shown.append(Markup("<{0}>{1}</{0}>").format(tag, _spans("\n".join(lines), names)))
    return Markup("").join(shown) if text else Markup("")


def _spans(text: str, names: Names) -> Markup:
    shown, end = [], 0
    for found in _SPAN.finditer(text):
        kind = found.lastgroup or ""
        shown += [plain(_unescaped(text[end : found.start()])), _span(kind, found[kind], names)]
        end = found.end()
    return Markup("").join([*shown, plain(_unescaped(text[end:]))])


def _span(kind: str, text: str, names: Names) -> Markup:
    if kind == "control":
        return _control(text, names)
    if kind == "address":
        return _link(_unescaped(text), "")
    if kind == "code":
        return Markup("<code>{}</code>").format(_unescaped(text))
    return Markup("<{0}>{1}</{0}>").format(_STYLES[kind], _spans(text, names))


def _control(text: str, names: Names) -> Markup:
    """What stands in angle brackets: a person, a channel, a group, a date or a link."""
    target, _, label = map(_unescaped, text.partition("|"))
    if target.startswith(("@", "#")):
        return _mention(target[0], label or names.get(target[1:], target[1:]))
    if target.startswith("!subteam^"):
        group = target.removeprefix("!subteam^")
        return _mention("@", label.removeprefix("@") or names.get(group, group))
    if target.startswith("!date^"):
        return escape(label)
    if target.startswith("!"):
        return _mention("@", target[1:])
    return _link(target, label)


def _mention(sign: str, name: str) -> Markup:
    return Markup('<span class="mention">{}{}</span>').format(sign, name)


def _link(address: str, label: str) -> Markup:
    if not _SAFE_LINK.match(address):
        return escape(label or address)
    return Markup('<a href="{}">{}</a>').format(address, label or address.removeprefix("mailto:"))


def _unescaped(text: str) -> str:
    """Slack's texts carry these three entities and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _part(part: Block, names: Names) -> Markup:
    """A section, quote, list or preformatted part of rich text."""
    kind = part["type"]
    if kind == "rich_text_list":
        tag = "ol" if part["style"] == "ordered" else "ul"
        items = Markup("").join(Markup("<li>{}</li>").format(_inline(item, names)) for item in part["elements"])
        return Markup('<{0} style="--indent: {1:d}">{2}</{0}>').format(tag, part.get("indent", 0), items)
    tags = {"rich_text_section": "div", "rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}
    if kind not in tags:
        return unsupported("rich text", kind)
    return Markup("<{0}>{1}</{0}>").format(tags[kind], _inline(part, names))


def _inline(part: Block, names: Names) -> Markup:
    return Markup("").join(_styled(element, names) for element in part["elements"])


def _styled(element: Block, names: Names) -> Markup:
    show = _ELEMENTS.get(element["type"])
    shown = show(element, names) if show else unsupported("element", element["type"])
    for style, tag in _STYLES.items():
        if element.get("style", {}).get(style):
            shown = Markup("<{0}>{1}</{0}>").format(tag, shown)
    return shown


_ELEMENTS: dict[str, Callable[[Block, Names], Markup]] = {
    "text": lambda element, _: escape(element["text"]),
    "link": lambda element, _: _link(element["url"], element.get("text", "")),
    "emoji": lambda element, _: escape(_emoji(element["name"], element.get("unicode", ""))),
    "user": lambda element, names: _mention("@", names.get(element["user_id"], element["user_id"])),
    "usergroup": lambda element, names: _mention("@", names.get(element["usergroup_id"], element["usergroup_id"])),
    "channel": lambda element, names: _mention("#", names.get(element["channel_id"], element["channel_id"])),
    "broadcast": lambda element, _: _mention("@", element["range"]),
}


def _emoji(name: str, code: str = "") -> str:
    """An emoji by its name, or by the hexadecimal code points that Slack adds to it."""
    if code:
        return "".join(chr(int(point, 16)) for point in code.split("-"))
    return _EMOJI.get(name, f":{name}:")


def _initials(name: str) -> str:
    """Two letters of a name in Latin letters, one of another."""
    words = name.split() or ["?"]
    return "".join(word[0] for word in words[:2]).upper() if name.isascii() else words[0][0]


def _shade(name: str) -> int:
    """A hue that stays with a name."""
    return crc32(name.encode()) % 360
