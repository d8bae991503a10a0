"""Delivery of updates to a webhook: one line per chat or person, the next only after the last was taken."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    MultipartReader,
    TCPConnector,
)

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.updates import Update
from tests.simulators.telegram.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_RETRY_AFTER = 3600
LONGEST_DELAY = 60.0
GONE_SECONDS = 23 * 60 * 60.0
GONE = 410
USUAL_BASE = 2.0
NOT_IN_REPLIES = frozenset({"setwebhook", "deletewebhook", "close", "logout"})

Execute = Callable[[str, Arguments], Awaitable[Any]]


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt."""

    error: str = ""
    status: int = 0
    retry_after: int = 0


@dataclass(frozen=True)
class Attempt:
    """One delivery, for tests to look at; the status is 0 when no answer came."""

    update_id: int
    queue: Hashable
    status: int
    at: float
    took: float


class Delivery:
    """Sends what waits while there is an address."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._execute: Execute | None = None
        self._session: ClientSession | None = None
        self._workers: dict[Hashable, asyncio.Task[None]] = {}
        self._connections = asyncio.Semaphore(1)
        self._secret = ""
        self._gone_since: float | None = None
        self.url = ""
        self.last_error = ""
        self.last_error_at = 0.0
        self.attempts: list[Attempt] = []
        world.updates.listeners.append(self._kick)

    def start(self, execute: Execute) -> None:
        """Begin to work; `execute` runs a method that a webhook answers with."""
        self._execute = execute
        self._session = ClientSession(connector=TCPConnector(limit=0))

    async def stop(self) -> None:
        """End everything."""
        workers = list(self._workers.values())
        self.close()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def open(self, url: str, secret: str, connections: int) -> None:
        """Send to this address from now on, beginning with what waits."""
        self.url = url if "://" in url else f"https://{url}"
        self._secret = secret
        self._connections = asyncio.Semaphore(connections)
        self.last_error, self._gone_since = "", None
        for queue in self._world.updates.queues():
            self._work(queue)

    def close(self) -> None:
        """Send nothing any more; what waits stays."""
        self.url = self.last_error = ""
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()

    def _kick(self, update: Update) -> None:
        if self.url:
            self._work(update.queue)

    def _work(self, queue: Hashable) -> None:
        if queue not in self._workers:
            self._workers[queue] = asyncio.get_running_loop().create_task(self._run(queue))

    async def _run(self, queue: Hashable) -> None:
        while (update := self._world.updates.first(queue)) is not None:
            async with self._connections:
                outcome = await self._attempt(update)
            if outcome.error:
                await self._wait(update, outcome)
            else:
                self._gone_since = None
                self._world.updates.forget(update)
            self._world.watch.changed()
        self._workers.pop(queue, None)

    async def _attempt(self, update: Update) -> Outcome:
        begin = self._world.clock.now()
        outcome = await self._sent(update)
        took = self._world.clock.now() - begin
        self.attempts.append(Attempt(update.update_id, update.queue, outcome.status, begin, took))
        if outcome.error:
            self.last_error, self.last_error_at = outcome.error, self._world.clock.now()
        return outcome

    async def _sent(self, update: Update) -> Outcome:
        assert self._session is not None
        headers = {SECRET_HEADER: self._secret} if self._secret else {}
        timeout = ClientTimeout(total=self._world.switches.answer_timeout)
        try:
            async with self._session.post(
                self.url, json=update.body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return await self._answered(response)
        except TimeoutError:
            return Outcome("Read timeout expired")
        except ClientConnectorError:
            return Outcome("Connection refused")
        except ClientError:
            return Outcome("Connection closed")

    async def _answered(self, response: ClientResponse) -> Outcome:
        if 200 <= response.status <= 299:
            await self._reply(response)
            return Outcome(status=response.status)
        retry_after = response.headers.get("Retry-After", "")
        return Outcome(
            f"Wrong response from the webhook: {response.status} {response.reason}",
            response.status,
            min(int(retry_after), LONGEST_RETRY_AFTER) if retry_after.isdecimal() else 0,
        )

    async def _reply(self, response: ClientResponse) -> None:
        """Run the method in an answer; nobody hears what came of it."""
        values: dict[str, Any] = {}
        with suppress(ValueError):  # an answer that cannot be read is an answer all the same
            values = await _read(response)
        method = str(values.pop("method", "")).lower()
        if self._execute and method and method not in NOT_IN_REPLIES and not method.startswith("get"):
            await self._execute(method, Arguments(values))

    async def _wait(self, update: Update, outcome: Outcome) -> None:
        """The first retry comes at once, later ones after 2, 4, 8... seconds, or when the webhook says."""
        self._note_gone(outcome)
        delay = float(outcome.retry_after)
        if delay == 0 and update.failures > 0:
            update.delay = min(random.uniform(LONGEST_DELAY, 2 * LONGEST_DELAY), update.delay * 2)
            delay = update.delay * self._world.switches.retry_base / USUAL_BASE
        update.failures += 1
        if self._world.clock.now() + delay > update.expires:
            self._world.updates.forget(update)
            return
        await self._world.clock.sleep(delay)

    def _note_gone(self, outcome: Outcome) -> None:
        """A webhook that says 410 for 23 hours is closed."""
        if outcome.status != GONE:
            self._gone_since = None if outcome.status else self._gone_since
            return
        now = self._world.clock.now()
        self._gone_since = self._gone_since or now
        if now > self._gone_since + GONE_SECONDS:
            self.close()


async def _read(response: ClientResponse) -> dict[str, Any]:
    if response.content_type == "application/json":
        values = await response.json() if await response.read() else {}
        return dict(values) if isinstance(values, dict) else {}
    if response.content_type.startswith("multipart/"):
        return await _read_parts(MultipartReader.from_response(response))
    if response.content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(await response.text()))
    return {}


async def _read_parts(reader: Any) -> dict[str, Any]:
    values = {}
    while (part := await reader.next()) is not None:
        values[part.name] = await part.text()
    return values
