"""Requests that are not Slack's, settings that would let them in, and tokens that do not fit."""

import json
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from pydantic import ValidationError

from bot.assembly.slack import HOOK, connected
from bot.channels.slack.connecting import closed, connect
from bot.channels.slack.socket_mode import check_token
from bot.errors import ChannelRefused
from bot.settings import Settings
from evals.slack.simulator import SlackSimulator
from evals.slack.workspace import office
from tests.contracts.desks.slack import SlackHttpDriver
from tests.contracts.desks.test_desk import seen

KEY, FOUND = "Where is the key?", "The key is in the tin box."
WHOLE = {
    "slack_bot_token": "xoxb-1",
    "slack_app_token": "xapp-1",
    "slack_rooms": "tickets=C1, escalation=C2",
    "slack_roles": "agent=@desk",
}


@pytest.fixture
async def desk(tmp_path):
    driver = SlackHttpDriver(tmp_path)
    await driver.start()
    yield driver
    await driver.stop()


def mention(timestamp="1700000000.000100"):
    """The body of an event, as Slack would post it."""
    event = {"type": "app_mention", "user": "UKIM", "channel": "CTEAM", "text": f"<@UDESK> {KEY}", "ts": timestamp}
    return json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event})


async def posted(desk, body, headers, kind="application/json"):
    url = f"http://127.0.0.1:{desk.office._port}{HOOK}"
    async with aiohttp.ClientSession() as session:
        answer = await session.post(url, data=body, headers={"Content-Type": kind} | headers)
    await desk.stage.settle()
    return answer.status


def signed(desk, body, age=0.0):
    return desk.office.simulator.posting.sign(body, int(time.time() - age))


def answers(desk):
    return seen([post.text for post in desk.workspace.posts], FOUND)


async def test_what_slack_signed_is_taken(desk):
    assert [200, 1] == [await posted(desk, mention(), signed(desk, mention())), answers(desk)]


@pytest.mark.parametrize("age", [301, -301, 86_400])
async def test_what_was_signed_long_ago_or_ahead_is_refused(desk, age):
    assert [401, 0] == [await posted(desk, mention(), signed(desk, mention(), age)), answers(desk)]


async def test_the_same_request_again_within_five_minutes_is_answered_once(desk):
    headers = signed(desk, mention(), 100)
    statuses = [await posted(desk, mention(), headers) for _ in range(3)]
    assert [[200, 200, 200], 1] == [statuses, answers(desk)]


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"X-Slack-Signature": "v0=" + "0" * 64},
        {"X-Slack-Request-Timestamp": "soon"},
        {"X-Slack-Request-Timestamp": ""},
        {"X-Slack-Signature": ""},
    ],
)
async def test_what_is_not_signed_by_slack_is_refused(desk, forged):
    headers = signed(desk, mention()) | forged if forged else {}
    assert [401, 0] == [await posted(desk, mention(), headers), answers(desk)]


async def test_a_signature_of_another_body_is_refused(desk):
    assert [401, 0] == [await posted(desk, mention("1700000000.000200"), signed(desk, mention())), answers(desk)]


async def test_a_command_and_a_press_are_checked_as_well(desk):
    body = urlencode({"command": "/exchange", "text": f"ask {KEY}", "team_id": "T1", "user_id": "UKIM"})
    form = "application/x-www-form-urlencoded"
    press = urlencode({"payload": json.dumps({"type": "block_actions", "team": {"id": "T1"}, "user": {"id": "UKIM"}})})
    assert [401, 401] == [await posted(desk, one, {}, form) for one in (body, press)]
    assert 0 == answers(desk)


@pytest.mark.parametrize("body", [b"\xff\xfe", b"", b"[]", b"{", b'{"type":"event_callback"}', b"\x00" * 1000])
async def test_what_cannot_be_read_harms_nothing(desk, body):
    text = body.decode("latin-1")
    assert await posted(desk, body, signed(desk, text)) in {200, 400, 401, 404, 503}
    assert [200, 1] == [await posted(desk, mention(), signed(desk, mention())), answers(desk)]


async def test_too_large_a_body_is_refused(desk):
    assert 413 == await posted(desk, b"x" * 1_000_001, {})


async def test_another_workspace_is_not_read(desk):
    body = mention().replace('"T1"', '"T9"')
    assert [200, 0] == [await posted(desk, body, signed(desk, body)), answers(desk)]


async def test_a_challenge_is_answered(desk):
    body = json.dumps({"type": "url_verification", "challenge": "c4ll"})
    url = f"http://127.0.0.1:{desk.office._port}{HOOK}"
    async with aiohttp.ClientSession() as session:
        headers = signed(desk, body) | {"Content-Type": "application/json"}
        answer = await session.post(url, data=body, headers=headers)
        assert "c4ll" in await answer.text()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"slack_app_token": ""}, "without a secret anybody could speak for Slack"),
        ({"slack_app_token": "", "slack_signing_secret": "short"}, "without a secret"),
        ({"slack_bot_token": "xoxp-1"}, "begins with xoxb-"),
        ({"slack_app_token": "xoxb-1"}, "begins with xapp-"),
        ({"slack_rooms": ""}, "must name two channels"),
        ({"slack_rooms": "tickets=C1"}, "must name two channels"),
        ({"slack_rooms": "tickets=C1, escalation=C1"}, "must name two channels"),
        ({"slack_rooms": "lobby=C1"}, "slack_rooms"),
        ({"slack_roles": ""}, "must say who works there"),
        ({"slack_roles": "boss=@desk"}, "slack_roles"),
        ({"slack_api": "slack.com"}, "slack_api"),
    ],
)
def test_settings_that_would_not_do_are_refused_with_what_to_do(changed, said):
    with pytest.raises(ValidationError, match=said):
        Settings(_env_file=None, **WHOLE | changed)


def test_settings_that_do():
    settings = Settings(_env_file=None, **WHOLE)
    assert [{"tickets": "C1", "escalation": "C2", "digest": "C1"}, {"agent": frozenset({"@desk"})}] == [
        settings.slack_conversations,
        settings.slack_people,
    ]


@pytest.fixture
async def slack():
    simulator = SlackSimulator(office())
    await simulator.start()
    yield simulator
    await simulator.stop()


async def test_a_bot_token_that_is_not_known_is_refused_with_what_to_do(slack):
    with pytest.raises(ChannelRefused, match="EXCHANGE_SLACK_BOT_TOKEN"):
        await connected(Settings(_env_file=None, **WHOLE | {"slack_api": slack.api}))


async def test_an_app_token_that_is_not_known_is_refused_with_what_to_do(slack):
    client = connect(slack.workspace.bot_token, slack.api)
    try:
        with pytest.raises(ChannelRefused, match="EXCHANGE_SLACK_APP_TOKEN"):
            await check_token(client, "xapp-wrong")
    finally:
        await closed(client)
