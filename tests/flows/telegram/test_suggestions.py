"""What is offered to begin with and to go on with: every button leads to an answer."""

import pytest

from bot.model import Answer, Option, Outcome
from tests.flows.telegram.conftest import Resident, Town, buttons, first_line, say
from tests.simulators.telegram.posts import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")
SPOKEN = ["en", "ko", "id", "th", "ru"]
CHAIN = 5


def offered(message: Message, verb: str) -> list[str]:
    """The labels of the buttons with a verb."""
    return [label for row in message.buttons for label, data in row if data.startswith(f"{verb}:")]


def is_answered(message: Message, language: str) -> bool:
    """Whether it is an answer with sources that can be judged."""
    return {say("button-helpful", language), say("button-sources", language)} <= set(buttons(message))


@pytest.mark.parametrize("language", SPOKEN)
async def test_every_start_leads_to_an_answer(town: Town, language: str) -> None:
    resident = town.resident(language)
    hello = await resident.commands("start")
    assert hello.text.startswith(say("chat-greeting", language, city="#")[:5])
    assert 3 == len(offered(hello, "b"))
    for label in offered(hello, "b"):
        shown = await resident.picks(hello, label)
        assert is_answered(shown, language), (label, shown.text)


@pytest.mark.parametrize(("language", "always"), [*((language, 0) for language in SPOKEN), ("en", -1)])
async def test_suggestions_lead_from_answer_to_answer(town: Town, language: str, always: int) -> None:
    resident = town.resident(language)
    hello = await resident.commands("start")
    shown = await resident.picks(hello, offered(hello, "b")[always])
    for _ in range(CHAIN):
        before, label = shown, offered(shown, "n")[always]
        shown = await resident.picks(shown, label)
        assert is_answered(shown, language), (label, shown.text)
        assert before.text != shown.text


async def test_every_suggestion_of_a_chain_leads_to_an_answer(town: Town, mina: Resident) -> None:
    waiting, tried = [await mina.commands("cities")], 0
    for _ in range(CHAIN):
        message = waiting.pop(0)
        for label in offered(message, "n"):
            waiting.append(await mina.picks(message, label))
            assert is_answered(waiting[-1], "en"), label
            tried += 1
    assert tried >= CHAIN


async def test_a_suggestion_is_asked_with_its_label(town: Town, mina: Resident) -> None:
    shown = await mina.asks("Since when is Kushima a partner of ours?")
    label = offered(shown, "n")[0]
    await mina.picks(shown, label)
    assert town.clerk.questions(label)[-1].choice is not None
    assert "Since when is Kushima a partner of ours?" == town.clerk.history(label)[0]


async def test_a_question_after_a_suggestion_is_understood_with_it(town: Town, mina: Resident) -> None:
    hello = await mina.commands("start")
    label = offered(hello, "b")[0]
    await mina.picks(hello, label)
    await mina.asks("And which of all these is the oldest?")
    assert [label] == town.clerk.history("And which of all these is the oldest?")[::2]


async def test_an_unclear_question_offers_its_readings(town: Town, mina: Resident) -> None:
    options = (Option("The city of Kushima", "city of kushima"), Option("The port of Kushima", "port of kushima"))
    town.clerk.script["What is Kushima to us?"] = Answer("", Outcome.CLARIFY, "Which one?", "en", options=options)
    asked = await mina.asks("What is Kushima to us?")
    assert ["The city of Kushima", "The port of Kushima"] == offered(asked, "o")
    assert say("button-helpful") not in buttons(asked)
    shown = await mina.picks(asked, "The port of Kushima")
    assert "Echo: The port of Kushima" == first_line(shown)
    assert "port of kushima" == town.clerk.questions("The port of Kushima")[-1].choice


async def test_another_reading_can_be_picked_later(town: Town, mina: Resident) -> None:
    options = (Option("The old fair", "old"), Option("The new fair", "new"))
    town.clerk.script["Which fair is meant by it?"] = Answer("", Outcome.CLARIFY, "Which one?", "en", options=options)
    asked = await mina.asks("Which fair is meant by it?")
    await mina.picks(asked, "The old fair")
    await mina.asks("Is there anything else to know?")
    shown = await mina.picks(asked, "The new fair")
    assert "Echo: The new fair" == first_line(shown)


async def test_what_is_not_found_offers_a_way_on(town: Town, mina: Resident) -> None:
    options = (Option("All sister cities", "all"),)
    town.clerk.script["Is Zamonia a sister city?"] = Answer("", Outcome.NOT_FOUND, "Not found.", "en", options=options)
    shown = await mina.asks("Is Zamonia a sister city?")
    assert "All sister cities" in buttons(shown)
    assert say("button-person") in buttons(shown)
    assert say("button-helpful") not in buttons(shown)
    told = await mina.picks(shown, say("button-person"))
    assert say("person-none") == first_line(told)


async def test_a_link_leads_to_its_subject_in_its_language(town: Town, mina: Resident) -> None:
    mina.person.command("start", "ko_city-kushima")
    shown = await mina.hears(2)
    assert is_answered(shown, "ko")
    assert "구시마" in shown.text


@pytest.mark.parametrize("payload", ["city-nowhere", "ko_", "_", "../../etc", "xx_city", "a" * 64])
async def test_a_link_to_nothing_only_greets(town: Town, mina: Resident, payload: str) -> None:
    await mina.commands("start", payload)
    shown = await mina.commands("status")
    assert say("status-kept", payload[:2] if payload == "ko_" else "en", count=0, days=30) in shown.text
    assert 2 == len(mina.messages)
