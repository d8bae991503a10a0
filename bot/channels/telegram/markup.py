"""Messages as Telegram's HTML. Text is always escaped and tags are opened and closed here alone, so it cannot break."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from bot.messaging.model import Line, Style

LIMIT = 4096
"""UTF-16 units of a message, after its entities are parsed."""
_TAGS = {Style.BOLD: "b", Style.ITALIC: "i", Style.QUOTE: "blockquote"}


def html(lines: Sequence[Line]) -> str:
    """Lines as HTML; lines of one style in a row share a tag."""
    blocks = []
    for style, group in groupby(lines, key=lambda line: line.style):
        text = escape("\n".join(line.text for line in group), quote=False)
        tag = _TAGS.get(style)
        blocks.append(f"<{tag}>{text}</{tag}>" if tag and text.strip() else text)
    return "\n".join(blocks)
