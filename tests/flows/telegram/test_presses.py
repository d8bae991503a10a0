"""Presses of buttons that are old, strange or none of one's business: acknowledged, and without harm."""

from typing import Any

import pytest

from tests.flows.telegram.conftest import Resident, Town, buttons, first_line, say
from tests.simulators.telegram.posts import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


def pressed(town: Town, who: Resident, message: dict[str, Any] | None, **data: Any) -> None:
    """A press as only a strange app would send it."""
    user = {"id": who.identity, "is_bot": False, "first_name": "Strange"}
    query = {"id": f"strange-{who.identity}", "from": user, "chat_instance": "1"}
    town.simulator.update_raw({"callback_query": query | data | ({"message": message} if message else {})})


def acknowledged(town: Town, who: Resident) -> list[str | None]:
    """The notes of the acknowledgements of strange presses."""
    calls = [call.arguments for call in town.simulator.called("answerCallbackQuery")]
    return [call.get("text") for call in calls if call["callback_query_id"] == f"strange-{who.identity}"]


async def verdicts(town: Town) -> tuple[int, int]:
    """How many answers were judged helpful and unhelpful."""
    assert town.service is not None
    counts = await town.service.store.counts()
    return counts["helpful"], counts["unhelpful"]


async def test_a_good_verdict_is_thanked_for(town: Town, mina: Resident) -> None:
    before = await verdicts(town)
    shown = await mina.asks("Is this answer of any use?")
    answer = await mina.presses(shown, say("button-helpful")).answered()
    assert (say("feedback-thanks"), False) == (answer.text, answer.alert)
    await town.until(lambda: say("button-unhelpful") not in buttons(mina.now(shown)))
    assert say("button-sources") in buttons(mina.now(shown))
    assert (before[0] + 1, before[1]) == await verdicts(town)


@pytest.mark.parametrize("reason", ["wrong", "beside", "old", "unclear"])
async def test_a_bad_verdict_may_say_why(town: Town, mina: Resident, reason: str) -> None:
    before = await verdicts(town)
    shown = await mina.asks("Is this answer good for nothing?")
    answer = await mina.presses(shown, say("button-unhelpful")).answered()
    assert say("feedback-why") == answer.text
    await town.until(lambda: say(f"reason-{reason}") in buttons(mina.now(shown)))
    thanks = await mina.presses(shown, say(f"reason-{reason}")).answered()
    assert say("feedback-thanks") == thanks.text
    await town.until(lambda: say(f"reason-{reason}") not in buttons(mina.now(shown)))
    assert (before[0], before[1] + 1) == await verdicts(town)


async def test_pressing_twice_judges_once(town: Town, mina: Resident) -> None:
    before = await verdicts(town)
    shown = await mina.asks("Is this button pressed twice?")
    helpful = [mina.person.press(shown, say("button-helpful")) for _ in range(2)]
    for one in helpful:
        await one.answered()
    await mina.asks("Is the chat still fine after that?")
    assert (before[0] + 1, before[1]) == await verdicts(town)


async def test_a_press_that_is_answered_too_late_still_does_its_work(town: Town, mina: Resident) -> None:
    hello = await mina.commands("start")
    label = buttons(hello)[0]
    gate = town.clerk.hold(label)
    late = mina.presses(hello, label)
    await town.until(lambda: town.clerk.questions(label))
    town.simulator.clock.advance(200)
    gate.set()
    del town.clerk.held[label]
    await mina.hears(2)
    await mina.asks("Does the chat go on after the late press?")
    assert late.answer is None
    assert 1 == sum("too old" in str(call.error) for call in town.simulator.called("answerCallbackQuery"))


async def test_a_button_under_what_was_forgotten_says_so(town: Town, mina: Resident) -> None:
    shown = await mina.asks("Is this answer forgotten soon?")
    await mina.commands("forget")
    for label in (say("button-sources"), say("button-helpful"), say("button-person"), buttons(shown)[0]):
        assert say("answer-gone") == (await mina.presses(shown, label).answered()).text
    assert 2 == len(mina.messages)


async def test_a_button_of_another_chat_says_no_more_than_one_that_is_forgotten(
    town: Town, mina: Resident, jun: Resident
) -> None:
    shown = await mina.asks("What do only I know about the fair?")
    hello = await jun.commands("help")
    (sources,) = [data for row in shown.buttons for label, data in row if label == say("button-sources")]
    pressed(town, jun, hello.raw, data=sources)
    await town.until(lambda: acknowledged(town, jun))
    assert [say("answer-gone")] == acknowledged(town, jun)
    assert 1 == len(jun.messages)


STRANGE = ["", "x", ":", "p::99999999999999999999", "s:nobody:", "l::xx", "b::99", "b::-1", "r:x:1", "🎉" * 16]


@pytest.mark.parametrize("data", [*STRANGE, "<b>&", "y:" + "a" * 62, "n:../../etc:0", "\u202e", "p:\x00:1"])
async def test_data_of_no_button_of_ours_does_no_harm(town: Town, mina: Resident, data: str) -> None:
    hello = await mina.commands("help")
    pressed(town, mina, hello.raw, data=data)
    shown = await mina.asks("Is this answered after a strange press?")
    assert "Echo: Is this answered after a strange press?" == first_line(shown)
    assert hello.text == mina.now(hello).text or data.startswith("l:")
    assert (1 if data else 0) == len(acknowledged(town, mina))


async def test_a_number_out_of_reach_does_no_harm(town: Town, mina: Resident) -> None:
    shown = await mina.asks("Is there an option with number ninety?")
    (sources,) = [data for row in shown.buttons for label, data in row if label == say("button-sources")]
    for data in (sources.replace("s:", f"{verb}:") + "90" for verb in "onpr"):
        pressed(town, mina, shown.raw, data=data)
    await mina.asks("Is this answered after four of them?")
    assert 4 == len(acknowledged(town, mina))


async def test_a_press_under_a_message_that_is_out_of_reach_is_acknowledged(town: Town, mina: Resident) -> None:
    shown = await mina.asks("Is this message very old?")
    chat = {"id": mina.identity, "type": "private", "first_name": "Strange"}
    unreachable = {"chat": chat, "message_id": shown.message_id, "date": 0}
    (helpful,) = [data for row in shown.buttons for label, data in row if label == say("button-helpful")]
    pressed(town, mina, unreachable, data=helpful)
    await town.until(lambda: acknowledged(town, mina))
    assert [say("feedback-thanks")] == acknowledged(town, mina)


async def test_a_press_under_no_message_of_ours_does_no_harm(town: Town, mina: Resident) -> None:
    pressed(town, mina, None, data="y:abc:", inline_message_id="somewhere")
    pressed(town, mina, None, game_short_name="chess", inline_message_id="somewhere")
    await mina.asks("Is this answered after a game?")


async def test_a_forwarded_answer_is_a_question_like_any_other(town: Town, mina: Resident, jun: Resident) -> None:
    shown = await mina.asks("Is this answer passed on?")
    jun.person.forward(shown.text, written_by="City")
    await jun.hears(1)
    assert () == town.clerk.asked[-1].history


async def test_a_deleted_message_with_buttons_does_no_harm(town: Town, mina: Resident) -> None:
    shown: Message = await mina.asks("Is this answer deleted by me?")
    judging = mina.presses(shown, say("button-helpful"))
    mina.person.delete(shown)
    await judging.answered()
    await mina.asks("Does the chat go on without it?")
