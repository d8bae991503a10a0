"""A group of people, perhaps with the bot in it."""

import itertools

from tests.simulators.telegram.arrivals import Arrivals, words
from tests.simulators.telegram.chats import SUPERGROUPS, Account, GroupChat, Topic
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.posts import Message
from tests.simulators.telegram.world import World

OWNER = Account(identity=9_000_001, name="Owner", language="en", known=True, started=True)
NEW_IDENTITIES = itertools.count(SUPERGROUPS - 77_000_001, -1)


class Group:
    """What people do in a group."""

    def __init__(self, world: World, arrivals: Arrivals, chat: GroupChat) -> None:
        self._world = world
        self._arrivals = arrivals
        self.chat = chat

    @property
    def identity(self) -> int:
        """The group's number."""
        return self.chat.identity

    def add(self, person: Person, *, administrator: bool = False, announced: bool = True) -> None:
        """Somebody joins."""
        self.chat.members[person.identity] = "administrator" if administrator else "member"
        person.account.known = True
        if announced:
            self._arrivals.send(self.chat, person.account, {"new_chat_members": [person.account.described()]})

    def remove(self, person: Person) -> None:
        """Somebody goes."""
        del self.chat.members[person.identity]
        self._arrivals.send(self.chat, person.account, {"left_chat_member": person.account.described()})

    def topic(self, name: str) -> Topic:
        """Open a topic."""
        if not self.chat.forum:
            message = f"group {self.identity} has no topics"
            raise ValueError(message)
        post = self._arrivals.send(self.chat, OWNER, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
        topic = self.chat.topics[post.message_id] = Topic(post.message_id, name)
        return topic

    def close_topic(self, topic: Topic) -> None:
        """Nobody but administrators may write in it any more."""
        topic.closed = True
        self._arrivals.send(self.chat, OWNER, {"forum_topic_closed": {}}, topic=topic)

    def delete_topic(self, topic: Topic) -> None:
        """A topic goes with all its messages."""
        del self.chat.topics[topic.identity]
        gone = [
            number for number, post in self.chat.posts.items() if post.raw.get("message_thread_id") == topic.identity
        ]
        for number in [topic.identity, *gone]:
            self.chat.posts.pop(number, None)

    def say(self, person: Person, text: str, topic: Topic | None = None, reply_to: Message | int | None = None) -> int:
        """A member writes."""
        self._check(person)
        return self._arrivals.send(self.chat, person.account, words(text), reply_to, topic).message_id

    def edit(self, person: Person, message: Message | int, text: str) -> None:
        """A member changes an earlier text."""
        self._check(person)
        self._arrivals.edit(self.chat, person.account, message, text)

    def _check(self, person: Person) -> None:
        if person.identity not in self.chat.members:
            message = f"{person.account.name} is not in group {self.identity}"
            raise ValueError(message)

    def _set_bot(self, status: str) -> None:
        old, self.chat.bot = self.chat.bot or "left", status
        self._world.member_changed(self.chat, OWNER.described(), old, status)

    def add_bot(self, *, administrator: bool = False) -> None:
        """The bot is invited."""
        self._set_bot("administrator" if administrator else "member")
        self._arrivals.send(self.chat, OWNER, {"new_chat_members": [self._world.bot.described()]})

    def promote_bot(self) -> None:
        """The bot becomes an administrator and sees everything."""
        self._set_bot("administrator")

    def demote_bot(self) -> None:
        """The bot is an ordinary member again."""
        self._set_bot("member")

    def kick_bot(self) -> None:
        """The bot is thrown out."""
        self._set_bot("kicked")

    def migrate(self) -> "Group":
        """The group becomes a supergroup with another number; the old number only says so."""
        if self.chat.kind != "group":
            message = f"group {self.identity} is a supergroup already"
            raise ValueError(message)
        chat = GroupChat(
            next(NEW_IDENTITIES),
            title=self.chat.title,
            kind="supergroup",
            bot=self.chat.bot,
            members=dict(self.chat.members),
        )
        self._world.chats.by_identity[chat.identity] = chat
        self._arrivals.send(self.chat, OWNER, {"migrate_to_chat_id": chat.identity})
        self.chat.migrated_to = chat.identity
        self._arrivals.send(chat, OWNER, {"migrate_from_chat_id": self.identity})
        return Group(self._world, self._arrivals, chat)
