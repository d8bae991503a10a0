"""Which countries belong to a region of the world, and to a group of states on a given day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import yaml

from retrieval.register.dates import not_after, not_before


@dataclass(frozen=True, slots=True)
class Member:
    """A country's time in a group; ISO dates, `until` empty while it lasts."""

    country: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of states, with the public document its members are taken from."""

    source: str
    as_of: str
    members: tuple[Member, ...]

    def on(self, day: str) -> frozenset[str]:
        """The countries that belonged to it on a day."""
        return frozenset(
            member.country
            for member in self.members
            if not_after(member.since, day) and (not member.until or not_before(member.until, day))
        )


@dataclass(frozen=True, slots=True)
class Groupings:
    """Regions of the world by their UN M49 code, and groups of states by name."""

    regions: Mapping[str, tuple[str, ...]]
    groups: Mapping[str, Group]

    def countries(self, regions: tuple[str, ...], groups: tuple[str, ...], day: str) -> frozenset[str]:
        """The countries in any of the regions or groups on a day."""
        return frozenset(self._countries(regions, groups, day))

    def _countries(self, regions: tuple[str, ...], groups: tuple[str, ...], day: str) -> Iterator[str]:
        for region in regions:
            yield from self.regions.get(region, ())
        for group in groups:
            yield from self.groups[group].on(day) if group in self.groups else ()


def shipped() -> Groupings:
    """The regions and groups that ship with the package."""
    regions, groups = _data("regions.yaml"), _data("groups.yaml")
    return Groupings(
        regions={code: tuple(countries) for code, countries in regions["regions"].items()},
        groups={
            name: Group(group["source"], group["as_of"], tuple(Member(**member) for member in group["members"]))
            for name, group in groups.items()
        },
    )


def _data(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(
        resources.files("retrieval").joinpath("data", name).read_text(encoding="utf-8")
    )
    return content
