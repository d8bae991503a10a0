"""The queue of updates: numbered, confirmed, expiring, one line per chat or person."""

import copy
import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from tests.simulators.telegram.clock import Clock

DAY = 24 * 60 * 60.0
CALLBACK = 150.0
INLINE = 30.0
CHOSEN = 600.0
FIRST_NUMBER = 500_001
FAR_AHEAD = 10
KINDS = frozenset(
    {
        "callback_query",
        "chat_member",
        "chosen_inline_result",
        "edited_message",
        "inline_query",
        "message",
        "message_reaction",
        "message_reaction_count",
        "my_chat_member",
    }
)
# Sent only to bots that ask for them.
UNUSUAL = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass
class Update:
    """One update on its way; `again` marks one that is sent once more although it was confirmed."""

    update_id: int
    serial: int
    body: dict[str, Any]
    queue: Hashable
    expires: float
    again: bool = False
    delay: float = 1.0
    failures: int = 0


class Updates:
    """All updates the bot has not confirmed, and a memory of those it has."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.allowed = KINDS - UNUSUAL
        self.listeners: list[Callable[[Update], None]] = []
        self._numbers = itertools.count(FIRST_NUMBER)
        self._serials = itertools.count()
        self._pending: dict[int, Update] = {}
        self._queues: defaultdict[Hashable, deque[Update]] = defaultdict(deque)
        self._known: dict[int, Update] = {}
        self._next = FIRST_NUMBER

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Choose what is sent from now on; None keeps the choice, an empty list takes it back."""
        if kinds is not None:
            self.allowed = frozenset(kinds) & KINDS or KINDS - UNUSUAL

    def push(self, kind: str, payload: dict[str, Any], queue: Hashable, lifetime: float = DAY) -> int | None:
        """A new update; None when the bot does not want this kind."""
        if kind not in self.allowed:
            return None
        number = next(self._numbers)
        self._next = number + 1
        # What is sent is what was true now, whatever happens to the message before it is delivered.
        body = {"update_id": number, kind: copy.deepcopy(payload)}
        self._add(Update(number, next(self._serials), body, queue, self.clock.now() + lifetime))
        return number

    def push_raw(self, body: dict[str, Any]) -> int:
        """Any update at all, numbered unless it brings a number."""
        number = body.get("update_id")
        number = number if isinstance(number, int) else next(self._numbers)
        self._next = max(self._next, number + 1)
        update = Update(
            number, next(self._serials), {"update_id": number, **body}, ("raw", number), self.clock.now() + DAY
        )
        self._add(update)
        return number

    def redeliver(self, update_id: int) -> None:
        """Send an update again, the same in every way."""
        known = self._known[update_id]
        self._add(Update(update_id, next(self._serials), known.body, known.queue, self.clock.now() + DAY, again=True))

    def _add(self, update: Update) -> None:
        self._pending[update.serial] = self._known[update.update_id] = update
        self._queues[update.queue].append(update)
        for listener in self.listeners:
            listener(update)

    def pending(self) -> list[Update]:
        """What waits, by number."""
        for update in [one for one in self._pending.values() if one.expires < self.clock.now()]:
            self.forget(update)
        return sorted(self._pending.values(), key=lambda one: one.update_id)

    def confirm(self, offset: int) -> None:
        """Forget everything below an offset; a negative one keeps the last few; one far ahead is not believed."""
        pending = self.pending()
        if offset < 0:
            confirmed = pending[:offset]
        elif offset > self._next + FAR_AHEAD:
            confirmed = []
        else:
            confirmed = [one for one in pending if one.update_id < offset and not one.again]
        for update in confirmed:
            self.forget(update)

    def batch(self, limit: int) -> list[dict[str, Any]]:
        """The next updates for a poller."""
        taken = self.pending()[:limit]
        for update in taken:
            update.again = False
        return [update.body for update in taken]

    def queues(self) -> list[Hashable]:
        """The lines in which something waits."""
        return [queue for queue in list(self._queues) if self.first(queue) is not None]

    def first(self, queue: Hashable) -> Update | None:
        """The head of one line."""
        line = self._queues[queue]
        while line and (line[0].serial not in self._pending or line[0].expires < self.clock.now()):
            self._pending.pop(line.popleft().serial, None)
        if not line:
            del self._queues[queue]
            return None
        return line[0]

    def forget(self, update: Update) -> None:
        """Delivered, expired or dropped."""
        self._pending.pop(update.serial, None)

    def clear(self) -> None:
        """Drop everything that waits."""
        self._pending.clear()
        self._queues.clear()
