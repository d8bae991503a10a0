"""From asking for messages to having them posted and back: nothing is lost on the way."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.telegram.conftest import PostedTown, Town
from tests.simulators.telegram.errors import too_many_requests
from tests.simulators.telegram.failures import Drop, Failure, Page


@pytest.fixture
async def towns(tmp_path: Path) -> AsyncIterator[tuple[Town, PostedTown]]:
    """One store and one Telegram, and two ways in."""
    polling, posted = Town(tmp_path), PostedTown(tmp_path)
    posted.simulator, posted.clerk = polling.simulator, polling.clerk
    await polling.simulator.start(port=0)
    yield polling, posted
    await polling.simulator.stop()


async def test_nothing_is_lost_from_one_way_to_the_other_and_back(towns: tuple[Town, PostedTown]) -> None:
    polling, posted = towns
    mina = polling.resident()
    await polling.reopen()
    await mina.asks("Is this asked for by the bot?")
    await polling.end()
    mina.person.say("Is this waiting for a webhook?")
    await posted.reopen()
    await mina.hears(2)
    await mina.asks("Is this posted to the bot?")
    await posted.end()
    mina.person.say("Is this waiting for the polling?")
    await polling.reopen()
    await mina.hears(4)
    await mina.asks("And is the conversation still the same?")
    await polling.end()
    assert 5 == len({question.text for question in polling.clerk.asked}) == len(polling.clerk.asked)
    assert "Is this waiting for a webhook?" in polling.clerk.history("And is the conversation still the same?")


@pytest.mark.parametrize("failure", [Page(), too_many_requests(1)], ids=["page", "busy"])
async def test_a_webhook_that_cannot_be_taken_away_at_once_is_taken_away_later(
    towns: tuple[Town, PostedTown], failure: Failure
) -> None:
    polling, posted = towns
    mina = polling.resident()
    await posted.reopen()
    await mina.asks("Is this posted to the bot?")
    await posted.end()
    polling.simulator.fail_next("deleteWebhook", failure)
    await polling.reopen()
    mina.person.say("Is this asked for by the bot?")
    try:
        await mina.hears(2, seconds=6)
    finally:
        await polling.end()


async def test_a_webhook_that_cannot_be_set_at_once_is_set_later(towns: tuple[Town, PostedTown]) -> None:
    _, posted = towns
    mina = posted.resident()
    posted.simulator.fail_next("setWebhook", Drop(executed=False))
    await posted.reopen()
    mina.person.say("Is this posted in the end?")
    try:
        await mina.hears(1, seconds=6)
    finally:
        await posted.end()


async def test_a_quick_restart_with_a_webhook_is_not_deaf(towns: tuple[Town, PostedTown]) -> None:
    """Telegram refuses to set a webhook twice within a second."""
    _, posted = towns
    mina = posted.resident()
    await posted.reopen()
    await posted.until(lambda: posted.simulator.called("setWebhook"))
    await posted.end()
    await posted.reopen()
    mina.person.say("Is this posted to the second one?")
    try:
        await mina.hears(1, seconds=6)
    finally:
        await posted.end()
