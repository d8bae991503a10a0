"""A person in front of their phone."""

from typing import Any

from tests.simulators.telegram.arrivals import Arrivals, number_of, words
from tests.simulators.telegram.chats import Account, Chat
from tests.simulators.telegram.inline import Inline
from tests.simulators.telegram.menus import Menus
from tests.simulators.telegram.posts import Message, Post
from tests.simulators.telegram.queries import PressResult
from tests.simulators.telegram.sending import document, photo_sizes
from tests.simulators.telegram.world import World

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(16)
HARBOUR = (35.1028, 129.0403)


class Person:
    """Acts in the private chat with the bot, and presses buttons anywhere."""

    def __init__(self, world: World, arrivals: Arrivals, inline: Inline, menus: Menus, account: Account) -> None:
        self._world = world
        self._arrivals = arrivals
        self._inline = inline
        self._menus = menus
        self.account = account

    @property
    def identity(self) -> int:
        """The person's number, which is the private chat's too."""
        return self.account.identity

    @property
    def _chat(self) -> Chat:
        return self._world.chats.by_identity[self.identity]

    def _send(self, content: dict[str, Any], reply_to: Message | int | None = None) -> int:
        if self.account.blocked or self.account.deactivated:
            message = f"{self.account.name} cannot write: blocked the bot or has no account any more"
            raise ValueError(message)
        self.account.started = True
        return self._arrivals.send(self._chat, self.account, content, reply_to).message_id

    def say(self, text: str, reply_to: Message | int | None = None) -> int:
        """Write a text."""
        return self._send(words(text), reply_to)

    def command(self, name: str, payload: str = "") -> int:
        """Send a command; a deep link is the command start with its payload."""
        return self.say(f"/{name} {payload}".strip())

    def edit(self, message: Message | int, text: str) -> None:
        """Change an earlier text."""
        self._arrivals.edit(self._chat, self.account, message, text)

    def photo(self, caption: str = "", data: bytes = PIXEL) -> int:
        """Send a photo."""
        file = self._world.files.add("photos", "photo.jpg", data)
        return self._send({"photo": photo_sizes(file)} | _captioned(caption))

    def voice(self, seconds: int = 3, data: bytes = b"OggS") -> int:
        """Send a voice message."""
        file = self._world.files.add("voice", "voice.oga", data)
        return self._send({"voice": file.described() | {"duration": seconds, "mime_type": "audio/ogg"}})

    def sticker(self, emoji: str = "🦭") -> int:
        """Send a sticker."""
        file = self._world.files.add("stickers", "sticker.webp", b"RIFF")
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": file.described() | shape | {"emoji": emoji}})

    def document(self, name: str, data: bytes, caption: str = "", size: int | None = None) -> int:
        """Send a file; it may claim to be bigger than it is."""
        file = self._world.files.add("documents", name, data, size)
        return self._send({"document": document(file)} | _captioned(caption))

    def location(self, latitude: float = HARBOUR[0], longitude: float = HARBOUR[1]) -> int:
        """Send a place."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def forward(self, text: str, written_by: str = "Somebody") -> int:
        """Pass on a text that somebody else wrote."""
        date = int(self._world.clock.now()) - 60
        origin = {"type": "hidden_user", "sender_user_name": written_by, "date": date}
        return self._send(words(text) | {"forward_origin": origin})

    def delete(self, message: Message | int) -> None:
        """Remove a message for both sides; the bot is not told."""
        del self._chat.posts[number_of(message) or 0]

    def press(self, message: Message | int, label: str = "", data: str = "") -> PressResult:
        """Press a button by its label or by its data."""
        post = self._post(message)
        button = _button(post, label, data)
        query = self._world.callbacks.open()
        payload = {"id": query.identity, "from": self.account.described(), "chat_instance": str(post.chat_id)}
        shown = {"inline_message_id": post.inline_id} if post.inline_id else {"message": post.raw}
        self.account.known = True
        number = self._world.updates.push(
            "callback_query",
            payload | shown | {"data": button},
            ("callback", self.identity),
            self._world.callbacks.lifetime,
        )
        return PressResult(query, number, self._world.watch)

    def _post(self, message: Message | int) -> Post:
        chat = message.chat_id if isinstance(message, Message) else self.identity
        number = number_of(message) or 0
        post = self._world.chats.post(chat, number)
        if post is None:
            reason = f"there is no message {number} in chat {chat}"
            raise LookupError(reason)
        return post

    def block(self) -> None:
        """Stop the bot."""
        self.account.blocked = True
        self._world.member_changed(self._chat, self.account.described(), "member", "kicked")

    def unblock(self) -> None:
        """Let the bot write again."""
        self.account.blocked = False
        self._world.member_changed(self._chat, self.account.described(), "kicked", "member")

    def deactivate(self) -> None:
        """Delete the account; the bot is not told."""
        self.account.deactivated = True

    async def inline(self, question: str, timeout: float = 5, offset: str = "") -> list[dict[str, Any]]:  # noqa: ASYNC109
        """Ask in the input field of any chat and wait for the results."""
        return await self._inline.ask(self.account, question, offset, timeout)

    def choose(self, result: dict[str, Any], chat: int | None = None) -> Message:
        """Post a result to a chat; to the chat with the bot if none is named."""
        where = self._world.chats.by_identity[self.identity if chat is None else chat]
        return self._inline.choose(self.account, result, where)

    def menu(self, chat: int | None = None) -> list[dict[str, str]]:
        """The commands shown to this person in a chat."""
        where = self._world.chats.by_identity[self.identity if chat is None else chat]
        return self._menus.shown(self.account, where)

    def profile(self, name: str) -> str:
        """The bot's description, short_description or name as this person sees it."""
        return self._menus.described(name, self.account.language)


def _captioned(caption: str) -> dict[str, Any]:
    said = words(caption) if caption else {}
    return {f"caption{'' if name == 'text' else '_entities'}": value for name, value in said.items()}


def _button(post: Post, label: str, data: str) -> str:
    keyboard = post.raw.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in keyboard for button in row]
    for button in buttons:
        if "callback_data" in button and (button["callback_data"] == data if data else button["text"] == label):
            return str(button["callback_data"])
    message = f"no button {data or label!r} under message {post.message_id}, there are {post.rows()}"
    raise LookupError(message)
