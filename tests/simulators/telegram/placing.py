"""Where a new message of the bot goes: into which topic, as an answer to what."""

from typing import Any

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Chat, GroupChat, Topic
from tests.simulators.telegram.errors import THREAD_NOT_FOUND, TOPIC_CLOSED, bad_request, not_found
from tests.simulators.telegram.posts import Post

GENERAL = 1
REPLIED = "message to be replied"
REPLY_UNPARSABLE = "can't parse reply parameters JSON object"


def place(chat: Chat, arguments: Arguments) -> dict[str, Any]:
    """The JSON of a message's topic and of what it answers."""
    topic = _topic(chat, arguments.integer("message_thread_id"))
    answered = _answered(chat, arguments)
    content: dict[str, Any] = {}
    if topic is None and answered is not None and answered.raw.get("is_topic_message"):
        content = {"message_thread_id": answered.raw["message_thread_id"], "is_topic_message": True}
    elif topic is not None:
        content = in_topic(topic)
    return content | ({"reply_to_message": answered.replied()} if answered else {})


def in_topic(topic: Topic | None) -> dict[str, Any]:
    """The JSON of a topic in a message; the general topic is no topic."""
    return {"message_thread_id": topic.identity, "is_topic_message": True} if topic else {}


def _topic(chat: Chat, thread: int) -> Topic | None:
    if thread == 0:
        return None
    topic = chat.topics.get(thread) if isinstance(chat, GroupChat) else None
    # The general topic has the number 1 for people's apps only.
    if topic is None or thread == GENERAL:
        raise bad_request(THREAD_NOT_FOUND)
    if topic.closed and isinstance(chat, GroupChat) and chat.bot != "administrator":
        raise bad_request(TOPIC_CLOSED)
    return topic


def _answered(chat: Chat, arguments: Arguments) -> Post | None:
    number, optional = _reply(arguments)
    if number == 0:
        return None
    post = chat.posts.get(number)
    if post is None and not optional:
        raise not_found(REPLIED)
    return post


def _reply(arguments: Arguments) -> tuple[int, bool]:
    parameters = arguments.structure("reply_parameters", REPLY_UNPARSABLE)
    if parameters is None:
        return arguments.integer("reply_to_message_id"), arguments.flag("allow_sending_without_reply")
    return int(parameters.get("message_id") or 0), bool(parameters.get("allow_sending_without_reply"))
