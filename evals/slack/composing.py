"""What becomes of the text a person types: Slack's escaping, and the rich_text block beside it."""

import re

from evals.slack.workspace import Json

_TOKEN = re.compile(
    r"<(?:@[UW]\w+(?:\|[^<>]*)?|#C\w+(?:\|[^<>]*)?|![^<>\s]+|(?:https?://|mailto:)[^<>\s|]+(?:\|[^<>]*)?)>"
)
_BARE = re.compile(r"&(?!(?:amp|lt|gt);)")


def escaped(text: str) -> str:
    """The text as Slack sends it: mentions and links stay, all other angle brackets and ampersands are escaped."""
    parts, end = [], 0
    for token in _TOKEN.finditer(text):
        parts += [_plain(text[end : token.start()]), token.group()]
        end = token.end()
    return "".join([*parts, _plain(text[end:])])


def rich_text(text: str, block_id: str) -> Json:
    """The block Slack makes of an escaped text."""
    elements: list[Json] = []
    end = 0
    for token in _TOKEN.finditer(text):
        elements += [*_said(text[end : token.start()]), _element(token.group()[1:-1])]
        end = token.end()
    elements += _said(text[end:])
    section = {"type": "rich_text_section", "elements": elements}
    return {"type": "rich_text", "block_id": block_id, "elements": [section]}


def _plain(text: str) -> str:
    return _BARE.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _said(text: str) -> list[Json]:
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return [{"type": "text", "text": plain}] if plain else []


def _element(token: str) -> Json:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": target} | ({"text": label} if label else {})
