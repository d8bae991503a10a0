"""The methods about chats and their members, and about the bot's own login."""

from typing import Any

from tests.simulators.telegram.access import Access
from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Chat, GroupChat
from tests.simulators.telegram.errors import CANNOT_LEAVE_PRIVATE, LOGGED_OUT, USER_NOT_FOUND, bad_request
from tests.simulators.telegram.world import Handler, World

LOGGED_OUT_SECONDS = 10 * 60
GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


class Places:
    """getChat and its relatives."""

    def __init__(self, world: World, access: Access) -> None:
        self._world = world
        self._access = access
        self._back_at = 0.0

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {
            "getChat": self.chat,
            "getChatMember": self.member,
            "leaveChat": self.leave,
            "logOut": self.log_out,
            "close": lambda _: True,
        }

    def chat(self, arguments: Arguments) -> dict[str, Any]:
        """Everything about a chat."""
        chat = self._access.read(arguments)
        return chat.described() | {
            "accent_color_id": chat.identity % 7,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(GIFTS, False),
        }

    def member(self, arguments: Arguments) -> dict[str, Any]:
        """Somebody's place in a chat."""
        chat = self._access.read(arguments)
        user = arguments.integer("user_id")
        if user == self._world.bot.identity:
            status = chat.bot if isinstance(chat, GroupChat) else "member"
            return self._world.membership(self._world.bot.described(), status)
        account = self._world.account(user)
        if account is None or not (account.known or account.started):
            raise bad_request(USER_NOT_FOUND)
        return self._world.membership(account.described(), _status(chat, user))

    def leave(self, arguments: Arguments) -> bool:
        """The bot goes by itself."""
        chat = self._access.write(arguments)
        if not isinstance(chat, GroupChat):
            raise bad_request(CANNOT_LEAVE_PRIVATE)
        old, chat.bot = chat.bot, "left"
        self._world.member_changed(chat, self._world.bot.described(), old, "left")
        return True

    def log_out(self, _: Arguments) -> bool:
        """The bot moves to a server of its own; this one takes it back after ten minutes."""
        self._back_at = self._world.clock.now() + LOGGED_OUT_SECONDS
        return True

    def check_login(self) -> None:
        """Nothing works after logOut."""
        if self._world.clock.now() < self._back_at:
            raise LOGGED_OUT


def _status(chat: Chat, user: int) -> str:
    if isinstance(chat, GroupChat):
        return chat.members.get(user, "left")
    return "member" if chat.identity == user else "left"
