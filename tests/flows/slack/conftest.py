"""An office on a simulated Slack, with nothing asked yet."""

import pytest

from tests.contracts.desks.slack import SlackDriver, SlackHttpDriver


@pytest.fixture
async def desk(tmp_path):
    driver = SlackDriver(tmp_path)
    await driver.start()
    yield driver
    await driver.stop()


@pytest.fixture(params=[SlackDriver, SlackHttpDriver], ids=["socket", "http"])
async def either(request, tmp_path):
    """The same, over a socket and over HTTP."""
    driver = request.param(tmp_path)
    await driver.start()
    yield driver
    await driver.stop()
