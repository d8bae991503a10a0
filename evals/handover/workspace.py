"""A simulated Slack workspace as an office: the real app in it, over a socket or over HTTP."""

import asyncio
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.store import SqlStore
from bot.assembly.conversations import Conversations
from bot.assembly.desks import DeskSide
from bot.assembly.slack import HOOK, Incoming, SlackDesk, connected
from bot.channels.slack.connecting import NAME
from bot.handover import tokens
from bot.handover.receipts import read_receipt
from bot.messaging.ports import Channel
from bot.metrics import Metrics
from bot.settings import Settings
from bot.web.server import Server, build
from evals.handover.offices import Receive
from evals.slack.simulator import SlackSimulator
from evals.slack.workspace import Post, Workspace, office

USERS = {name: f"U{name.upper()}" for name in ("kim", "lee", "reader", "stranger", "guest", "other")}
"""Slack's ids of everybody who is there."""
CHANNELS = ("CTICKETS", "CESCALATION", "CDIGEST")


@dataclass
class SlackOffice:
    """`evals.handover.offices.Office` on Slack; `over` is "socket" or "http", `more` further settings."""

    over: str = "socket"
    more: Mapping[str, Any] = field(default_factory=dict)
    name: str = NAME
    simulator: SlackSimulator = field(init=False)
    _desk: SlackDesk = field(init=False, repr=False)
    _incoming: Incoming = field(init=False, repr=False)
    _tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    _server: Server | None = None
    _port: int = 0

    def __post_init__(self) -> None:
        self._port = _free_port() if self.over == "http" else 0
        hook = f"http://127.0.0.1:{self._port}{HOOK}" if self._port else ""
        self.simulator = SlackSimulator(office(), request_url=hook)

    @property
    def workspace(self) -> Workspace:
        """What is there."""
        return self.simulator.workspace

    @property
    def settings(self) -> Mapping[str, Any]:
        """As an office would set it."""
        slack = self.workspace
        secret = {"slack_app_token": slack.app_token} if self.over == "socket" else {}
        return {
            "grades": f"{NAME}=internal",
            "slack_bot_token": slack.bot_token,
            "slack_signing_secret": slack.signing_secret,
            "slack_api": self.simulator.api,
            "slack_rooms": "tickets=CTICKETS, escalation=CESCALATION, digest=CDIGEST",
            "slack_roles": "reader=@exchange-readers, agent=@exchange-agents, supervisor=@exchange-supervisors",
            **secret,
            **self.more,
        }

    async def open(self, store: SqlStore) -> tuple[Channel, DeskSide]:
        """Connect to the workspace, which is there before."""
        if not self.simulator.stage.origin:
            await self.simulator.start()
        self._desk = await connected(Settings(_env_file=None, **self.settings))
        return self._desk.channel, self._desk.side

    async def serve(self, receive: Receive, talking: Conversations) -> None:
        """Take requests in, the way that is chosen."""
        self._incoming = await self._desk.incoming(receive, talking, _untold)
        if self._incoming.socket:
            self._tasks.append(asyncio.create_task(self._incoming.socket.run()))
            await self.simulator.sockets.connected()
            return
        self._server = Server(build(Metrics(), _ready, self._incoming.hooks), "127.0.0.1", self._port)
        serving = asyncio.create_task(self._server.serve())
        self._tasks.append(serving)
        await self._server.started_or_failed(serving)

    async def leave(self) -> None:
        """Hang up."""
        if self._server is not None:
            self._server.should_exit = True
            await asyncio.gather(*self._tasks, return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        await self._desk.close()

    async def close(self) -> None:
        """Take the workspace away."""
        await self.simulator.stop()

    async def does(self, person: str, act: str, what: str, ticket: str, times: int) -> None:
        """As somebody at a window of Slack would."""
        root, people, user = self.card(ticket), self.simulator.people, USERS[person]
        own = [post.ts for post in self.workspace.thread(root.channel, root.ts) if post.user == user]
        match act:
            case "says" | "notes":
                said = what if act == "says" else f"note: {what}"
                await people.write(user, root.channel, said, root.ts, times=times)
            case "presses":
                post, data = self.button(root, f"{tokens.Verb(what)}:{ticket}")
                await people.press(user, root.channel, post.ts, data, times)
            case "edits":
                await people.edit(user, root.channel, own[-1], what, times)
            case "deletes":
                await people.delete(user, root.channel, own[-1], times)
            case "publishes":
                await self._publishes(user, root, what, ticket)
            case _:
                raise ValueError(f"an official does not do {act!r}")

    async def seen(self, person: str) -> list[str]:
        """The desk's channels with their threads, what only this person is shown, and what they are told alone."""
        user = USERS[person]
        channels = {*CHANNELS, self.workspace.direct(user).id}
        posts = [post.text for post in self.workspace.posts if post.channel in channels]
        return [plain(text) for text in [*posts, *self.noted(user)]]

    def noted(self, user: str) -> list[str]:
        """What only somebody is shown."""
        return [one.text for one in self.workspace.ephemerals if one.user == user]

    def card(self, ticket: str = "") -> Post:
        """A ticket's card where it was posted first; the newest card without a ticket."""
        posts = [post for post in self.workspace.posts if post.channel in CHANNELS and post.bot and not post.reply]
        cards = [post for post in posts if read_receipt(post.text.partition(" ")[0])]
        return next(post for post in cards if post.text.startswith(ticket)) if ticket else cards[-1]

    def ticket(self, card: Post) -> str:
        """The receipt number of a card."""
        return card.text.partition(" ")[0]

    def button(self, root: Post, beginning: str) -> tuple[Post, str]:
        """The newest button in a ticket's thread whose value begins so."""
        for post in reversed(self.workspace.thread(root.channel, root.ts)):
            for data in values(post):
                if data.startswith(beginning):
                    return post, data
        raise ValueError(f"no button {beginning!r} is there to be pressed")

    async def _publishes(self, user: str, root: Post, what: str, ticket: str) -> None:
        """Open the form, fill it and send it; who gets no form cannot."""
        _, data = self.button(root, f"publish-form:{ticket}")
        await self.simulator.people.press(user, root.channel, root.ts, data)
        opened = [modal for modal in self.workspace.views.values() if modal.user == user]
        if opened:
            await self.simulator.people.submit(user, opened[-1].id, json.loads(what))


def values(post: Post) -> list[str]:
    """What the buttons under a message carry."""
    rows = [block for block in post.blocks if block.get("type") == "actions"]
    return [str(element.get("value", "")) for row in rows for element in row["elements"]]


def plain(text: str) -> str:
    """A message's text as people see it."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


async def _ready() -> Mapping[str, bool]:
    return {}


def _untold(_message: str) -> None:
    """Nobody reads along."""


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
