"""What is too old is deleted by the service itself, from the first minute on."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.store import open_store
from bot.messaging.model import Address, Event, Feedback, Handled, Interaction, Kind
from bot.messaging.ports import Store
from bot.model import Answer, Outcome
from tests.contracts.channels.driver import echo
from tests.contracts.channels.telegram import PollingDriver

PERSON = Address("telegram", "7")


async def remember(store: Store, identity: str, at: datetime) -> None:
    """A question that was asked and judged at a time."""
    event = Event(identity, Kind.TEXT, PERSON, "7", "When?", message=identity)
    kept = Interaction(
        identity, PERSON, "7", ((identity, "When?"),), Answer("q", Outcome.ANSWERED, "In 1994.", "en"), at
    )
    await store.put([event], at)
    await store.finish([event], Handled(interaction=kept, feedback=Feedback(identity, helpful=True)), at)


@pytest.fixture
async def driver(tmp_path):
    now = datetime.now(UTC)
    store = await open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    await remember(store, "old", now - timedelta(days=31))
    await remember(store, "new", now - timedelta(days=29))
    await store.close()
    driver = PollingDriver(tmp_path)
    await driver.start(echo)
    yield driver
    await driver.stop()


async def test_the_service_deletes_what_is_older_than_it_promises(driver):
    store = driver.service.store
    for _ in range(100):
        if await store.interaction("old") is None:
            break
        await driver.blocked()
    assert None is await store.interaction("old")
    assert "In 1994." == (await store.interaction("new")).answer.text
    assert 1 == (await store.counts())["interactions"]
    assert 1 == (await store.counts())["helpful"]
