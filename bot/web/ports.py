"""What the web pages need from outside: rooms that keep what is said in them, and accounts of officials."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.handover.roles import Official
from bot.messaging.model import Message


@dataclass(frozen=True, slots=True)
class Post:
    """A message in a room. `number` is its id, 0 until it is kept.

    `author` is the person who wrote it, empty for the assistant. `seen_by` is the only person who sees it, empty for
    everybody. `thread` is the number of the post whose thread it is in, empty where it stands in the room itself.
    `ticket` is what it belongs to.
    """

    channel: str
    chat: str
    thread: str
    author: str
    message: Message
    at: datetime
    ticket: str = ""
    seen_by: str = ""
    number: int = 0
    edited_at: datetime | None = None


class Rooms(Protocol):
    """What was said on the web pages; a room is a channel and a chat."""

    async def post(self, post: Post, key: str) -> int:
        """Keep a post and return its number; a key that is known posts nothing and returns the number it had."""
        ...

    async def edit(self, number: int, message: Message, at: datetime) -> bool:
        """Replace what a post says; False when it is not there any more."""
        ...

    async def found(self, number: int) -> Post | None:
        """One post."""
        ...

    async def said(self, channel: str, chat: str, thread: str, person: str, limit: int) -> list[Post]:
        """The last posts that a person sees in a room itself (thread "") or in one of its threads, oldest first.

        A thread begins with the post that it hangs on.
        """
        ...

    async def replies(self, channel: str, chat: str, person: str, numbers: Sequence[int]) -> dict[int, int]:
        """How many replies that a person sees hang on posts of a room; those without are left out."""
        ...

    async def newest(self, channel: str, chats: Sequence[str]) -> dict[str, int]:
        """The highest post number in each room, threads counted; empty rooms are left out."""
        ...

    async def remove(self, number: int) -> None:
        """Delete one post."""
        ...

    async def erase(self, channel: str, chat: str, ticket: str) -> None:
        """Delete all posts of a ticket in a room, or all of the room where `ticket` is empty."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """An official's account; `password` is a hash, never the word itself."""

    official: Official
    password: str
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who has signed in. `token` is a hash of what the browser holds, `form` what its forms must carry."""

    token: str
    person: str
    form: str
    expires_at: datetime


class Accounts(Protocol):
    """Who may sign in at the web desk."""

    async def put_account(self, account: Account) -> None:
        """Add an account, or replace the one of the same person; replacing or disabling ends its sessions."""
        ...

    async def account(self, person: str) -> Account | None:
        """One account, also a disabled one."""
        ...

    async def accounts(self) -> list[Account]:
        """All of them, by person."""
        ...

    async def open_session(self, session: Session) -> None:
        """Keep a session; those that have expired are deleted."""
        ...

    async def session(self, token: str, moment: datetime) -> Session | None:
        """A session that has not expired."""
        ...

    async def close_session(self, token: str) -> None:
        """Sign out."""
        ...

    async def put_pass(self, token: str, person: str, expires_at: datetime) -> None:
        """Keep the hash of a one-time login."""
        ...

    async def use_pass(self, token: str, moment: datetime) -> str | None:
        """The person a one-time login is for; it works once, and not after it has expired."""
        ...
