"""What people do reaches a real Bolt app over a socket and over signed posts, with the retries Slack makes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from evals.slack.simulator import SlackSimulator
from evals.slack.workspace import office

TEAM = "CTEAM"
MODAL = {
    "type": "modal",
    "callback_id": "publish",
    "title": {"type": "plain_text", "text": "Publish"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 80},
        },
        {
            "type": "input",
            "block_id": "audience",
            "label": {"type": "plain_text", "text": "Audience"},
            "element": {
                "type": "static_select",
                "action_id": "chosen",
                "options": [{"text": {"type": "plain_text", "text": "All"}, "value": "all"}],
            },
        },
        {
            "type": "input",
            "block_id": "until",
            "optional": True,
            "label": {"type": "plain_text", "text": "Until"},
            "element": {"type": "datepicker", "action_id": "day"},
        },
    ],
}
CARD = [
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "action_id": "claim",
                "value": "claim:7",
                "text": {"type": "plain_text", "text": "Claim"},
            }
        ],
    }
]


async def wait_for(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the condition is another's
            await asyncio.sleep(0.005)


class Desk:
    """A Bolt app that notes what it hears."""

    def __init__(self, slack: SlackSimulator) -> None:
        self.client = AsyncWebClient("xoxb-simulated", slack.api)
        self.app = AsyncApp(client=self.client, signing_secret="simulated-signing-secret")
        self.heard: list[dict[str, Any]] = []
        self.silent = False
        for kind in ("message", "app_mention", "app_home_opened", "assistant_thread_started"):
            self.app.event(kind)(self.note)
        self.app.command("/exchange")(self.command)
        self.app.action("claim")(self.press)
        self.app.view("publish")(self.submit)

    async def note(self, body: dict[str, Any]) -> None:
        self.heard.append(body)

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.heard.append(body)
        if not self.silent:
            await ack(f"you said {body['text']}")
        if body["text"] == "publish":
            await self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    async def press(self, ack: AsyncAck, body: dict[str, Any], respond: Any) -> None:
        await ack()
        if "response_url" in body:
            await respond("claimed")
        self.heard.append(body)

    async def submit(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.heard.append(body)
        if body["view"]["state"]["values"]["title"]["typed"]["value"] == "wrong":
            await ack(response_action="errors", errors={"title": "not this one"})
        else:
            await ack()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [body["event"] for body in self.heard]


@pytest.fixture(params=["socket", "http"])
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[tuple[SlackSimulator, Desk]]:
    slack = SlackSimulator(office(), ack_seconds=0.5, retry_pauses=(0.0, 0.0, 0.0))
    await slack.start()
    desk = Desk(slack)
    if request.param == "socket":
        handler = AsyncSocketModeHandler(desk.app, "xapp-simulated", web_client=AsyncWebClient(base_url=slack.api))
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield slack, desk
        await handler.close_async()  # type: ignore[no-untyped-call]
    else:
        runner = web.AppRunner(desk.app.web_app("/slack/events"), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield slack, desk
        await runner.cleanup()
    await slack.stop()


Rig = tuple[SlackSimulator, Desk]


async def test_a_message_is_heard_once_and_a_mention_of_the_app_besides(rig: Rig) -> None:
    slack, desk = rig
    ts = await slack.people.write("UKIM", TEAM, "<@UDESK> bread & butter")
    await wait_for(lambda: len(desk.heard) == 2)
    assert {"message", "app_mention"} == {event["type"] for event in desk.events}
    assert [ts, ts] == [event["ts"] for event in desk.events]
    assert 2 == len({body["event_id"] for body in desk.heard})
    assert {"<@UDESK> bread &amp; butter"} == {event["text"] for event in desk.events}
    (message,) = [event for event in desk.events if event["type"] == "message"]
    assert "group" == message["channel_type"]
    assert {"type": "text", "text": " bread & butter"} == message["blocks"][0]["elements"][0]["elements"][1]


async def test_a_direct_message_and_a_reply_in_a_thread_say_so(rig: Rig) -> None:
    slack, desk = rig
    root = await slack.people.write("UKIM", "DUKIM", "<@UDESK> hello")
    await slack.people.write("UKIM", "DUKIM", "and", thread=root)
    await wait_for(lambda: len(desk.heard) == 2)
    assert ["im", "im"] == [event["channel_type"] for event in desk.events]
    assert (root, "UKIM") == (desk.events[1]["thread_ts"], desk.events[1]["parent_user_id"])


async def test_a_person_of_a_partner_is_told_apart(rig: Rig) -> None:
    slack, desk = rig
    await slack.people.write("UOTHER", "CPARTNERS", "hello")
    await wait_for(lambda: desk.heard)
    assert (True, "T1", "T2") == (
        desk.heard[0]["is_ext_shared_channel"],
        desk.heard[0]["context_team_id"],
        desk.events[0]["user_team"],
    )


async def test_the_app_hears_nothing_where_it_is_not_a_member(rig: Rig) -> None:
    slack, desk = rig
    slack.workspace.channels[TEAM].members.discard("UDESK")
    await slack.people.write("UKIM", TEAM, "<@UDESK> psst")
    assert ([], []) == (desk.heard, slack.deliveries)


async def test_edits_and_deletions_carry_what_was_there(rig: Rig) -> None:
    slack, desk = rig
    ts = await slack.people.write("UKIM", TEAM, "first")
    await slack.people.edit("UKIM", TEAM, ts, "second")
    await slack.people.delete("UKIM", TEAM, ts)
    await wait_for(lambda: len(desk.heard) == 3)
    edited, gone = desk.events[1:]
    assert ("message_changed", "first", "second") == (
        edited["subtype"],
        edited["previous_message"]["text"],
        edited["message"]["text"],
    )
    assert ("message_deleted", ts, "second") == (gone["subtype"], gone["deleted_ts"], gone["previous_message"]["text"])


async def test_what_the_app_does_comes_back_to_it_and_bolt_leaves_it_out(rig: Rig) -> None:
    slack, desk = rig
    ts = (await desk.client.chat_postMessage(channel=TEAM, text="card"))["ts"]
    await desk.client.chat_update(channel=TEAM, ts=ts, text="card, claimed")
    await desk.client.chat_delete(channel=TEAM, ts=ts)
    await wait_for(lambda: len(slack.deliveries) == 3)
    assert {("message", "acknowledged", True)} == {(one.event, one.ending, one.own) for one in slack.deliveries}
    assert [] == desk.heard


async def test_a_deleted_root_of_a_thread_becomes_a_tombstone(rig: Rig) -> None:
    slack, desk = rig
    root = await slack.people.write("UKIM", TEAM, "root")
    await slack.people.write("ULEE", TEAM, "reply", thread=root)
    await slack.people.delete("UKIM", TEAM, root)
    await wait_for(lambda: len(desk.heard) == 3)
    assert ("message_changed", "tombstone") == (desk.events[2]["subtype"], desk.events[2]["message"]["subtype"])


async def test_the_same_event_may_come_again(rig: Rig) -> None:
    slack, desk = rig
    await slack.people.write("UKIM", TEAM, "once", times=3)
    await wait_for(lambda: len(desk.heard) == 3)
    assert 1 == len({body["event_id"] for body in desk.heard})
    assert [0, 1, 2] == [delivered.attempt for delivered in slack.deliveries]


async def test_a_command_is_answered_at_once_to_who_gave_it(rig: Rig) -> None:
    slack, desk = rig
    answer = await slack.people.command("ULEE", TEAM, "help")
    assert "you said help" in (answer, isinstance(answer, dict) and answer["text"])
    assert [("ULEE", "you said help")] == [(shown.user, shown.text) for shown in slack.workspace.ephemerals]
    assert "/exchange" == desk.heard[0]["command"]


async def test_a_command_that_is_not_acknowledged_fails_and_is_not_given_again(rig: Rig) -> None:
    slack, desk = rig
    desk.silent = True
    answer = await slack.people.command("ULEE", TEAM, "help")
    assert str(answer).startswith("/exchange failed with the error")
    assert 1 == len(slack.deliveries)


async def test_a_pressed_button_answers_at_its_response_url(rig: Rig) -> None:
    slack, desk = rig
    ts = (await desk.client.chat_postMessage(channel=TEAM, text="card", blocks=CARD))["ts"]
    await slack.people.press("ULEE", TEAM, ts, "claim:")
    await wait_for(lambda: desk.heard)
    body = desk.heard[0]
    assert ("claim:7", ts, "ULEE") == (body["actions"][0]["value"], body["container"]["message_ts"], body["user"]["id"])
    assert body["actions"][0]["block_id"] == body["message"]["blocks"][0]["block_id"]
    assert ["claimed"] == [shown.text for shown in slack.workspace.ephemerals]
    with pytest.raises(ValueError, match="no button 'close'"):
        await slack.people.press("ULEE", TEAM, ts, "close")


async def test_a_button_only_one_person_sees_is_pressed_by_that_person(rig: Rig) -> None:
    slack, desk = rig
    shown = await desk.client.chat_postEphemeral(channel=TEAM, user="ULEE", text="card", blocks=CARD)
    with pytest.raises(ValueError, match="no message"):
        await slack.people.press("UKIM", TEAM, shown["message_ts"], "claim")
    await slack.people.press("ULEE", TEAM, shown["message_ts"], "claim")
    await wait_for(lambda: desk.heard)
    assert desk.heard[0]["container"]["is_ephemeral"]


async def test_a_button_on_the_home_tab_is_pressed(rig: Rig) -> None:
    slack, desk = rig
    await slack.people.open_home("UKIM")
    await wait_for(lambda: desk.heard)
    assert ("app_home_opened", "home") == (desk.events[0]["type"], desk.events[0]["tab"])
    await desk.client.views_publish(user_id="UKIM", view={"type": "home", "blocks": CARD})
    await slack.people.press_home("UKIM", "claim")
    await wait_for(lambda: len(desk.heard) == 2)
    assert slack.workspace.homes["UKIM"]["id"] == desk.heard[1]["container"]["view_id"]


async def test_a_modal_is_filled_in_refused_and_sent(rig: Rig) -> None:
    slack, desk = rig
    await slack.people.command("UKIM", TEAM, "publish")
    await wait_for(lambda: slack.workspace.views)
    (view,) = slack.workspace.views
    with pytest.raises(ValueError, match="audience must be filled in"):
        await slack.people.submit("UKIM", view, {"title": "x"})
    wrong = await slack.people.submit("UKIM", view, {"title": "wrong", "audience": "all"})
    assert {"response_action": "errors", "errors": {"title": "not this one"}} == wrong
    assert {view} == set(slack.workspace.views)
    sent = {"title": "right", "audience": "all", "until": "2026-12-31"}
    assert {} == await slack.people.submit("UKIM", view, sent)
    assert {} == slack.workspace.views
    values = desk.heard[-1]["view"]["state"]["values"]
    assert {"type": "plain_text_input", "value": "right"} == values["title"]["typed"]
    assert "all" == values["audience"]["chosen"]["selected_option"]["value"]
    assert {"type": "datepicker", "selected_date": "2026-12-31"} == values["until"]["day"]


async def test_an_assistant_thread_is_started(rig: Rig) -> None:
    slack, desk = rig
    ts = await slack.people.open_assistant("ULEE")
    await wait_for(lambda: desk.heard)
    thread = desk.events[0]["assistant_thread"]
    assert ("ULEE", "DULEE", ts) == (thread["user_id"], thread["channel_id"], thread["thread_ts"])
