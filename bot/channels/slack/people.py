"""Who works at the desk on Slack: whoever is in one of its user groups and belongs to the workspace."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.connecting import Me
from bot.channels.slack.errors import mapped, word
from bot.handover.roles import GRANTED, Official, Permission, Role
from bot.messaging.voice import spoken

log = structlog.get_logger("slack")

_GROUPS_AGE, _MEMBER_AGE = 60.0, 300.0
"""Seconds after which groups and members are asked for again: so long a change takes at most."""

_SOON = 2.0
"""Seconds that whoever asks for a person may wait for Slack to say whether there is one."""

Groups = Mapping[str, frozenset[str]]
"""Members of user groups by the group's id, and by its handle with @."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a workspace, as far as it matters here; a guest, somebody from elsewhere or a bot is not `own`."""

    id: str
    name: str
    language: str
    own: bool


@dataclass
class SlackOfficials:
    """`bot.handover.roles.Officials`; `roles` are user groups (@handle or id) or single people (id) by role."""

    client: AsyncWebClient
    me: Me
    roles: Mapping[Role, frozenset[str]]
    _groups: tuple[float, Groups] = (0.0, {})
    _members: dict[str, tuple[float, Member | None]] = field(default_factory=dict)
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def official(self, person: str) -> Official | None:
        """Somebody by Slack's id, in the highest of their roles; raises a `DeliveryError` where Slack cannot say."""
        role = self._role(person, await self.groups())
        member = await self.member(person) if role else None
        if role is None or member is None or not member.own:
            return None
        return Official(person, member.name, role, member.language)

    async def staffed(self) -> bool:
        """Whether anybody may answer. A question is taken too while Slack cannot say: it waits in the store."""
        try:
            async with asyncio.timeout(_SOON):
                groups = await self.groups()
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody must be turned away for it
            log.warning("groups.unknown", error=type(error).__name__)
            return True
        answering = [role for role in self.roles if Permission.SEND in GRANTED[role]]
        return any(_people(self.roles[role], groups) for role in answering)

    async def groups(self) -> Groups:
        """User groups with their members; asked for once a minute."""
        async with self._asking:
            age, groups = self._groups
            if time.monotonic() - age > _GROUPS_AGE or not age:
                with mapped():
                    groups = _grouped(await self.client.usergroups_list(include_users=True))
                self._groups = (time.monotonic(), groups)
            return groups

    async def member(self, person: str) -> Member | None:
        """Somebody by Slack's id; None for somebody whom the workspace does not know."""
        age, known = self._members.get(person, (0.0, None))
        if not age or time.monotonic() - age > _MEMBER_AGE:
            known = await self._asked(person)
            self._members[person] = (time.monotonic(), known)
        return known

    async def _asked(self, person: str) -> Member | None:
        with mapped():
            try:
                answer = await self.client.users_info(user=person, include_locale=True)
            except SlackApiError as error:
                if word(error) in {"user_not_found", "user_not_visible"}:
                    return None
                raise
        return _member(answer["user"], self.me.team)

    def _role(self, person: str, groups: Groups) -> Role | None:
        held = [role for role in Role if person in _people(self.roles.get(role, frozenset()), groups)]
        return held[-1] if held else None


def _people(named: frozenset[str], groups: Groups) -> set[str]:
    """Everybody whom groups or ids name."""
    single = {one for one in named if one.startswith(("U", "W"))}
    return single.union(*(groups.get(one, frozenset()) for one in named))


def _grouped(answer: Any) -> Groups:
    found: dict[str, frozenset[str]] = {}
    for group in answer["usergroups"]:
        found[group["id"]] = found[f"@{group['handle']}"] = frozenset(group.get("users", []))
    return found


def _member(user: Mapping[str, Any], team: str) -> Member:
    profile = user.get("profile", {})
    name = profile.get("real_name") or user.get("real_name") or profile.get("display_name") or user.get("name", "")
    foreign = user.get("team_id", team) != team or user.get("is_stranger", False)
    barred = any(user.get(key, False) for key in ("deleted", "is_bot", "is_restricted", "is_ultra_restricted"))
    return Member(str(user["id"]), str(name), spoken(str(user.get("locale", ""))), not (foreign or barred))


def unknown_groups(roles: Mapping[Role, frozenset[str]], groups: Groups) -> list[str]:
    """What the settings name although the workspace has no such group."""
    named = sorted({one for every in roles.values() for one in every if not one.startswith(("U", "W"))})
    return [one for one in named if one not in groups]
