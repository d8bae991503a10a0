"""What a language model writes is shown only as far as the passages bear it out; else they are quoted."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.answering.verify import Flaw, Unsupported
from bot.answering.write import Write
from bot.errors import ModelFailed
from bot.model import Answer, Outcome, Question
from bot.phrases import Phrases
from bot.ports import Draft, Heard
from tests.doubles.author import FakeAuthor, said
from tests.doubles.facts import register
from tests.doubles.library import FakeLibrary, found, hit

PIER = "The ferry leaves from the pier at noon. See https://ferry.example for the days."
TICKET = "A ticket costs 4 crowns."
QUOTED = Answer("q", Outcome.ANSWERED, "quoted", "en")
SHIPS = found(0.9, 1.0, hit(PIER, document="pier"), hit(TICKET, document="ticket"))


@dataclass
class Verifying:
    """Finds a flaw in every claim with this word."""

    word: str = "5 crowns"
    seen: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)

    def __call__(self, claim, language, passages):
        self.seen.append((claim, language, tuple(passages)))
        return [Unsupported(Flaw.NUMBER, "5")] if self.word in claim else []


async def quote(draft):
    return QUOTED


def draft(text="When does the ferry leave, and for how much?", language="en", what=SHIPS):
    return Draft(Question("q", text, asked_on=date(2026, 11, 27)), text, language, readings=(text,), found=what)


def writing(author, verify=None, library=None, seconds=1.0):
    return Write(library or FakeLibrary(facts=register()), author, verify or Verifying(), Phrases(), quote, seconds)


KOREAN = "나루배는 정오에 부두에서 떠나며 표는 사 크라운입니다. 날짜는 누리집에서 볼 수 있고 예약은 필요하지 않습니다."
NOON = ("The ferry leaves from the pier at noon.", (1,))
PRICE = ("A ticket costs 4 crowns.", (2,))


async def test_claims_are_shown_with_the_numbers_of_their_sources():
    answer = await writing(FakeAuthor([said(NOON, PRICE)]))(draft())
    assert [Outcome.ANSWERED, "answer@0000"] == [answer.outcome, answer.prompt]
    assert ["The ferry leaves from the pier at noon. [1]", "A ticket costs 4 crowns. [1]"] == answer.text.split("\n")[
        1:3
    ]
    assert ["pier", "ticket"] == [citation.document for citation in answer.citations]


async def test_a_claim_is_held_against_the_passages_that_it_names_and_no_others():
    verify = Verifying()
    await writing(FakeAuthor([said(PRICE)]), verify)(draft())
    assert [("A ticket costs 4 crowns.", "en", (f"Title of ticket\n{TICKET}",))] == verify.seen


async def test_what_the_passages_do_not_bear_out_is_left_out_and_the_answer_is_partial():
    answer = await writing(FakeAuthor([said(NOON, ("A ticket costs 5 crowns.", (2,)))]))(draft())
    assert [Outcome.PARTIAL, False] == [answer.outcome, "5 crowns" in answer.text]


@pytest.mark.parametrize(
    "written",
    [
        said(("A ticket costs 5 crowns.", (2,))),
        said(("Book at https://tickets.example today.", (1,))),
        said(("Write to ferry@tickets.example.", (1,))),
    ],
)
async def test_where_nothing_is_borne_out_the_documents_are_quoted(written):
    assert QUOTED == await writing(FakeAuthor([written]))(draft())


async def test_a_link_that_stands_in_the_passage_may_be_given():
    answer = await writing(FakeAuthor([said(("The days stand at https://ferry.example.", (1,)))]))(draft())
    assert "https://ferry.example" in answer.text


@pytest.mark.parametrize(
    "written",
    [
        said(completeness="none"),
        said(("The ferry leaves at noon.", ())),
        said(("The ferry leaves at noon.", (7, 0, -1))),
        said(NOON, completeness="none"),
    ],
)
async def test_what_rests_on_nothing_is_not_found(written):
    answer = await writing(FakeAuthor([written]))(draft())
    assert [Outcome.NOT_FOUND, (), 2] == [answer.outcome, answer.citations, len(answer.weighed)]


async def test_marks_that_the_model_writes_itself_are_dropped():
    written = said(("The ferry leaves from the pier [3] at noon [1, 2].", (1, 9)))
    answer = await writing(FakeAuthor([written]))(draft())
    assert "The ferry leaves from the pier at noon. [1]" == answer.text.split("\n")[1]


async def test_an_answer_in_another_language_is_asked_for_once_more_and_then_quoted():
    library = FakeLibrary(heard={KOREAN: Heard(KOREAN, (), "ko")}, facts=register())
    author = FakeAuthor([said((KOREAN, (1,)))])
    assert QUOTED == await writing(author, library=library)(draft())
    assert ["", "it was not written in en"] == [task.again for task in author.tasks]


async def test_the_second_attempt_may_be_in_the_right_language():
    library = FakeLibrary(heard={KOREAN: Heard(KOREAN, (), "ko")}, facts=register())
    answer = await writing(FakeAuthor([said((KOREAN, (1,))), said(NOON)]), library=library)(draft())
    assert [Outcome.ANSWERED, True] == [answer.outcome, "at noon" in answer.text]


@pytest.mark.parametrize("author", [FakeAuthor([ModelFailed("503")]), FakeAuthor([said(NOON)], seconds=5)])
async def test_a_model_that_fails_or_is_slow_is_nobody_s_trouble(author):
    assert QUOTED == await writing(author, seconds=0.05)(draft())


async def test_the_task_is_the_standalone_question_with_numbered_passages():
    author = FakeAuthor([said(NOON)])
    await writing(author)(draft())
    (task,) = author.tasks
    assert [(1, PIER), (2, TICKET)] == [(one.number, one.text) for one in task.passages]
    assert ["en", date(2026, 11, 27), "public"] == [task.language, task.day, task.audience]
