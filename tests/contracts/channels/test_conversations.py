"""The conversations that every channel must be able to hold, over its real client and a server like its own."""

import pytest

from bot.messaging.splitting import units
from bot.messaging.voice import Voice
from bot.phrases import Phrases
from tests.contracts.channels.driver import MARKUP, Driver, echo
from tests.contracts.channels.telegram import PollingDriver, WebhookDriver

ENGLISH = Voice(Phrases(), "en")
DRIVERS = [PollingDriver, WebhookDriver]


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.__name__)
async def channel(request, tmp_path):
    driver: Driver = request.param(tmp_path)
    await driver.start(echo)
    yield driver
    await driver.stop()


def texts(channel: Driver, person: int = 1) -> list[str]:
    """The first line of each message."""
    return [shown.text.partition("\n")[0] for shown in channel.seen(person)]


async def test_start_greets_and_offers_what_has_an_answer(channel):
    await channel.command("start")
    await channel.until(lambda: len(channel.seen()) == 1)
    (hello,) = channel.seen()
    assert hello.text.startswith("Hello!")
    assert hello.buttons
    await channel.press(hello.buttons[0])
    await channel.until(lambda: len(channel.seen()) == 2)


async def test_a_deep_link_chooses_language_and_subject(channel):
    await channel.command("start", "ko_city-kushima")
    await channel.until(lambda: len(channel.seen()) >= 1)
    assert channel.seen()[0].text.startswith("안녕하세요")


async def test_a_question_is_answered_with_its_source(channel):
    await channel.say("Since when is Kushima a sister city?")
    await channel.until(lambda: len(channel.seen()) == 1)
    (shown,) = channel.seen()
    assert "Echo: Since when is Kushima a sister city?" in shown.text
    assert "1. Amberly and Kushima (2024-05-01)" in shown.text
    assert ENGLISH.say("button-helpful") in shown.buttons


async def test_markup_is_inert(channel):
    await channel.say("markup please, all that can be found anywhere")
    await channel.until(lambda: len(channel.seen()) == 1)
    assert MARKUP in channel.seen()[0].text


async def test_feedback_asks_why_and_thanks(channel):
    await channel.say("Is this question answered well?")
    await channel.until(lambda: len(channel.seen()) == 1)
    await channel.press(ENGLISH.say("button-unhelpful"))
    await channel.until(lambda: ENGLISH.say("reason-old") in channel.seen()[0].buttons)
    await channel.press(ENGLISH.say("reason-old"))
    await channel.until(lambda: ENGLISH.say("reason-old") not in channel.seen()[0].buttons)
    assert ENGLISH.say("button-helpful") not in channel.seen()[0].buttons


async def test_a_long_answer_is_split_in_order(channel):
    await channel.say("long please, as long as it can possibly be")
    await channel.until(lambda: any("word2399." in shown.text for shown in channel.seen()), 20)
    shown = channel.seen()
    words = [word for one in shown for word in one.text.split() if word.startswith("word")]
    assert [f"word{number}." for number in range(2400)] == words
    assert all(units(one.text) <= channel.limit for one in shown)
    assert [False] * (len(shown) - 1) == [bool(one.buttons) for one in shown[:-1]]


async def test_one_chat_stays_in_order_and_many_go_on_at_once(channel):
    for number in range(5):
        for person in (1, 2, 3):
            await channel.say(f"What is the answer to question number {number}?", person)
    for person in (1, 2, 3):
        await channel.until(lambda person=person: len(channel.seen(person)) == 5)
        expected = [f"Echo: What is the answer to question number {number}?" for number in range(5)]
        assert expected == texts(channel, person)


async def test_several_short_messages_are_one_question(channel):
    await channel.say("Kushima")
    await channel.say("since when?")
    await channel.until(lambda: len(channel.seen()) == 1)
    assert "Echo: Kushima\nsince when?" in channel.seen()[0].text


async def test_what_is_delivered_twice_is_answered_once(channel):
    await channel.say("Is this answered once or more often?")
    await channel.until(lambda: len(channel.seen()) == 1)
    await channel.redeliver()
    await channel.say("And is this the second answer here?")
    await channel.until(lambda: len(channel.seen()) == 2)
    assert "Echo: And is this the second answer here?" == texts(channel)[1]


async def test_a_rate_limit_is_waited_out(channel):
    channel.refuse_next()
    await channel.say("Is this answered after a while at least?")
    await channel.until(lambda: len(channel.seen()) == 1)


async def test_an_error_apologises_and_the_chat_goes_on(channel):
    await channel.say("break please, in the worst possible manner")
    await channel.say("Is this question answered all the same?")
    await channel.until(lambda: len(channel.seen()) == 2)
    assert [ENGLISH.say("failed"), "Echo: Is this question answered all the same?"] == texts(channel)


async def test_who_blocks_is_remembered(channel):
    await channel.say("Is this question answered before I am gone?")
    channel.block()
    for _ in range(100):
        if await channel.blocked():
            break
    assert await channel.blocked()


async def test_forget_leaves_nothing(channel):
    await channel.say("Is this question forgotten when I say so?")
    await channel.until(lambda: len(channel.seen()) == 1)
    await channel.command("forget")
    await channel.until(lambda: len(channel.seen()) == 2)
    await channel.press(ENGLISH.say("button-sources"))
    await channel.command("status")
    await channel.until(lambda: len(channel.seen()) == 3)
    assert "keep: 0;" in channel.seen()[2].text


async def test_who_asks_too_much_hears_it_once(channel):
    for number in range(30):
        await channel.say(f"What is the answer to question number {number}?")
    await channel.until(lambda: any("many questions" in shown.text for shown in channel.seen()))
    await channel.command("help")
    await channel.until(lambda: any("/forget" in shown.text for shown in channel.seen()))
    told = [shown for shown in channel.seen() if "many questions" in shown.text]
    assert 1 == len(told)
    assert 22 == len(channel.seen())
