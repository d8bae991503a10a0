"""Joins the officials' desk on Slack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.assembly.conversations import Conversations
from bot.assembly.desks import DeskSide
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.connecting import NAME, PAUSES, Me, closed, connect, introduced
from bot.channels.slack.forms import Forms
from bot.channels.slack.intake import Intake, Receive, Requests, Welcome
from bot.channels.slack.people import SlackOfficials
from bot.channels.slack.places import Places
from bot.channels.slack.readership import SlackReadership
from bot.channels.slack.reading import Reader
from bot.channels.slack.socket_mode import Socket, check_token
from bot.errors import ChannelRefused
from bot.handover.roles import Role
from bot.messaging.model import Address
from bot.messaging.ports import Channel
from bot.messaging.voice import Voice
from bot.phrases import Phrases
from bot.settings import Settings
from bot.web.server import Hook

HOOK = "/hooks/slack"
"""Path that Slack posts to where there is no socket."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """How requests come in: over a socket, or posted to a hook."""

    socket: Socket | None
    hooks: dict[str, Hook]


@dataclass(frozen=True, slots=True)
class SlackDesk:
    """One workspace, as it is set up."""

    settings: Settings
    client: AsyncWebClient
    me: Me
    places: Places
    officials: SlackOfficials

    @property
    def side(self) -> DeskSide:
        """Who works there, who reads along, and where a message can be looked at."""
        readership = SlackReadership(self.client, self.me, self.places, self.officials)
        return DeskSide(NAME, self.officials, readership, self._link)

    @property
    def channel(self) -> Channel:
        """What is delivered there."""
        return SlackChannel(self.client, self.me, self.places, self._voice.say("working"))

    async def incoming(self, receive: Receive, talking: Conversations, tell: Callable[[str], None]) -> Incoming:
        """Ready to be started; `tell` hears how requests come in. Raises `ChannelRefused`."""
        token = self.settings.slack_app_token.get_secret_value()
        app = self._intake(receive, talking).app
        if token:
            await check_token(self.client, token)
            tell(f"Slack: {self.me.url}, over a socket")
            return Incoming(Socket(app, self.client, token), {})
        tell(f"Slack: {self.me.url}, requests are posted to {HOOK}")
        return Incoming(None, {HOOK: Requests(app).take})

    async def close(self) -> None:
        """Let go of the connections."""
        await closed(self.client)

    def _intake(self, receive: Receive, talking: Conversations) -> Intake:
        secret = self.settings.slack_signing_secret.get_secret_value()
        named = self.settings.slack_teams.replace(",", " ").split()
        forms = Forms(self.client, self.officials, talking.desk.publishing.prepare, self._voice)
        welcome = Welcome(frozenset(named or [self.me.team]))
        reader = Reader(self.me, self.places)
        return Intake(self.me, secret, reader, forms, welcome, receive, self._voice.say("asked-alone"))

    @property
    def _voice(self) -> Voice:
        return Voice(Phrases("desk"), self.settings.desk_language)

    def _link(self, address: Address, message: str) -> str:
        """Slack's permanent address of a message."""
        conversation = self.places.rooms.get(address.chat, address.chat)
        return f"{self.me.url}archives/{conversation}/p{message.replace('.', '')}" if self.me.url else ""


async def connected(settings: Settings, pauses: Sequence[float] = PAUSES) -> SlackDesk:
    """The workspace that the token belongs to; raises `ChannelRefused`. `pauses` as in `introduced`."""
    client = connect(settings.slack_bot_token.get_secret_value(), settings.slack_api)
    try:
        me = await introduced(client, pauses)
    except ChannelRefused:
        await closed(client)
        raise
    places = Places(client, settings.slack_conversations, frozenset(settings.slack_channels.replace(",", " ").split()))
    roles = {Role(name): people for name, people in settings.slack_people.items()}
    return SlackDesk(settings, client, me, places, SlackOfficials(client, me, roles))
