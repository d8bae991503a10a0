"""The state of a Slack workspace: who is there, where they talk, and what was said."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)
"""Every bot scope the simulated methods and events ask for."""


@dataclass
class Member:
    """A person, or a bot, who can be seen from the workspace."""

    id: str
    name: str
    real_name: str
    locale: str = "en-US"
    tz: str = "Asia/Seoul"
    team: str = "T1"
    guest: bool = False
    deleted: bool = False
    bot: bool = False


@dataclass
class Channel:
    """A conversation; `im` is the person of a direct one, `shared` means with another organisation."""

    id: str
    name: str
    members: set[str]
    private: bool = True
    shared: bool = False
    im: str = ""
    archived: bool = False
    pending: bool = False
    org_shared: bool = False

    @property
    def kind(self) -> str:
        """What events call it: channel, group or im."""
        return "im" if self.im else "group" if self.private else "channel"


@dataclass
class Group:
    """A user group, mentioned by its handle."""

    id: str
    handle: str
    users: list[str]


@dataclass
class Post:
    """A message as it is stored; `reactions` are the app's own."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    edited: bool = False
    reactions: set[str] = field(default_factory=set)
    bot: bool = False
    broadcast: bool = False
    files: list[Json] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    client_msg_id: str = ""
    edited_ts: str = ""
    tombstone: bool = False
    subtype: str = ""

    @property
    def reply(self) -> bool:
        """Whether it stands in the thread of another message."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


@dataclass
class Ephemeral:
    """A message only one person sees."""

    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    ts: str = ""


@dataclass
class Modal:
    """A modal that is open, and who sees it."""

    id: str
    user: str
    view: Json


@dataclass
class Upload:
    """A file on its way, or shared once `channel` is known."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes = b""
    received: bool = False
    complete: bool = False
    channel: str = ""
    thread_ts: str = ""


@dataclass
class Workspace:
    """One workspace with one app installed."""

    team: str = "T1"
    bot_user: str = "UDESK"
    bot_id: str = "BDESK"
    app_id: str = "ADESK"
    bot_token: str = "xoxb-simulated"  # noqa: S105 - known to everybody, good for this machine only
    app_token: str = "xapp-simulated"  # noqa: S105 - known to everybody, good for this machine only
    signing_secret: str = "simulated-signing-secret"  # noqa: S105 - known to everybody, good for this machine only
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    views: dict[str, Modal] = field(default_factory=dict)
    homes: dict[str, Json] = field(default_factory=dict)
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)
    prompts: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    _last: int = 0

    def top_level(self, channel: str) -> list[Post]:
        """The messages of a channel that start no thread of another, oldest first."""
        return [post for post in self.posts if post.channel == channel and not post.reply]

    def thread(self, channel: str, ts: str) -> list[Post]:
        """A message and the replies to it, the root first."""
        root = [post for post in self.posts if post.channel == channel and post.ts == ts]
        return root + [post for post in self.posts if post.channel == channel and post.reply and post.thread_ts == ts]

    def find(self, channel: str, ts: str) -> Post | None:
        """The message with this timestamp."""
        return next((post for post in self.posts if post.channel == channel and post.ts == ts), None)

    def direct(self, user: str) -> Channel:
        """The direct conversation of a person with the app, made when there is none."""
        identity = f"D{user}"
        return self.channels.setdefault(identity, Channel(identity, "", {user, self.bot_user}, im=user))

    def joined(self, channel: str) -> bool:
        """Whether the app is a member of a channel."""
        return channel in self.channels and self.bot_user in self.channels[channel].members

    def remove(self, post: Post) -> None:
        """Take a message away; the root of a thread leaves a tombstone."""
        if len(self.thread(post.channel, post.ts)) == 1:
            self.posts.remove(post)
            return
        post.tombstone, post.text, post.user, post.bot = True, "This message was deleted.", "USLACKBOT", False
        post.blocks, post.files, post.metadata, post.reactions = [], [], {}, set()

    def timestamp(self) -> str:
        """A timestamp no other message has, later than all before."""
        self._last = max(self._last + 100, int(self.clock()) * 1_000_000 + 100)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def office() -> Workspace:
    """The workspace of an international-exchange office and the people around it."""
    workspace = Workspace()
    people = (
        Member("UDESK", "exchange-desk", "Exchange Desk", bot=True),
        Member("UKIM", "kim", "Kim"),
        Member("ULEE", "lee", "Lee"),
        Member("UREADER", "reader", "Reader"),
        Member("USTRANGER", "stranger", "Stranger"),
        Member("UGUEST", "guest", "Guest", guest=True),
        Member("UOTHER", "other", "Other", team="T2"),
    )
    workspace.members = {member.id: member for member in people}
    groups = (
        Group("SSUPERVISORS", "exchange-supervisors", ["UKIM"]),
        Group("SAGENTS", "exchange-agents", ["ULEE"]),
        Group("SREADERS", "exchange-readers", ["UREADER"]),
    )
    workspace.groups = {group.id: group for group in groups}
    workspace.channels = {channel.id: channel for channel in _rooms()}
    return workspace


def _rooms() -> tuple[Channel, ...]:
    staff = {"UDESK", "UKIM", "ULEE", "UREADER", "USTRANGER"}
    return (
        Channel("CTICKETS", "exchange-tickets", set(staff)),
        Channel("CESCALATION", "exchange-heads", set(staff)),
        Channel("CDIGEST", "exchange-digest", set(staff)),
        Channel("CTEAM", "exchange-team", {"UDESK", "UKIM", "ULEE"}),
        Channel("CCITY", "city-hall", staff | {"UGUEST"}, private=False),
        Channel("CPARTNERS", "partners", {"UDESK", "UKIM", "UOTHER"}, shared=True),
        Channel("CGUESTS", "guests", {"UDESK", "UKIM", "UGUEST"}),
    )
