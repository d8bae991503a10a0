"""The citizens' bot as it runs in production, against a Bot API that nobody here wrote: telemelya, over HTTP."""

import itertools
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.messaging.voice import Voice
from bot.phrases import Phrases, languages
from tests.contracts.channels.driver import MARKUP
from tests.rigs.servers import PYTHON, Servers
from tests.rigs.telemelya import STRANGER, Desk, Person, Shown, plain, until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

ENGLISH = Voice(Phrases(), "en")
QUESTION = "Since when is Kushima a sister city?"
_chats = itertools.count(1001)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def servers(tmp_path_factory) -> AsyncIterator[Servers]:
    """The processes, started once."""
    if not PYTHON.exists():
        pytest.skip("telemelya has an environment of its own, .venv/rigs, and it is missing: `make test` creates it")
    running = Servers(tmp_path_factory.mktemp("telemelya"))
    yield running
    await running.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(servers: Servers) -> AsyncIterator[Desk]:
    """Our service, started once; each test has a chat and a session of its own."""
    running = Desk(servers.folder, await servers.telemelya())
    try:
        await running.start()
        yield running
    finally:
        await running.stop()


@pytest.fixture
def person(desk: Desk) -> Person:
    """Somebody who has not written yet."""
    return Person(desk, next(_chats))


async def one(person: Person) -> Shown:
    """The only message, once it is there."""
    return (await person.until_shown(lambda shown: len(shown) == 1))[0]


async def asked(person: Person, question: str = QUESTION) -> Shown:
    """The answer to a question."""
    assert 200 == await person.say(question)
    return await one(person)


async def test_start_greets_and_offers_buttons_that_answer(person):
    assert 200 == await person.command("/start")
    hello = await one(person)
    assert hello.text.startswith(ENGLISH.say("chat-greeting", city="Port Amberly"))
    assert 3 == len(hello.buttons)
    label = next(iter(hello.buttons))
    await person.press(label)
    _, answer = await person.until_shown(lambda shown: len(shown) == 2)
    assert answer.text.startswith(f"Echo: {label}")


async def test_a_deep_link_chooses_language_and_subject(person):
    await person.command("/start ko_city-kushima")
    hello, answer = await person.until_shown(lambda shown: len(shown) == 2)
    korean = Voice(Phrases(), "ko")
    assert hello.text.startswith(korean.say("chat-greeting", city="앰벌리"))
    assert answer.text.startswith(f"Echo: {korean.say('command-cities')}")
    assert korean.say("button-helpful") in answer.buttons


async def test_a_question_is_answered_with_its_source_and_buttons(person):
    shown = await asked(person)
    sources = ENGLISH.say("sources")
    assert f"Echo: {QUESTION}\n\n{sources}\n1. Amberly and Kushima (2024-05-01)" == shown.text
    assert {ENGLISH.say(f"button-{key}") for key in ("helpful", "unhelpful", "sources", "person")} < set(shown.buttons)
    (call,) = await person.calls("sendMessage")
    assert "HTML" == call["raw"]["parse_mode"]
    assert {"is_disabled": True}.items() <= call["raw"]["link_preview_options"].items()


async def test_markup_in_an_answer_is_escaped(person):
    shown = await asked(person, "markup please, all that can be found anywhere")
    assert MARKUP in shown.text
    assert not re.search(r"<(?!/?(?:b|i|blockquote)>)", shown.markup)


async def test_feedback_edits_the_buttons_and_thanks(person):
    sent = await asked(person)
    await person.press(ENGLISH.say("button-unhelpful"))
    old = ENGLISH.say("reason-old")
    (asking,) = await person.until_shown(lambda shown: old in shown[0].buttons)
    assert ENGLISH.say("button-helpful") not in asking.buttons
    await person.press(old)
    (thanked,) = await person.until_shown(lambda shown: old not in shown[0].buttons)
    assert sent.text == thanked.text
    notes = [call["text"] for call in await person.calls("answerCallbackQuery")]
    assert [ENGLISH.say("feedback-why"), ENGLISH.say("feedback-thanks")] == notes


async def test_a_pressed_suggestion_is_asked(person):
    shown = await asked(person)
    suggestion = next(label for label, data in shown.buttons.items() if data.startswith("n:"))
    await person.press(suggestion)
    _, answer = await person.until_shown(lambda shown: len(shown) == 2)
    assert answer.text.startswith(f"Echo: {suggestion}")
    assert await person.calls("answerCallbackQuery")


async def test_a_photo_is_kindly_refused(person):
    assert 200 == await person.show()
    shown = await one(person)
    assert ENGLISH.say("unreadable-kind") == shown.text


async def test_a_caption_is_answered_with_a_word_on_the_photo(person):
    assert 200 == await person.show("Which city is this one here?")
    shown = await one(person)
    assert shown.text.startswith(f"{ENGLISH.say('caption-only')}\nEcho: Which city is this one here?")


async def test_an_inline_query_gives_a_result(person):
    assert 200 == await person.query(QUESTION)
    call = await person.until_called("answerInlineQuery")
    (result,) = call["results"]
    assert ("article", f"Echo: {QUESTION}") == (result["type"], result["title"])
    assert plain(result["input_message_content"]["message_text"]).startswith(f"❓ {QUESTION}\nEcho: {QUESTION}")
    assert 30 == call["raw"]["cache_time"]


async def test_questions_are_answered_in_their_order(person):
    questions = [f"What is the answer to question number {number}?" for number in range(4)]
    for question in questions:
        assert 200 == await person.say(question)
    shown = await person.until_shown(lambda shown: len(shown) == 4)
    assert [f"Echo: {question}" for question in questions] == [message.text.partition("\n")[0] for message in shown]


async def test_a_long_answer_comes_in_parts_in_order(person):
    await person.say("long please, as long as it can possibly be")
    shown = await person.until_shown(lambda shown: bool(shown) and "word2399." in shown[-1].text)
    words = [word for message in shown for word in message.text.split() if word.startswith("word")]
    assert [f"word{number}." for number in range(2400)] == words
    assert [False] * (len(shown) - 1) + [True] == [bool(message.buttons) for message in shown]


async def test_forget_leaves_nothing(person):
    await asked(person)
    await person.command("/forget")
    await person.until_shown(lambda shown: len(shown) == 2)
    await person.press(ENGLISH.say("button-sources"))
    assert ENGLISH.say("answer-gone") == (await person.until_called("answerCallbackQuery"))["text"]
    await person.command("/status")
    _, forgotten, status = await person.until_shown(lambda shown: len(shown) == 3)
    assert ENGLISH.say("forgotten") == forgotten.text
    assert ENGLISH.say("status-kept", count=0, days=30) in status.text


async def test_a_language_button_edits_its_message(person):
    await person.command("/language")
    offer = await one(person)
    await person.press("Español")
    (chosen,) = await person.until_shown(lambda shown: shown[0].text != offer.text)
    assert offer.message == chosen.message
    assert Voice(Phrases(), "es").say("language-set", language="Español") == chosen.text


async def test_an_edit_of_a_message_that_is_gone_does_not_stop_the_chat(person):
    """Telemelya's STRICT_EDIT."""
    assert 200 == await person.press_under(999, "l::ko")
    await person.until_called("answerCallbackQuery")
    shown = await asked(person, "Is this question answered all the same?")
    assert shown.text.startswith("Echo: Is this question answered all the same?")
    assert not await person.calls("editMessageText")


async def test_a_post_without_the_secret_is_refused_and_changes_nothing(person):
    await person.desk.post_directly()
    assert 403 == await person.say("Is this question answered without the secret?", STRANGER)
    shown = await asked(person, "Is this question answered with the secret?")
    assert shown.text.startswith("Echo: Is this question answered with the secret?")


async def test_menus_that_cannot_be_set_do_no_harm(person, servers):
    """Telemelya knows neither menus nor descriptions."""

    async def refused() -> int:
        return len(re.findall(r'getMyCommands HTTP/1.1" 404', servers.printed("telemelya")))

    await until(refused, lambda count: count == len(languages()))
    assert (await asked(person)).text.startswith(f"Echo: {QUESTION}")
