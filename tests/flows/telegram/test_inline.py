"""Inline queries: short cited results in any chat, only for what was typed last, and never a conversation."""

import asyncio
import json
from typing import Any

import pytest

from bot.model import Answer, Option, Outcome
from tests.flows.telegram.conftest import Resident, Town, say
from tests.simulators.telegram.world import Call

pytestmark = pytest.mark.asyncio(loop_scope="module")


def answers(town: Town) -> list[Call]:
    """What was said to inline queries."""
    return town.simulator.called("answerInlineQuery")


async def test_a_result_says_the_answer_and_its_source(town: Town, mina: Resident) -> None:
    (result,) = await mina.person.inline("Since when is Kushima our sister city?")
    assert "Echo: Since when is Kushima our sister city?" == result["title"]
    assert "Amberly and Kushima (2024-05-01)" == result["description"]
    shown = mina.person.choose(result)
    assert "❓ Since when is Kushima our sister city?" in shown.text
    assert "1. Amberly and Kushima (2024-05-01)" in shown.text
    assert [] == shown.buttons


async def test_results_are_for_who_asked_alone(town: Town, mina: Resident) -> None:
    await mina.person.inline("Is this shown to anybody else?")
    assert True is _said(answers(town)[-1], "is_personal")


async def test_an_empty_query_offers_the_private_chat(town: Town, mina: Resident) -> None:
    assert [] == await mina.person.inline("")
    assert say("button-private") == _said(answers(town)[-1], "button")["text"]
    hello = await mina.commands("start", _said(answers(town)[-1], "button")["start_parameter"])
    assert hello.text.startswith("Hello!")


async def test_what_is_not_found_gives_no_result(town: Town, mina: Resident) -> None:
    town.clerk.script["Is there cheese on the moon?"] = Answer("", Outcome.NOT_FOUND, "Not found.", "en")
    assert [] == await mina.person.inline("Is there cheese on the moon?")
    assert say("button-private") == _said(answers(town)[-1], "button")["text"]


async def test_the_button_is_in_the_language_of_the_app(town: Town) -> None:
    assert [] == await town.resident("ko").person.inline("")
    assert say("button-private", "ko") == _said(answers(town)[-1], "button")["text"]


async def test_an_unclear_query_gives_a_result_for_each_reading(town: Town, mina: Resident) -> None:
    options = (Option("The city of Kushima", "city"), Option("The port of Kushima", "port"))
    town.clerk.script["Kushima, which one?"] = Answer("", Outcome.CLARIFY, "Which?", "en", options=options)
    results = await mina.person.inline("Kushima, which one?")
    assert ["Echo: The city of Kushima", "Echo: The port of Kushima"] == [result["title"] for result in results]
    assert 2 == len({result["id"] for result in results})


async def test_of_letters_typed_quickly_only_the_last_count(town: Town, mina: Resident) -> None:
    gate = town.clerk.hold("Le")
    begun = asyncio.create_task(mina.person.inline("Le"))
    await town.until(lambda: town.clerk.questions("Le"))
    typed = [asyncio.create_task(mina.person.inline(text)) for text in ("Lett", "Letters", "Letters typed quickly")]
    await town.until(lambda: not town.simulator.pending)
    gate.set()
    (result,) = await typed[-1]
    await begun
    assert "Echo: Letters typed quickly" == result["title"]
    assert [] == [*town.clerk.questions("Lett"), *town.clerk.questions("Letters")]
    for one in typed[:-1]:
        one.cancel()
    await asyncio.gather(*typed, return_exceptions=True)


async def test_two_people_type_at_once(town: Town, mina: Resident, jun: Resident) -> None:
    asked = ("Who asks from the north?", "Who asks from the south?")
    found = await asyncio.gather(mina.person.inline(asked[0]), jun.person.inline(asked[1]))
    assert [f"Echo: {text}" for text in asked] == [results[0]["title"] for results in found]


async def test_a_chosen_result_is_not_taken_for_a_question(town: Town, mina: Resident) -> None:
    town.simulator.switches.inline_feedback = True
    club = town.group(mina)
    (result,) = await mina.person.inline("Is a chosen result a question?")
    mina.person.choose(result)
    mina.person.choose(result, club.identity)
    await mina.asks("Is this the only question after it?")
    await club.asks(mina, "@city_bot Is this the only question in here?")
    assert 1 == len(town.clerk.questions("Is a chosen result a question?"))
    assert [] == town.clerk.history("Is this the only question after it?")


async def test_a_query_is_no_part_of_a_conversation(town: Town, mina: Resident) -> None:
    await mina.asks("Which cities are in the private chat?")
    await mina.person.inline("And which are in the inline query?")
    await mina.asks("And which of them are large?")
    assert [] == town.clerk.history("And which are in the inline query?")
    assert ["Which cities are in the private chat?"] == town.clerk.history("And which of them are large?")[::2]


async def test_a_query_that_is_too_old_stops_nothing(town: Town, mina: Resident) -> None:
    gate = town.clerk.hold("Does this query wait too long?")
    waiting = asyncio.create_task(mina.person.inline("Does this query wait too long?", timeout=0.2))
    await town.until(lambda: town.clerk.questions("Does this query wait too long?"))
    town.simulator.clock.advance(40)
    gate.set()
    (result,) = await mina.person.inline("Is this query answered in time?")
    assert "Echo: Is this query answered in time?" == result["title"]
    assert ["refused"] == ["refused" for call in answers(town) if call.error]
    with pytest.raises(TimeoutError):
        await waiting


async def test_the_chosen_language_holds_for_queries(town: Town, mina: Resident) -> None:
    await mina.commands("language", "ko")
    await mina.person.inline("In which language is this query?")
    assert ["ko"] == [question.language for question in town.clerk.questions("In which language is this query?")]


@pytest.mark.parametrize("text", ["🎉", "   ", "\u202eright to left", "<b>&amp;</b>", "a" * 256, "/help", "@city_bot"])
async def test_any_query_is_answered(town: Town, mina: Resident, text: str) -> None:
    await mina.person.inline(text)
    assert answers(town)[-1].error is None


async def test_an_answer_of_any_length_fits_into_a_result(town: Town, mina: Resident) -> None:
    (result,) = await mina.person.inline("long please, as long as it can possibly be")
    assert mina.person.choose(result).text.startswith("❓ long please")


def _said(call: Call, name: str) -> Any:
    """An argument of a call, read as JSON where it is."""
    value = call.arguments.get(name)
    return json.loads(value) if isinstance(value, str) else value
