"""What people do in the workspace, and what Slack tells the app about it."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Protocol

from evals.slack import events, interactions, shapes, surfaces
from evals.slack.backstage import Backstage, Place
from evals.slack.composing import escaped, rich_text
from evals.slack.delivery import COMMANDS, EVENTS, INTERACTIVE, Reply
from evals.slack.refusals import Refused
from evals.slack.workspace import Channel, Ephemeral, Json, Modal, Post, Workspace

_RETRIES = 3
_HISTORY = {"im": "im:history", "group": "groups:history", "channel": "channels:history"}


class Host(Protocol):
    """The simulator, as far as people need it."""

    workspace: Workspace
    stage: Backstage

    async def deliver(self, kind: str, payload: Json, first: int = 0) -> Reply:
        """Deliver something to the app until Slack would be done with it."""
        ...


class People:
    """Everybody in the workspace; each act ends when Slack is done with telling the app."""

    def __init__(self, host: Host) -> None:
        self._host = host

    async def write(
        self,
        user: str,
        channel: str,
        text: str,
        thread: str = "",
        blocks: list[Json] | None = None,
        times: int = 1,
        files: Sequence[Json] = (),
    ) -> str:
        """Write a message; its timestamp."""
        workspace, room = self._workspace, self._room(user, channel)
        wire = escaped(text)
        post = Post(room.id, workspace.timestamp(), user, wire, thread_ts=thread, files=list(files))
        made = [rich_text(wire, f"b{self._host.stage.number()}")] if text else []
        post.blocks, post.client_msg_id = made if blocks is None else blocks, str(uuid.uuid4())
        workspace.posts.append(post)
        told = [events.posted(workspace, post)]
        if f"<@{workspace.bot_user}>" in wire and not room.im and "app_mentions:read" in workspace.scopes:
            told.append(events.mentioned(workspace, post))
        await self._tell(room, told, times)
        return post.ts

    async def edit(self, user: str, channel: str, ts: str, text: str, times: int = 1) -> None:
        """Change one's message."""
        workspace, room = self._workspace, self._room(user, channel)
        post = self._own(user, room, ts)
        previous = shapes.message(workspace, post)
        post.text, post.edited, post.edited_ts = escaped(text), True, workspace.timestamp()
        post.blocks = [rich_text(post.text, f"b{self._host.stage.number()}")]
        await self._tell(room, [events.changed(workspace, post, previous)], times)

    async def delete(self, user: str, channel: str, ts: str, times: int = 1) -> None:
        """Delete one's message; the root of a thread leaves a tombstone."""
        workspace, room = self._workspace, self._room(user, channel)
        post = self._own(user, room, ts)
        previous = shapes.message(workspace, post)
        workspace.remove(post)
        told = events.changed if post.tombstone else events.deleted
        await self._tell(room, [told(workspace, post, previous)], times)

    async def press(self, user: str, channel: str, ts: str, wanted: str, times: int = 1) -> None:
        """Press a button of a message, found by its action_id or the beginning of its value."""
        workspace, stage = self._workspace, self._host.stage
        room = self._room(user, channel)
        shown = self._seen(user, room, ts)
        button = interactions.find_button(shown.blocks, wanted)
        message = shapes.message(workspace, shown) if isinstance(shown, Post) else None
        await self._interact(
            [
                interactions.pressed(stage, user, button) | interactions.in_message(stage, user, shown, message)
                for _ in range(times)
            ]
        )

    async def press_home(self, user: str, wanted: str, times: int = 1) -> None:
        """Press a button of the app's home tab."""
        if user not in self._workspace.homes:
            raise ValueError(f"{user} has no home tab yet")
        await self._press_view(user, self._workspace.homes[user], wanted, times)

    async def press_modal(self, user: str, view_id: str, wanted: str, times: int = 1) -> None:
        """Press a button in an open modal."""
        await self._press_view(user, self._modal(user, view_id).view, wanted, times)

    async def command(
        self, user: str, channel: str, text: str, name: str = "/exchange", times: int = 1
    ) -> dict[str, object] | str:
        """Give a slash command; the immediate answer, which is shown to the person."""
        room, stage = self._room(user, channel), self._host.stage
        if self._workspace.members[user].team != self._workspace.team:
            raise ValueError(f"{user} belongs to another workspace, where this command does not exist")
        payloads = [interactions.command(stage, user, room, name, text) for _ in range(times)]
        replies = await asyncio.gather(*(self._host.deliver(COMMANDS, payload) for payload in payloads))
        answers = [self._answered(user, room, name, reply) for reply in replies]
        return answers[0]

    async def submit(self, user: str, view_id: str, values: dict[str, str], times: int = 1) -> Json:
        """Send a modal, values by block_id; what the app answers to it."""
        modal, stage = self._modal(user, view_id), self._host.stage
        view = interactions.filled(modal.view, values)
        payloads = [interactions.submission(stage, user, view) for _ in range(times)]
        reply = (await asyncio.gather(*(self._host.deliver(INTERACTIVE, payload) for payload in payloads)))[0]
        if not reply.acknowledged:
            return {"error": "operation_timeout" if reply.ending == "timeout" else "dispatch_failed"}
        answer: Json = reply.content if isinstance(reply.content, dict) else {}
        self._after(modal, answer)
        return answer

    async def dismiss(self, user: str, view_id: str) -> None:
        """Close a modal without sending it."""
        modal = self._modal(user, view_id)
        del self._workspace.views[modal.id]
        if modal.view["notify_on_close"]:
            await self._interact([interactions.closing(self._host.stage, user, modal.view)])

    async def open_home(self, user: str, times: int = 1) -> None:
        """Look at the app's home tab."""
        room = self._workspace.direct(user)
        await self._send(events.envelope(self._workspace, events.home_opened(self._workspace, user), room), times)

    async def open_assistant(self, user: str, times: int = 1) -> str:
        """Open a thread with the app as an assistant; its timestamp."""
        workspace = self._workspace
        room = workspace.direct(user)
        root = Post(room.id, workspace.timestamp(), workspace.bot_user, "New Assistant Thread", bot=True)
        root.thread_ts, root.subtype = root.ts, "assistant_app_thread"
        workspace.posts.append(root)
        event = events.assistant_started(workspace, user, root.ts)
        await self._send(events.envelope(workspace, event, room), times)
        return root.ts

    def heard(self, room: Channel) -> bool:
        """Whether the app is told what is said in a channel."""
        return self._workspace.joined(room.id) and _HISTORY[room.kind] in self._workspace.scopes

    @property
    def _workspace(self) -> Workspace:
        return self._host.workspace

    def _room(self, user: str, channel: str) -> Channel:
        workspace = self._workspace
        room = workspace.direct(user) if channel == f"D{user}" else workspace.channels.get(channel)
        if room is None or user not in room.members or user not in workspace.members:
            raise ValueError(f"{user} is not in {channel}")
        return room

    def _own(self, user: str, room: Channel, ts: str) -> Post:
        post = self._workspace.find(room.id, ts)
        if post is None or post.user != user:
            raise ValueError(f"{user} has no message {ts} in {room.id}")
        return post

    def _seen(self, user: str, room: Channel, ts: str) -> Post | Ephemeral:
        post = self._workspace.find(room.id, ts)
        if post is not None:
            return post
        for shown in self._workspace.ephemerals:
            if (shown.channel, shown.user, shown.ts) == (room.id, user, ts):
                return shown
        raise ValueError(f"no message {ts} in {room.id}")

    def _modal(self, user: str, view_id: str) -> Modal:
        modal = self._workspace.views.get(view_id)
        if modal is None or modal.user != user:
            raise ValueError(f"{user} sees no modal {view_id}")
        return modal

    async def _tell(self, room: Channel, told: list[Json], times: int) -> None:
        if self.heard(room):
            bodies = [events.envelope(self._workspace, event, room) for event in told]
            await asyncio.gather(*(self._send(body, times) for body in bodies))

    async def _send(self, body: Json, times: int) -> None:
        for number in range(times):
            await self._host.deliver(EVENTS, body, min(number, _RETRIES))

    async def _interact(self, payloads: list[Json]) -> None:
        await asyncio.gather(*(self._host.deliver(INTERACTIVE, payload) for payload in payloads))

    async def _press_view(self, user: str, view: Json, wanted: str, times: int) -> None:
        stage = self._host.stage
        button = interactions.find_button(view["blocks"], wanted)
        place = interactions.in_view(view)
        await self._interact([interactions.pressed(stage, user, button) | place for _ in range(times)])

    def _answered(self, user: str, room: Channel, name: str, reply: Reply) -> dict[str, object] | str:
        if not reply.acknowledged:
            word = "operation_timeout" if reply.ending == "timeout" else "dispatch_failed"
            return f'{name} failed with the error "{word}"'
        answer: dict[str, object] | str = reply.content or ""
        if answer:
            self._show(user, room, {"text": answer} if isinstance(answer, str) else answer)
        return answer

    def _show(self, user: str, room: Channel, answer: dict[str, object]) -> None:
        try:
            surfaces.answer(self._host.stage, Place(room.id, user, "", "", 0.0), answer)
        except Refused as refused:
            raise ValueError(f"Slack would not show this answer: {refused}") from refused

    def _after(self, modal: Modal, answer: Json) -> None:
        views, stage = self._workspace.views, self._host.stage
        action = answer.get("response_action")
        if action == "update":
            surfaces.replace(stage, modal, answer["view"])
        elif action == "push":
            surfaces.show(stage, modal.user, answer["view"], modal.view)
        elif action == "clear":
            root = modal.view["root_view_id"]
            self._workspace.views = {key: one for key, one in views.items() if one.view["root_view_id"] != root}
        elif action != "errors":
            views.pop(modal.id, None)
