"""Chats that change while the bot is in them: a group gets a new number, the bot is thrown out or blocked."""

import pytest

from tests.flows.telegram.conftest import Club, Resident, Town, buttons, first_line, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def moved(town: Town, mina: Resident, text: str) -> Club:
    """A group that became a supergroup while the answer to a text was on its way."""
    club = town.group(mina)
    gate = town.clerk.hold(text)
    club.says(mina, f"@city_bot {text}")
    await town.until(lambda: town.clerk.questions(text))
    after = Club(town, club.chat.migrate())
    gate.set()
    return after


async def test_an_answer_follows_a_group_to_its_new_number(town: Town, mina: Resident) -> None:
    after = await moved(town, mina, "Does the answer follow us?")
    shown = await after.hears(1)
    assert "Echo: Does the answer follow us?" == first_line(shown)


async def test_a_group_goes_on_under_its_new_number(town: Town, mina: Resident) -> None:
    after = await moved(town, mina, "Is this our last question here?")
    await after.hears(1)
    shown = await after.asks(mina, "@city_bot Is this our first question there?")
    assert "Echo: Is this our first question there?" == first_line(shown)


async def test_every_part_of_a_long_answer_follows_a_group(town: Town, mina: Resident) -> None:
    after = await moved(town, mina, "long please, as long as it can possibly be")
    await after.sees("word2399.")
    words = [word for message in after.messages for word in message.text.split() if word.startswith("word")]
    assert [f"word{number}." for number in range(2400)] == words


async def test_the_buttons_of_an_answer_that_followed_work(town: Town, mina: Resident) -> None:
    after = await moved(town, mina, "Do the buttons work over there?")
    shown = await after.hears(1)
    mina.presses(shown, say("button-sources"))
    details = await after.hears(2)
    assert say("sources-say") == first_line(details)


async def test_a_group_that_throws_the_bot_out_is_not_written_to_again(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    gate = town.clerk.hold("Is the bot thrown out before it answers?")
    club.says(mina, "@city_bot Is the bot thrown out before it answers?")
    await town.until(lambda: town.clerk.questions("Is the bot thrown out before it answers?"))
    club.chat.kick_bot()
    gate.set()
    await town.until(lambda: _refusals(town, club))
    await mina.asks("Is a private question answered all the same?")
    assert [] == club.messages
    assert 1 == _refusals(town, club)


async def test_a_group_that_takes_the_bot_back_is_answered_again(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    club.chat.kick_bot()
    club.chat.add_bot()
    await club.hears(1)
    shown = await club.asks(mina, "@city_bot Are you back again?")
    assert "Echo: Are you back again?" == first_line(shown)


async def test_who_blocks_while_the_answer_is_on_its_way_is_left_alone(town: Town, mina: Resident) -> None:
    gate = town.clerk.hold("Am I gone before the answer comes?")
    mina.person.say("Am I gone before the answer comes?")
    await town.until(lambda: town.clerk.questions("Am I gone before the answer comes?"))
    mina.person.block()
    gate.set()
    await town.until(lambda: _refusals(town, mina))
    assert await town.blocked(mina.identity)
    assert [] == mina.messages


async def test_who_comes_back_is_answered_again(town: Town, mina: Resident) -> None:
    await mina.asks("Is this answered before I go?")
    mina.person.block()
    mina.person.unblock()
    shown = await mina.asks("Is this answered after I am back?")
    assert "Echo: Is this answered after I am back?" == first_line(shown)
    assert not await town.blocked(mina.identity)


async def test_what_was_refused_does_not_come_late(town: Town, mina: Resident) -> None:
    gate = town.clerk.hold("Is this answer for ever lost to me?")
    mina.person.say("Is this answer for ever lost to me?")
    await town.until(lambda: town.clerk.questions("Is this answer for ever lost to me?"))
    mina.person.block()
    gate.set()
    await town.until(lambda: _refusals(town, mina))
    mina.person.unblock()
    shown = await mina.asks("Is this the first answer that I see?")
    assert "Echo: Is this the first answer that I see?" == first_line(shown)
    assert not await town.blocked(mina.identity)


async def test_a_deleted_account_stops_nobody(town: Town, mina: Resident, jun: Resident) -> None:
    gate = town.clerk.hold("Does my account live long enough?")
    mina.person.say("Does my account live long enough?")
    await town.until(lambda: town.clerk.questions("Does my account live long enough?"))
    mina.person.deactivate()
    gate.set()
    await town.until(lambda: _refusals(town, mina))
    await jun.asks("Does mine live long enough?")


async def test_a_message_that_is_gone_is_answered_without_a_reply(town: Town, mina: Resident, jun: Resident) -> None:
    question = mina.person.say("Which mesage is deleted?")
    await mina.hears(1)
    gate = town.clerk.hold("Which message is deleted?")
    mina.person.edit(question, "Which message is deleted?")
    await town.until(lambda: town.clerk.questions("Which message is deleted?"))
    mina.person.delete(question)
    gate.set()
    shown = await mina.hears(2)
    assert shown.reply_to is None
    assert say("button-helpful") in buttons(shown)


def _refusals(town: Town, place: Club | Resident) -> int:
    """How often the bot wrote to a chat in vain."""
    sent = town.simulator.called("sendMessage")
    return sum(call.error is not None and str(place.identity) == str(call.arguments.get("chat_id")) for call in sent)
