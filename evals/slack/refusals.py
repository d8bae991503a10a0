"""What a method is asked with, and how it says no."""

import json
from collections.abc import Mapping
from typing import Any

from evals.slack.workspace import Json

_STRUCTURED = ("attachments", "blocks", "channel_ids", "files", "metadata", "prompts", "view")


class Refused(Exception):
    """The answer `ok: false`, with the error's word and what else Slack says."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **extra}


class Arguments:
    """The arguments of one call, whether they came as query, form or JSON."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values: Json = {name: value for name, value in values.items() if value is not None}
        for name in _STRUCTURED:
            if isinstance(self.values.get(name), str) and self.values[name][:1] in {"[", "{"}:
                self.values[name] = _structure(name, self.values[name])

    def text(self, name: str) -> str:
        """A string, empty when it is not given."""
        return str(self.values.get(name, ""))

    def flag(self, name: str) -> bool:
        """A yes or no, in any of the forms clients use."""
        return str(self.values.get(name, "")).lower() in {"1", "true", "yes"}

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise Refused("invalid_arguments") from None

    def need(self, *names: str) -> None:
        """Refuse the call unless all of these are given."""
        missing = [name for name in names if not self.values.get(name)]
        if missing:
            said = [f"[ERROR] missing required field: {name}" for name in missing]
            raise Refused("invalid_arguments", response_metadata={"messages": said})


def _structure(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Refused("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
