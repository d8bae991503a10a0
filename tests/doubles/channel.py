"""A channel that keeps what it is given, a store that fails at times, and a clock that jumps over all waiting."""

import asyncio
import functools
import inspect
import selectors
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime
from io import StringIO
from itertools import count
from typing import Any

import structlog

from bot import logs
from bot.messaging import courier, lines, reception
from bot.messaging.model import Action, Address, Delivery, Event, Handled, Kind, Line, Message, Parcel
from bot.messaging.ports import Store
from tests.doubles.store import MemoryStore

CITY = "city"
"""The name of the channel where a test needs one only."""
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_NUMBERS = count(1)
_DEADLOCK = 20
"""Seconds without anything to do after which a test waits for what never comes."""


class FakeChannel:
    """A `bot.messaging.ports.Channel` in memory.

    `errors` is what its next deliveries meet, one each: an error, the seconds it takes until it is done, or None.
    `tried` is every delivery it was asked for, `deliveries` those that were done, `typed` where typing was shown.
    """

    def __init__(self, name: str = CITY, limit: int = 4096, errors: Iterable[Exception | float | None] = ()) -> None:
        self.name, self.limit = name, limit
        self.errors = iter(errors)
        self.tried: list[Delivery] = []
        self.deliveries: list[Delivery] = []
        self.typed: list[Address] = []
        self._numbers = count(101)

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """Meet what comes next; what is edited keeps its id, a new message gets the next number."""
        self.tried.append(delivery)
        met = next(self.errors, None)
        if isinstance(met, Exception):
            raise met
        await asyncio.sleep(met or 0)
        self.deliveries.append(delivery)
        if delivery.action is Action.SEND:
            return str(next(self._numbers))
        return delivery.target if delivery.action in {Action.EDIT, Action.KEYBOARD} else ""

    async def typing(self, address: Address) -> None:
        """Note where it was shown."""
        self.typed.append(address)

    @property
    def texts(self) -> list[str]:
        """What was shown, in order."""
        return [delivery.message.text for delivery in self.deliveries]


def asked(identity: str, text: str = "Which cities are twinned?", chat: str = "1", **fields: Any) -> Event:
    """A question in a private chat; it ends with its mark, so no more is waited for."""
    written: dict[str, Any] = {"kind": Kind.TEXT, "person": chat, "message": identity} | fields
    address = Address(CITY, chat, written.pop("thread", ""))
    return Event(id=identity, address=address, text=text, **written)


def sending(text: str, chat: str = "1", thread: str = "", channel: str = CITY, **fields: Any) -> Delivery:
    """A message to a chat, or another delivery that shows this text."""
    written: dict[str, Any] = {"action": Action.SEND} | fields
    return Delivery(address=Address(channel, chat, thread), message=Message((Line(text),)), **written)


async def stored(store: Store, *deliveries: Delivery) -> list[Parcel]:
    """Deliveries as a store hands them over."""
    event = asked(f"cause-{next(_NUMBERS)}", chat="nobody")
    await store.put([event], NOW)
    return await store.finish([event], Handled(deliveries), NOW)


class ShakyStore:
    """A store that cannot be reached the first times that it is asked for something: `put=2` fails twice."""

    def __init__(self, store: MemoryStore, **failures: int) -> None:
        self._store, self._failures = store, failures

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return functools.partial(self._shake, name, found) if inspect.iscoroutinefunction(found) else found

    async def _shake(self, name: str, method: Callable[..., Any], *arguments: Any) -> Any:
        if self._failures.get(name):
            self._failures[name] -= 1
            raise OSError(f"the store is away: {arguments}")
        return await method(*arguments)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock stands while something is done, and jumps where everything waits."""

    def __init__(self) -> None:
        self._passed = 0.0
        super().__init__(JumpingSelector(self._jump))

    def time(self) -> float:
        return self._passed

    def _jump(self, seconds: float) -> None:
        self._passed += seconds


class JumpingSelector(selectors.DefaultSelector):
    """Never waits for time, only for what comes from outside."""

    def __init__(self, jump: Callable[[float], None]) -> None:
        super().__init__()
        self._jump = jump

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(_DEADLOCK if timeout is None else 0)
        if not ready and timeout is None:
            raise TimeoutError("everything waits for what never comes")
        if not ready and timeout:
            self._jump(timeout)
        return ready


def without_waiting(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test on a clock that jumps; `asyncio.sleep(60)` in it lets everything happen that happens in a minute."""

    @functools.wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        with asyncio.Runner(loop_factory=JumpingLoop) as runner:
            runner.run(test(*arguments, **named))

    return run


def passed() -> float:
    """Seconds since the test began, as its clock has it."""
    return asyncio.get_running_loop().time()


@contextmanager
def logged(form: str = "json") -> Iterator[StringIO]:
    """What messaging logs, as an office would see it."""
    with redirect_stderr(StringIO()) as written:
        logs.configure("debug", form)
        _forget_settings()
        yield written
    structlog.reset_defaults()
    _forget_settings()


def _forget_settings() -> None:
    """A logger that was used once keeps the settings it was used with."""
    for module in (courier, lines, reception):
        vars(module.log).pop("bind", None)
