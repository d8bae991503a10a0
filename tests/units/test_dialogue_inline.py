"""Inline queries: cited results or none, and never a trace of them."""

import pytest

from bot.messaging.model import Action, Address, Delivery, Line, Result, Style
from bot.messaging.splitting import units
from bot.model import Answer, Outcome
from retrieval.model import Audience
from tests.doubles.dialogue import CHANNEL, Citizen, Desk, answer, cite, generous, options, say

MINA = Citizen()


async def replied(desk: Desk, text: str, citizen: Citizen = MINA) -> Delivery:
    """The only delivery that follows from a query."""
    (delivery,) = (await desk.hear(citizen.queries(text))).deliveries
    assert (Action.RESULTS, "query", Address(CHANNEL, "7", "inline")) == (
        delivery.action,
        delivery.target,
        delivery.address,
    )
    return delivery


async def results(desk: Desk, said: Answer) -> tuple[Result, ...]:
    """What a query gives to which the assistant says something."""
    desk.tell("when", said)
    return (await replied(desk, "when")).results


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
async def test_an_empty_query_asks_nothing_and_leads_to_the_private_chat(text: str):
    desk = Desk()
    delivery = await replied(desk, text, Citizen(language="ko"))
    assert ((), say("button-private", "ko"), []) == (delivery.results, delivery.note, desk.assistant.asked)


async def test_what_is_found_is_shown_with_its_question_and_source():
    desk = Desk()
    found = answer("Since 1976. [1]\n50 full years", citations=(cite(title="Treaty", day="1976"),))
    desk.tell("when", found)
    delivery = await replied(desk, "  when ")
    assert "" == delivery.note
    (result,) = delivery.results
    assert ("Since 1976. [1]", "Treaty (1976)") == (result.title, result.description)
    assert Line("❓ when", Style.ITALIC) == result.message.lines[0]
    assert "❓ when\nSince 1976. [1]\n50 full years\n\nSources\n1. Treaty (1976)" == result.message.text
    assert () == result.message.keyboard


async def test_of_a_quotation_the_words_of_the_document_are_the_title():
    said = answer("From the documents:\nShips come daily.", citations=(cite("Ships come daily."),))
    assert ["Ships come daily."] == [result.title for result in await results(Desk(), said)]


async def test_a_source_without_a_date_has_no_empty_brackets():
    (result,) = await results(Desk(), answer(citations=(cite(title="Treaty", day=""),)))
    assert "Treaty" == result.description


async def test_titles_and_descriptions_are_short_and_messages_within_the_limit():
    desk = Desk(reach=300)
    (result,) = await results(desk, answer("word " * 200, citations=(cite(title="t" * 500),)))
    assert (True, True) == (len(result.title) <= 120, len(result.description) <= 120)
    assert units(result.message.text) <= 300
    assert "word" in result.message.text


@pytest.mark.parametrize("outcome", [one for one in Outcome if one not in {Outcome.ANSWERED, Outcome.CLARIFY}])
async def test_what_is_not_found_gives_no_result_but_a_way_to_the_private_chat(outcome: Outcome):
    desk = Desk()
    desk.tell("when", answer("No.", outcome))
    delivery = await replied(desk, "when")
    assert ((), say("button-private")) == (delivery.results, delivery.note)


async def test_an_unclear_question_gives_the_answers_to_its_readings():
    desk = Desk()
    desk.tell("when", answer("Which?", Outcome.CLARIFY, options=options("One", "Two", "Three", "Four"), language="ja"))
    desk.tell("One", answer("First."))
    desk.tell("Two", answer("No.", Outcome.NOT_FOUND))
    desk.tell("Three", answer("Third."))
    found = (await replied(desk, "when")).results
    assert ["First.", "Third."] == [result.title for result in found]
    assert 2 == len({result.id for result in found})
    assert {"❓ when"} == {result.message.lines[0].text for result in found}
    _, *readings = desk.assistant.asked
    assert [(f"key of {name}", "ja") for name in ("One", "Two", "Three")] == [
        (reading.choice, reading.language) for reading in readings
    ]


async def test_an_unclear_question_without_any_answer_leads_to_the_private_chat():
    desk = Desk()
    desk.tell("when", answer("Which?", Outcome.CLARIFY, options=options("One")))
    desk.tell("One", answer("No.", Outcome.NOT_FOUND))
    assert say("button-private") == (await replied(desk, "when")).note


async def test_of_several_queries_only_the_last_is_asked():
    desk = Desk()
    (delivery,) = (await desk.hear(*(MINA.queries(text) for text in ("w", "wh", "when")))).deliveries
    assert ["when"] == [question.text for question in desk.assistant.asked]
    assert 1 == len(delivery.results)


async def test_a_query_asks_for_public_documents_without_any_history():
    desk = Desk()
    await desk.hear(MINA.says("secret"))
    await replied(desk, "when", Citizen(language="ko-KR"))
    question = desk.question
    assert (Audience.PUBLIC, (), None, "ko") == (
        question.audience,
        question.history,
        question.language,
        question.hint,
    )


async def test_the_chosen_language_wins():
    desk = Desk()
    await desk.hear(MINA.commands("language", "ja"))
    await replied(desk, "when", Citizen(language="ko"))
    assert "ja" == desk.question.language
    assert say("button-private", "ja") == (await replied(desk, "")).note


async def test_a_query_is_no_part_of_a_conversation():
    desk = Desk()
    handled = await desk.hear(MINA.queries("when"))
    assert (None, {}) == (handled.interaction, desk.store.disk.interactions)
    await desk.hear(MINA.says("And there?"))
    assert () == desk.question.history


async def test_what_is_too_long_is_not_asked():
    desk = Desk(limits=generous(10))
    assert () == (await replied(desk, "x" * 11)).results
    assert [] == desk.assistant.asked
    assert 1 == len((await replied(desk, "x" * 10)).results)


async def test_queries_are_counted_apart_from_questions():
    desk = Desk()
    await replied(desk, "when")
    counted = desk.metrics.answers.labels("inline", Outcome.ANSWERED)._value.get()
    assert (1.0, 0.0) == (counted, desk.metrics.answers.labels(CHANNEL, Outcome.ANSWERED)._value.get())
