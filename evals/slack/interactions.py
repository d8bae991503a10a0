"""Payloads of what people do with commands, buttons and modals."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evals.slack.backstage import Backstage
from evals.slack.workspace import Channel, Ephemeral, Json, Post

TEAM_DOMAIN = "simulated"


def command(stage: Backstage, user: str, room: Channel, name: str, text: str) -> Json:
    """A slash command."""
    workspace = stage.workspace
    shown = "directmessage" if room.im else "privategroup" if room.private else room.name
    return {
        "token": "verification",
        "team_id": workspace.team,
        "team_domain": TEAM_DOMAIN,
        "channel_id": room.id,
        "channel_name": shown,
        "user_id": user,
        "user_name": workspace.members[user].name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": stage.response_url(room.id, user),
        "trigger_id": stage.triggers.issue(user),
    }


def buttons(blocks: Sequence[Json]) -> Iterator[tuple[str, Json]]:
    """Every button of some blocks, with the id of its block."""
    for block in blocks:
        beside = [block["accessory"]] if "accessory" in block else []
        for element in [*block.get("elements", []), *beside]:
            if element.get("type") == "button":
                yield str(block.get("block_id", "")), element


def find_button(blocks: Sequence[Json], wanted: str) -> tuple[str, Json]:
    """The button with this action_id, or the first whose value begins so."""
    every = list(buttons(blocks))
    named = [found for found in every if found[1].get("action_id") == wanted]
    valued = [found for found in every if str(found[1].get("value", "")).startswith(wanted)]
    if not wanted or not (named or valued):
        there = [element.get("value", element.get("action_id")) for _, element in every]
        raise ValueError(f"no button {wanted!r}; there are {there}")
    return (named or valued)[0]


def pressed(stage: Backstage, user: str, button: tuple[str, Json]) -> Json:
    """What every press of a button tells, wherever the button is."""
    block_id, element = button
    kept = {name: element[name] for name in ("type", "action_id", "value", "text", "style", "url") if name in element}
    return _head(stage, user, "block_actions") | {
        "trigger_id": stage.triggers.issue(user),
        "actions": [kept | {"block_id": block_id, "action_ts": stage.workspace.timestamp()}],
    }


def in_message(stage: Backstage, user: str, shown: Post | Ephemeral, message: Json | None) -> Json:
    """Where a press in a message, or in one only this person sees, took place."""
    room = stage.workspace.channels[shown.channel]
    container: Json = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": room.id,
        "is_ephemeral": message is None,
    }
    if shown.thread_ts:
        container["thread_ts"] = shown.thread_ts
    thread = shown.thread_ts if shown.thread_ts != shown.ts else ""
    return {
        "container": container,
        "channel": {"id": room.id, "name": "directmessage" if room.im else room.name},
        "state": {"values": {}},
        "response_url": stage.response_url(room.id, user, shown.ts, thread),
    } | ({"message": message} if message else {})


def in_view(view: Json) -> Json:
    """Where a press in a home tab or a modal took place."""
    return {"container": {"type": "view", "view_id": view["id"]}, "view": view}


def submission(stage: Backstage, user: str, view: Json) -> Json:
    """A modal that is sent."""
    return _head(stage, user, "view_submission") | {
        "trigger_id": stage.triggers.issue(user),
        "view": view,
        "response_urls": [],
    }


def closing(stage: Backstage, user: str, view: Json) -> Json:
    """A modal that is closed, for views that ask to be told."""
    return _head(stage, user, "view_closed") | {"view": view, "is_cleared": False}


def filled(view: Json, values: Mapping[str, str]) -> Json:
    """The view with what a person put in; what is not given keeps its initial value."""
    inputs = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    if unknown := sorted(set(values) - set(inputs)):
        raise ValueError(f"no input {unknown}; there are {sorted(inputs)}")
    state = {
        block_id: {block["element"]["action_id"]: _entered(block, values.get(block_id))}
        for block_id, block in inputs.items()
    }
    return view | {"state": {"values": state}}


def _entered(block: Json, given: str | None) -> Json:
    element = block["element"]
    entered = _ENTER.get(element["type"], _typed)(element, given)
    value = entered.get("value") or entered.get("selected_option") or entered.get("selected_date")
    if not value and not block.get("optional", False):
        raise ValueError(f"{block['block_id']} must be filled in")
    return {"type": element["type"]} | entered


def _typed(element: Json, given: str | None) -> Json:
    value = element.get("initial_value") if given is None else given
    if value and not int(element.get("min_length", 0)) <= len(value) <= int(element.get("max_length", 3000)):
        raise ValueError(f"{element['action_id']} does not take a text of {len(value)} characters")
    return {"value": value or None}


def _selected(element: Json, given: str | None) -> Json:
    if given is None:
        return {"selected_option": element.get("initial_option")}
    if not given:
        return {"selected_option": None}
    options = [*element.get("options", [])]
    for group in element.get("option_groups", []):
        options += group["options"]
    chosen = next((option for option in options if option["value"] == given), None)
    if chosen is None:
        raise ValueError(f"no option {given!r}; there are {[option['value'] for option in options]}")
    return {"selected_option": chosen}


def _dated(element: Json, given: str | None) -> Json:
    return {"selected_date": (element.get("initial_date") if given is None else given) or None}


_ENTER = {"static_select": _selected, "datepicker": _dated, "plain_text_input": _typed}


def _head(stage: Backstage, user: str, kind: str) -> dict[str, Any]:
    workspace = stage.workspace
    person = workspace.members[user]
    return {
        "type": kind,
        "team": {"id": workspace.team, "domain": TEAM_DOMAIN},
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
        "api_app_id": workspace.app_id,
        "token": "verification",
        "enterprise": None,
        "is_enterprise_install": False,
    }
