"""Questions that are changed after they were sent."""

import pytest

from tests.flows.telegram.conftest import Resident, Town, first_line, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_changed_question_is_answered_anew_under_it(town: Town, mina: Resident) -> None:
    question = mina.person.say("Is Kushina a sister city?")
    await mina.hears(1)
    mina.person.edit(question, "Is Kushima a sister city?")
    shown = await mina.hears(2)
    assert say("edited") == first_line(shown)
    assert "Echo: Is Kushima a sister city?" in shown.text
    assert question == shown.reply_to
    assert [] == town.clerk.history("Is Kushima a sister city?")


async def test_only_the_changed_question_counts_afterwards(town: Town, mina: Resident) -> None:
    question = mina.person.say("Which city lies on the western coast?")
    await mina.hears(1)
    mina.person.edit(question, "Which city lies on the eastern coast?")
    await mina.hears(2)
    await mina.asks("And how many people live there?")
    assert ["Which city lies on the eastern coast?"] == town.clerk.history("And how many people live there?")[::2]


async def test_a_question_can_be_changed_again_and_again(town: Town, mina: Resident) -> None:
    question = mina.person.say("Who was mayor in the year 1990?")
    await mina.hears(1)
    for number, year in enumerate((1991, 1992, 1993), start=2):
        mina.person.edit(question, f"Who was mayor in the year {year}?")
        await mina.hears(number)
    await mina.asks("And who came after that one?")
    assert ["Who was mayor in the year 1993?"] == town.clerk.history("And who came after that one?")[::2]


async def test_a_question_changed_before_it_is_answered_gets_both_answers_in_order(town: Town, mina: Resident) -> None:
    gate = town.clerk.hold("Which archive keeps the old letter?")
    question = mina.person.say("Which archive keeps the old letter?")
    await town.until(lambda: town.clerk.questions("Which archive keeps the old letter?"))
    mina.person.edit(question, "Which archive keeps the old letters?")
    gate.set()
    shown = await mina.hears(2)
    assert ["Echo: Which archive keeps the old letter?", say("edited")] == mina.lines
    assert "Echo: Which archive keeps the old letters?" in shown.text
    assert [] == town.clerk.history("Which archive keeps the old letters?")


async def test_a_question_changed_within_the_moment_is_not_lost(town: Town, mina: Resident) -> None:
    question = mina.person.say("sister citis")
    mina.person.edit(question, "sister cities")
    shown = await mina.hears(2)
    assert "Echo: sister cities" in shown.text


async def test_an_edit_that_changes_nothing_is_left_alone(town: Town, mina: Resident) -> None:
    question = mina.person.say("Which museum is free on Sundays?")
    await mina.hears(1)
    mina.person.edit(question, "Which museum is free on Sundays?")
    await mina.asks("Which museum is open on Mondays?")
    assert 1 == len(town.clerk.questions("Which museum is free on Sundays?"))


async def test_one_of_several_messages_of_a_question_is_changed(town: Town, mina: Resident) -> None:
    mina.person.say("sister cities")
    part = mina.person.say("in Germany")
    mina.person.say("since when?")
    await mina.hears(1)
    mina.person.edit(part, "in Japan")
    shown = await mina.hears(2)
    assert "Echo: sister cities\nin Japan\nsince when?" in shown.text
    assert part == shown.reply_to


async def test_an_old_question_is_understood_with_what_came_before_it(town: Town, mina: Resident) -> None:
    await mina.asks("Which port is the busier one?")
    old = mina.person.say("Which port is the larger one?")
    await mina.hears(2)
    await mina.asks("Which port is the older one?")
    mina.person.edit(old, "Which port is the smaller one?")
    shown = await mina.hears(4)
    assert old == shown.reply_to
    assert ["Which port is the busier one?"] == town.clerk.history("Which port is the smaller one?")[::2]


async def test_a_changed_question_that_is_forgotten_is_a_new_one(town: Town, mina: Resident) -> None:
    question = mina.person.say("Which lawyer speaks my language?")
    await mina.hears(1)
    await mina.commands("forget")
    mina.person.edit(question, "Which notary speaks my language?")
    shown = await mina.hears(3)
    assert "Echo: Which notary speaks my language?" == first_line(shown)


async def test_a_member_of_a_group_changes_a_question(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    question = club.says(mina, "@city_bot Is Kushina our sister city?")
    await club.hears(1)
    club.chat.edit(mina.person, question, "@city_bot Is Kushima our sister city?")
    shown = await club.hears(2)
    assert "Echo: Is Kushima our sister city?" in shown.text
    assert question == shown.reply_to


async def test_who_adds_the_mention_later_is_answered(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    question = club.says(mina, "Is there a ferry to our sister city?")
    club.chat.edit(mina.person, question, "@city_bot Is there a ferry to our sister city?")
    shown = await club.hears(1)
    assert "Echo: Is there a ferry to our sister city?" == first_line(shown)
    assert question == shown.reply_to
