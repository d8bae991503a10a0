"""Scripted failures: what a test wants to go wrong."""

from collections import deque
from dataclasses import dataclass

from tests.simulators.telegram.errors import ApiError

ANY = "*"
GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@dataclass(frozen=True)
class Drop:
    """The connection breaks without an answer: before the method ran, or after it."""

    executed: bool = False


@dataclass(frozen=True)
class Hang:
    """The answer comes late: the method runs after the wait, or before it."""

    seconds: float
    executed: bool = False


@dataclass(frozen=True)
class Page:
    """A proxy answers instead of the Bot API."""

    status: int = 502
    html: str = GATEWAY


Failure = ApiError | Drop | Hang | Page


class Failures:
    """Failures by method, each used once; "*" stands for every method but getUpdates."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, Failure]] = deque()

    def add(self, method: str, failure: Failure, times: int = 1) -> None:
        """Let the next calls of a method fail."""
        self._waiting.extend([(method.lower(), failure)] * times)

    def left(self) -> int:
        """How many wait for their call."""
        return len(self._waiting)

    def take(self, method: str) -> Failure | None:
        """The failure that waits for this call."""
        for waiting in self._waiting:
            if waiting[0] == method.lower() or (waiting[0] == ANY and method.lower() != "getupdates"):
                self._waiting.remove(waiting)
                return waiting[1]
        return None
