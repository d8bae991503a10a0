"""Events in the shape the Events API gives them."""

from itertools import count
from typing import Any

from evals.slack import shapes
from evals.slack.workspace import Channel, Json, Post, Workspace

_numbers = count(1)


def envelope(workspace: Workspace, event: Json, room: Channel | None = None) -> Json:
    """The outer body of an event, with an event_id of its own."""
    return {
        "token": "verification",
        "team_id": workspace.team,
        "context_team_id": workspace.team,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{next(_numbers):09d}",
        "event_time": int(workspace.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(room and room.shared),
        "event_context": f"4-{next(_numbers):09d}",
    }


def posted(workspace: Workspace, post: Post) -> Json:
    """The event `message` for a new message."""
    shape = shapes.message(workspace, post) | _foreign(workspace, post)
    replies = ("reply_count", "reply_users_count", "reply_users", "latest_reply", "is_locked", "subscribed")
    shape = {name: value for name, value in shape.items() if name not in replies}
    room = workspace.channels[post.channel]
    return shape | {"channel": post.channel, "event_ts": post.ts, "channel_type": room.kind}


def mentioned(workspace: Workspace, post: Post) -> Json:
    """The event `app_mention`, which comes besides `message`."""
    event = posted(workspace, post) | {"type": "app_mention"}
    event.pop("channel_type")
    return event


def changed(workspace: Workspace, post: Post, previous: Json) -> Json:
    """The event for an edit, with the message as it is and as it was."""
    return _hidden(workspace, post, "message_changed") | {
        "message": shapes.message(workspace, post) | _foreign(workspace, post),
        "previous_message": previous,
    }


def deleted(workspace: Workspace, post: Post, previous: Json) -> Json:
    """The event for a message that is gone."""
    return _hidden(workspace, post, "message_deleted") | {"deleted_ts": post.ts, "previous_message": previous}


def home_opened(workspace: Workspace, user: str) -> Json:
    """The event for the app's home tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": workspace.direct(user).id,
        "tab": "home",
        "event_ts": workspace.timestamp(),
    }
    return event | ({"view": workspace.homes[user]} if user in workspace.homes else {})


def assistant_started(workspace: Workspace, user: str, thread_ts: str) -> Json:
    """The event for a new thread with the app as an assistant."""
    context = {"team_id": workspace.team, "enterprise_id": None}
    thread = {
        "user_id": user,
        "context": context,
        "channel_id": workspace.direct(user).id,
        "thread_ts": thread_ts,
    }
    return {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": workspace.timestamp()}


def _hidden(workspace: Workspace, post: Post, subtype: str) -> Json:
    ts = workspace.timestamp()
    kind = workspace.channels[post.channel].kind
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": post.channel,
        "ts": ts,
        "event_ts": ts,
        "channel_type": kind,
    }


def _foreign(workspace: Workspace, post: Post) -> dict[str, Any]:
    author = workspace.members.get(post.user)
    if author is None or author.team == workspace.team:
        return {}
    profile = {"name": author.name, "real_name": author.real_name, "team": author.team, "is_restricted": author.guest}
    return {"user_team": author.team, "source_team": author.team, "user_profile": profile}
