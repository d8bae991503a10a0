"""The methods that write: messages and reactions."""

from typing import Any

from evals.slack import events, shapes
from evals.slack.backstage import Backstage
from evals.slack.block_kit import check_message
from evals.slack.refusals import Arguments, Refused
from evals.slack.workspace import Channel, Ephemeral, Json, Post, Workspace

_TRUNCATED = "Your message was truncated but still posted. The `text` field accepts up to 40,000 characters."


def reachable(workspace: Workspace, identity: str) -> Channel:
    """A channel the app can see and is a member of; a person stands for their direct channel."""
    if identity in workspace.members and identity != workspace.bot_user:
        return workspace.direct(identity)
    room = workspace.channels.get(identity)
    if room is None or (room.private and workspace.bot_user not in room.members):
        raise Refused("channel_not_found")
    if workspace.bot_user not in room.members:
        raise Refused("not_in_channel")
    return room


def post_message(stage: Backstage, arguments: Arguments) -> Json:
    """chat.postMessage."""
    room = reachable(stage.workspace, arguments.text("channel"))
    if room.archived:
        raise Refused("is_archived")
    post = store(stage, room, arguments, arguments.text("thread_ts"))
    answer: Json = {"channel": room.id, "ts": post.ts}
    answer["message"] = shapes.message(stage.workspace, post, metadata=True)
    if len(arguments.text("text")) > 40_000:
        messages = [f"[WARN] {_TRUNCATED}"]
        answer |= {"warning": "message_truncated"}
        answer["response_metadata"] = {"messages": messages, "warnings": ["message_truncated"]}
    return answer


def store(stage: Backstage, room: Channel, arguments: Arguments, thread_ts: str) -> Post:
    """Post what the arguments say, as the app."""
    text, blocks = _content(arguments)
    workspace = stage.workspace
    broadcast = bool(thread_ts) and arguments.flag("reply_broadcast")
    metadata = arguments.values.get("metadata") or {}
    post = Post(room.id, workspace.timestamp(), workspace.bot_user, text[:40_000], blocks, thread_ts, bot=True)
    post.broadcast, post.metadata = broadcast, metadata
    workspace.posts.append(post)
    stage.announce(events.posted(workspace, post), room)
    return post


def update(stage: Backstage, arguments: Arguments) -> Json:
    """chat.update."""
    post = _own(stage.workspace, arguments, "cant_update_message")
    text, blocks = _content(arguments)
    if len(text) > 4_000:
        raise Refused("msg_too_long")
    change(stage, post, arguments, text, blocks)
    shape = shapes.message(stage.workspace, post, metadata=True)
    return {"channel": post.channel, "ts": post.ts, "text": post.text, "message": shape}


def change(stage: Backstage, post: Post, arguments: Arguments, text: str, blocks: list[Json]) -> None:
    """Give a message of the app another content; a text alone takes the blocks away."""
    previous = shapes.message(stage.workspace, post)
    if "text" in arguments.values or "blocks" not in arguments.values:
        post.text = text
    post.blocks = blocks
    if not blocks:
        post.edited, post.edited_ts = True, stage.workspace.timestamp()
    if "metadata" in arguments.values:
        post.metadata = arguments.values["metadata"]
    stage.announce(events.changed(stage.workspace, post, previous), stage.workspace.channels[post.channel])


def delete(stage: Backstage, arguments: Arguments) -> Json:
    """chat.delete."""
    post = _own(stage.workspace, arguments, "cant_delete_message")
    erase(stage, post)
    return {"channel": post.channel, "ts": post.ts}


def erase(stage: Backstage, post: Post) -> None:
    """Take a message away and tell so."""
    workspace = stage.workspace
    previous = shapes.message(workspace, post)
    workspace.remove(post)
    told = events.changed if post.tombstone else events.deleted
    stage.announce(told(workspace, post, previous), workspace.channels[post.channel])


def post_ephemeral(stage: Backstage, arguments: Arguments) -> Json:
    """chat.postEphemeral."""
    workspace, user = stage.workspace, arguments.text("user")
    arguments.need("user")
    room = reachable(workspace, arguments.text("channel"))
    if room.archived:
        raise Refused("is_archived")
    if user not in room.members:
        raise Refused("user_not_in_channel")
    text, blocks = _content(arguments)
    shown = Ephemeral(room.id, user, text, blocks, arguments.text("thread_ts"), workspace.timestamp())
    workspace.ephemerals.append(shown)
    return {"message_ts": shown.ts}


def add_reaction(stage: Backstage, arguments: Arguments) -> Json:
    """reactions.add."""
    post, name = _reacted(stage.workspace, arguments)
    if name in post.reactions:
        raise Refused("already_reacted")
    post.reactions.add(name)
    return {}


def remove_reaction(stage: Backstage, arguments: Arguments) -> Json:
    """reactions.remove."""
    post, name = _reacted(stage.workspace, arguments)
    if name not in post.reactions:
        raise Refused("no_reaction")
    post.reactions.discard(name)
    return {}


def get_reactions(stage: Backstage, arguments: Arguments) -> Json:
    """reactions.get."""
    post = _item(stage.workspace, arguments)
    return {"type": "message", "channel": post.channel, "message": shapes.message(stage.workspace, post)}


def _content(arguments: Arguments) -> tuple[str, list[Json]]:
    text, given = arguments.text("text"), arguments.values.get("blocks")
    blocks = check_message(given) if given is not None else []
    if not text and not blocks:
        raise Refused("no_text")
    return text, blocks


def _own(workspace: Workspace, arguments: Arguments, error: str) -> Post:
    channel = arguments.text("channel")
    room = workspace.channels.get(channel)
    if room is None or (room.private and workspace.bot_user not in room.members):
        raise Refused("channel_not_found")
    post = workspace.find(channel, arguments.text("ts"))
    if post is None or post.tombstone:
        raise Refused("message_not_found")
    if not post.bot:
        raise Refused(error)
    return post


def _item(workspace: Workspace, arguments: Arguments) -> Post:
    channel, ts = arguments.text("channel"), arguments.text("timestamp")
    if not channel or not ts:
        raise Refused("no_item_specified")
    post = workspace.find(reachable(workspace, channel).id, ts)
    if post is None:
        raise Refused("message_not_found")
    return post


def _reacted(workspace: Workspace, arguments: Arguments) -> tuple[Post, Any]:
    name = arguments.text("name").strip(":")
    if not name:
        raise Refused("invalid_name")
    return _item(workspace, arguments), name
