"""Members, channels and messages in the shape Slack gives them."""

from evals.slack.workspace import Channel, Group, Json, Member, Post, Workspace


def member(workspace: Workspace, person: Member, *, locale: bool = False) -> Json:
    """A person as users.info tells about them."""
    profile = {"real_name": person.real_name, "display_name": person.name, "team": person.team}
    shape: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.deleted,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": 32400 if person.tz == "Asia/Seoul" else 0,
        "profile": profile,
        "is_admin": False,
        "is_owner": False,
        "is_restricted": person.guest,
        "is_ultra_restricted": False,
        "is_stranger": person.team != workspace.team,
        "is_bot": person.bot,
        "is_app_user": False,
        "updated": 1700000000,
    }
    return shape | ({"locale": person.locale} if locale else {})


def channel(workspace: Workspace, room: Channel, *, members: bool = False) -> Json:
    """A conversation as conversations.info tells about it."""
    shape: Json = {
        "id": room.id,
        "created": 1700000000,
        "is_archived": room.archived,
        "is_im": bool(room.im),
        "is_org_shared": room.org_shared,
        "context_team_id": workspace.team,
    }
    if room.im:
        return shape | {"user": room.im, "is_user_deleted": False, "priority": 0, "is_open": True}
    shape |= {
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": True,
        "is_group": False,
        "is_mpim": False,
        "is_private": room.private,
        "is_general": False,
        "is_shared": room.shared or room.org_shared,
        "is_ext_shared": room.shared,
        "is_pending_ext_shared": room.pending,
        "is_member": workspace.bot_user in room.members,
        "creator": "UKIM",
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }
    return shape | ({"num_members": len(room.members)} if members else {})


def group(workspace: Workspace, users: Group, *, members: bool = False) -> Json:
    """A user group as usergroups.list tells about it."""
    shape: Json = {
        "id": users.id,
        "team_id": workspace.team,
        "is_usergroup": True,
        "name": users.handle,
        "handle": users.handle,
        "description": "",
        "date_delete": 0,
        "user_count": len(users.users),
    }
    return shape | ({"users": list(users.users)} if members else {})


def message(workspace: Workspace, post: Post, *, metadata: bool = False) -> Json:
    """A message as histories and events carry it."""
    author = workspace.members.get(post.user)
    shape: Json = {"type": "message", "user": post.user, "text": post.text, "ts": post.ts}
    shape["team"] = author.team if author else workspace.team
    if post.bot:
        profile = {"id": workspace.bot_id, "app_id": workspace.app_id, "name": "exchange-desk", "deleted": False}
        shape |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id, "bot_profile": profile}
    if subtype := _subtype(post):
        shape["subtype"] = subtype
    if post.edited:
        shape["edited"] = {"user": post.user, "ts": post.edited_ts}
    optional: Json = {"client_msg_id": post.client_msg_id, "blocks": post.blocks, "files": post.files}
    optional |= {"metadata": post.metadata} if metadata else {}
    shape |= {name: value for name, value in optional.items() if value}
    if post.reactions:
        users = [workspace.bot_user]
        shape["reactions"] = [{"name": name, "users": users, "count": 1} for name in sorted(post.reactions)]
    return shape | _threaded(workspace, post)


def _subtype(post: Post) -> str:
    if post.tombstone:
        return "tombstone"
    return post.subtype or ("thread_broadcast" if post.broadcast else "file_share" if post.files else "")


def _threaded(workspace: Workspace, post: Post) -> Json:
    if post.reply:
        root = workspace.find(post.channel, post.thread_ts)
        return {"thread_ts": post.thread_ts} | ({"parent_user_id": root.user} if root else {})
    replies = workspace.thread(post.channel, post.ts)[1:]
    if not replies:
        return {"thread_ts": post.thread_ts} if post.thread_ts else {}
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }
