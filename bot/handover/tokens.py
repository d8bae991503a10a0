"""What a button at the desk carries: what to do with which ticket, never content."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What pressing a button at the desk does."""

    CLAIM = "claim"
    RELEASE = "release"
    ANSWER = "answer"
    ASK_BACK = "ask-back"
    SEND = "send"
    OVERRIDE = "override"
    DISCARD = "discard"
    NOT_OURS = "not-ours"
    CLOSE = "close"
    REOPEN = "reopen"
    PUBLISH = "publish-form"


@dataclass(frozen=True, slots=True)
class Token:
    """The data of a button; `detail` is the number of the draft that a preview shows."""

    verb: Verb
    ticket: str
    detail: str = ""

    def __str__(self) -> str:
        return ":".join(part for part in (self.verb, self.ticket, self.detail) if part)


def read(data: str) -> Token | None:
    """The token of a pressed button; None for any other data."""
    verb, _, rest = data.partition(":")
    ticket, _, detail = rest.partition(":")
    return Token(Verb(verb), ticket, detail) if verb in set(Verb) and ticket else None
