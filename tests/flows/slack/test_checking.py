"""What the doctor finds in a workspace, and the manifest that is pasted."""

import pytest
import yaml

from bot.assembly.slack import connected
from bot.channels.slack.checking import problems
from bot.channels.slack.manifest import manifest, scopes
from bot.settings import Settings
from evals.handover.workspace import SlackOffice
from evals.slack.workspace import SCOPES


@pytest.fixture
async def office():
    office = SlackOffice()
    await office.simulator.start()
    yield office
    await office.close()


async def found(office, **changes):
    desk = await connected(Settings(_env_file=None, **{**office.settings, **changes}))
    try:
        return await problems(desk.client, desk.me, desk.officials, desk.places.rooms)
    finally:
        await desk.close()


async def test_with_what_the_manifest_asks_for_nothing_is_missing(office):
    office.workspace.scopes = set(scopes())
    assert [] == await found(office)


async def test_every_scope_of_the_manifest_is_one_that_slack_has():
    assert set() == scopes() - SCOPES


async def test_a_scope_that_was_not_granted_is_named(office):
    office.workspace.scopes = set(scopes()) - {"reactions:write", "usergroups:read"}
    (said,) = await found(office)
    assert "scopes are missing (reactions:write, usergroups:read)" in said


async def test_a_group_that_is_not_there_and_nobody_in_any_are_named(office):
    said = await found(office, slack_roles="agent=@exchange-desks")
    assert ["@exchange-desks" in said[0], "nobody may answer yet" in said[1]] == [True, True]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda slack: slack.channels["CDIGEST"].members.discard("UDESK"), "digest:"),
        (lambda slack: slack.channels.pop("CESCALATION"), "escalation: no channel CESCALATION"),
        (lambda slack: setattr(slack.channels["CTICKETS"], "shared", True), "tickets: #exchange-tickets is shared"),
    ],
)
async def test_a_channel_that_will_not_do_is_named(office, change, said):
    change(office.workspace)
    (problem,) = await found(office)
    assert problem.startswith(said)


def test_the_manifest_over_http_names_the_address_in_every_place():
    app = yaml.safe_load(manifest("https://desk.example.org/hooks/slack"))
    settings, (command,) = app["settings"], app["features"]["slash_commands"]
    urls = {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"], command["url"]}
    assert [{"https://desk.example.org/hooks/slack"}, False] == [urls, settings["socket_mode_enabled"]]


def test_the_manifest_needs_no_address_over_a_socket():
    app = yaml.safe_load(manifest())
    assert [True, "/exchange"] == [
        app["settings"]["socket_mode_enabled"],
        app["features"]["slash_commands"][0]["command"],
    ]
