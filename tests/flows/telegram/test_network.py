"""A network that breaks, servers that are busy: everybody is answered all the same, once where that can be known."""

import pytest

from tests.flows.telegram.conftest import Resident, Town, buttons, polled_by_another, say
from tests.simulators.telegram.errors import ApiError, bad_request, too_many_requests
from tests.simulators.telegram.failures import Drop, Failure, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")

PASSING: list[Failure] = [
    Drop(executed=False),
    Page(),
    Page(504, "<html></html>"),
    ApiError(500, "Internal Server Error"),
    too_many_requests(1),
]
"""What goes wrong once, before anything was done."""


async def test_whatever_goes_wrong_once_everybody_is_answered_exactly_once(town: Town) -> None:
    for failure in PASSING:
        town.simulator.fail_next("sendMessage", failure)
    residents = [town.resident() for _ in PASSING]
    for resident in residents:
        resident.person.say("Is everybody answered exactly once?")
        resident.person.say("Are the answers still in order?")
    for resident in residents:
        await resident.hears(2)
        assert ["Echo: Is everybody answered exactly once?", "Echo: Are the answers still in order?"] == resident.lines
    assert len(PASSING) == sum(call.error is not None for call in town.simulator.called("sendMessage"))


async def test_an_answer_of_which_nobody_knows_whether_it_came_is_sent_again(town: Town, mina: Resident) -> None:
    town.simulator.fail_next("sendMessage", Drop(executed=True))
    mina.person.say("Is this answer seen at least once?")
    mina.person.say("Is the next answer seen once?")
    await mina.sees("Echo: Is the next answer seen once?")
    once, then = "Echo: Is this answer seen at least once?", "Echo: Is the next answer seen once?"
    assert mina.lines in ([once, then], [once, once, then])
    await mina.asks("And is it known afterwards?", reply_to=mina.messages[0])
    assert "Is this answer seen at least once?" in town.clerk.history("And is it known afterwards?")


async def test_who_must_wait_holds_up_nobody_else(town: Town, mina: Resident, jun: Resident) -> None:
    town.simulator.fail_next("sendMessage", too_many_requests(2))
    mina.person.say("Must I wait for this answer?")
    await town.until(lambda: any(call.error for call in town.simulator.called("sendMessage")[-1:]))
    await jun.asks("Must somebody else wait as well?")
    assert [] == mina.messages
    await mina.hears(1)


async def test_an_answer_that_is_refused_for_good_is_put_aside(town: Town, mina: Resident) -> None:
    assert town.service is not None
    before = (await town.service.store.counts())["dead"]
    town.simulator.fail_next("sendMessage", bad_request("SOMETHING_NOBODY_EXPECTED"))
    mina.person.say("Is this answer refused for good?")
    shown = await mina.asks("Is the next one answered?")
    assert shown.text.startswith("Echo: Is the next one answered?")
    assert before + 1 == (await town.service.store.counts())["dead"]


async def test_an_edit_that_was_made_although_the_line_broke_is_not_an_error(town: Town, mina: Resident) -> None:
    offer = await mina.commands("language")
    town.simulator.fail_next("editMessageText", Drop(executed=True))
    mina.presses(offer, "한국어")
    await mina.asks("Does the chat go on after the edit?")
    assert say("language-set", "ko", language="한국어") == mina.now(offer).text


async def test_an_acknowledgement_that_is_lost_does_no_harm(town: Town, mina: Resident) -> None:
    shown = await mina.asks("Is this press acknowledged?")
    town.simulator.fail_next("answerCallbackQuery", Drop(executed=False))
    await mina.presses(shown, say("button-helpful")).answered()
    await town.until(lambda: say("button-helpful") not in buttons(mina.now(shown)))


async def test_typing_is_no_reason_to_fail(town: Town, mina: Resident) -> None:
    text = "Is this answered without typing?"
    town.simulator.fail_next("sendChatAction", Drop(executed=False))
    gate = town.clerk.hold(text)
    mina.person.say(text)
    await town.until(lambda: any(call.error for call in town.simulator.called("sendChatAction")[-1:]))
    gate.set()
    await mina.hears(1)


@pytest.mark.parametrize("failure", [Drop(executed=True), Page()], ids=["drop", "page"])
async def test_asking_for_messages_goes_on_after_a_failure(town: Town, mina: Resident, failure: Failure) -> None:
    await mina.asks("Is this answered before the failure?")
    town.simulator.fail_next("getUpdates", failure)
    await mina.asks("Is this answered at the same time?")
    await mina.asks("Is this answered after the failure?")
    assert [3, 1] == [len(mina.messages), sum(line.endswith("at the same time?") for line in mina.lines)]


async def test_another_program_that_polls_is_survived(town: Town, mina: Resident) -> None:
    await mina.asks("Is anybody else polling now?")
    assert 409 == await polled_by_another(town.simulator)
    await mina.asks("Is this answered in spite of the other one?")
    assert 2 == len(mina.messages)
