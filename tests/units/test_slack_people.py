"""Who works at the desk on Slack, and who reads along: whoever is not known for sure is an outsider."""

from typing import Any, cast

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.connecting import Me
from bot.channels.slack.errors import mapped
from bot.channels.slack.people import Member, SlackOfficials, unknown_groups
from bot.channels.slack.places import Places, person_of
from bot.channels.slack.readership import SlackReadership
from bot.handover.readers import Readers
from bot.handover.roles import Official, Role
from bot.messaging.errors import DeliveryError, Rejected, RetryAfter, Stale, TooLong, Transient

Json = dict[str, Any]
ME = Me("TCITY", "UDESK", "BDESK", "https://city.example.org/")
ROOMS = {"tickets": "CTICKETS", "escalation": "CESCALATION", "digest": "CDIGEST"}
ROLES = {
    Role.READER: frozenset({"@readers"}),
    Role.AGENT: frozenset({"@agents", "UPARK"}),
    Role.EDITOR: frozenset({"SEDITORS"}),
    Role.SUPERVISOR: frozenset({"@heads"}),
}


def user(person: str, **more: Any) -> Json:
    """Somebody as Slack describes them."""
    return {"id": person, "team_id": "TCITY", "locale": "en-US", "profile": {"real_name": person.title()}, **more}


def refusal(error: str) -> SlackApiError:
    return SlackApiError("refused", {"ok": False, "error": error})  # type: ignore[no-untyped-call]


class Workspace:
    """Answers what is asked of Slack, and counts it; raises `away` instead where that is set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away: Exception | None = None
        self.groups = {"readers": ["ULEE"], "agents": ["UKIM"], "editors": ["UKIM", "UCHOI"], "heads": ["UCHOI"]}
        self.users = {one: user(one) for one in ("UKIM", "ULEE", "UCHOI", "UPARK", "UJUNG", "UDESK")}
        self.channel: Json = {"id": "CROOM", "is_private": True}
        self.pages: list[list[str]] = [["UKIM", "UDESK"]]

    async def usergroups_list(self, *, include_users: bool) -> Json:
        """Every user group."""
        self._note("groups")
        named = [{"id": f"S{name.upper()}", "handle": name, "users": users} for name, users in self.groups.items()]
        return {"usergroups": [*named, {"id": "SEMPTY", "handle": "empty"}] if include_users else []}

    async def users_info(self, *, user: str, include_locale: bool) -> Json:
        """Somebody who is known."""
        self._note(user)
        if user not in self.users:
            raise refusal("user_not_found")
        return {"user": {name: it for name, it in self.users[user].items() if include_locale or name != "locale"}}

    async def conversations_info(self, *, channel: str) -> Json:
        """What kind of channel it is."""
        self._note(channel)
        return {"channel": self.channel}

    async def conversations_members(self, *, channel: str, limit: int, cursor: str) -> Json:
        """One page of a channel's members."""
        self._note(f"{channel}:{limit}")
        page = int(cursor or 0)
        more = {"response_metadata": {"next_cursor": str(page + 1)}} if page + 1 < len(self.pages) else {}
        return {"members": self.pages[page], **more}

    def _note(self, what: str) -> None:
        self.asked.append(what)
        if self.away:
            raise self.away


@pytest.fixture
def slack() -> Workspace:
    return Workspace()


def officials(slack: Workspace, roles: dict[Role, frozenset[str]] = ROLES) -> SlackOfficials:
    return SlackOfficials(cast(AsyncWebClient, slack), ME, roles)


def readership(slack: Workspace, *allowed: str) -> SlackReadership:
    client = cast(AsyncWebClient, slack)
    return SlackReadership(client, ME, Places(client, ROOMS, frozenset(allowed)), officials(slack))


async def read_by(slack: Workspace, chat: str = "CROOM") -> Readers | None:
    return await readership(slack).readers(chat, "UKIM")


# Officials


@pytest.mark.parametrize(
    ("person", "role"),
    [("ULEE", Role.READER), ("UPARK", Role.AGENT), ("UKIM", Role.EDITOR), ("UCHOI", Role.SUPERVISOR)],
)
async def test_an_official_has_the_highest_of_their_roles(slack: Workspace, person: str, role: Role) -> None:
    assert Official(person, person.title(), role, "en") == await officials(slack).official(person)


async def test_who_is_in_no_group_is_nobody_and_not_even_asked_for(slack: Workspace) -> None:
    assert None is await officials(slack).official("UJUNG")
    assert ["groups"] == slack.asked


@pytest.mark.parametrize("state", ["deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"])
async def test_guests_bots_strangers_and_who_has_left_are_nobody(slack: Workspace, state: str) -> None:
    slack.users["UKIM"] |= {state: True}
    assert None is await officials(slack).official("UKIM")


async def test_who_belongs_to_another_workspace_is_nobody(slack: Workspace) -> None:
    slack.users["UKIM"] |= {"team_id": "TELSE"}
    assert None is await officials(slack).official("UKIM")


@pytest.mark.parametrize("error", ["user_not_found", "user_not_visible"])
async def test_whom_the_workspace_does_not_know_is_nobody(slack: Workspace, error: str) -> None:
    desk = officials(slack)
    await desk.groups()
    slack.away = refusal(error)
    assert None is await desk.official("UKIM")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"profile": {"real_name": "Kim Minji", "display_name": "minji"}, "name": "mj"}, "Kim Minji"),
        ({"profile": {"display_name": "minji"}, "real_name": "Minji K."}, "Minji K."),
        ({"profile": {"real_name": "", "display_name": "minji"}, "name": "mj"}, "minji"),
        ({"profile": {}, "name": "mj"}, "mj"),
        ({"profile": {}}, ""),
    ],
)
async def test_colleagues_see_the_fullest_name_there_is(slack: Workspace, names: Json, expected: str) -> None:
    slack.users["UKIM"] |= names
    assert Member("UKIM", expected, "en", own=True) == await officials(slack).member("UKIM")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("ko-KR", "ko"), ("ja-JP", "ja"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en"), ("", "en")],
)
async def test_the_language_is_that_of_the_app(slack: Workspace, locale: str, language: str) -> None:
    slack.users["UKIM"] |= {"locale": locale}
    assert Official("UKIM", "Ukim", Role.EDITOR, language) == await officials(slack).official("UKIM")


async def test_what_is_known_is_asked_once(slack: Workspace) -> None:
    desk = officials(slack)
    for person in ("UKIM", "UKIM", "ULEE", "UNOBODY", "UNOBODY"):
        await desk.official(person)
        await desk.member(person)
    assert ["groups", "UKIM", "ULEE", "UNOBODY"] == slack.asked


async def test_what_is_old_is_asked_again(slack: Workspace) -> None:
    desk = officials(slack)
    first = await desk.official("UKIM")
    desk._groups = (desk._groups[0] - 61, desk._groups[1])
    desk._members = {name: (at - 301, member) for name, (at, member) in desk._members.items()}
    slack.groups["heads"].append("UKIM")
    slack.users["UKIM"] |= {"locale": "ko-KR"}
    now = await desk.official("UKIM")
    assert [(Role.EDITOR, "en"), (Role.SUPERVISOR, "ko")] == [(one.role, one.language) for one in (first, now) if one]


@pytest.mark.parametrize(
    ("roles", "staffed"),
    [
        (ROLES, True),
        ({Role.AGENT: frozenset({"UPARK"})}, True),
        ({Role.SUPERVISOR: frozenset({"@heads"})}, True),
        ({Role.READER: frozenset({"@readers", "UPARK"})}, False),
        ({Role.AGENT: frozenset({"@empty", "@misspelt"})}, False),
        ({}, False),
    ],
)
async def test_a_desk_is_staffed_where_somebody_may_answer(
    slack: Workspace, roles: dict[Role, frozenset[str]], staffed: bool
) -> None:
    assert staffed == await officials(slack, roles).staffed()


async def test_a_group_that_is_not_there_is_named(slack: Workspace) -> None:
    roles = {Role.AGENT: frozenset({"@agents", "UPARK", "@misspelt"}), Role.EDITOR: frozenset({"SEDITORS", "SOLD"})}
    assert ["@misspelt", "SOLD"] == unknown_groups(roles, await officials(slack, roles).groups())


# Slack away


AWAY = [refusal("internal_error"), refusal("missing_scope"), aiohttp.ClientError(), TimeoutError(), SlackClientError()]


@pytest.mark.parametrize("error", AWAY)
async def test_a_question_is_taken_while_slack_cannot_say(slack: Workspace, error: Exception) -> None:
    desk = officials(slack, {})
    slack.away = error
    while_away = await desk.staffed()
    slack.away = None
    assert (True, False) == (while_away, await desk.staffed())


@pytest.mark.parametrize("error", AWAY)
async def test_who_it_is_and_who_reads_along_is_never_guessed(slack: Workspace, error: Exception) -> None:
    slack.away = error
    for asking in (officials(slack).official("UKIM"), officials(slack).member("UKIM"), read_by(slack)):
        with pytest.raises(Transient):
            await asking


@pytest.mark.parametrize(
    ("error", "expected"),
    [("ratelimited", RetryAfter), ("message_not_found", Stale), ("msg_too_long", TooLong), ("no_text", Rejected)],
)
def test_what_slack_refuses_has_a_meaning(error: str, expected: type[DeliveryError]) -> None:
    with pytest.raises(expected), mapped():
        raise refusal(error)


# Who reads along


async def test_ones_own_conversation_is_read_by_nobody_else(slack: Workspace) -> None:
    own = [await read_by(slack, chat) for chat in ("ask:UKIM", "home:UKIM", "ask:ULEE")]
    assert ([Readers.ALONE, Readers.ALONE, None], []) == (own, slack.asked)


def test_only_a_persons_own_room_names_whose_it_is() -> None:
    assert ["UKIM", "UKIM", "", ""] == [person_of(chat) for chat in ("ask:UKIM", "home:UKIM", "tickets", "CHALL")]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ({}, Readers.OUTSIDERS),
        ({"is_private": False}, Readers.OUTSIDERS),
        ({"is_private": True}, Readers.OFFICIALS),
        ({"is_mpim": True}, Readers.OFFICIALS),
        ({"is_private": True, "is_ext_shared": True}, Readers.OUTSIDERS),
        ({"is_private": True, "is_pending_ext_shared": True}, Readers.OUTSIDERS),
        ({"is_private": True, "is_org_shared": True}, Readers.OUTSIDERS),
        ({"is_private": True, "is_shared": True}, Readers.OUTSIDERS),
    ],
)
async def test_only_a_closed_channel_can_be_the_officials_own(slack: Workspace, about: Json, expected: Readers) -> None:
    slack.channel = about
    assert expected == await read_by(slack)


@pytest.mark.parametrize("member", ["ULEE", "UJUNG", "UNOBODY"])
async def test_one_member_who_may_not_see_everything_is_an_outsider(slack: Workspace, member: str) -> None:
    slack.pages = [["UKIM", "UDESK"], ["UCHOI", member]]
    assert Readers.OUTSIDERS == await read_by(slack)


async def test_a_guest_or_another_bot_in_a_group_is_an_outsider(slack: Workspace) -> None:
    for state in ({"is_restricted": True}, {"is_bot": True}):
        slack.users["UKIM"] = user("UKIM", **state)
        assert Readers.OUTSIDERS == await read_by(slack)


async def test_every_page_of_members_is_looked_at(slack: Workspace) -> None:
    slack.pages = [["UKIM"], [], ["UCHOI", "UDESK"], ["UPARK"]]
    assert Readers.OFFICIALS == await read_by(slack, "tickets")
    assert ["CTICKETS", *["CTICKETS:200"] * 4] == [one for one in slack.asked if one.startswith("C")]


@pytest.mark.parametrize(("count", "expected"), [(200, Readers.OFFICIALS), (201, Readers.OUTSIDERS)])
async def test_in_a_large_channel_somebody_is_an_outsider(slack: Workspace, count: int, expected: Readers) -> None:
    everybody = [f"U{number}" for number in range(count)]
    slack.users |= {one: user(one) for one in everybody}
    slack.groups["agents"] = everybody
    slack.pages = [["UDESK", *everybody[:100]], everybody[100:]]
    assert expected == await read_by(slack)


async def test_who_reads_along_is_asked_for_every_question(slack: Workspace) -> None:
    desk = readership(slack)
    before = await desk.readers("CROOM", "UKIM")
    slack.pages[0].append("UJUNG")
    assert (Readers.OFFICIALS, Readers.OUTSIDERS) == (before, await desk.readers("CROOM", "UKIM"))


async def test_where_some_channels_are_allowed_nobody_may_ask_in_others(slack: Workspace) -> None:
    readers = [await readership(slack, "CROOM").readers(chat, "UKIM") for chat in ("CROOM", "tickets", "CHALL")]
    assert [Readers.OFFICIALS, Readers.OFFICIALS, None] == readers
