"""How the simulated sockets and signed posts behave when the app is slow, silent, gone or not who it says."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from evals.slack.simulator import SlackSimulator
from evals.slack.workspace import office

TEAM = "CTEAM"


async def wait_for(condition: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the condition is another's
            await asyncio.sleep(0.005)


@pytest.fixture
async def slack() -> AsyncIterator[SlackSimulator]:
    simulator = SlackSimulator(office(), ack_seconds=0.1, retry_pauses=(0.0, 0.0, 0.0))
    await simulator.start()
    yield simulator
    await simulator.stop()


class Listener:
    """The real socket client; it acknowledges from the envelope on that it is told."""

    def __init__(self, slack: SlackSimulator, patience: int = 0) -> None:
        bot = AsyncWebClient("xoxb-simulated", slack.api)
        self.client = SocketModeClient("xapp-simulated", web_client=bot, ping_interval=0.05)
        self.client.socket_mode_request_listeners.append(self.hear)
        self.patience = patience
        self.envelopes: list[SocketModeRequest] = []

    async def hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.envelopes.append(request)
        if len(self.envelopes) > self.patience:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    @property
    def texts(self) -> list[str]:
        return [envelope.payload["event"]["text"] for envelope in self.envelopes]


@pytest.fixture
async def listener(slack: SlackSimulator) -> AsyncIterator[Listener]:
    heard = Listener(slack)
    await heard.client.connect()  # type: ignore[no-untyped-call]
    yield heard
    await heard.client.close()  # type: ignore[no-untyped-call]


async def link(slack: SlackSimulator) -> str:
    return str((await AsyncWebClient(base_url=slack.api).apps_connections_open(app_token="xapp-simulated"))["url"])


async def test_a_socket_is_greeted_and_its_address_is_good_once(slack: SlackSimulator) -> None:
    url = await link(slack)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
        assert ("hello", 1, "ADESK") == (hello["type"], hello["num_connections"], hello["connection_info"]["app_id"])
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_event_that_is_not_acknowledged_comes_three_times_more(
    slack: SlackSimulator, listener: Listener
) -> None:
    listener.patience = 9
    await slack.people.write("UKIM", TEAM, "hello")
    told = [(envelope.retry_attempt, envelope.retry_reason) for envelope in listener.envelopes]
    assert [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")] == told
    assert 1 == len({envelope.payload["event_id"] for envelope in listener.envelopes})
    assert ["timeout"] * 4 == [delivered.ending for delivered in slack.deliveries]


async def test_an_event_comes_again_until_it_is_acknowledged(slack: SlackSimulator, listener: Listener) -> None:
    listener.patience = 1
    await slack.people.write("UKIM", TEAM, "hello")
    assert ["timeout", "acknowledged"] == [delivered.ending for delivered in slack.deliveries]
    assert [False, False] == [envelope.accepts_response_payload for envelope in listener.envelopes]


async def test_a_press_that_is_not_acknowledged_does_not_come_again(slack: SlackSimulator, listener: Listener) -> None:
    listener.patience = 9
    slack.echoes = False
    element = {"type": "button", "text": {"type": "plain_text", "text": "Claim"}, "value": "claim"}
    blocks = [{"type": "actions", "elements": [element]}]
    posted = await AsyncWebClient("xoxb-simulated", slack.api).chat_postMessage(channel=TEAM, text="x", blocks=blocks)
    await slack.people.press("UKIM", TEAM, posted["ts"], "claim")
    assert ["interactive"] == [envelope.type for envelope in listener.envelopes]
    assert listener.envelopes[0].accepts_response_payload


async def test_no_message_is_lost_or_doubled_while_sockets_are_refreshed(
    slack: SlackSimulator, listener: Listener
) -> None:
    refreshing = asyncio.create_task(slack.refresh())
    for number in range(20):
        await slack.people.write("UKIM", TEAM, str(number))
        await asyncio.sleep(0.02)
    await refreshing
    assert [str(number) for number in range(20)] == listener.texts
    assert slack.sockets.opened >= 2


async def test_an_app_that_was_cut_off_comes_back_and_hears_what_waited(
    slack: SlackSimulator, listener: Listener
) -> None:
    slack.hang_up()
    await slack.people.write("UKIM", TEAM, "hello")
    assert ["hello"] == listener.texts
    assert 2 == slack.sockets.opened


async def test_without_any_socket_slack_gives_up(slack: SlackSimulator) -> None:
    slack.sockets.patience = 0.05
    await slack.people.write("UKIM", TEAM, "hello")
    assert ["no_socket"] == [delivered.ending for delivered in slack.deliveries]


async def test_sockets_end_for_good_when_the_link_is_disabled(slack: SlackSimulator) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(await link(slack)) as socket:
            await socket.receive_json()
            await slack.disable_link()
            assert "link_disabled" == (await socket.receive_json())["reason"]
        async with session.ws_connect(await link(slack)) as socket:
            assert "link_disabled" == (await socket.receive_json())["reason"]
    assert 0 == slack.sockets.count


async def test_the_eleventh_socket_is_one_too_many(slack: SlackSimulator) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await link(slack)) for _ in range(11)]
        first = [await socket.receive_json() for socket in sockets]
        assert ["hello"] * 10 + ["disconnect"] == [message["type"] for message in first]
        assert "too_many_websockets" == first[10]["reason"]


class Endpoint:
    """A request URL that answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], str]] = []
        self.answers: list[web.Response] = []
        self.pause = 0.0

    async def take(self, request: web.Request) -> web.Response:
        self.requests.append((dict(request.headers), await request.text()))
        await asyncio.sleep(self.pause)
        return self.answers.pop(0) if self.answers else web.Response()

    @property
    def retries(self) -> list[tuple[str, str]]:
        names = ("X-Slack-Retry-Num", "X-Slack-Retry-Reason")
        return [(headers.get(names[0], ""), headers.get(names[1], "")) for headers, _ in self.requests]


async def serve(application: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"


@pytest.fixture
async def endpoint(slack: SlackSimulator) -> AsyncIterator[Endpoint]:
    told = Endpoint()
    application = web.Application()
    application.router.add_post("/slack/events", told.take)
    runner, slack.request_url = await serve(application)
    yield told
    await runner.cleanup()


async def test_a_post_that_fails_comes_again_and_says_why(slack: SlackSimulator, endpoint: Endpoint) -> None:
    endpoint.answers = [web.Response(status=500), web.Response(status=302)]
    await slack.people.write("UKIM", TEAM, "hello")
    assert [("", ""), ("1", "http_error"), ("2", "http_error")] == endpoint.retries
    assert 1 == len({body for _, body in endpoint.requests})


async def test_a_post_that_is_answered_late_comes_again(slack: SlackSimulator, endpoint: Endpoint) -> None:
    endpoint.pause = 0.3
    await slack.people.write("UKIM", TEAM, "hello")
    assert [("", ""), *((str(number), "http_timeout") for number in (1, 2, 3))] == endpoint.retries
    assert ["timeout"] * 4 == [delivered.ending for delivered in slack.deliveries]


async def test_an_app_can_refuse_to_be_asked_again(slack: SlackSimulator, endpoint: Endpoint) -> None:
    endpoint.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await slack.people.write("UKIM", TEAM, "hello")
    assert 1 == len(endpoint.requests)


async def test_an_app_that_is_away_is_tried_four_times(slack: SlackSimulator) -> None:
    slack.request_url = "http://127.0.0.1:1/slack/events"
    await slack.people.write("UKIM", TEAM, "hello")
    assert ["connection_failed"] * 4 == [delivered.ending for delivered in slack.deliveries]


async def test_a_command_is_a_form_and_is_given_once(slack: SlackSimulator, endpoint: Endpoint) -> None:
    endpoint.answers = [web.Response(status=500)]
    answer = await slack.people.command("UKIM", TEAM, "help")
    assert '/exchange failed with the error "dispatch_failed"' == answer
    ((headers, body),) = endpoint.requests
    assert "application/x-www-form-urlencoded" == headers["Content-Type"]
    assert "command=%2Fexchange&text=help" in body


@pytest.mark.parametrize(("age", "status"), [(0, 200), (290, 200), (310, 401), (-310, 401)])
async def test_a_signature_holds_for_five_minutes(slack: SlackSimulator, age: int, status: int) -> None:
    app = AsyncApp(client=AsyncWebClient("xoxb-simulated", slack.api), signing_secret="simulated-signing-secret")
    runner, slack.request_url = await serve(app.web_app("/slack/events"))
    body = json.dumps({"type": "url_verification", "challenge": "x"})
    answered, _, _ = await slack.posting.send(body, slack.posting.sign(body, int(time.time()) - age))
    forged = slack.posting.sign(body) | {"X-Slack-Signature": "v0=0"}
    refused, _, _ = await slack.posting.send(body, forged)
    verified = await slack.posting.verify()
    await runner.cleanup()
    assert (status, 401, True) == (answered, refused, verified)


async def test_a_response_url_is_good_five_times(slack: SlackSimulator) -> None:
    url = slack.stage.response_url(TEAM, "UKIM")
    async with aiohttp.ClientSession() as session:
        statuses = []
        for number in range(6):
            async with session.post(url, json={"text": str(number)}) as answer:
                statuses.append(answer.status)
        async with session.post(f"{url}0", json={"text": "x"}) as answer:
            statuses.append(answer.status)
    assert [200, 200, 200, 200, 200, 404, 404] == statuses
    assert ["0", "1", "2", "3", "4"] == [shown.text for shown in slack.workspace.ephemerals]


async def test_a_response_replaces_or_deletes_what_was_there(slack: SlackSimulator) -> None:
    client = AsyncWebClient("xoxb-simulated", slack.api)
    ts = (await client.chat_postMessage(channel=TEAM, text="card"))["ts"]
    url = slack.stage.response_url(TEAM, "UKIM", ts)
    async with aiohttp.ClientSession() as session:
        await session.post(url, json={"replace_original": True, "text": "claimed"})
        assert ["claimed"] == [post.text for post in slack.workspace.posts]
        await session.post(url, json={"delete_original": True})
        assert [] == slack.workspace.posts
        await session.post(url, json={"response_type": "in_channel", "text": "to all"})
    assert ["to all"] == [post.text for post in slack.workspace.posts]


async def test_stopping_ends_what_is_still_being_delivered() -> None:
    slack = SlackSimulator(office(), ack_seconds=30)
    await slack.start()
    silent = Listener(slack, patience=9)
    await silent.client.connect()  # type: ignore[no-untyped-call]
    await AsyncWebClient("xoxb-simulated", slack.api).chat_postMessage(channel=TEAM, text="x")
    await wait_for(lambda: silent.envelopes)
    await silent.client.close()  # type: ignore[no-untyped-call]
    async with asyncio.timeout(2):
        await slack.stop()
    assert 0 == slack.sockets.count
