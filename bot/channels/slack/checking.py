"""Looks whether a workspace is set up as the desk needs it."""

from collections.abc import Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.connecting import Me
from bot.channels.slack.errors import mapped, word
from bot.channels.slack.manifest import scopes
from bot.channels.slack.people import SlackOfficials, unknown_groups


async def problems(client: AsyncWebClient, me: Me, officials: SlackOfficials, rooms: Mapping[str, str]) -> list[str]:
    """What is missing, each with what to do; raises a `DeliveryError` where Slack cannot say."""
    missing = sorted(scopes() - me.scopes)
    found = (
        [f"scopes are missing ({', '.join(missing)}): paste the manifest and install the app again"] if missing else []
    )
    if "usergroups:read" not in missing:
        found += await _people(officials)
    if not {"channels:read", "groups:read"} & set(missing):
        found += [problem for room, channel in rooms.items() if (problem := await _room(client, room, channel))]
    return found


async def _people(officials: SlackOfficials) -> list[str]:
    unknown = unknown_groups(officials.roles, await officials.groups())
    found = [f"EXCHANGE_SLACK_ROLES names no user group of the workspace: {', '.join(unknown)}"] if unknown else []
    if not await officials.staffed():
        found.append("nobody may answer yet: add people to a group of EXCHANGE_SLACK_ROLES")
    return found


async def _room(client: AsyncWebClient, room: str, channel: str) -> str:
    """What is wrong with the channel of a room; empty where nothing is."""
    with mapped():
        try:
            answer = await client.conversations_info(channel=channel)
        except SlackApiError as error:
            if word(error) != "channel_not_found":
                raise
            return f"{room}: no channel {channel} that the app can see; if it is private, /invite the app there"
    about = answer["channel"]
    if not about.get("is_member"):
        return f"{room}: the app is not in #{about.get('name', channel)}; /invite it there"
    shared = any(about.get(key) for key in ("is_ext_shared", "is_pending_ext_shared"))
    return f"{room}: #{about['name']} is shared with another organisation; take one of your own" if shared else ""
