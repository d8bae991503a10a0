"""What the methods of the Web API share besides the workspace."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

from evals.slack.refusals import Refused
from evals.slack.workspace import Channel, Json, Workspace

Announce = Callable[[Json, Channel], None]


@dataclass
class Trigger:
    """What a person just did, so that a modal may open before them."""

    user: str
    issued: float
    used: bool = False


@dataclass
class Triggers:
    """The trigger ids given out; each opens one modal within a few seconds."""

    seconds: float = 3.0
    given: dict[str, Trigger] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def issue(self, user: str) -> str:
        """A new trigger id for something a person did."""
        identity = f"{next(self._numbers)}.trigger"
        self.given[identity] = Trigger(user, monotonic())
        return identity

    def spend(self, identity: str) -> str:
        """Who did what the trigger stands for; it cannot be used again."""
        trigger = self.given.get(identity)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if monotonic() - trigger.issued > self.seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user


@dataclass
class Place:
    """Where a response URL leads to."""

    channel: str
    user: str
    ts: str
    thread_ts: str
    issued: float
    uses: int = 0


@dataclass
class Backstage:
    """The workspace and what the service itself remembers about it."""

    workspace: Workspace
    announce: Announce
    origin: str = ""
    triggers: Triggers = field(default_factory=Triggers)
    places: dict[str, Place] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def number(self) -> int:
        """A number not given before."""
        return next(self._numbers)

    def response_url(self, channel: str, user: str, ts: str = "", thread_ts: str = "") -> str:
        """A URL to answer at, without a token, for half an hour."""
        key = f"{self.number()}"
        self.places[key] = Place(channel, user, ts, thread_ts, monotonic())
        return f"{self.origin}/response/{key}"

    def ticket_url(self) -> str:
        """The address of a new socket, good for one connection."""
        ticket = f"ticket-{self.number()}"
        self.tickets.add(ticket)
        return f"{self.origin.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self.workspace.app_id}"
