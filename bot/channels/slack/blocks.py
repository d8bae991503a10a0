"""Messages as Slack's blocks: rich text, in which a plain text means nothing to any markup, and buttons."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.channels.slack.wording import escaped
from bot.handover.tokens import Verb
from bot.messaging.model import Button, Keyboard, Line, Message, Style
from bot.messaging.splitting import cut, split

LIMIT = 8000
"""UTF-16 units of a message: with its buttons it stays under the 9,000 characters of blocks that Slack surely takes."""
_LABEL, _FALLBACK, _TEXT = 75, 3000, 3900
"""Characters of a button, and of the text for notifications and readers of screens, before and after escaping."""
_LINK = re.compile(
    r"https?://[^\s<>。、，！？；：（）「」『』【】〈〉《》]*[^\s<>。、，！？；：（）「」『』【】〈〉《》.,;:!?)\]}'\"»”’]"
)

_STYLES: Mapping[str, str] = {Verb.CLAIM: "primary", Verb.SEND: "primary", Verb.OVERRIDE: "danger"}
"""What stands out: the step that comes next, and the one that goes against advice."""

Block = dict[str, Any]


def parts(message: Message) -> list[Message]:
    """A message as those that Slack takes; the buttons are under the last."""
    lines = [*split(message.lines, LIMIT)] or [()]
    return [*map(Message, lines[:-1]), Message(lines[-1], message.keyboard)]


def first_part(message: Message) -> Message:
    """As much of a message as fits into the one it replaces, with its buttons."""
    every = parts(message)
    more = (Line("…"),) if len(every) > 1 else ()
    return Message((*every[0].lines, *more), message.keyboard)


def blocks(message: Message, identity: str = "") -> list[Block]:
    """The blocks of a message that fits; the first one's id tells later which parcel it was."""
    shown: list[Block] = [{"type": "rich_text", "elements": list(_elements(message.lines))}] if message.lines else []
    if shown and identity:
        shown[0]["block_id"] = identity
    return [*shown, *buttons(message.keyboard)]


def buttons(keyboard: Keyboard) -> list[Block]:
    """Rows of buttons; what a button carries is its value."""
    rows = [[_button(one, f"{row}-{place}") for place, one in enumerate(line)] for row, line in enumerate(keyboard)]
    return [{"type": "actions", "block_id": f"row-{row}", "elements": line} for row, line in enumerate(rows) if line]


def fallback(message: Message) -> str:
    """The text beside the blocks; a character may become five."""
    whole = escaped(cut(message.text, _FALLBACK))
    return (whole if len(whole) <= _TEXT else escaped(cut(message.text, _TEXT // 5))) or " "


def _button(button: Button, action: str) -> Block:
    label = {"type": "plain_text", "text": cut(button.label, _LABEL), "emoji": False}
    shown: Block = {"type": "button", "text": label, "value": button.data, "action_id": f"press-{action}"}
    style = _STYLES.get(button.data.partition(":")[0])
    return shown | ({"style": style} if style else {})


def _elements(lines: Sequence[Line]) -> Iterator[Block]:
    """Quoted lines in a row are one quotation, the others one section."""
    pending: list[Line] = []
    for line in lines:
        if pending and (pending[-1].style is Style.QUOTE) != (line.style is Style.QUOTE):
            yield _section(pending)
            pending = []
        pending.append(line)
    if pending:
        yield _section(pending)


def _section(lines: Sequence[Line]) -> Block:
    kind = "rich_text_quote" if lines[0].style is Style.QUOTE else "rich_text_section"
    inner: list[Block] = []
    for number, line in enumerate(lines):
        pieces = [_text("\n", lines[number - 1])] if number else []
        for piece in (*pieces, *_inline(line)):
            _append(inner, piece)
    return {"type": kind, "elements": inner or [{"type": "text", "text": " "}]}


def _append(inner: list[Block], piece: Block) -> None:
    """Texts of one style are one element: Slack takes only so many."""
    last = inner[-1] if inner else {}
    if piece["type"] == last.get("type") == "text" and piece.get("style") == last.get("style"):
        last["text"] += piece["text"]
    else:
        inner.append(piece)


def _inline(line: Line) -> Iterator[Block]:
    """A line with its links; Slack takes no empty text."""
    if line.link:
        yield {"type": "link", "url": line.link, "text": line.text or line.link} | _style(line)
        return
    start = 0
    for found in _LINK.finditer(line.text):
        if before := line.text[start : found.start()]:
            yield _text(before, line)
        start = found.end() + (line.text[found.end() : found.end() + 1] == ")" and _opens(found.group()))
        yield {"type": "link", "url": line.text[found.start() : start]}
    if rest := line.text[start:]:
        yield _text(rest, line)


def _opens(url: str) -> bool:
    """Whether a bracket is open in it, as in addresses of encyclopaedias."""
    return url.count("(") > url.count(")")


def _text(text: str, line: Line) -> Block:
    return {"type": "text", "text": text} | _style(line)


def _style(line: Line) -> Block:
    styles = {Style.BOLD: {"bold": True}, Style.ITALIC: {"italic": True}}
    return {"style": styles[line.style]} if line.style in styles else {}
