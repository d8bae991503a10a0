"""What a store in memory keeps, as rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Literal

from bot.messaging.model import Delivery, Event, Feedback, Interaction, Parcel, Profile
from tests.doubles.ticket_store import TicketDisk


class RefusedError(Exception):
    """A write that the tables would not take."""


@dataclass
class EventRow:
    """An event; when it is finished only its key and its times are left."""

    event: Event | None
    received: datetime
    attempts: int = 0
    error: str = ""
    finished: datetime | None = None


@dataclass
class ParcelRow:
    """A parcel and who made it necessary."""

    parcel: Parcel
    person: str


@dataclass(frozen=True)
class DeadLetter:
    """What was given up."""

    kind: Literal["event", "parcel"]
    channel: str
    person: str
    content: Event | Delivery
    error: str
    at: datetime


@dataclass
class Disk:
    """What is still there when a store is closed and opened again; look here for what a test is about."""

    events: dict[tuple[str, str], EventRow] = field(default_factory=dict)
    parcels: dict[int, ParcelRow] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    replaced: set[str] = field(default_factory=set)
    messages: dict[tuple[str, str, str], str] = field(default_factory=dict)
    profiles: dict[tuple[str, str], Profile] = field(default_factory=dict)
    feedback: dict[str, tuple[Feedback, datetime]] = field(default_factory=dict)
    dead: list[DeadLetter] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    holder: object = None
    desk: TicketDisk = field(default_factory=TicketDisk)
