"""The methods that put new messages into chats."""

import copy
from typing import Any

from tests.simulators.telegram.access import Access
from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Chat
from tests.simulators.telegram.entities import Formatted
from tests.simulators.telegram.errors import ACTION_WRONG, CAPTION_LONG, MESSAGE_LONG, bad_request
from tests.simulators.telegram.files import StoredFile
from tests.simulators.telegram.keyboards import checked_markup, labels, read_markup
from tests.simulators.telegram.placing import place
from tests.simulators.telegram.posts import Post
from tests.simulators.telegram.texts import as_caption, as_text, kept_caption, kept_text, parsed_caption, parsed_text
from tests.simulators.telegram.world import Handler, World

PREVIEW = "can't parse link preview options JSON object"
ACTIONS = frozenset(
    {
        "choose_sticker",
        "find_location",
        "record_audio",
        "record_video",
        "record_video_note",
        "record_voice",
        "typing",
        "upload_audio",
        "upload_document",
        "upload_photo",
        "upload_video",
        "upload_video_note",
        "upload_voice",
    }
)
COPIED = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "sticker", "location")


def photo_sizes(file: StoredFile) -> list[dict[str, Any]]:
    """The JSON of a photo: a small and a large one."""
    small = file.described() | {"file_unique_id": f"small-{file.identity}", "width": 90, "height": 60}
    return [small, file.described() | {"width": 1280, "height": 853}]


def document(file: StoredFile) -> dict[str, Any]:
    """The JSON of a document."""
    return file.described() | {"file_name": file.name}


def link_preview(arguments: Arguments) -> dict[str, Any] | None:
    """How the first link is shown; the old parameter could only switch it off."""
    old = {"is_disabled": True} if arguments.flag("disable_web_page_preview") else None
    return arguments.structure("link_preview_options", PREVIEW) or old


class Sending:
    """sendMessage and its relatives."""

    def __init__(self, world: World, access: Access) -> None:
        self._world = world
        self._access = access

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {
            "sendMessage": self.message,
            "sendPhoto": self.photo,
            "sendDocument": self.document,
            "sendChatAction": self.action,
            "copyMessage": self.copy,
            "forwardMessage": self.forward,
        }

    def message(self, arguments: Arguments) -> dict[str, Any]:
        """A text. What is wrong is found in the server's order: text, markup, chat, topic, answer, length."""
        text = parsed_text(arguments)
        markup = read_markup(arguments)
        preview = link_preview(arguments)
        chat = self._access.write(arguments)
        content = place(chat, arguments)
        kept = kept_text(text, MESSAGE_LONG)
        content |= as_text(kept) | ({"link_preview_options": preview} if preview else {})
        post = self._post(chat, arguments, content, markup)
        post.html = kept.html
        return copy.deepcopy(post.raw)

    def photo(self, arguments: Arguments) -> dict[str, Any]:
        """A photo."""
        return self._media(arguments, "photo", "photos")

    def document(self, arguments: Arguments) -> dict[str, Any]:
        """A file."""
        return self._media(arguments, "document", "documents")

    def _media(self, arguments: Arguments, field: str, folder: str) -> dict[str, Any]:
        caption = parsed_caption(arguments)
        file = self._world.files.sent(arguments, field, folder)
        markup = read_markup(arguments)
        chat = self._access.write(arguments)
        content = place(chat, arguments)
        kept = kept_caption(caption, CAPTION_LONG)
        content |= {field: photo_sizes(file) if field == "photo" else document(file)} | as_caption(kept)
        post = self._post(chat, arguments, content, markup)
        post.html = kept.html
        return copy.deepcopy(post.raw)

    def _post(self, chat: Chat, arguments: Arguments, content: dict[str, Any], markup: Any) -> Post:
        keyboard = checked_markup(markup)
        self._world.flood.spend(chat)
        extra: dict[str, Any] = {"reply_markup": keyboard} if keyboard else {}
        if arguments.flag("protect_content"):
            extra |= {"has_protected_content": True}
        post = self._world.add(chat, self._world.bot.described(), content | extra, own=True)
        post.silent = arguments.flag("disable_notification")
        post.keyboard = labels(markup)
        return post

    def action(self, arguments: Arguments) -> bool:
        """What the bot is doing now, shown for five seconds."""
        if arguments.text("action").lower() not in ACTIONS:
            raise bad_request(ACTION_WRONG)
        chat = self._access.write(arguments)
        place(chat, arguments)
        chat.actions.append((arguments.text("action").lower(), arguments.integer("message_thread_id") or None))
        return True

    def _original(self, arguments: Arguments, purpose: str) -> tuple[Chat, Post]:
        chat = self._access.write(arguments)
        source = self._access.read(arguments, "from_chat_id")
        return chat, self._access.post(source, arguments, purpose)

    def copy(self, arguments: Arguments) -> dict[str, Any]:
        """A message once more, as the bot's own."""
        caption: Formatted = parsed_caption(arguments)
        markup = read_markup(arguments)
        chat, original = self._original(arguments, "message to copy")
        content = place(chat, arguments) | {name: original.raw[name] for name in COPIED if name in original.raw}
        if arguments.has("caption"):
            content = {name: value for name, value in content.items() if not name.startswith("caption")}
            content |= as_caption(kept_caption(caption, CAPTION_LONG))
        return {"message_id": self._post(chat, arguments, copy.deepcopy(content), markup).message_id}

    def forward(self, arguments: Arguments) -> dict[str, Any]:
        """A message once more, with its sender's name."""
        chat, original = self._original(arguments, "message to forward")
        sender = original.raw["from"]
        origin = {"type": "user", "sender_user": sender, "date": original.raw["date"]}
        content = {name: original.raw[name] for name in COPIED if name in original.raw}
        content |= place(chat, arguments) | {"forward_origin": origin}
        return copy.deepcopy(self._post(chat, arguments, copy.deepcopy(content), None).raw)
