"""The methods for modals, home tabs, assistant threads and files, and what response URLs take."""

from time import monotonic

from evals.slack import chat, events
from evals.slack.backstage import Backstage, Place
from evals.slack.block_kit import check_message, check_view
from evals.slack.directory import visible
from evals.slack.refusals import Arguments, Refused
from evals.slack.workspace import Ephemeral, Json, Modal, Post, Upload

_HALF_HOUR = 1800
_USES = 5


def open_view(stage: Backstage, arguments: Arguments) -> Json:
    """views.open."""
    view = check_view(arguments.values.get("view"))
    if view["type"] != "modal":
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] view must be a modal"]})
    user = stage.triggers.spend(arguments.text("trigger_id"))
    return {"view": show(stage, user, view).view}


def show(stage: Backstage, user: str, view: Json, below: Json | None = None) -> Modal:
    """Put a modal before a person, maybe on top of another."""
    identity = f"V{stage.number():08d}"
    root = below["root_view_id"] if below else identity
    modal = Modal(identity, user, _dressed(stage, view, identity, root, below["id"] if below else None))
    stage.workspace.views[identity] = modal
    return modal


def update_view(stage: Backstage, arguments: Arguments) -> Json:
    """views.update, by id or by external id."""
    view = check_view(arguments.values.get("view"))
    modal = _modal(stage, arguments)
    told = arguments.text("hash")
    if told and told != modal.view["hash"]:
        raise Refused("hash_conflict")
    return {"view": replace(stage, modal, view)}


def replace(stage: Backstage, modal: Modal, view: Json) -> Json:
    """Show something else in a modal that is open."""
    old = modal.view
    modal.view = _dressed(stage, view, modal.id, old["root_view_id"], old["previous_view_id"])
    return modal.view


def publish_view(stage: Backstage, arguments: Arguments) -> Json:
    """views.publish."""
    view = check_view(arguments.values.get("view"))
    user = arguments.text("user_id")
    if user not in stage.workspace.members:
        raise Refused("user_not_found")
    if view["type"] != "home":
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] view must be a home"]})
    old = stage.workspace.homes.get(user)
    told = arguments.text("hash")
    if told and old and told != old["hash"]:
        raise Refused("hash_conflict")
    identity = old["id"] if old else f"V{stage.number():08d}"
    stage.workspace.homes[user] = _dressed(stage, view, identity, identity, None)
    return {"view": stage.workspace.homes[user]}


def set_status(stage: Backstage, arguments: Arguments) -> Json:
    """assistant.threads.setStatus; an empty status clears it."""
    thread = _thread(stage, arguments)
    stage.workspace.statuses[thread] = arguments.text("status")
    if not arguments.text("status"):
        del stage.workspace.statuses[thread]
    return {}


def set_prompts(stage: Backstage, arguments: Arguments) -> Json:
    """assistant.threads.setSuggestedPrompts, at most four."""
    thread = _thread(stage, arguments)
    prompts = arguments.values.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= 4:
        raise Refused("invalid_arguments")
    if not all(isinstance(prompt, dict) and prompt.get("title") and prompt.get("message") for prompt in prompts):
        raise Refused("invalid_arguments")
    stage.workspace.prompts[thread] = prompts
    return {}


def upload_url(stage: Backstage, arguments: Arguments) -> Json:
    """files.getUploadURLExternal."""
    arguments.need("filename", "length")
    identity = f"F{stage.number():08d}"
    length = arguments.number("length", 0)
    stage.workspace.files[identity] = Upload(identity, arguments.text("filename"), length)
    return {"upload_url": f"{stage.origin}/upload/{identity}", "file_id": identity}


def complete_upload(stage: Backstage, arguments: Arguments) -> Json:
    """files.completeUploadExternal: share what was uploaded."""
    given = arguments.values.get("files")
    if not isinstance(given, list) or not given:
        raise Refused("invalid_arguments")
    uploads = [_upload(stage, item) for item in given]
    for upload, item in zip(uploads, given, strict=True):
        upload.title, upload.complete = str(item.get("title") or upload.name), True
    shapes = [file_shape(upload) for upload in uploads]
    channels = arguments.text("channel_id") or arguments.text("channels")
    for channel in filter(None, channels.split(",")):
        room = chat.reachable(stage.workspace, channel)
        post = Post(room.id, stage.workspace.timestamp(), stage.workspace.bot_user, bot=True, files=shapes)
        post.text, post.thread_ts = arguments.text("initial_comment"), arguments.text("thread_ts")
        stage.workspace.posts.append(post)
        stage.announce(events.posted(stage.workspace, post), room)
        for upload in uploads:
            upload.channel, upload.thread_ts = room.id, post.thread_ts
    return {"files": shapes}


def file_shape(upload: Upload) -> Json:
    """A file as messages carry it."""
    return {"id": upload.id, "name": upload.name, "title": upload.title, "size": len(upload.content), "mode": "hosted"}


def respond(stage: Backstage, key: str, body: Json) -> None:
    """Carry out what was sent to a response URL."""
    place = stage.places.get(key)
    if place is None or monotonic() - place.issued > _HALF_HOUR:
        raise Refused("expired_url")
    if place.uses >= _USES:
        raise Refused("used_url")
    place.uses += 1
    answer(stage, place, body)


def answer(stage: Backstage, place: Place, body: Json) -> None:
    """Show a response: to all, to one person, or in place of what was there."""
    arguments, workspace = Arguments(body), stage.workspace
    original = workspace.find(place.channel, place.ts) if place.ts else None
    if arguments.flag("delete_original"):
        _withdraw(stage, place, original)
        return
    text, blocks = arguments.text("text"), check_message(arguments.values.get("blocks") or [])
    if not text and not blocks:
        raise Refused("no_text")
    thread_ts = arguments.text("thread_ts") or place.thread_ts
    if arguments.flag("replace_original") and original is not None:
        chat.change(stage, original, arguments, text, blocks)
    elif arguments.text("response_type") == "in_channel":
        chat.store(stage, workspace.channels[place.channel], arguments, arguments.text("thread_ts"))
    else:
        if arguments.flag("replace_original"):
            _withdraw(stage, place, None)
        shown = Ephemeral(place.channel, place.user, text, blocks, thread_ts, workspace.timestamp())
        workspace.ephemerals.append(shown)


def _withdraw(stage: Backstage, place: Place, original: Post | None) -> None:
    if original is not None:
        chat.erase(stage, original)
        return
    workspace = stage.workspace
    workspace.ephemerals = [shown for shown in workspace.ephemerals if not shown.ts or shown.ts != place.ts]


def _dressed(stage: Backstage, view: Json, identity: str, root: str, previous: str | None) -> Json:
    workspace = stage.workspace
    defaults: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "submit": None}
    defaults |= {"close": None, "clear_on_close": False, "notify_on_close": False}
    return {
        **defaults,
        **view,
        "id": identity,
        "team_id": workspace.team,
        "state": {"values": {}},
        "hash": f"{int(workspace.clock())}.{stage.number():08d}",
        "previous_view_id": previous,
        "root_view_id": root,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.team,
        "bot_id": workspace.bot_id,
    }


def _modal(stage: Backstage, arguments: Arguments) -> Modal:
    external = arguments.text("external_id")
    modal = stage.workspace.views.get(arguments.text("view_id"))
    if modal is None and external:
        modal = next((one for one in stage.workspace.views.values() if one.view["external_id"] == external), None)
    if modal is None:
        raise Refused("not_found")
    return modal


def _thread(stage: Backstage, arguments: Arguments) -> tuple[str, str]:
    arguments.need("channel_id", "thread_ts")
    room = visible(stage.workspace, arguments.text("channel_id"))
    return room.id, arguments.text("thread_ts")


def _upload(stage: Backstage, item: Json) -> Upload:
    upload = stage.workspace.files.get(str(item.get("id")))
    if upload is None or not upload.received:
        raise Refused("file_not_found")
    return upload
