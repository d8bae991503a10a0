"""Collecting what is wrong with blocks and views, in the words and with the pointers Slack uses."""

from collections.abc import Collection, Mapping
from typing import Any

PLAIN = frozenset({"plain_text"})
ANY_TEXT = frozenset({"plain_text", "mrkdwn"})
_TEXT_KEYS = frozenset({"type", "text", "emoji", "verbatim"})


def kind_of(value: object) -> str:
    """The type an object says it has, empty when it says none."""
    return str(value.get("type", "")) if isinstance(value, dict) else ""


class Problems:
    """What is wrong, each with a pointer to where."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, what: str, pointer: str) -> None:
        """Note one more."""
        self.found.append(f"{what} [json-pointer:{pointer}]")

    def mapping(self, value: object, pointer: str, allowed: Collection[str]) -> dict[str, Any]:
        """An object without any property Slack does not know; empty when it is no object."""
        if not isinstance(value, dict):
            self.add("must provide an object", pointer)
            return {}
        for name in value:
            if name not in allowed:
                self.add(f"invalid additional property: {name}", pointer)
        return value

    def items(self, owner: Mapping[str, Any], name: str, pointer: str, most: int, least: int = 1) -> list[Any]:
        """A list of at least and at most so many."""
        value = owner.get(name)
        if value is None:
            self.add(f"missing required field: {name}", pointer)
            return []
        if not isinstance(value, list):
            self.add("must provide an array", f"{pointer}/{name}")
            return []
        if len(value) < least:
            self.add(f"no fewer than {least} items allowed", f"{pointer}/{name}")
        if len(value) > most:
            self.add(f"no more than {most} items allowed", f"{pointer}/{name}")
        return value

    def string(self, owner: Mapping[str, Any], name: str, pointer: str, most: int, *, needed: bool = False) -> str:
        """A string of at most so many characters."""
        if name not in owner:
            if needed:
                self.add(f"missing required field: {name}", pointer)
            return ""
        value: object = owner[name]
        if not isinstance(value, str):
            self.add("must provide a string", f"{pointer}/{name}")
            return ""
        if needed and not value:
            self.add("must be more than 0 characters", f"{pointer}/{name}")
        if len(value) > most:
            self.add(f"must be less than {most + 1} characters", f"{pointer}/{name}")
        return value

    def text(self, owner: Mapping[str, Any], name: str, pointer: str, most: int, kinds: Collection[str]) -> None:
        """A text object that must be there."""
        if owner.get(name) is None:
            self.add(f"missing required field: {name}", pointer)
        else:
            self.text_object(owner[name], f"{pointer}/{name}", most, kinds)

    def maybe_text(self, owner: Mapping[str, Any], name: str, pointer: str, most: int) -> None:
        """A plain text object, if there is one."""
        if owner.get(name) is not None:
            self.text_object(owner[name], f"{pointer}/{name}", most, PLAIN)

    def text_object(self, value: object, pointer: str, most: int, kinds: Collection[str]) -> None:
        """A text object of one of some kinds."""
        shape = self.mapping(value, pointer, _TEXT_KEYS)
        if shape and shape.get("type") not in kinds:
            self.add(f"unsupported type: {shape.get('type')}", f"{pointer}/type")
        if shape:
            self.string(shape, "text", pointer, most, needed=True)

    def one_of(self, owner: Mapping[str, Any], name: str, pointer: str, allowed: Collection[str]) -> None:
        """One of a few words, if there is one."""
        if name in owner and owner[name] not in allowed:
            self.add(f"must be one of the allowed values: {', '.join(sorted(allowed))}", f"{pointer}/{name}")
