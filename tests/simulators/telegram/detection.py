"""What Telegram finds in a text by itself: commands, mentions, addresses, hashtags."""

import re

from tests.simulators.telegram.entities import Entity, Formatted, end, ordered, units

ZONES = "com|org|net|edu|gov|info|io|me|dev|app|kr|jp|cn|vn|id|th|ru|uz|kz|mn|us|uk|de|fr|tr|ae|za|nz|au|ca|mx|cl|ph"
DOMAIN = rf"(?:[\w-]+\.)+(?:{ZONES})"
PATH = r"(?:[/?#][^\s<>\"'`]*)?"
PATTERNS = {
    "url": rf"(?:(?:https?|ftp)://[^\s<>\"'`/?#]+\.[^\s<>\"'`/?#]+|(?<![\w@.-]){DOMAIN}(?![\w-]))(?::\d+)?{PATH}",
    "email": rf"(?<![\w.+-])[\w.+-]+@{DOMAIN}(?![\w-])",
    "bot_command": r"(?<![\w/<>@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>@])",
    "mention": r"(?<![\w.@])@[a-zA-Z0-9_]{3,32}(?!\w)",
    "hashtag": r"(?<![\w#@])#(?=\w*[^\W\d])\w{1,256}",
}
KINDS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in PATTERNS.items()}
# In this order, and only where the character appears at all: most texts have none of them.
TRIGGERS = {"email": "@", "url": ".", "bot_command": "/", "mention": "@", "hashtag": "#"}
PUNCTUATION = ".,:;!?)"
SOLID = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji", *KINDS})


def detected(given: Formatted) -> Formatted:
    """A text with the entities that nobody wrote but everybody sees; they never touch written links or code."""
    entities = list(given.entities)
    for kind in [kind for kind, trigger in TRIGGERS.items() if trigger in given.text]:
        for found in KINDS[kind].finditer(given.text):
            entity = _entity(kind, given.text, found)
            if not any(_touching(entity, other) for other in entities if other["type"] in SOLID):
                entities.append(entity)
    return Formatted(given.text, ordered(entities), given.html)


def _entity(kind: str, text: str, found: re.Match[str]) -> Entity:
    words = found[0].rstrip(PUNCTUATION) if kind == "url" else found[0]
    return {"type": kind, "offset": units(text[: found.start()]), "length": units(words)}


def _touching(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < end(other) and other["offset"] < end(one))
