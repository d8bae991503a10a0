"""Forums: each topic is a conversation of its own."""

import pytest

from tests.flows.telegram.conftest import Resident, Town, first_line, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_answer_stands_in_the_topic_of_the_question(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Harbour")
    question = club.says(mina, "@city_bot When was the harbour opened?", topic)
    shown = await club.hears(1)
    assert (topic.identity, question) == (shown.thread_id, shown.reply_to)
    assert "Echo: When was the harbour opened?" == first_line(shown)


async def test_every_part_of_a_long_answer_stands_in_the_topic(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Long answers")
    club.says(mina, "@city_bot long please, as long as it can possibly be", topic)
    await club.sees("word2399.")
    assert {topic.identity} == {message.thread_id for message in club.messages}


async def test_two_topics_share_nothing(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    ships, schools = club.chat.topic("Ships"), club.chat.topic("Schools")
    await club.asks(mina, "@city_bot Which ships come from Kushima?", ships)
    await club.asks(mina, "@city_bot Which schools are in Kushima?", schools)
    await club.asks(mina, "@city_bot And how many of those are there?", schools)
    await club.asks(mina, "@city_bot And how long do they stay?", ships)
    await club.asks(mina, "@city_bot And what is said in general?")
    assert ["Which schools are in Kushima?"] == town.clerk.history("And how many of those are there?")[::2]
    assert ["Which ships come from Kushima?"] == town.clerk.history("And how long do they stay?")[::2]
    assert [] == town.clerk.history("And what is said in general?")


async def test_a_slow_topic_holds_up_no_other(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    slow, fast = club.chat.topic("Slow"), club.chat.topic("Fast")
    gate = town.clerk.hold("Which question takes its time?")
    club.says(mina, "@city_bot Which question takes its time?", slow)
    shown = await club.asks(mina, "@city_bot Which question does not?", fast)
    assert fast.identity == shown.thread_id
    gate.set()
    assert slow.identity == (await club.hears(2)).thread_id


async def test_a_reply_within_a_topic_is_about_that_answer(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Replies")
    answer = await club.asks(mina, "@city_bot Which river flows through Kushima?", topic)
    await club.asks(mina, "@city_bot Which river flows through Dresport?", topic)
    shown = await club.asks(mina, "And how long is that one?", topic, reply_to=answer)
    assert topic.identity == shown.thread_id
    assert ["Which river flows through Kushima?"] == town.clerk.history("And how long is that one?")[::2]


@pytest.mark.parametrize("command", ["/cities", "/help", "/nonsense", "/language@city_bot"])
async def test_a_command_is_answered_in_its_topic(town: Town, mina: Resident, command: str) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Commands")
    asked = club.says(mina, command, topic)
    shown = await club.hears(1)
    assert (topic.identity, asked) == (shown.thread_id, shown.reply_to)


async def test_a_bare_mention_in_a_topic_asks_nothing(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Mentions")
    club.says(mina, "@city_bot", topic)
    shown = await club.asks(mina, "@city_bot Is this the first question here?", topic)
    assert "Echo: Is this the first question here?" == first_line(shown)


async def test_buttons_act_in_their_topic(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Buttons")
    shown = await club.asks(mina, "@city_bot Which topic do the sources stand in?", topic)
    mina.presses(shown, say("button-sources"))
    details = await club.hears(2)
    assert (topic.identity, shown.message_id) == (details.thread_id, details.reply_to)


async def test_a_topic_that_is_gone_stops_nothing(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True)
    topic = club.chat.topic("Gone")
    gate = town.clerk.hold("Is this topic deleted in the meantime?")
    club.says(mina, "@city_bot Is this topic deleted in the meantime?", topic)
    await town.until(lambda: town.clerk.questions("Is this topic deleted in the meantime?"))
    club.chat.delete_topic(topic)
    gate.set()
    shown = await club.asks(mina, "@city_bot Is the group answered afterwards?")
    assert "Echo: Is the group answered afterwards?" == first_line(shown)


async def test_a_topic_that_is_closed_stops_nothing(town: Town, mina: Resident) -> None:
    club = town.group(mina, forum=True, sees_all=False)
    topic = club.chat.topic("Closed")
    gate = town.clerk.hold("Is this topic closed in the meantime?")
    club.says(mina, "@city_bot Is this topic closed in the meantime?", topic)
    await town.until(lambda: town.clerk.questions("Is this topic closed in the meantime?"))
    club.chat.close_topic(topic)
    gate.set()
    await club.asks(mina, "@city_bot Is the group answered after that?")
