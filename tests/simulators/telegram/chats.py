"""Who and what there is: accounts, private chats, groups, topics."""

import itertools
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.telegram.posts import Post

SUPERGROUPS = -1_000_000_000_000


@dataclass
class Account:
    """Somebody with a Telegram account, and how they stand to the bot."""

    identity: int
    name: str
    language: str
    username: str = ""
    known: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def described(self) -> dict[str, Any]:
        """The JSON of a user."""
        user: dict[str, Any] = {"id": self.identity, "is_bot": False, "first_name": self.name}
        extra = {"username": self.username, "language_code": self.language}
        return user | {name: value for name, value in extra.items() if value}


@dataclass
class Chat:
    """A place with messages."""

    identity: int
    posts: dict[int, Post] = field(default_factory=dict)
    actions: list[tuple[str, int | None]] = field(default_factory=list)

    kind = "private"

    def described(self) -> dict[str, Any]:
        """The JSON of a chat."""
        return {"id": self.identity, "type": self.kind}


@dataclass
class PrivateChat(Chat):
    """One person and the bot."""

    account: Account = field(kw_only=True)

    def described(self) -> dict[str, Any]:
        """The JSON of a chat."""
        name = {"first_name": self.account.name}
        return super().described() | name | ({"username": self.account.username} if self.account.username else {})


@dataclass
class Topic:
    """A topic of a forum."""

    identity: int
    name: str
    closed: bool = False


@dataclass
class GroupChat(Chat):
    """A group or supergroup; `bot` is the bot's status in it, empty when it never was there."""

    title: str = field(kw_only=True)
    kind: str = "group"
    forum: bool = False
    bot: str = "member"
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    # Number 1 is the message that says the supergroup was made, so no topic ever has the number of the general one.
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(2))

    def described(self) -> dict[str, Any]:
        """The JSON of a chat."""
        return super().described() | {"title": self.title} | ({"is_forum": True} if self.forum else {})


class Chats:
    """Everything by identity."""

    def __init__(self) -> None:
        self.accounts: dict[int, Account] = {}
        self.by_identity: dict[int, Chat] = {}
        self.inline_posts: dict[str, Post] = {}
        self._numbers = itertools.count(1)

    def account(self, identity: int, name: str, language: str, username: str) -> Account:
        """An account and its private chat, made at the first time."""
        account = self.accounts.get(identity)
        if account is None:
            account = self.accounts[identity] = Account(identity, name, language, username)
            self.by_identity[identity] = PrivateChat(identity, account=account)
        return account

    def next_message(self, chat: Chat) -> int:
        """Supergroups count for themselves; all other chats of the bot share their numbers."""
        return next(chat.numbers if isinstance(chat, GroupChat) and chat.kind == "supergroup" else self._numbers)

    def post(self, chat_id: int, message_id: int) -> Post | None:
        """A message, None when it is gone or never was."""
        chat = self.by_identity.get(chat_id)
        return chat.posts.get(message_id) if chat else None
