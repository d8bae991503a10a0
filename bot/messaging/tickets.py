"""The words of a hand-over and the life of a ticket: its states, and which step leads where."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.model import Answer


class State(StrEnum):
    """Where a ticket stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can happen to a ticket; each one stands in its trail."""

    OPEN = "open"
    ADD = "add"
    CLAIM = "claim"
    RELEASE = "release"
    DRAFT = "draft"
    DISCARD = "discard"
    SEND = "send"
    ASK_BACK = "ask-back"
    OVERRIDE = "override"
    NOT_OURS = "not-ours"
    CLOSE = "close"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    ESCALATE = "escalate"
    PUBLISH = "publish"
    NOTE = "note"


class Reason(StrEnum):
    """Why a question went to a person."""

    NOT_FOUND = "not-found"
    PARTIAL = "partial"
    UNHELPFUL = "unhelpful"
    REQUESTED = "requested"
    FAILED = "failed"


class Intent(StrEnum):
    """What an official writes: an answer, or a question back."""

    ANSWER = "answer"
    QUESTION = "question"


INQUIRER, CLOCK = "inquirer", "clock"
"""Who does what no official does."""
_O, _C, _A, _X, _R, _W = State
WAITING = frozenset({_O, _R})
"""States in which somebody must take it up."""
LIVING = frozenset({_O, _C, _A, _R})
"""States in which a ticket is not done with."""
_LIFE: Mapping[Step, Mapping[State, State]] = {
    Step.OPEN: {_O: _O},
    Step.ADD: {_O: _O, _C: _C, _A: _R, _R: _R},
    Step.CLAIM: {_O: _C, _R: _C},
    Step.RELEASE: {_C: _O, _R: _O},
    Step.DRAFT: {_C: _C, _A: _A, _R: _R},
    Step.DISCARD: {_C: _C, _A: _A, _R: _R},
    Step.SEND: {_C: _A, _A: _A, _R: _A},
    Step.ASK_BACK: {_C: _C, _A: _C, _R: _C},
    Step.OVERRIDE: {_C: _C, _A: _A, _R: _R},
    Step.NOT_OURS: {_O: _X, _C: _X, _R: _X},
    Step.CLOSE: {_O: _X, _C: _X, _A: _X, _R: _X},
    Step.REOPEN: {_A: _R, _X: _R},
    Step.WITHDRAW: {_O: _W, _C: _W, _A: _W, _R: _W},
    Step.REMIND: {_O: _O, _C: _C, _A: _A, _R: _R},
    Step.ESCALATE: {_O: _O, _C: _C, _A: _A, _R: _R},
    Step.PUBLISH: {_A: _A, _X: _X},
    Step.NOTE: {state: state for state in State},
}
"""From which state a step may be taken, and where it leads."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked, and where: what an answer needs to find its way back. `message` is the question's."""

    channel: str
    chat: str
    thread: str
    person: str
    language: str
    message: str = ""
    private: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What an official means to send. `message` is what they wrote it in; each preview shows another `number`."""

    text: str
    by: str
    message: str
    number: int
    intent: Intent = Intent.ANSWER


@dataclass(frozen=True, slots=True)
class Reply:
    """What the office sent to the inquirer."""

    text: str
    by: str
    at: datetime
    intent: Intent = Intent.ANSWER


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier ticket about much the same: its receipt number, its question as officials see it, the last reply."""

    ticket: str
    question: str
    reply: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's trail: who did what when. `detail` is of a closed list or an id, never content.

    `by` is an official, `INQUIRER` or `CLOCK`.
    """

    step: Step
    by: str
    at: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question handed to the desk; `id` is the receipt number.

    `question` is what was asked and `added` what the inquirer wrote since, as messages (id and text); `shown` is the
    question as officials see it. `answer` is what the assistant said, `similar` what was handed over before.
    `rooms` are the desk's chats that show it, `holder` is the official who has it, under the name colleagues see, and
    `notes` are what colleagues wrote to each other (id and text).
    `wake_at` is when nobody's doing anything calls for a reminder, `reminded` how often that happened since it last
    changed hands. `version` counts changes.
    """

    id: str
    origin: Origin
    reason: Reason
    question: str
    shown: str
    opened_at: datetime
    due_at: datetime
    rooms: tuple[str, ...]
    interaction: str = ""
    answer: Answer | None = None
    similar: tuple[Similar, ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    state: State = State.OPEN
    version: int = 1
    holder: str = ""
    holder_name: str = ""
    intent: Intent = Intent.ANSWER
    draft: Draft | None = None
    replies: tuple[Reply, ...] = ()
    wake_at: datetime | None = None
    reminded: int = 0
    introduced: bool = False
    """Whether the inquirer was told that a person has the matter."""
    document: str = ""
    """The approved answer that was made of it."""

    @property
    def held(self) -> bool:
        """Whether a person has it, so that the assistant is silent on the matter."""
        return bool(self.holder) and self.state in LIVING

    @property
    def held_by(self) -> str:
        """Who has it, as colleagues know them; empty where nobody has it."""
        return (self.holder_name or self.holder) if self.holder else ""

    def wrote(self, message: str) -> bool:
        """Whether a message of the inquirer is part of it."""
        return message == self.origin.message or any(message == written for written, _ in self.added)

    def may(self, step: Step) -> bool:
        """Whether a step can be taken now."""
        return self.state in _LIFE[step]

    def after(self, step: Step, **changes: Any) -> "Ticket":
        """The ticket after a step; raises `KeyError` where it cannot be taken."""
        return replace(self, state=_LIFE[step][self.state], version=self.version + 1, **changes)


@dataclass(frozen=True, slots=True)
class Change:
    """A ticket as it is from now on, and what happened to it.

    It counts only if the store has the version before, or none for a new one: else somebody was faster.
    """

    ticket: Ticket
    entries: tuple[Entry, ...]
