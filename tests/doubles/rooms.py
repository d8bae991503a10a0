"""Rooms and accounts in memory, as `bot.web.ports` describes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.messaging.model import Message
from bot.web.ports import Account, Post, Session


@dataclass
class MemoryRooms:
    """`bot.web.ports.Rooms`; `posts` by number, `keys` by what made them."""

    posts: dict[int, Post] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)

    async def post(self, post: Post, key: str) -> int:
        """Keep a post once."""
        if key not in self.keys:
            self.keys[key] = len(self.keys) + 1
            self.posts[self.keys[key]] = replace(post, number=self.keys[key])
        return self.keys[key]

    async def edit(self, number: int, message: Message, at: datetime) -> bool:
        """Replace what a post says."""
        if number not in self.posts:
            return False
        self.posts[number] = replace(self.posts[number], message=message, edited_at=at)
        return True

    async def found(self, number: int) -> Post | None:
        """One post; numbers beyond 64 bits fail as they do in a database."""
        if not -(2**63) <= number < 2**63:
            raise OverflowError(f"{number} is no number of a row")
        return self.posts.get(number)

    async def said(self, channel: str, chat: str, thread: str, person: str, limit: int) -> list[Post]:
        """The last posts that a person sees, oldest first."""
        seen = [post for post in self._of(channel, chat, person) if post.thread == thread or str(post.number) == thread]
        return seen[-limit:] if limit > 0 else []

    async def replies(self, channel: str, chat: str, person: str, numbers: Sequence[int]) -> dict[int, int]:
        """How many replies hang on posts."""
        threads = [post.thread for post in self._of(channel, chat, person)]
        return {number: threads.count(str(number)) for number in numbers if str(number) in threads}

    async def newest(self, channel: str, chats: Sequence[str]) -> dict[str, int]:
        """The highest number in each room."""
        posts = sorted(self.posts.values(), key=lambda post: post.number)
        return {post.chat: post.number for post in posts if post.channel == channel and post.chat in chats}

    async def remove(self, number: int) -> None:
        """Delete one post."""
        self.posts.pop(number, None)

    async def erase(self, channel: str, chat: str, ticket: str) -> None:
        """Delete posts of a ticket, or all of a room."""
        for number, post in list(self.posts.items()):
            if (post.channel, post.chat) == (channel, chat) and ticket in {"", post.ticket}:
                del self.posts[number]

    def _of(self, channel: str, chat: str, person: str) -> list[Post]:
        posts = sorted(self.posts.values(), key=lambda post: post.number)
        here = [post for post in posts if (post.channel, post.chat) == (channel, chat)]
        return [post for post in here if post.seen_by in {"", person}]


@dataclass
class MemoryAccounts:
    """`bot.web.ports.Accounts`."""

    known: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    passes: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    async def put_account(self, account: Account) -> None:
        """Add or replace an account; its sessions end."""
        person = account.official.person
        self.known[person] = account
        self.sessions = {token: one for token, one in self.sessions.items() if one.person != person}
        self.passes = {token: one for token, one in self.passes.items() if one[0] != person}

    async def account(self, person: str) -> Account | None:
        """One account."""
        return self.known.get(person)

    async def accounts(self) -> list[Account]:
        """All of them, by person."""
        return [self.known[person] for person in sorted(self.known)]

    async def open_session(self, session: Session) -> None:
        """Keep a session."""
        now = datetime.now(UTC)
        self.sessions = {token: one for token, one in self.sessions.items() if one.expires_at > now}
        self.sessions[session.token] = session

    async def session(self, token: str, moment: datetime) -> Session | None:
        """A session that has not expired."""
        found = self.sessions.get(token)
        return found if found and found.expires_at > moment else None

    async def close_session(self, token: str) -> None:
        """Sign out."""
        self.sessions.pop(token, None)

    async def put_pass(self, token: str, person: str, expires_at: datetime) -> None:
        """Keep a one-time login."""
        self.passes[token] = (person, expires_at)

    async def use_pass(self, token: str, moment: datetime) -> str | None:
        """Whose it is; it is gone then."""
        person, expires_at = self.passes.pop(token, ("", moment))
        return person if expires_at > moment else None
