"""Our calls to Slack against a Web API that nobody here wrote: npm's emulate, in a process of its own.

It knows no user groups, no assistant's pane, no limits of blocks, no 429 and no Socket Mode: those are left out.
"""

import asyncio
import itertools
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.assembly.slack import SlackDesk, connected
from bot.channels.slack.blocks import blocks
from bot.channels.slack.connecting import Me, closed, connect, introduced
from bot.channels.slack.forms import Forms
from bot.channels.slack.manifest import scopes
from bot.channels.slack.traces import Traces
from bot.desk.publishing import Prepared
from bot.errors import ChannelRefused
from bot.handover.desk import ASK, ESCALATION, HOME, TICKETS
from bot.handover.readers import Readers
from bot.handover.roles import Official, Role
from bot.handover.tokens import Token, Verb
from bot.messaging.errors import DeliveryError, Rejected, Stale, Transient
from bot.messaging.model import Action, Address, Button, Delivery, Event, Kind, Line, Message, Part
from bot.messaging.tickets import State
from bot.messaging.voice import Voice
from bot.phrases import Phrases
from bot.settings import Settings
from retrieval.model import Audience
from tests.rigs.servers import HOST, free_port

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).parents[3] / ".venv" / "rigs-node" / "node_modules" / "emulate" / "dist" / "index.js"
NODE = shutil.which("node")
LOOPBACK = (
    "data:text/javascript,import net from 'node:net'; const listen = net.Server.prototype.listen;"
    f"net.Server.prototype.listen = function (port) {{ return listen.call(this, port, '{HOST}'); }};"
)
"""Of itself the program listens on every interface."""
BOT, US, APP = "B0DESK", "U0DESK", "A0DESK"
DESK, NARROW, OWNER, LOST = "xoxb-desk", "xoxb-narrow", "xoxp-owner", "xoxb-lost"
"""Tokens: with the manifest's scopes, without the one to write, a person's with all, and a user's who is gone."""
ROOMS = itertools.count(1)


def seed() -> dict[str, Any]:
    ours, granted = {"type": "bot", "user": US, "bot_id": BOT, "app_id": APP}, sorted(scopes())
    narrow = [one for one in granted if one != "chat:write"]
    tokens = [{"token": DESK, "scopes": granted, **ours}, {"token": NARROW, "scopes": narrow, **ours}]
    tokens += [{"token": OWNER, "user": "admin"}, {"token": LOST, "user": "U0GONE"}]
    app = {"app_id": APP, "bot_id": BOT, "bot_user_id": US, "bot_name": "desk", "name": "Desk", "scopes": granted}
    apps = [{"client_id": "1", "client_secret": "secret", "redirect_uris": [], **app}]
    people = [{"name": "clerk", "real_name": "Kim Minji"}, {"name": "visitor"}]
    return {"slack": {"strict_scopes": True, "users": people, "oauth_apps": apps, "tokens": tokens}}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if NODE is None or not PROGRAM.exists():
        pytest.skip("emulate needs Node 20 and a folder of its own, .venv/rigs-node, which `make slow` fills")
    folder, port = tmp_path_factory.mktemp("emulate"), str(free_port())
    (folder / "seed.json").write_text(json.dumps(seed()))
    command = [NODE, "--import", LOOPBACK, str(PROGRAM), "start", "-s", "slack", "-p", port, "--seed", "seed.json"]
    with subprocess.Popen(command, cwd=folder, env={"HOME": str(folder)}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert any(f":{port}" in line for line in process.stdout or ())
            yield f"http://{HOST}:{port}/"
        finally:
            process.kill()


def over_bodies(client: AsyncWebClient) -> AsyncWebClient:
    """Send as the body of a POST what Slack also takes in an address; name the bot in what it posts, as Slack does."""
    call = client.api_call

    async def posted(method: str, *, params: Any = None, http_verb: str = "POST", **given: Any) -> Any:
        if method == "usergroups.list":
            return {"usergroups": []}
        given |= {} if params is None else {"json": params}
        if method == "chat.postMessage" and client.token == DESK:
            given["json"] = {**given["json"], "bot_id": BOT}
        return await call(method, **given)

    client.api_call = posted  # type: ignore[assignment]
    return client


@dataclass
class Office:
    """A room on Slack with a clerk and us in it, and what is seen there."""

    desk: SlackDesk
    clients: Mapping[str, AsyncWebClient]
    people: Mapping[str, str]
    room: str
    address: str

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        return await self.desk.channel.deliver(delivery, number, again=again)

    async def history(self, channel: str = "") -> list[dict[str, Any]]:
        return list((await self.desk.client.conversations_history(channel=channel or self.room))["messages"])

    async def thread(self, root: str) -> list[dict[str, Any]]:
        return list((await self.desk.client.conversations_replies(channel=self.room, ts=root))["messages"])

    async def marks(self) -> dict[str, list[str]]:
        [message] = await self.history()
        return {one["name"]: one["users"] for one in message.get("reactions", [])}

    async def page(self, query: str) -> str:
        """The program's own, about what it keeps."""
        async with ClientSession() as session, session.get(f"{self.address}?{query}") as answer:
            return await answer.text()


@pytest.fixture
async def office(address: str) -> AsyncIterator[Office]:
    async with AsyncExitStack() as stack:
        clients = {token: over_bodies(connect(token, f"{address}api/")) for token in (NARROW, OWNER, LOST, "")}
        for client in clients.values():
            stack.push_async_callback(closed, client)
        await introduced(owner := clients[OWNER], [0.05] * 100)
        people = {one["name"]: one["id"] for one in (await owner.users_list())["members"]}
        room = (await owner.conversations_create(name=f"tickets-{next(ROOMS)}", is_private=True))["channel"]["id"]
        await owner.conversations_invite(channel=room, users=[US, people["clerk"]])
        known: dict[str, Any] = {"slack_bot_token": DESK, "slack_app_token": "xapp-1", "slack_api": f"{address}api/"}
        known["slack_rooms"] = f"tickets={room},escalation=C000000001"
        known["slack_roles"] = f"editor={people['clerk']},editor={US},editor=U0NOBODY,supervisor={people['admin']}"
        desk = await connected(Settings(_env_file=None, **known))
        stack.push_async_callback(closed, over_bodies(desk.client))
        yield Office(desk, clients, people, room, address)


def shown(*lines: str) -> Message:
    return Message(tuple(map(Line, lines)), ((Button("Claim", "claim:1"), Button("Close", "close:1")),))


def labels(message: Mapping[str, Any]) -> list[str]:
    return [one["text"]["text"] for row in message["blocks"][1:] for one in row["elements"]]


ROOM = Address("slack", TICKETS)
CARD = Delivery(Action.SEND, ROOM, shown("A <question> & 🙂", "자매도시", "https://example.org/a?b=c"), part=Part.CARD)
GONE = "1700000000.000001"


async def test_a_token_says_who_we_are_and_a_wrong_one_is_refused(office: Office) -> None:
    assert Me("T000000001", US, BOT, "https://emulate.slack.com/") == office.desk.me
    for wrong in (LOST, ""):
        with pytest.raises(ChannelRefused):
            await introduced(office.clients[wrong], ())


async def test_a_card_is_posted_whole_and_found_again_by_its_parcel(office: Office) -> None:
    first = await office.deliver(CARD, 7)
    assert first == await office.deliver(CARD, 7, again=True)
    [posted] = await office.history()
    assert (first, US) == (posted["ts"], posted["user"])
    assert blocks(CARD.message, "parcel-7-0") == posted["blocks"]
    assert posted["text"].startswith("A &lt;question&gt; &amp; 🙂\n자매도시")
    assert first != await office.deliver(CARD, 8, again=True)
    assert 2 == len(await office.history())


async def test_a_parcel_is_found_behind_a_page_of_other_messages(office: Office) -> None:
    first = await office.deliver(CARD, 7)
    traces, post = Traces(office.desk.client, US), office.desk.client.chat_postMessage
    await asyncio.gather(*(post(channel=office.room, text="later") for _ in range(201)))
    assert (first, "") == (await traces.find(office.room, "", "parcel-7-0"), await traces.find(office.room, "", "none"))


async def test_an_edit_and_other_buttons_change_a_message_of_ours_in_place(office: Office) -> None:
    posted = await office.deliver(CARD, 7)
    edit = Delivery(Action.EDIT, ROOM, shown("Claimed"), target=posted)
    assert posted == await office.deliver(edit, 8)
    buttons = Message((), ((Button("Reopen", "reopen:1"),),))
    await office.deliver(Delivery(Action.KEYBOARD, ROOM, buttons, target=posted), 9)
    [changed] = await office.history()
    assert (posted, "Claimed", ["Reopen"]) == (changed["ts"], changed["text"], labels(changed))
    assert blocks(edit.message, "parcel-8-0")[:1] == changed["blocks"][:1]
    theirs = await office.clients[OWNER].chat_postMessage(channel=office.room, text="mine")
    with pytest.raises(Stale, match="cant_update_message"):
        await office.deliver(replace(edit, target=theirs["ts"]), 10)


async def test_a_reaction_shows_the_state_and_leaves_those_of_others(office: Office) -> None:
    posted = await office.deliver(replace(CARD, mark=State.OPEN), 7)
    assert {"inbox_tray": [US]} == await office.marks()
    await office.clients[OWNER].reactions_add(channel=office.room, timestamp=posted, name="lock")
    edit = Delivery(Action.EDIT, ROOM, CARD.message, target=posted, mark=State.CLAIMED)
    for again in (False, True):
        await office.deliver(edit, 8, again=again)
        assert {"lock": [office.people["admin"]], "eyes": [US]} == await office.marks()


async def test_a_long_text_is_split_and_only_what_is_missing_is_posted_again(office: Office) -> None:
    root = await office.deliver(CARD, 7)
    lines = [f"{number} " + "word " * 150 for number in range(25)]
    answer = Delivery(Action.SEND, Address("slack", TICKETS, root), shown(*lines), aloud=True)
    last = await office.deliver(answer, 8)
    said = (await office.thread(root))[1:]
    assert [[], [], ["Claim", "Close"]] == [labels(one) for one in said]
    assert [str(number) for number in range(25)] == re.findall(r"(\d+) word", str([one["blocks"] for one in said]))
    assert all(one["reply_broadcast"] for one in said)
    await office.desk.client.chat_delete(channel=office.room, ts=last)
    assert last < await office.deliver(answer, 8, again=True)
    again = (await office.thread(root))[1:]
    assert [*said[:2], said[2]["blocks"]] == [*again[:2], *(one["blocks"] for one in again[2:])]


async def test_a_note_is_seen_by_one_person_only(office: Office) -> None:
    clerk, visitor = office.people["clerk"], office.people["visitor"]
    await office.deliver(Delivery(Action.ACKNOWLEDGE, ROOM, target=clerk, note="Taken by you"), 7)
    await office.deliver(Delivery(Action.ACKNOWLEDGE, ROOM, target=visitor, note="Not yours"), 8)
    assert [] == await office.history()
    page = await office.page(f"channel={office.room}")
    assert (True, False) == ("Taken by you" in page, "Not yours" in page)
    alone = await office.history(await office.desk.places.conversation(f"{ASK}{visitor}"))
    assert ["Not yours"] == [one["text"] for one in alone]


async def test_erasing_deletes_the_card_and_our_replies_only(office: Office) -> None:
    card, other = await office.deliver(CARD, 7), await office.deliver(CARD, 8)
    for number in (9, 10):
        await office.deliver(replace(CARD, address=Address("slack", TICKETS, card), part=Part.THREAD), number)
    theirs = await office.clients[OWNER].chat_postMessage(channel=office.room, thread_ts=card, text="mine")
    erase = Delivery(Action.ERASE, ROOM, target=card)
    for again in (False, True):
        await office.deliver(erase, 11, again=again)
        assert [theirs["ts"]] == [one["ts"] for one in await office.thread(card)]
    assert [other] == [one["ts"] for one in await office.history()]


async def test_the_home_of_an_official_is_published(office: Office) -> None:
    home = Delivery(Action.SEND, Address("slack", f"{HOME}{office.people['clerk']}"), shown("Two inquiries wait"))
    assert "" == await office.deliver(home, 7)
    assert "Two inquiries wait" in await office.page("tab=views")


@pytest.mark.parametrize(
    ("token", "sent", "meant"),
    [
        (DESK, replace(CARD, address=Address("slack", "C0NOWHERE")), Transient("channel_not_found")),
        (DESK, Delivery(Action.EDIT, ROOM, CARD.message, target=GONE), Stale("message_not_found")),
        (DESK, Delivery(Action.KEYBOARD, ROOM, CARD.message, target=GONE), Stale("not there any more")),
        (DESK, Delivery(Action.ACKNOWLEDGE, ROOM, target="U0NOBODY", note="a"), Rejected("user_not_found")),
        (DESK, replace(CARD, address=Address("slack", f"{ASK}U0NOBODY")), Rejected("user_not_found")),
        (NARROW, CARD, Transient("missing_scope")),
        ("", CARD, Transient("not_authed")),
    ],
)
async def test_a_refusal_has_its_meaning(office: Office, token: str, sent: Delivery, meant: DeliveryError) -> None:
    channel = replace(office.desk, client=office.clients.get(token, office.desk.client)).channel
    with pytest.raises(type(meant), match=str(meant)):
        await channel.deliver(sent, 7)
    assert [] == await office.history()


async def test_officials_are_people_of_the_workspace(office: Office) -> None:
    clerk, official = office.people["clerk"], office.desk.officials.official
    assert Official(clerk, "Kim Minji", Role.EDITOR) == await official(clerk)
    for other in (office.people["visitor"], US, "U0NOBODY"):
        assert None is await official(other)


async def test_readers_follow_the_members_of_a_channel(office: Office) -> None:
    clerk, readers = office.people["clerk"], office.desk.side.readership.readers
    assert Readers.ALONE is await readers(f"{ASK}{clerk}", clerk)
    assert Readers.OFFICIALS is await readers(TICKETS, clerk)
    await office.clients[OWNER].conversations_invite(channel=office.room, users=[office.people["visitor"]])
    assert Readers.OUTSIDERS is await readers(TICKETS, clerk)
    assert Readers.OUTSIDERS is await readers(ESCALATION, clerk)


async def test_a_form_opens_for_a_press_and_fails_quietly_for_an_unknown_one(office: Office) -> None:
    clerk, client = office.people["clerk"], office.desk.client

    async def prepare(ticket: str, official: Official) -> Prepared:
        chosen = (Audience.PUBLIC, Audience.INTERNAL)
        return Prepared(ticket, "Question?", "Answer.", "en", official.name, date(2030, 1, 1), chosen, (), GONE)

    forms = Forms(client, office.desk.officials, prepare, Voice(Phrases("desk"), "en"))
    press, token = Event("1", Kind.PRESS, ROOM, clerk), Token(Verb.PUBLISH, "ticket-1")
    trigger = (await client.api_call("views.generateTriggerId", json={"user_id": clerk}))["trigger_id"]
    assert [False, True, False] == [await forms.opened(press, token, one) for one in ("unknown", trigger, trigger)]
