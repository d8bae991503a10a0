"""Who reads what is said in a place at a desk: it decides whose documents may be shown there."""

from enum import StrEnum
from typing import Protocol


class Readers(StrEnum):
    """Who reads along, other than the assistant."""

    ALONE = "alone"
    OFFICIALS = "officials"
    OUTSIDERS = "outsiders"
    """Somebody, or perhaps somebody, who may not see internal documents."""


class Readership(Protocol):
    """Knows who reads along."""

    async def readers(self, chat: str, person: str) -> Readers | None:
        """Who reads what this person is told in a chat; None where they may not ask at all."""
        ...
