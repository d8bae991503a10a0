"""Groups: the bot speaks when it is spoken to, to whoever spoke, and where they spoke."""

import pytest

from tests.flows.telegram.conftest import Resident, Town, buttons, first_line, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_talk_among_people_is_not_answered(town: Town, mina: Resident, jun: Resident) -> None:
    club = town.group(mina, jun)
    first = club.says(mina, "Is anybody going to the lantern fair?")
    club.says(jun, "I am, and you?", reply_to=first)
    club.says(jun, "@somebody_else are you going as well?")
    await club.asks(mina, "@city_bot When is the lantern fair?")
    assert [] == town.clerk.questions("Is anybody going to the lantern fair?")
    assert [] == town.clerk.questions("I am, and you?")


@pytest.mark.parametrize(
    "text",
    [
        "@city_bot When is it that the fair opens?",
        "@City_Bot When is it that the fair opens?",
        "When is it that the fair opens? @city_bot",
        "🎉🎏 @city_bot When is it that the fair opens?",
    ],
)
async def test_who_mentions_the_bot_is_answered_with_a_reply(town: Town, mina: Resident, text: str) -> None:
    club = town.group(mina)
    question = club.says(mina, text)
    shown = await club.hears(1)
    assert question == shown.reply_to
    assert "@" not in shown.text.casefold()
    assert "When is it that the fair opens?" in first_line(shown)


async def test_who_replies_to_the_bot_is_answered_about_that_answer(town: Town, mina: Resident, jun: Resident) -> None:
    club = town.group(mina, jun)
    answer = await club.asks(mina, "@city_bot Who organises the fair in spring?")
    await club.asks(mina, "@city_bot Who organises the camp in summer?")
    question = club.says(jun, "And who pays for that?", reply_to=answer)
    shown = await club.hears(3)
    assert (question, "Echo: And who pays for that?") == (shown.reply_to, first_line(shown))
    assert ["Who organises the fair in spring?"] == town.clerk.history("And who pays for that?")[::2]


@pytest.mark.parametrize("command", ["/help", "/help@city_bot", "/HELP@City_Bot"])
async def test_a_command_is_answered_with_a_reply(town: Town, mina: Resident, command: str) -> None:
    club = town.group(mina)
    asked = club.says(mina, command)
    shown = await club.hears(1)
    assert asked == shown.reply_to
    assert "/forget" in shown.text


async def test_a_command_for_another_bot_is_not_answered(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    club.says(mina, "/help@weather_bot")
    club.says(mina, "/start@weather_bot ko")
    shown = await club.asks(mina, "@city_bot Is this the first answer here?")
    assert "Echo: Is this the first answer here?" == first_line(shown)


async def test_a_mention_under_a_message_asks_what_that_message_asks(town: Town, mina: Resident, jun: Resident) -> None:
    club = town.group(mina, jun)
    asked = club.says(mina, "Does anybody know when the camp begins?")
    mention = club.says(jun, "@city_bot", reply_to=asked)
    shown = await club.hears(1)
    assert "Echo: Does anybody know when the camp begins?" == first_line(shown)
    assert mention == shown.reply_to


async def test_members_of_a_group_share_its_context_and_no_other(town: Town, mina: Resident, jun: Resident) -> None:
    club, other = town.group(mina, jun), town.group(mina)
    await club.asks(mina, "@city_bot Which countries send pupils to the camp?")
    await club.asks(jun, "@city_bot And how many pupils are there?")
    await other.asks(mina, "@city_bot And how old must they be?")
    await mina.asks("And what do they learn there?")
    assert ["Which countries send pupils to the camp?"] == town.clerk.history("And how many pupils are there?")[::2]
    assert [] == town.clerk.history("And how old must they be?")
    assert [] == town.clerk.history("And what do they learn there?")


async def test_the_bot_greets_once_when_it_is_added(town: Town, mina: Resident) -> None:
    club = town.group(mina, sees_all=False)
    club.chat.kick_bot()
    club.chat.add_bot()
    hello = await club.hears(1)
    assert say("chat-group-greeting", name="@city_bot") == hello.text
    assert hello.reply_to is None
    club.chat.promote_bot()
    club.chat.demote_bot()
    await club.asks(mina, "@city_bot Was that the only greeting?")


async def test_people_who_join_and_leave_are_not_greeted(town: Town, mina: Resident, jun: Resident) -> None:
    club = town.group(mina)
    club.chat.add(jun.person)
    club.chat.remove(jun.person)
    await club.asks(mina, "@city_bot Is this the first answer to us?")


async def test_only_who_asked_judges_an_answer(town: Town, mina: Resident, jun: Resident) -> None:
    assert town.service is not None
    before = await town.service.store.counts()
    club = town.group(mina, jun)
    shown = await club.asks(mina, "@city_bot Who judges this answer?")
    await jun.presses(shown, say("button-unhelpful")).answered()
    assert buttons(shown) == buttons(club.now(shown))
    await mina.presses(shown, say("button-helpful")).answered()
    await town.until(lambda: say("button-helpful") not in buttons(club.now(shown)))
    after = await town.service.store.counts()
    assert (1, 0) == (after["helpful"] - before["helpful"], after["unhelpful"] - before["unhelpful"])


async def test_a_member_presses_what_another_was_offered(town: Town, mina: Resident, jun: Resident) -> None:
    club = town.group(mina, jun)
    shown = await club.asks(mina, "@city_bot Are there sources for this?")
    jun.presses(shown, say("button-sources"))
    details = await club.hears(2)
    assert say("sources-say") == first_line(details)
    assert shown.message_id == details.reply_to


async def test_an_anonymous_administrator_is_answered(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    group = {"id": club.identity, "type": "group", "title": "Group"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message = {"message_id": 900_001, "date": 1, "chat": group, "from": anonymous, "sender_chat": group}
    mention = {"type": "mention", "offset": 0, "length": 9}
    text = "@city_bot Is an administrator without a name answered?"
    town.simulator.update_raw({"message": message | {"text": text, "entities": [mention]}})
    assert "Echo: Is an administrator without a name answered?" == first_line(await club.hears(1))


async def test_bots_and_channels_are_not_answered(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    group = {"id": club.identity, "type": "group", "title": "Group"}
    robot = {"id": 77, "is_bot": True, "first_name": "Weather", "username": "weather_bot"}
    channel = {"id": -1_000_000_000_900, "type": "channel", "title": "News"}
    message = {"message_id": 900_002, "date": 1, "text": "/help"}
    town.simulator.update_raw({"message": message | {"chat": group, "from": robot}})
    town.simulator.update_raw({"channel_post": message | {"chat": channel, "sender_chat": channel}})
    shown = await club.asks(mina, "@city_bot Is a person answered?")
    assert "Echo: Is a person answered?" == first_line(shown)
