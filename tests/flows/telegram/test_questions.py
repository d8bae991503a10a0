"""Questions in a private chat: what each is understood with, and that no other chat is part of it."""

import pytest

from tests.flows.telegram.conftest import Resident, Town, buttons, first_line, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_question_is_answered_with_source_and_buttons(town: Town, mina: Resident) -> None:
    shown = await mina.asks("Since when is Kushima a sister city?")
    assert "Echo: Since when is Kushima a sister city?" == first_line(shown)
    assert "1. Amberly and Kushima (2024-05-01)" in shown.text
    expected = {say(f"button-{name}") for name in ("helpful", "unhelpful", "sources", "person")}
    assert expected < set(buttons(shown))
    assert (None, False) == (shown.reply_to, shown.edited)
    (question,) = town.clerk.questions("Since when is Kushima a sister city?")
    assert (None, "en", (), None) == (question.language, question.hint, question.history, question.choice)


async def test_a_follow_up_is_understood_with_the_question_before_it(town: Town, mina: Resident) -> None:
    await mina.asks("Which cities are partners in the north?")
    await mina.asks("And which of them has a harbour?")
    expected = ["Which cities are partners in the north?", "Echo: Which cities are partners in the north?"]
    assert expected == town.clerk.history("And which of them has a harbour?")


async def test_no_more_than_three_earlier_questions_are_taken_along(town: Town, mina: Resident) -> None:
    asked = [f"What happened at festival number {number}?" for number in range(5)]
    for text in asked:
        await mina.asks(text)
    assert asked[1:4] == town.clerk.history(asked[4])[::2]


async def test_two_chats_share_nothing(town: Town, mina: Resident, jun: Resident) -> None:
    await mina.asks("Does the ferry to Kushima run in winter?")
    await jun.asks("And how much is a ticket for it?")
    assert [] == town.clerk.history("And how much is a ticket for it?")
    await mina.asks("And does it run in summer?")
    assert ["Does the ferry to Kushima run in winter?"] == town.clerk.history("And does it run in summer?")[::2]


async def test_a_reply_to_an_old_answer_is_about_that_answer_alone(town: Town, mina: Resident) -> None:
    old = await mina.asks("Which school takes part in the camp?")
    await mina.asks("Who opened the lantern fair this year?")
    await mina.asks("And how old are the pupils?", reply_to=old)
    expected = ["Which school takes part in the camp?", "Echo: Which school takes part in the camp?"]
    assert expected == town.clerk.history("And how old are the pupils?")


async def test_a_reply_to_ones_own_old_question_is_about_its_answer(town: Town, mina: Resident) -> None:
    question = mina.person.say("Which bridge leads to the harbour?")
    await mina.hears(1)
    await mina.asks("Which street leads to the market?")
    await mina.asks("And who built that one?", reply_to=question)
    assert "Which bridge leads to the harbour?" == town.clerk.history("And who built that one?")[0]


async def test_a_reply_to_any_part_of_a_long_answer_is_about_it(town: Town, mina: Resident) -> None:
    mina.person.say("long please, as long as it can possibly be")
    await mina.sees("word2399.")
    first, amount = mina.messages[0], len(mina.messages)
    mina.person.say("Which street leads to the town hall?")
    await mina.hears(amount + 1)
    mina.person.say("And what does this part mean?", first)
    await mina.hears(amount + 2)
    assert "long please, as long as it can possibly be" == town.clerk.history("And what does this part mean?")[0]


async def test_a_reply_to_something_unknown_is_a_follow_up(town: Town, mina: Resident) -> None:
    hello = await mina.commands("help")
    await mina.asks("Which cities are partners in the south?")
    await mina.asks("And since when are they?", reply_to=hello)
    assert "Which cities are partners in the south?" == town.clerk.history("And since when are they?")[0]


async def test_short_messages_within_a_moment_are_one_question(town: Town, mina: Resident) -> None:
    for text in ("sister cities", "in Japan", "since when?"):
        mina.person.say(text)
    shown = await mina.hears(1)
    assert shown.text.startswith("Echo: sister cities\nin Japan\nsince when?")


async def test_a_reply_is_a_question_of_its_own(town: Town, mina: Resident) -> None:
    old = await mina.asks("Which school takes part in the fair?")
    mina.person.say("good morning")
    mina.person.say("which one?", old)
    await mina.hears(3)
    assert ["Echo: good morning", "Echo: which one?"] == mina.lines[1:]


async def test_questions_of_one_chat_are_answered_one_after_the_other(town: Town, mina: Resident) -> None:
    gate = town.clerk.hold("Which answer takes a long time to find?")
    mina.person.say("Which answer takes a long time to find?")
    mina.person.say("Which answer is found at once?")
    await town.until(lambda: "typing" in town.simulator.actions(mina.identity))
    assert [] == town.clerk.questions("Which answer is found at once?")
    gate.set()
    await mina.hears(2)
    assert ["Echo: Which answer takes a long time to find?", "Echo: Which answer is found at once?"] == mina.lines


async def test_a_slow_answer_holds_up_nobody_else(town: Town, mina: Resident, jun: Resident) -> None:
    gate = town.clerk.hold("Which answer takes even longer to find?")
    mina.person.say("Which answer takes even longer to find?")
    await jun.asks("Is somebody else answered in the meantime?")
    assert [] == mina.messages
    gate.set()
    await mina.hears(1)


async def test_what_is_forgotten_is_no_context(town: Town, mina: Resident) -> None:
    await mina.asks("Which doctor speaks my language?")
    await mina.commands("forget")
    await mina.asks("And where is it that they work?")
    assert [] == town.clerk.history("And where is it that they work?")
