"""Messages of people on their way to the bot."""

from typing import Any

from tests.simulators.telegram.chats import Account, Chat, GroupChat, Topic
from tests.simulators.telegram.detection import detected
from tests.simulators.telegram.entities import Formatted, finished, part
from tests.simulators.telegram.placing import in_topic
from tests.simulators.telegram.posts import Message, Post
from tests.simulators.telegram.texts import as_text
from tests.simulators.telegram.world import World

SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "forum_topic_closed",
    "forum_topic_reopened",
)


def words(text: str) -> dict[str, Any]:
    """The JSON of what a person typed."""
    return as_text(detected(finished(Formatted(text))))


def number_of(message: Message | int | None) -> int | None:
    """The number of a message, however it was named."""
    return message.message_id if isinstance(message, Message) else message


class Arrivals:
    """Puts people's messages into chats and tells the bot of those it may see."""

    def __init__(self, world: World) -> None:
        self._world = world

    def send(
        self,
        chat: Chat,
        account: Account,
        content: dict[str, Any],
        reply_to: Message | int | None = None,
        topic: Topic | None = None,
    ) -> Post:
        """A person's message."""
        content = content | in_topic(topic) | self._answered(chat, reply_to, topic)
        post = self._world.add(chat, account.described(), content)
        account.known = True
        if self.visible(chat, post.raw):
            self._world.updates.push("message", post.raw, ("message", chat.identity))
        return post

    def _answered(self, chat: Chat, reply_to: Message | int | None, topic: Topic | None) -> dict[str, Any]:
        # In a topic, a message that answers nothing answers the topic's first message.
        number = number_of(reply_to) or (topic.identity if topic else None)
        if number is None:
            return {}
        if number not in chat.posts:
            message = f"there is no message {number} in chat {chat.identity}"
            raise LookupError(message)
        return {"reply_to_message": chat.posts[number].replied()}

    def edit(self, chat: Chat, account: Account, message: Message | int, text: str) -> None:
        """A person changes what they wrote."""
        post = chat.posts[number_of(message) or 0]
        if post.raw["from"]["id"] != account.identity:
            reason = f"{account.name} did not write message {post.message_id}"
            raise ValueError(reason)
        post.raw.pop("entities", None)
        post.raw |= words(text) | {"edit_date": int(self._world.clock.now())}
        post.edited = True
        if self.visible(chat, post.raw):
            self._world.updates.push("edited_message", post.raw, ("message", chat.identity))

    def visible(self, chat: Chat, raw: dict[str, Any]) -> bool:
        """Whether the bot is shown a message: in groups only what is meant for it, unless it may see all."""
        if not isinstance(chat, GroupChat):
            return True
        if chat.bot not in {"member", "administrator"}:
            return False
        if chat.bot == "administrator" or not self._world.switches.privacy:
            return True
        return any(name in raw for name in SERVICE) or self._meant_for_bot(raw)

    def _meant_for_bot(self, raw: dict[str, Any]) -> bool:
        bot = self._world.bot
        answered = raw.get("reply_to_message", {}).get("from", {}).get("id") == bot.identity
        via = raw.get("via_bot", {}).get("id") == bot.identity
        return answered or via or any(self._calls_bot(raw["text"], one) for one in raw.get("entities", []))

    def _calls_bot(self, text: str, entity: dict[str, Any]) -> bool:
        name = self._world.bot.username.lower()
        said = part(text, entity["offset"], entity["length"]).lower()
        match entity["type"]:
            case "mention":
                return said == f"@{name}"
            case "bot_command":
                return "@" not in said or said.endswith(f"@{name}")
        return False
