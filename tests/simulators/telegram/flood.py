"""How many messages a bot may send: off until a test sets a limit."""

import math
from collections import defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from tests.simulators.telegram.chats import Chat
from tests.simulators.telegram.clock import Clock
from tests.simulators.telegram.errors import too_many_requests

SECOND = 1.0
MINUTE = 60.0


@dataclass
class Flood:
    """Limits and what was sent lately; about 30, 1 and 20 are what bots have met."""

    clock: Clock
    overall_per_second: int | None = None
    chat_per_second: int | None = None
    group_per_minute: int | None = None
    sent: defaultdict[Hashable, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def spend(self, chat: Chat) -> None:
        """Count a message; one too many is refused and not counted."""
        windows = list(self._windows(chat))
        wait = max((self._wait(*window) for window in windows), default=0.0)
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        for key, _, _ in windows:
            self.sent[key].append(self.clock.now())

    def _windows(self, chat: Chat) -> list[tuple[Hashable, int, float]]:
        group_limit = self.group_per_minute if chat.kind != "private" else None
        windows: list[tuple[Hashable, int | None, float]] = [
            ("overall", self.overall_per_second, SECOND),
            (("chat", chat.identity), self.chat_per_second, SECOND),
            (("group", chat.identity), group_limit, MINUTE),
        ]
        return [(key, limit, length) for key, limit, length in windows if limit is not None]

    def _wait(self, key: Hashable, limit: int, length: float) -> float:
        """Seconds until there is room again, none when there is."""
        sent, now = self.sent[key], self.clock.now()
        while sent and sent[0] <= now - length:
            sent.popleft()
        return sent[0] + length - now if len(sent) >= limit else 0.0
