"""Whatever is suggested has an answer, and never the one that was just given."""

import json

import pytest

from bot.answering.lookup import Lookup
from bot.facts.guide import Guide
from bot.facts.replies import query_of
from bot.model import Answer, Option, Outcome, Question
from bot.phrases import languages
from bot.ports import Draft
from retrieval.model import Audience
from retrieval.register.query import Operation
from retrieval.register.register import Register
from retrieval.register.understanding import Understood
from tests.doubles.dialogue import PHRASES, Citizen, Desk, answer, cite, labels, sent
from tests.doubles.facts import TODAY, empty, head, place, register, signed, tie
from tests.doubles.library import FakeLibrary
from tests.doubles.replies import KNOWN

PUBLIC = Audience.PUBLIC
SPOKEN = [*languages(), "fr", "zh-Hant"]
PLACES = ["kushima", "dresport", "valmora", "tarnby", "lonetown"]
NEWS = register(place("newtown", "IT"), tie("newtown", "IT", "sister"))
"""With a partner of whom nothing is known but that it is one."""


def guide(known: Register = KNOWN) -> Guide:
    return Guide(lambda _audience: known, PHRASES, lambda: TODAY)


async def looked_up(choice: str, language: str = "en", known: Register = KNOWN) -> Answer:
    """What the pipeline's own step answers to an option that is picked."""
    question = Question("q", "label", choice=choice, language=language, asked_on=TODAY)
    found = await Lookup(FakeLibrary(facts=known), PHRASES)(Draft(question, "label", language))
    assert isinstance(found, Answer)
    return found


async def chain(first: str, language: str, known: Register = KNOWN) -> list[tuple[Answer, Option, Answer]]:
    """Every suggestion that can be reached from a choice, with the answers before and after it."""
    seen, waiting, steps = {first}, [first], []
    while waiting:
        before = await looked_up(waiting.pop(), language, known)
        for option in guide(known).next(PUBLIC, before):
            steps.append((before, option, await looked_up(option.key, language, known)))
            waiting += [option.key] if option.key not in seen else []
            seen.add(option.key)
    return steps


def operations(found: tuple[Option, ...]) -> list[Operation]:
    return [query.operation for one in found if (query := query_of(one.key))]


@pytest.mark.parametrize("language", SPOKEN)
async def test_all_starters_are_answered(language: str):
    starters = guide().starters(PUBLIC, language)
    assert 3 == len({one.label for one in starters})
    assert {Outcome.ANSWERED} == {(await looked_up(one.key, language)).outcome for one in starters}
    assert [] == [one.label for one in starters if set("{}") & set(one.label)]


@pytest.mark.parametrize("language", SPOKEN)
async def test_whatever_is_suggested_after_a_list_is_answered_and_new(language: str):
    for list_of in (guide().partners(PUBLIC), guide().programmes(PUBLIC)):
        steps = await chain(list_of, language)
        assert len(steps) >= 4
        assert {Outcome.ANSWERED} == {after.outcome for _, _, after in steps}
        assert [] == [option for before, option, after in steps if before.text == after.text]


@pytest.mark.parametrize("known", [KNOWN, NEWS], ids=["known", "news"])
@pytest.mark.parametrize("partner", [*PLACES, "newtown"])
async def test_whatever_is_suggested_about_a_place_is_answered_and_new(partner: str, known: Register):
    choice = guide(known).linked(PUBLIC, f"city-{partner}")
    assert (choice is None) == (partner == "newtown" and known is KNOWN)
    steps = await chain(choice, "en", known) if choice else []
    assert [] == [option for _, option, after in steps if after.outcome is not Outcome.ANSWERED]
    assert [] == [option for before, option, after in steps if before.text == after.text]


@pytest.mark.parametrize("document", ["city-kushima", "agreement-amberly-kushima", "programme-camp"])
def test_after_an_answer_about_one_place_there_is_more_about_it(document: str):
    found = guide().next(PUBLIC, answer(citations=(cite(document=document),)))
    assert [Operation.AGREEMENT_DATE, Operation.PROGRAMMES] == operations(found)
    assert [("kushima",), ("kushima",)] == [query.places for one in found if (query := query_of(one.key))]
    assert "Kushima" in found[0].label


@pytest.mark.parametrize(
    "documents",
    [(), ("city-amberly",), ("guide-unknown",), ("city-kushima", "city-dresport"), ("programme-fair",)],
)
def test_after_an_answer_about_none_or_several_there_is_what_anybody_may_ask(documents: tuple[str, ...]):
    found = guide().next(PUBLIC, answer(citations=tuple(cite(document=document) for document in documents)))
    assert [Operation.LIST, Operation.PROGRAMMES] == operations(found)
    assert guide().starters(PUBLIC, "en")[:2] == found


async def test_the_answer_just_given_is_not_suggested():
    for choice in (guide().partners(PUBLIC), guide().linked(PUBLIC, "city-kushima") or ""):
        found = guide().next(PUBLIC, await looked_up(choice))
        assert len(found) == 2
        assert choice not in {one.key for one in found}


async def test_the_answer_just_given_is_not_suggested_however_the_question_wrote_the_name():
    known = register(tie("farcity", "IT", "sister", signed("1999-09-09")))
    choice = guide(known).linked(PUBLIC, "agreement-amberly-farcity") or ""
    query = query_of(choice)
    assert query is not None
    understood = Understood((query,), written={"farcity": "Far City"})
    library = FakeLibrary(facts=known, understandings={"since when is Far City a partner": understood})
    question = Question("q", "since when is Far City a partner", language="en", asked_on=TODAY)
    said = await Lookup(library, PHRASES)(Draft(question, question.text, "en", readings=(question.text,)))
    assert isinstance(said, Answer)
    assert said.text.startswith("Far City (Italy)")
    assert choice not in {one.key for one in guide(known).next(PUBLIC, said)}


def test_suggestions_are_in_the_answers_language():
    found = guide().next(PUBLIC, answer(language="ko", citations=(cite(document="city-kushima"),)))
    assert "구시마" in found[0].label


@pytest.mark.parametrize("document", ["", "city-amberly", "city-atlantis", "guide-x", "CITY-KUSHIMA", "../city"])
def test_a_link_to_what_the_register_does_not_hold_leads_nowhere(document: str):
    assert guide(register(head("guide-x", "guide"))).linked(PUBLIC, document) is None


def test_lists_of_everything_are_queries_of_the_home():
    expected = [
        {"operation": "list-partners", "home": "amberly", "every": 5},
        {"operation": "list-programmes", "home": "amberly", "every": 5},
    ]
    assert expected == [json.loads(guide().partners(PUBLIC)), json.loads(guide().programmes(PUBLIC))]


async def test_an_office_without_facts_suggests_nothing_and_still_answers():
    desk = Desk(known=empty())
    (message,) = sent(await desk.hear(Citizen().says("When?")))
    assert "Since 1976. [1]" == message.lines[0].text
    assert "👍 Helpful" == labels(message)[0]


@pytest.mark.parametrize("command", ["start", "cities", "programmes"])
async def test_an_office_without_facts_still_has_its_commands(command: str):
    assert 1 == len(sent(await Desk(known=empty()).hear(Citizen().commands(command))))
