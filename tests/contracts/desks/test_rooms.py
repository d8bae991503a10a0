"""What only the built-in desk promises, beside the contract of all desks."""

import pytest

from tests.contracts.desks.rooms import RoomsDriver


@pytest.fixture
async def desk(tmp_path):
    driver = RoomsDriver(tmp_path)
    await driver.start()
    yield driver
    await driver.stop()


async def test_nobody_asks_in_somebody_else_s_room(desk):
    await desk.ask_in("ask:kim", "lee", "Where is the key?")
    denied = [text for text in await desk.room("lee", "ask:kim") if "This room is somebody else's" in text]
    assert 1 == len(denied)
    assert [] == [text for text in await desk.room("kim", "ask:kim") if "tin box" in text]
