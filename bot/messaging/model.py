"""The words of messaging: who says what where, and what is sent back. No framework's types."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.messaging.tickets import Change
from bot.model import Answer, Option
from retrieval.model import Audience


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation takes place; `thread` is a topic within a chat, empty where there is none."""

    channel: str
    chat: str
    thread: str = ""

    @property
    def line(self) -> str:
        """Everything with the same line is handled strictly in order."""
        return f"{self.channel}:{self.chat}:{self.thread}"


class Kind(StrEnum):
    """What an event is."""

    TEXT = "text"
    EDITED = "edited"
    COMMAND = "command"
    PRESS = "press"
    INLINE = "inline"
    UNREADABLE = "unreadable"
    JOINED = "joined"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    DELETED = "deleted"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person did, as a channel read it.

    `id` is the channel's own and the same when the event is delivered again. `text` is what was written, a command's
    arguments, the data of a pressed button or an inline query. `message` is the message that was written, edited or
    whose button was pressed, `reply_to` the one it replies to, `callback` what the channel wants acknowledged.
    `language` is a hint of the person's app; `attached` tells that there was more than text. What is not `addressed` to
    the assistant was only overheard: in a thread it counts if the thread is the assistant's. What is DUE comes from the
    clock: `command` says what it is, `text` what it is about.
    """

    id: str
    kind: Kind
    address: Address
    person: str
    text: str = ""
    command: str = ""
    message: str = ""
    reply_to: str = ""
    callback: str = ""
    language: str = ""
    private: bool = True
    attached: bool = False
    addressed: bool = True


class Style(StrEnum):
    """How a line is set."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; its text is plain and means nothing to any markup. `link` is where it leads."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: `data` is an id that comes back when it is pressed, at most 64 bytes."""

    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is shown."""

    lines: tuple[Line, ...]
    keyboard: Keyboard = ()

    @property
    def text(self) -> str:
        """Its lines without their styles."""
        return "\n".join(line.text for line in self.lines)


class Action(StrEnum):
    """What a delivery does."""

    SEND = "send"
    EDIT = "edit"
    KEYBOARD = "keyboard"
    ACKNOWLEDGE = "acknowledge"
    RESULTS = "results"
    ERASE = "erase"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Result:
    """One suggestion under an inline query."""

    id: str
    title: str
    description: str
    message: Message


class Part(StrEnum):
    """What a message is of its ticket: the desk's CARD, a word in its THREAD or a PREVIEW; else RECEIPT or REPLY."""

    NONE = ""
    CARD = "card"
    THREAD = "thread"
    PREVIEW = "preview"
    RECEIPT = "receipt"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Publication:
    """An approved answer that becomes a document. `rests_on` are the ids of the documents it was made from."""

    document: str
    question: str
    answer: str
    language: str
    owner: str
    audience: Audience
    published_on: date
    review_on: date
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something to be done at an address.

    SEND a message, in reply to `target` where given; EDIT the message `target` or only its KEYBOARD;
    ACKNOWLEDGE a press (`target` is its callback) with a `note` that only who pressed sees; RESULTS for the inline
    query `target`; ERASE what is shown of a ticket or, without one, of a whole chat; PUBLISH a `publication`.
    `interaction` is the one whose answer this shows: a reply to the message is then about it. `ticket` and `part` say
    the same of a ticket: its CARD, RECEIPT and last PREVIEW can be edited without knowing their messages, and what is
    said in its thread finds the card. `mark` is how its matter stands, for a channel that can show that beside the
    message; what is `aloud` is for those too who do not follow the thread. `then` is delivered once this is done.
    """

    action: Action
    address: Address
    message: Message = Message(())
    target: str = ""
    interaction: str = ""
    note: str = ""
    results: tuple[Result, ...] = ()
    ticket: str = ""
    part: Part = Part.NONE
    publication: Publication | None = None
    mark: str = ""
    aloud: bool = False
    then: tuple["Delivery", ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery that is kept until it is done; `attempts` counts the failed ones."""

    number: int
    delivery: Delivery
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Interaction:
    """A question and its answer, as they are kept.

    `parts` are the messages (id and text) that made the question, `notes` the keys of phrases above the answer.
    """

    id: str
    address: Address
    person: str
    parts: tuple[tuple[str, str], ...]
    answer: Answer
    at: datetime
    suggestions: tuple[Option, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What was asked: several short messages are one question."""
        return "\n".join(text for _, text in self.parts)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person: the chosen language, empty for the question's, and whether the bot is blocked."""

    language: str = ""
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thinks of an answer; `reason` is one of a closed list."""

    interaction: str
    helpful: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handled:
    """Everything that follows from events; it is stored at once or not at all.

    `replaces` is an interaction that no longer counts because its question was edited. `language`, `blocked`: None
    leaves them as they are. `forget` deletes what is kept about the person before the rest is stored. `tickets` are
    new or changed ones.
    """

    deliveries: tuple[Delivery, ...] = ()
    interaction: Interaction | None = None
    replaces: str = ""
    language: str | None = None
    blocked: bool | None = None
    feedback: Feedback | None = None
    forget: bool = False
    tickets: tuple[Change, ...] = ()

    def also(self, other: "Handled") -> "Handled":
        """Both together; what `other` keeps or changes of the person stays as it is here."""
        return replace(self, deliveries=(*self.deliveries, *other.deliveries), tickets=(*self.tickets, *other.tickets))
