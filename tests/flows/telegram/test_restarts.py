"""The service stops and starts again: nothing is lost and nothing is said twice."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.flows.telegram.conftest import Town, say
from tests.simulators.telegram.failures import Page

BREAKS = "break please, in the worst possible manner"


@pytest.fixture
async def fresh(tmp_path: Path) -> AsyncIterator[Town]:
    """A service that a test may stop and start."""
    opened = Town(tmp_path)
    await opened.open()
    yield opened
    await opened.stop()


async def test_an_answer_that_could_not_be_delivered_comes_once_after_the_restart(fresh: Town) -> None:
    mina = fresh.resident()
    fresh.simulator.fail_next("sendMessage", Page())
    mina.person.say("Is this answered after the restart?")
    await fresh.until(lambda: any(call.error for call in fresh.simulator.called("sendMessage")))
    await fresh.end()
    assert [] == mina.messages
    await fresh.reopen()
    await mina.hears(1)
    await mina.asks("And is it answered but once?")
    assert 1 == len(fresh.clerk.questions("Is this answered after the restart?"))
    assert ["Is this answered after the restart?"] == fresh.clerk.history("And is it answered but once?")[::2]


async def test_what_is_being_answered_is_ended_and_what_waits_behind_it_is_answered_later(fresh: Town) -> None:
    mina = fresh.resident()
    gate = fresh.clerk.hold("Is the first one answered before?")
    mina.person.say("Is the first one answered before?")
    mina.person.say("Is the second one answered after?")
    await fresh.until(lambda: fresh.clerk.questions("Is the first one answered before?"))
    await fresh.until(lambda: not fresh.simulator.pending)
    ending = asyncio.create_task(fresh.end())
    await asyncio.sleep(0.05)
    gate.set()
    await ending
    assert ["Echo: Is the first one answered before?"] == mina.lines
    await fresh.reopen()
    await mina.hears(2)
    assert "Echo: Is the second one answered after?" == mina.lines[1]
    assert ["Is the first one answered before?"] == fresh.clerk.history("Is the second one answered after?")[::2]


async def test_neither_what_waits_for_more_nor_what_comes_meanwhile_is_lost(fresh: Town) -> None:
    mina, jun, ana = fresh.resident(), fresh.resident(), fresh.resident()
    mina.person.say("sister cities")
    await fresh.until(lambda: not fresh.simulator.pending)
    await fresh.end()
    jun.person.say("Is anybody there at all?")
    ana.person.command("help")
    await fresh.reopen()
    for resident in (mina, jun, ana):
        await resident.hears(1)
    assert ["Echo: sister cities"] == mina.lines


async def test_the_conversation_outlives_a_restart_and_what_comes_again_is_known(fresh: Town) -> None:
    mina = fresh.resident()
    await mina.commands("language", "ko")
    await fresh.say("Which city is the oldest partner?", person=mina.identity)
    shown = await mina.hears(2)
    await fresh.end()
    await fresh.redeliver()
    await fresh.reopen()
    await mina.picks(shown, say("button-sources", "ko"))
    await mina.asks("And which is the second oldest?")
    await fresh.redeliver()
    await mina.asks("And which is the third oldest?")
    assert 1 == len(fresh.clerk.questions("Which city is the oldest partner?"))
    assert "ko" == fresh.clerk.questions("And which is the second oldest?")[-1].language
    assert ["Which city is the oldest partner?"] == fresh.clerk.history("And which is the second oldest?")[::2]


async def test_a_question_that_breaks_everything_is_given_up_and_the_chat_goes_on(fresh: Town) -> None:
    mina, jun = fresh.resident(), fresh.resident()
    mina.person.say(BREAKS)
    mina.person.say("Is the next one answered all the same?")
    await jun.asks("Is everybody else answered at once?")
    await mina.hears(2)
    assert [say("failed"), "Echo: Is the next one answered all the same?"] == mina.lines
    assert [] == fresh.clerk.history("Is the next one answered all the same?")
    await fresh.end()
    await fresh.reopen()
    await mina.asks("Is it left alone after the restart?")
    assert 3 == len(fresh.clerk.questions(BREAKS))
    assert fresh.service is not None
    assert 1 == (await fresh.service.store.counts())["dead"]


async def test_a_restart_during_the_attempts_counts_them_on(fresh: Town) -> None:
    mina = fresh.resident()
    mina.person.say(BREAKS)
    await fresh.until(lambda: fresh.clerk.questions(BREAKS))
    await fresh.end()
    await fresh.reopen()
    shown = await mina.hears(1)
    assert say("failed") == shown.text
    assert len(fresh.clerk.questions(BREAKS)) <= 3
