"""Messages: as they lie in a chat, and as a person sees them."""

import copy
import html
from dataclasses import dataclass, field
from typing import Any

from tests.simulators.telegram.entities import Entity

MEDIA = ("photo", "document", "voice", "sticker", "location")
TARGETS = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
)

Rows = list[list[tuple[str, str]]]


@dataclass(frozen=True)
class Message:
    """A message of the bot at one moment."""

    chat_id: int
    message_id: int
    text: str
    html: str
    """The source as the bot wrote it; an escaped text if it wrote none."""
    entities: list[Entity]
    buttons: Rows
    """Rows of (label, data or address)."""
    reply_to: int | None
    thread_id: int | None
    edited: bool
    kind: str
    file_id: str
    file_name: str
    keyboard: list[list[str]]
    """The labels of a keyboard below the input field."""
    silent: bool
    protected: bool
    reactions: list[str]
    inline_id: str
    at: float
    raw: dict[str, Any]


@dataclass
class Post:
    """A message as it lies in a chat; `raw` is its JSON."""

    chat_id: int
    raw: dict[str, Any]
    own: bool
    at: float
    html: str | None = None
    edited: bool = False
    silent: bool = False
    keyboard: list[list[str]] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)
    inline_id: str = ""

    @property
    def message_id(self) -> int:
        """Its number in the chat."""
        return int(self.raw["message_id"])

    @property
    def kind(self) -> str:
        """What it is: a text or some media."""
        return next((kind for kind in MEDIA if kind in self.raw), "text")

    @property
    def text(self) -> str:
        """The words: a text or a caption."""
        return str(self.raw.get("text", self.raw.get("caption", "")))

    def rows(self) -> Rows:
        """The buttons under it."""
        keyboard = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return [[(button["text"], _target(button)) for button in row] for row in keyboard]

    def replied(self) -> dict[str, Any]:
        """Its JSON inside of an answer to it: answers are not nested."""
        return {name: value for name, value in self.raw.items() if name != "reply_to_message"}

    def _file(self) -> dict[str, Any]:
        media = self.raw[self.kind] if self.kind in MEDIA else {}
        return dict(media[-1] if isinstance(media, list) else media)

    def seen(self) -> Message:
        """What a person sees now."""
        file = self._file()
        return Message(
            chat_id=self.chat_id,
            message_id=self.message_id,
            text=self.text,
            html=html.escape(self.text, quote=False) if self.html is None else self.html,
            entities=copy.deepcopy(self.raw.get("entities", self.raw.get("caption_entities", []))),
            buttons=self.rows(),
            reply_to=self.raw.get("reply_to_message", {}).get("message_id"),
            thread_id=self.raw.get("message_thread_id"),
            edited=self.edited,
            kind=self.kind,
            file_id=file.get("file_id", ""),
            file_name=file.get("file_name", ""),
            keyboard=self.keyboard,
            silent=self.silent,
            protected=bool(self.raw.get("has_protected_content", False)),
            reactions=list(self.reactions),
            inline_id=self.inline_id,
            at=self.at,
            raw=copy.deepcopy(self.raw),
        )


def _target(button: dict[str, Any]) -> str:
    if "copy_text" in button:
        return str(button["copy_text"]["text"])
    return next((str(button[name]) for name in TARGETS if name in button), "")
