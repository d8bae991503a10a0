"""Which chats the bot may use, and what it hears when it may not."""

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Account, Chat, GroupChat, PrivateChat
from tests.simulators.telegram.errors import (
    BLOCKED,
    CHAT_EMPTY,
    CHAT_NOT_FOUND,
    DEACTIVATED,
    MESSAGE_UNSPECIFIED,
    NEVER_STARTED,
    bad_request,
    forbidden,
    kicked,
    not_found,
    not_member,
    upgraded,
)
from tests.simulators.telegram.posts import Post
from tests.simulators.telegram.world import World


class Access:
    """Finds chats and messages on behalf of the bot."""

    def __init__(self, world: World) -> None:
        self._chats = world.chats

    def read(self, arguments: Arguments, name: str = "chat_id") -> Chat:
        """A chat the bot may look at."""
        if not arguments.has(name):
            raise bad_request(CHAT_EMPTY)
        chat = self._chats.by_identity.get(arguments.integer(name))
        if isinstance(chat, GroupChat):
            self._check_group(chat)
            return chat
        if not isinstance(chat, PrivateChat) or not (chat.account.known or chat.account.started):
            raise bad_request(CHAT_NOT_FOUND)
        return chat

    def write(self, arguments: Arguments) -> Chat:
        """A chat the bot may write to."""
        chat = self.read(arguments)
        if isinstance(chat, PrivateChat):
            self._check_person(chat.account)
        elif isinstance(chat, GroupChat) and chat.migrated_to is not None:
            raise upgraded(chat.migrated_to)
        return chat

    @staticmethod
    def _check_person(account: Account) -> None:
        if account.deactivated:
            raise forbidden(DEACTIVATED)
        if account.blocked:
            raise forbidden(BLOCKED)
        if not account.started:
            raise forbidden(NEVER_STARTED)

    @staticmethod
    def _check_group(chat: GroupChat) -> None:
        if not chat.bot:
            raise bad_request(CHAT_NOT_FOUND)
        if chat.bot == "kicked":
            raise kicked(chat.kind)
        if chat.bot == "left":
            raise not_member(chat.kind)

    def post(self, chat: Chat, arguments: Arguments, purpose: str, name: str = "message_id") -> Post:
        """A message of a chat; `purpose` is how the server calls it when it is gone."""
        number = arguments.integer(name)
        if number == 0:
            raise bad_request(MESSAGE_UNSPECIFIED)
        post = chat.posts.get(number)
        if post is None:
            raise not_found(purpose)
        return post
