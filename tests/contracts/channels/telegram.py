"""Telegram's drivers: the real aiogram client and dispatcher over HTTP, against a simulated Bot API."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.adapters.store import open_store
from bot.assembly.service import assemble
from bot.channels.telegram import citizens
from bot.channels.telegram.markup import LIMIT
from bot.serving import Service
from tests.contracts.channels.driver import Shown, assistant, settings
from tests.simulators.telegram.errors import too_many_requests
from tests.simulators.telegram.simulator import Simulator

TOKEN = "123456:TEST-token-of-nobody"
SECRET = "a-secret-that-only-telegram-knows"


def free_port() -> int:
    """A port that nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PollingDriver:
    """The bot asks Telegram for messages."""

    limit = LIMIT

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.simulator = Simulator(token=TOKEN, username="city_bot")
        self.service: Service | None = None
        self.last_update = 0
        self._running: asyncio.Task[None] | None = None

    def changes(self) -> dict[str, Any]:
        """Settings of this way in."""
        return {}

    async def start(self, ask: Callable[..., Any]) -> None:
        """Start the simulator, then the service."""
        await self.simulator.start(port=0)
        await self.serve(ask)

    async def serve(self, ask: Callable[..., Any]) -> None:
        """Start the service alone."""
        known = {"telegram_token": TOKEN, "telegram_api": self.simulator.url, "listen": f"127.0.0.1:{free_port()}"}
        chosen = settings(self.folder, **(known | self.changes()))
        store = await open_store(chosen.store)
        await store.hold()
        self.service = await assemble(chosen, assistant(ask), store, lambda message: None)
        started = asyncio.Event()
        self._running = asyncio.create_task(self.service.run(started.set))
        await asyncio.wait([self._running, asyncio.create_task(started.wait())], return_when="FIRST_COMPLETED")
        if self._running.done():
            self._running.result()

    async def end(self) -> None:
        """Stop the service as SIGTERM does."""
        assert self.service is not None
        assert self._running is not None
        self.service.stop()
        await self._running

    async def stop(self) -> None:
        await self.end()
        await self.simulator.stop()

    async def say(self, text: str, person: int = 1) -> int:
        message = self._person(person).say(text)
        self.last_update = int(self.simulator.pending[-1]["update_id"])
        return message

    async def command(self, name: str, argument: str = "", person: int = 1) -> None:
        self._person(person).command(name, argument)

    async def press(self, label: str, person: int = 1) -> None:
        having = [one for one in self.simulator.messages(person) if label in labels(one)]
        self._person(person).press(having[-1], label)

    async def redeliver(self) -> None:
        self.simulator.redeliver(self.last_update)

    def refuse_next(self) -> None:
        self.simulator.fail_next("sendMessage", too_many_requests(1))

    def block(self, person: int = 1) -> None:
        self._person(person).block()

    def seen(self, person: int = 1) -> list[Shown]:
        return [Shown(one.text, labels(one)) for one in self.simulator.messages(person)]

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        await self.simulator.until(condition, timeout=seconds)

    async def blocked(self, person: int = 1) -> bool:
        await asyncio.sleep(0.05)
        assert self.service is not None
        return (await self.service.store.profile(citizens.NAME, str(person))).blocked

    def _person(self, identity: int) -> Any:
        return self.simulator.person(identity=identity, name=f"Person {identity}", language="en")


class WebhookDriver(PollingDriver):
    """Telegram posts messages to the bot."""

    def changes(self) -> dict[str, Any]:
        self.port = free_port()
        return {
            "telegram_webhook": f"http://127.0.0.1:{self.port}",
            "telegram_secret": SECRET,
            "listen": f"127.0.0.1:{self.port}",
        }


def labels(message: Any) -> tuple[str, ...]:
    """The labels of a message's buttons."""
    return tuple(label for row in message.buttons for label, _ in row)
