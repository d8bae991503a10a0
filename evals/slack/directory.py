"""The methods that read: the app itself, conversations, people and groups."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import TypeVar

from evals.slack import shapes
from evals.slack.backstage import Backstage
from evals.slack.chat import reachable
from evals.slack.refusals import Arguments, Refused
from evals.slack.workspace import Channel, Json, Post, Workspace

_Item = TypeVar("_Item", str, Post)


def auth_test(stage: Backstage, _: Arguments) -> Json:
    """auth.test."""
    workspace = stage.workspace
    bot = workspace.members.get(workspace.bot_user)
    return {
        "url": "https://simulated.slack.com/",
        "team": "Simulated",
        "user": bot.name if bot else "exchange-desk",
        "team_id": workspace.team,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(stage: Backstage, _: Arguments) -> Json:
    """apps.connections.open."""
    return {"url": stage.ticket_url()}


def open_conversation(stage: Backstage, arguments: Arguments) -> Json:
    """conversations.open, for one person or a known direct channel."""
    workspace = stage.workspace
    people = [user for user in arguments.text("users").split(",") if user]
    if channel := arguments.text("channel"):
        room = visible(workspace, channel)
        people = [room.im] if room.im else []
    if not people:
        raise Refused("users_list_not_supplied")
    if any(user not in workspace.members for user in people):
        raise Refused("user_not_found")
    if len(people) > 1:
        raise Refused("missing_scope", needed="mpim:write", provided=",".join(sorted(workspace.scopes)))
    known = f"D{people[0]}" in workspace.channels
    room = workspace.direct(people[0])
    shape = shapes.channel(workspace, room) if arguments.flag("return_im") else {"id": room.id}
    return {"channel": shape} | ({"no_op": True, "already_open": True} if known else {})


def visible(workspace: Workspace, identity: str) -> Channel:
    """A channel the app can see: public ones, and those it is a member of."""
    room = workspace.channels.get(identity)
    if room is None or (room.private and workspace.bot_user not in room.members):
        raise Refused("channel_not_found")
    return room


def conversation_info(stage: Backstage, arguments: Arguments) -> Json:
    """conversations.info."""
    room = visible(stage.workspace, arguments.text("channel"))
    return {"channel": shapes.channel(stage.workspace, room, members=arguments.flag("include_num_members"))}


def conversation_members(stage: Backstage, arguments: Arguments) -> Json:
    """conversations.members."""
    room = visible(stage.workspace, arguments.text("channel"))
    page, cursor = _page(sorted(room.members), arguments, 1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def history(stage: Backstage, arguments: Arguments) -> Json:
    """conversations.history, newest first."""
    workspace = stage.workspace
    room = reachable(workspace, _identity(workspace, arguments))
    posts = [post for post in workspace.posts if post.channel == room.id and (not post.reply or post.broadcast)]
    return _told(workspace, [post for post in reversed(posts) if _between(post, arguments)], arguments)


def replies(stage: Backstage, arguments: Arguments) -> Json:
    """conversations.replies: the root and what follows, oldest first."""
    workspace, ts = stage.workspace, arguments.text("ts")
    room = reachable(workspace, _identity(workspace, arguments))
    root = workspace.find(room.id, ts)
    if root is None:
        raise Refused("thread_not_found")
    posts = [root] if root.reply else workspace.thread(room.id, ts)
    return _told(workspace, [post for post in posts if post is root or _between(post, arguments)], arguments)


def user_info(stage: Backstage, arguments: Arguments) -> Json:
    """users.info."""
    person = stage.workspace.members.get(arguments.text("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": shapes.member(stage.workspace, person, locale=arguments.flag("include_locale"))}


def user_groups(stage: Backstage, arguments: Arguments) -> Json:
    """usergroups.list."""
    members = arguments.flag("include_users")
    return {
        "usergroups": [
            shapes.group(stage.workspace, group, members=members) for group in stage.workspace.groups.values()
        ]
    }


def _identity(workspace: Workspace, arguments: Arguments) -> str:
    identity = arguments.text("channel")
    if identity not in workspace.channels:
        raise Refused("channel_not_found")
    return identity


def _between(post: Post, arguments: Arguments) -> bool:
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    if arguments.flag("inclusive") and post.ts in {oldest, latest}:
        return True
    moment = _moment(post.ts)
    return (not oldest or moment > _moment(oldest)) and (not latest or moment < _moment(latest))


def _moment(ts: str) -> tuple[int, int]:
    seconds, _, rest = ts.partition(".")
    if not seconds.isdigit() or (rest and not rest.isdigit()):
        raise Refused("invalid_ts_latest")
    return int(seconds), int(rest.ljust(6, "0")[:6]) if rest else 0


def _told(workspace: Workspace, posts: list[Post], arguments: Arguments) -> Json:
    page, cursor = _page(posts, arguments, 999)
    metadata = arguments.flag("include_all_metadata")
    answer: Json = {
        "messages": [shapes.message(workspace, post, metadata=metadata) for post in page],
        "has_more": bool(cursor),
        "pin_count": 0,
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _page(items: Sequence[_Item], arguments: Arguments, most: int) -> tuple[list[_Item], str]:
    limit = min(arguments.number("limit", 100) or 100, most)
    if limit < 0:
        raise Refused("invalid_limit")
    start = _start([_key(item) for item in items], arguments.text("cursor"))
    following = items[start + limit : start + limit + 1]
    cursor = b64encode(f"next:{_key(following[0])}".encode()).decode() if following else ""
    return list(items[start : start + limit]), cursor


def _key(item: _Item) -> str:
    return item.ts if isinstance(item, Post) else item


def _start(keys: list[str], cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return keys.index(b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None
