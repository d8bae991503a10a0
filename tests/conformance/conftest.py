"""A simulated Telegram, a bot's client, a webhook, a person."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from tests.conformance.telegram_bot import Api, Receiver
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.simulator import Simulator


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """A Telegram of one bot."""
    async with Simulator() as simulator:
        yield simulator


@pytest.fixture
async def api(simulator: Simulator) -> AsyncIterator[Api]:
    """A bot without a framework."""
    async with ClientSession() as session:
        yield Api(simulator, session)


@pytest.fixture
def mina(simulator: Simulator) -> Person:
    """Somebody who wrote to the bot once."""
    return simulator.person(7, "Mina", "ko", started=True)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """A webhook that takes everything at once."""
    receiver = Receiver()
    receiver.held.set()
    application = web.Application()
    application.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()
