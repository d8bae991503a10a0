"""Everything the parts of the simulator share."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Account, Chat, Chats
from tests.simulators.telegram.clock import Clock
from tests.simulators.telegram.errors import ApiError
from tests.simulators.telegram.files import Files
from tests.simulators.telegram.flood import Flood
from tests.simulators.telegram.posts import Post
from tests.simulators.telegram.queries import Queries
from tests.simulators.telegram.switches import Switches
from tests.simulators.telegram.updates import CALLBACK, INLINE, Updates
from tests.simulators.telegram.watch import Watch

Handler = Callable[[Arguments], Any]
SHOWN_CALLS = 10
SHOWN_CHARACTERS = 300


@dataclass(frozen=True)
class Result:
    """What a method gives when the envelope also has a description."""

    value: Any
    description: str


@dataclass(frozen=True)
class Call:
    """A call of the bot; getUpdates is not kept. `error` is a refusal or the scripted failure's name."""

    method: str
    arguments: dict[str, Any]
    at: float
    result: Any = None
    error: ApiError | str | None = None


@dataclass
class BotAccount:
    """The bot itself."""

    identity: int
    username: str
    name: str

    def described(self) -> dict[str, Any]:
        """The JSON of the bot as the sender of a message."""
        return {"id": self.identity, "is_bot": True, "first_name": self.name, "username": self.username}


@dataclass
class World:
    """The state of the simulated Telegram."""

    token: str
    bot: BotAccount
    switches: Switches
    clock: Clock = field(default_factory=Clock)
    chats: Chats = field(default_factory=Chats)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(self.last_calls)
        self.updates = Updates(self.clock)
        self.files = Files(self.switches)
        self.flood = Flood(self.clock)
        self.callbacks = Queries(self.clock, self.watch, CALLBACK)
        self.inline_queries = Queries(self.clock, self.watch, INLINE)

    def add(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any], *, own: bool = False) -> Post:
        """Put a message into a chat."""
        now = self.clock.now()
        number = self.chats.next_message(chat)
        head = {"message_id": number, "from": sender, "chat": chat.described(), "date": int(now)}
        post = chat.posts[number] = Post(chat.identity, head | content, own, now)
        return post

    def member_changed(self, chat: Chat, by: dict[str, Any], old: str, new: str) -> int | None:
        """Tell the bot that its own place in a chat is another one."""
        payload = {
            "chat": chat.described(),
            "from": by,
            "date": int(self.clock.now()),
            "old_chat_member": self.membership(self.bot.described(), old),
            "new_chat_member": self.membership(self.bot.described(), new),
        }
        return self.updates.push("my_chat_member", payload, ("member", chat.identity))

    @staticmethod
    def membership(user: dict[str, Any], status: str) -> dict[str, Any]:
        """The JSON of somebody's place in a chat."""
        return {"status": status, "user": user} | MEMBERSHIP.get(status, {})

    def last_calls(self) -> str:
        """The latest calls in words, for a test that waited in vain."""
        lines = [_line(call) for call in self.calls[-SHOWN_CALLS:]]
        return "the last calls were:\n" + "\n".join(lines) if lines else "the bot called nothing"

    def account(self, identity: int) -> Account | None:
        """Somebody the simulator knows."""
        return self.chats.accounts.get(identity)


def _line(call: Call) -> str:
    outcome = f"-> {call.error}" if call.error else ""
    return f"  {call.method} {call.arguments} {outcome}"[:SHOWN_CHARACTERS]


RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members"
    " can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_pin_messages"
    " can_manage_topics can_send_welcome_messages"
)
MEMBERSHIP: dict[str, dict[str, Any]] = {
    "administrator": {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(RIGHTS.split(), True)},
    "creator": {"is_anonymous": False},
    "kicked": {"until_date": 0},
}
