"""Episodes: who does what in which order, what fails meanwhile, and what must be true at the end."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.messaging.tickets import State

Who = Literal["citizen", "neighbour", "kim", "lee", "reader", "world"]
"""Two inquirers, a supervisor, an agent, somebody who may only read; the world is what nobody does."""
Does = Literal[
    "says", "commands", "presses", "edits", "deletes", "notes", "blocks", "publishes",
    "crash", "forget-notes", "assistant-down", "assistant-up", "desk-down", "desk-up", "channel-down", "channel-up",
    "hold", "hours",
]  # fmt: skip
"""The last two lines are the world's: a process that dies or forgets what it delivered, channels that fail."""


class Act(BaseModel):
    """One thing that happens."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    who: Who
    does: Does
    what: str = ""
    """The words, the command, the button's verb, or a number of hours."""
    times: int = Field(default=1, ge=1, le=10)
    """How often the same event arrives."""
    at_once: tuple["Act", ...] = ()
    """What others do at the same moment."""


class Episode(BaseModel):
    """A hand-over from beginning to end."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    acts: tuple[Act, ...] = Field(min_length=1)
    state: State | Literal["none"]
    """Of the citizen's newest ticket."""
    once: tuple[str, ...] = ()
    """What the citizen sees exactly once."""
    never: tuple[str, ...] = ()
    """What neither the citizen nor the neighbour ever sees."""
    desk: tuple[str, ...] = ()
    """What officials see at least once."""
    hidden: tuple[str, ...] = ()
    """What officials never see."""
