"""The parameters of a call, whichever way they came: query, JSON, form or multipart."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.simulators.telegram.errors import bad_request

INTEGERS = frozenset(
    {
        "cache_time",
        "chat_id",
        "from_chat_id",
        "limit",
        "max_connections",
        "message_id",
        "message_thread_id",
        "offset",
        "reply_to_message_id",
        "timeout",
        "user_id",
    }
)
FLAGS = frozenset(
    {
        "allow_sending_without_reply",
        "disable_notification",
        "disable_web_page_preview",
        "drop_pending_updates",
        "is_big",
        "is_personal",
        "protect_content",
        "show_alert",
    }
)
STRUCTURES = frozenset(
    {
        "allowed_updates",
        "button",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "reaction",
        "reply_markup",
        "reply_parameters",
        "results",
        "scope",
    }
)
TRUE = frozenset({"true", "yes", "1"})
ATTACHED = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    name: str
    data: bytes


def _whole(value: Any) -> Any:
    with suppress(ValueError, TypeError):
        return int(str(value).strip())
    return value


def _structure(value: Any) -> Any:
    with suppress(ValueError):
        return json.loads(value) if isinstance(value, str) and value else value
    return value


def _read(name: str, value: Any) -> Any:
    if name in INTEGERS:
        return _whole(value)
    if name in FLAGS:
        return str(value).lower() in TRUE
    return _structure(value) if name in STRUCTURES else value


class Arguments:
    """Parameters by name; `values` is what a test sees, the same for every way of sending."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.values = {name: _read(name, value) for name, value in raw.items() if value is not None}

    def has(self, name: str) -> bool:
        """Whether a parameter was given and is not empty."""
        return self.values.get(name) not in (None, "")

    def text(self, name: str) -> str:
        """A text, empty when it was not given."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """A number, moved into its range as the server does instead of refusing."""
        value = self.values.get(name, "")
        number = value if isinstance(value, int) else default
        if low is not None:
            number = max(low, number)
        return number if high is None else min(high, number)

    def flag(self, name: str) -> bool:
        """A switch, off when it was not given."""
        return bool(self.values.get(name, False))

    def structure(self, name: str, refusal: str) -> Any:
        """A list or an object, None when it was not given; a text that is no JSON is refused."""
        value = self.values.get(name)
        if isinstance(value, str) and value:
            raise bad_request(refusal)
        return None if value == "" else value

    def upload(self, name: str) -> Upload | None:
        """The file of a field, sent in the field itself or attached under another name."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith(ATTACHED):
            value = self.values.get(value.removeprefix(ATTACHED))
        return value if isinstance(value, Upload) else None
