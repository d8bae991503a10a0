"""Who may do what at a desk: denied unless it is granted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Permission(StrEnum):
    """What has to be allowed."""

    CLAIM = "claim"
    SEND = "send"
    OVERRIDE = "override"
    PUBLISH = "publish"
    SEE_INTERNAL = "see-internal"


class Role(StrEnum):
    """What somebody is at the desk."""

    READER = "reader"
    AGENT = "agent"
    EDITOR = "editor"
    SUPERVISOR = "supervisor"


_AGENT = frozenset({Permission.CLAIM, Permission.SEND, Permission.SEE_INTERNAL})
GRANTED: Mapping[Role, frozenset[Permission]] = {
    Role.READER: frozenset(),
    Role.AGENT: _AGENT,
    Role.EDITOR: _AGENT | {Permission.PUBLISH},
    Role.SUPERVISOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Official:
    """Somebody who works at a desk; `name` is what colleagues see."""

    person: str
    name: str
    role: Role
    language: str = "en"

    def may(self, permission: Permission) -> bool:
        """Whether it is granted."""
        return permission in GRANTED[self.role]


class Officials(Protocol):
    """Knows who works at a desk."""

    async def official(self, person: str) -> Official | None:
        """Somebody by the desk's own id; None for anybody who does not work there."""
        ...

    async def staffed(self) -> bool:
        """Whether anybody works there who may answer."""
        ...
