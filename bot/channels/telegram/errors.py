"""What the Bot API's error descriptions mean; compared in lower case, as some frameworks change them."""

import re

from bot.messaging.errors import Blocked, DeliveryError, NotModified, Rejected, Stale, TooLong

_MEANINGS: tuple[tuple[str, type[DeliveryError]], ...] = (
    ("message is not modified", NotModified),
    ("query is too old", Stale),
    ("query_id_invalid", Stale),
    ("message to edit not found", Stale),
    ("message can't be edited", Stale),
    ("message to be replied not found", Stale),
    ("message thread not found", Stale),
    ("message is too long", TooLong),
    ("message_too_long", TooLong),
    ("text is too long", TooLong),
    ("chat not found", Blocked),
    ("peer_id_invalid", Blocked),
    ("chat_write_forbidden", Blocked),
    ("not enough rights to send", Blocked),
    ("have no rights to send", Blocked),
)


_QUOTED = re.compile(r'"[^"]*"')
"""What Telegram repeats of our text."""


def bad_request(description: str | None) -> DeliveryError:
    """The error for a description of status 400."""
    said = (description or "").lower()
    meaning = next((error for words, error in _MEANINGS if words in said), Rejected)
    return meaning(_QUOTED.sub('"…"', description or "no description"))
