"""Runs the methods of the Bot API by name and keeps a record of the calls."""

import inspect
from collections.abc import Iterable
from typing import Any, Protocol

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.errors import METHOD_UNKNOWN, ApiError
from tests.simulators.telegram.failures import Failure, Failures
from tests.simulators.telegram.places import Places
from tests.simulators.telegram.world import Call, Handler, Result, World

UNRECORDED = "getUpdates"


class Methods(Protocol):
    """A group of methods."""

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""


class Dispatcher:
    """Methods by name, in whatever case it is written."""

    def __init__(self, world: World, failures: Failures, places: Places, groups: Iterable[Methods]) -> None:
        self._world = world
        self._failures = failures
        self._places = places
        handlers = {name: handler for group in groups for name, handler in group.methods().items()}
        self._handlers = {name.lower(): (name, handler) for name, handler in handlers.items()}

    async def run(self, name: str, arguments: Arguments) -> Any:
        """Run a method; its refusal is recorded and raised."""
        method, handler = self._handlers.get(name.lower(), (name, _unknown))
        try:
            self._places.check_login()
            result = handler(arguments)
            result = await result if inspect.isawaitable(result) else result
        except ApiError as refusal:
            self.record(method, arguments, error=refusal)
            raise
        self.record(method, arguments, result=result.value if isinstance(result, Result) else result)
        return result

    async def run_quietly(self, name: str, arguments: Arguments) -> None:
        """Run a method a webhook answered with: a refusal is recorded and nobody is told."""
        failure = self._failures.take(name)
        if isinstance(failure, ApiError):
            self.record(self.canonical(name), arguments, error=failure)
            return
        try:
            await self.run(name, arguments)
        except ApiError:
            return

    def canonical(self, name: str) -> str:
        """A method's name as the documentation writes it."""
        return self._handlers.get(name.lower(), (name, _unknown))[0]

    def take_failure(self, name: str) -> Failure | None:
        """The failure scripted for this call."""
        return self._failures.take(name)

    def record(
        self, method: str, arguments: Arguments, result: Any = None, error: ApiError | str | None = None
    ) -> None:
        """Keep a call and wake everybody who waits for one."""
        if method != UNRECORDED:
            self._world.calls.append(Call(method, arguments.values, self._world.clock.now(), result, error))
            self._world.watch.changed()


def _unknown(_: Arguments) -> Any:
    raise METHOD_UNKNOWN
