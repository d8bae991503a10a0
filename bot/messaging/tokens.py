"""What a button carries: a verb, the id of an interaction and a number, never content."""

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = re.compile(r"[0-9]{1,4}")


class Verb(StrEnum):
    """What pressing a button does; the last three are about a ticket, whose receipt number stands for the id."""

    OPTION = "o"
    SUGGESTION = "n"
    PAGE = "p"
    SOURCES = "s"
    PERSON = "h"
    HELPFUL = "y"
    UNHELPFUL = "u"
    REASON = "r"
    LANGUAGE = "l"
    START = "b"
    SOLVED = "d"
    ASSISTANT = "a"
    WITHDRAW = "w"


@dataclass(frozen=True, slots=True)
class Token:
    """The data of a button."""

    verb: Verb
    interaction: str = ""
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.verb}:{self.interaction}:{self.detail}"

    @property
    def number(self) -> int:
        """The detail as a number; -1 for anything else."""
        return int(self.detail) if _NUMBER.fullmatch(self.detail) else -1


def read(data: str) -> Token | None:
    """The token of a pressed button; None for anything that no button of ours carries."""
    verb, _, rest = data.partition(":")
    interaction, _, detail = rest.partition(":")
    return Token(Verb(verb), interaction, detail) if verb in set(Verb) else None


def new_identity() -> str:
    """An id of an interaction that nobody can guess, 12 characters of the URL alphabet."""
    return secrets.token_urlsafe(9)
