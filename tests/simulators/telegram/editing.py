"""The methods that change, remove and react to messages."""

import copy
from typing import Any

from tests.simulators.telegram.access import Access
from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Chat, GroupChat
from tests.simulators.telegram.errors import (
    CANNOT_DELETE,
    CANNOT_EDIT,
    CAPTION_LONG,
    MESSAGE_INVALID,
    MESSAGE_TOO_LONG,
    MESSAGE_UNSPECIFIED,
    NO_CAPTION_TO_EDIT,
    NO_TEXT_TO_EDIT,
    NOT_MODIFIED,
    REACTION_INVALID,
    REACTIONS_TOO_MANY,
    bad_request,
)
from tests.simulators.telegram.keyboards import Markup, checked_markup, read_markup
from tests.simulators.telegram.posts import Post
from tests.simulators.telegram.sending import link_preview
from tests.simulators.telegram.texts import as_caption, as_text, kept_caption, kept_text, parsed_caption, parsed_text
from tests.simulators.telegram.world import Handler, World

DELETABLE_SECONDS = 48 * 60 * 60
CHANGING = ("text", "entities", "caption", "caption_entities", "link_preview_options", "reply_markup")
KEYBOARD_ONLY = ("reply_markup",)
TO_EDIT = "message to edit"
EMOJIS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾"
    " 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(EMOJIS.split())
REACTION_UNPARSABLE = "can't parse reaction types JSON object"


class Editing:
    """editMessageText and its relatives."""

    def __init__(self, world: World, access: Access) -> None:
        self._world = world
        self._access = access

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {
            "editMessageText": self.text,
            "editMessageCaption": self.caption,
            "editMessageReplyMarkup": self.markup,
            "deleteMessage": self.delete,
            "setMessageReaction": self.react,
        }

    def text(self, arguments: Arguments) -> Any:
        """Another text; without a keyboard the old keyboard goes."""
        given = parsed_text(arguments)
        markup = read_markup(arguments)
        preview = link_preview(arguments)
        post = self._target(arguments)
        if post.kind != "text":
            raise bad_request(NO_TEXT_TO_EDIT)
        kept = kept_text(given, MESSAGE_TOO_LONG)
        content = as_text(kept) | ({"link_preview_options": preview} if preview else {})
        self._change(post, content, markup, CHANGING)
        post.html, post.edited = kept.html, True
        return self._answer(post)

    def caption(self, arguments: Arguments) -> Any:
        """Another caption."""
        given = parsed_caption(arguments)
        markup = read_markup(arguments)
        post = self._target(arguments)
        if post.kind == "text":
            raise bad_request(NO_CAPTION_TO_EDIT)
        kept = kept_caption(given, CAPTION_LONG)
        self._change(post, as_caption(kept), markup, CHANGING)
        post.html, post.edited = kept.html, True
        return self._answer(post)

    def markup(self, arguments: Arguments) -> Any:
        """Another keyboard, or none."""
        markup = read_markup(arguments)
        post = self._target(arguments)
        self._change(post, {}, markup, KEYBOARD_ONLY)
        return self._answer(post)

    def _target(self, arguments: Arguments) -> Post:
        if arguments.has("inline_message_id"):
            return self._inline(arguments.text("inline_message_id"))
        if not arguments.has("chat_id") and not arguments.has("message_id"):
            raise bad_request(MESSAGE_UNSPECIFIED)
        chat = self._access.write(arguments)
        post = self._access.post(chat, arguments, TO_EDIT)
        if not post.own:
            raise bad_request(CANNOT_EDIT)
        return post

    def _inline(self, identity: str) -> Post:
        post = self._world.chats.inline_posts.get(identity)
        if post is None:
            raise bad_request(MESSAGE_INVALID)
        return post

    def _change(self, post: Post, content: dict[str, Any], markup: Markup | None, names: tuple[str, ...]) -> None:
        keyboard = checked_markup(markup, inline_only=True)
        content |= {"reply_markup": keyboard} if keyboard else {}
        if content == {name: post.raw[name] for name in names if name in post.raw}:
            raise bad_request(NOT_MODIFIED)
        chat = self._world.chats.by_identity[post.chat_id]
        self._world.flood.spend(chat)
        for name in names:
            post.raw.pop(name, None)
        post.raw |= content | {"edit_date": int(self._world.clock.now())}

    @staticmethod
    def _answer(post: Post) -> Any:
        return True if post.inline_id else copy.deepcopy(post.raw)

    def delete(self, arguments: Arguments) -> bool:
        """A message disappears for everybody."""
        chat = self._access.write(arguments)
        post = self._access.post(chat, arguments, "message to delete")
        if self._world.clock.now() - post.at > DELETABLE_SECONDS or not self._may_delete(chat, post):
            raise bad_request(CANNOT_DELETE)
        del chat.posts[post.message_id]
        return True

    @staticmethod
    def _may_delete(chat: Chat, post: Post) -> bool:
        return post.own or not isinstance(chat, GroupChat) or chat.bot == "administrator"

    def react(self, arguments: Arguments) -> bool:
        """An emoji under a message, or none."""
        chat = self._access.write(arguments)
        post = self._access.post(chat, arguments, "message to react")
        reactions = arguments.structure("reaction", REACTION_UNPARSABLE) or []
        if len(reactions) > 1:
            raise bad_request(REACTIONS_TOO_MANY)
        emojis = [str(reaction.get("emoji", "")).removesuffix("\ufe0f") for reaction in reactions]
        if not REACTIONS.issuperset(emojis):
            raise bad_request(REACTION_INVALID)
        post.reactions = emojis
        return True
