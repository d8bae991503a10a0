"""The Web API: which methods there are, what each needs, and how a call is answered."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web

from evals.slack import chat, directory, surfaces
from evals.slack.backstage import Backstage
from evals.slack.refusals import Arguments, Refused
from evals.slack.workspace import Json, Workspace

Method = Callable[[Backstage, Arguments], Json]

METHODS: Mapping[str, tuple[Method, str]] = MappingProxyType(
    {
        "auth.test": (directory.auth_test, ""),
        "apps.connections.open": (directory.open_connection, ""),
        "assistant.threads.setStatus": (surfaces.set_status, "chat:write"),
        "assistant.threads.setSuggestedPrompts": (surfaces.set_prompts, "assistant:write"),
        "chat.delete": (chat.delete, "chat:write"),
        "chat.postEphemeral": (chat.post_ephemeral, "chat:write"),
        "chat.postMessage": (chat.post_message, "chat:write"),
        "chat.update": (chat.update, "chat:write"),
        "conversations.history": (directory.history, "KIND:history"),
        "conversations.info": (directory.conversation_info, "KIND:read"),
        "conversations.members": (directory.conversation_members, "KIND:read"),
        "conversations.open": (directory.open_conversation, "im:write"),
        "conversations.replies": (directory.replies, "KIND:history"),
        "files.completeUploadExternal": (surfaces.complete_upload, "files:write"),
        "files.getUploadURLExternal": (surfaces.upload_url, "files:write"),
        "reactions.add": (chat.add_reaction, "reactions:write"),
        "reactions.get": (chat.get_reactions, "reactions:read"),
        "reactions.remove": (chat.remove_reaction, "reactions:write"),
        "usergroups.list": (directory.user_groups, "usergroups:read"),
        "users.info": (directory.user_info, "users:read"),
        "views.open": (surfaces.open_view, ""),
        "views.publish": (surfaces.publish_view, ""),
        "views.update": (surfaces.update_view, ""),
    }
)
"""Each method and the scope it needs; KIND stands for the kind of the channel asked about."""

_APP_LEVEL = frozenset({"apps.connections.open"})
_SCOPES = MappingProxyType({"im": "im", "group": "groups", "channel": "channels"})


def call(stage: Backstage, name: str, token: str, values: Mapping[str, Any]) -> Json:
    """Answer one call as Slack would."""
    try:
        _admit(stage.workspace, name, token)
        method, scope = METHODS[name]
        arguments = Arguments(values)
        _granted(stage.workspace, scope, arguments)
        return {"ok": True, **method(stage, arguments)}
    except Refused as refused:
        return refused.answer


async def read(request: web.Request) -> tuple[str, Json]:
    """The token and the arguments of a request, wherever they are."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json() if request.can_read_body else {}
        values |= body if isinstance(body, dict) else {}
    else:
        values |= dict(await request.post())
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bearer or str(values.pop("token", "")), {name: value for name, value in values.items() if name != "token"}


def scopes(workspace: Workspace, token: str) -> str:
    """What the header tells a token may do."""
    return "connections:write" if token == workspace.app_token else ",".join(sorted(workspace.scopes))


def _admit(workspace: Workspace, name: str, token: str) -> None:
    if name not in METHODS:
        raise Refused("unknown_method", req_method=name)
    if not token:
        raise Refused("not_authed")
    if token not in {workspace.bot_token, workspace.app_token}:
        raise Refused("invalid_auth")
    if (name in _APP_LEVEL) != (token == workspace.app_token):
        raise Refused("not_allowed_token_type")


def _granted(workspace: Workspace, scope: str, arguments: Arguments) -> None:
    if scope.startswith("KIND"):
        room = workspace.channels.get(arguments.text("channel"))
        scope = scope.replace("KIND", _SCOPES[room.kind]) if room else ""
    if scope and scope not in workspace.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(sorted(workspace.scopes)))
