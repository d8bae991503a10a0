"""When an approved answer is used, for whom it fits, and how it is said; with fakes for all but names."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bot.adapters.approvals import Approvals, Subject
from bot.answering.approved import FITS, SURE, AnsweredBefore, FoundAnswered
from bot.answering.compose import Compose
from bot.answering.pipeline import run, steps
from bot.model import Answer, Citation, Outcome, Question, Turn
from bot.phrases import Phrases
from bot.ports import Draft, Fitting
from retrieval.gazetteer import Gazetteer
from retrieval.model import Audience, Found
from retrieval.rows import Answers
from tests.doubles.approved import REVIEW, approved
from tests.doubles.library import FakeLibrary, FakeWriter, found, hit

PHRASES = Phrases()
DAY = date(2026, 11, 25)
DOG = approved()
NAMES = [("osaka", "osaka"), ("surabaya", "surabaya"), ("busan", "busan"), ("russia", "country:RU"), ("ussr", "vvo")]
PASSAGES = ["Busan and Osaka", "Busan and Surabaya", "Busan", "Busan in Russia", "Busan and ussr"]
GAZETTEER = Gazetteer.build(NAMES, PASSAGES, [[text] for text in PASSAGES], [()] * 5, cased=False)


def draft(text: str = "A dog?", *history: Turn, **known: object) -> Draft:
    question = Question("q", text, language="en", history=history, asked_on=DAY)
    return Draft(question, text, "en", **known)  # type: ignore[arg-type]


def fitting(closeness: float, *, same_language: bool = True) -> Fitting:
    return Fitting(DOG, closeness, same_language)


def finding(*answers: bool) -> Found:
    """Hits, some of which are of the approved answer."""
    document = DOG.citable.document
    hits = [replace(hit("Yes.", document=document if own else "d"), approved=DOG if own else None) for own in answers]
    return found(0.9, 1.0, *hits)


# Before anything is looked up


async def test_nearly_the_same_question_is_answered_whole_with_the_day():
    step = AnsweredBefore(FakeLibrary(fittings={"A dog?": fitting(SURE.same)}), PHRASES)
    text = "Answered by the office on March 1, 2026.\nYes.\nOn a lead."
    citation = Citation("answer-dog", "May I bring a dog?", "Port Amberly office", "2026-03-01", DOG.text)
    assert Answer("q", Outcome.ANSWERED, text, "en", (citation,)) == await step(draft())


@pytest.mark.parametrize("close", [fitting(SURE.same - 0.01), fitting(SURE.cross - 0.01, same_language=False)])
async def test_a_question_that_is_less_alike_is_passed_on(close):
    asked = draft()
    assert asked is await AnsweredBefore(FakeLibrary(fittings={"A dog?": close}), PHRASES)(asked)


async def test_a_picked_option_is_no_question():
    asked = draft()
    picked = replace(asked, question=replace(asked.question, choice="list"))
    library = FakeLibrary(fittings={"A dog?": fitting(1.0)})
    assert picked is await AnsweredBefore(library, PHRASES)(picked)


async def test_a_follow_up_is_answered_with_what_it_borrows():
    library = FakeLibrary(fittings={"Osaka And a dog?": fitting(1.0)})
    asked = draft("And a dog?", Turn("user", "Where is Osaka?"), readings=("Osaka And a dog?", "And a dog?"))
    assert isinstance(await AnsweredBefore(library, PHRASES)(asked), Answer)


async def test_a_reading_that_holds_the_whole_earlier_question_is_not_answered_again():
    library = FakeLibrary(fittings={"May I bring a dog? And a cat?": fitting(1.0)})
    readings = ("May I bring a dog? And a cat?", "And a cat?")
    asked = draft("And a cat?", Turn("user", "May I bring a dog?"), readings=readings)
    assert asked is await AnsweredBefore(library, PHRASES)(asked)


# Once the search has found it


async def test_an_answer_that_was_found_and_fits_says_what_was_asked():
    step = FoundAnswered(FakeLibrary(fittings={"A dog?": fitting(FITS.same)}), PHRASES)
    answer = await step(draft(found=finding(False, True)))
    lines = [
        "The office was asked: “May I bring a dog?”",
        "Answered by the office on March 1, 2026.",
        *DOG.text.split("\n"),
    ]
    assert isinstance(answer, Answer)
    assert lines == answer.text.split("\n")


@pytest.mark.parametrize(
    ("close", "hits"),
    [
        (fitting(1.0), (False, False)),
        (fitting(FITS.same - 0.01), (True,)),
        (fitting(FITS.cross, same_language=False), (False, True)),
        (None, (True,)),
    ],
    ids=["not found", "not alike", "another language and not first", "another subject"],
)
async def test_an_answer_that_was_not_found_or_does_not_fit_is_left_to_the_writer(close, hits):
    asked = draft(found=finding(*hits))
    library = FakeLibrary(fittings={"A dog?": close} if close else {})
    assert asked is await FoundAnswered(library, PHRASES)(asked)


async def test_in_another_language_it_must_be_found_first():
    library = FakeLibrary(fittings={"A dog?": fitting(FITS.cross, same_language=False)})
    assert isinstance(await FoundAnswered(library, PHRASES)(draft(found=finding(True, False))), Answer)


async def test_what_is_quoted_of_an_answer_says_what_was_asked_and_when():
    answer = await Compose(FakeLibrary(), FakeWriter(), PHRASES)(draft(found=finding(True, True, False)))
    expected = ["The office was asked: “May I bring a dog?”", "Answered by the office on March 1, 2026."]
    assert expected == answer.text.split("\n")[-3:-1]
    assert 1 == answer.text.count("Answered by the office")


async def test_an_answer_wins_although_the_search_is_not_sure():
    unsure = replace(finding(True), answerable=0.0, on_topic=0.0)
    library = FakeLibrary(findings={"A dog?": unsure}, fittings={"A dog?": fitting(FITS.same)})
    answer = await run(steps(library, FakeWriter(), PHRASES, (0.5, 0.5)), draft().question)
    assert Outcome.ANSWERED == answer.outcome


# What it is about


@pytest.mark.parametrize(
    ("one", "other", "same", "another"),
    [
        ("school in Osaka", "Osaka school", True, False),
        ("school in Osaka", "school in Surabaya", False, True),
        ("school in Osaka", "school", False, False),
        ("school in Osaka", "school in Osaka and Surabaya", False, False),
        ("school in Busan", "school", True, False),
        ("copy in Russia with ussr", "copy with ussr", True, False),
        ("people of Russia", "people of Osaka", False, True),
        ("in 2025", "in 2026", False, True),
        ("in 2025", "in ๒๐๒๕", True, False),
        ("in 2025", "at last", False, False),
        ("2 dogs", "3 dogs", True, False),
    ],
)
def test_names_and_numbers_tell_what_a_question_is_about(one, other, same, another):
    first, second = Subject.of(one, GAZETTEER), Subject.of(other, GAZETTEER)
    assert (same, another) == (first.same(second), first.another(second))
    assert (same, another) == (second.same(first), second.another(first))


class OneView:
    """As much of a search as approvals ask for; a question's vector is its length, in a plane."""

    def __init__(self, *answers: tuple[str, str]) -> None:
        kept = tuple(approved(question, f"answer-{n}", language) for n, (question, language) in enumerate(answers))
        vectors = [self.vector(answer.question, "en") for answer in kept]
        self._answers = Answers(kept, np.stack(vectors) if vectors else np.zeros((0, 0), np.float32))

    def answers(self, audience: Audience) -> Answers:
        return self._answers

    def gazetteer(self, audience: Audience) -> Gazetteer:
        return GAZETTEER

    def vector(self, text: str, language: str) -> np.ndarray:
        return np.array([np.cos(len(text) / 100), np.sin(len(text) / 100)], dtype=np.float32)


def approvals(*answers: tuple[str, str]) -> Approvals:
    return Approvals(OneView(*answers))  # type: ignore[arg-type]


def test_the_closest_of_those_about_the_same_fits():
    known = approvals(("a dog in Osaka, please", "en"), ("dogs in Osaka", "ko"), ("a dog in Surabaya", "en"))
    best = known.fitting("a dog in Osaka", Audience.PUBLIC, "en", DAY)
    assert best is not None
    assert ("answer-1", False) == (best.approved.citable.document, best.same_language)
    assert best.closeness == pytest.approx(np.cos(0.01), abs=1e-6)


def test_nothing_fits_where_nothing_was_approved_or_all_is_past_its_day():
    assert approvals().fitting("a dog in Osaka", Audience.PUBLIC, "en", DAY) is None
    assert approvals(("a dog in Osaka", "en")).fitting("a dog in Osaka", Audience.PUBLIC, "en", date.max) is None


def test_answers_past_their_day_or_about_another_place_must_not_be_used():
    known = approvals(("a dog in Osaka", "en"), ("a dog in Surabaya", "en"), ("a dog", "en"))
    assert {"answer-1"} == known.unusable("dogs in Osaka", Audience.PUBLIC, REVIEW)
    assert {"answer-0", "answer-1", "answer-2"} == known.unusable("dogs in Osaka", Audience.PUBLIC, date.max)
    assert frozenset() == approvals().unusable("dogs in Osaka", Audience.PUBLIC, date.max)


def test_answers_are_kept_as_they_are(tmp_path):
    kept = OneView(("a dog in Osaka", "en"), ("고양이", "ko")).answers(Audience.PUBLIC)
    kept.save(tmp_path)
    loaded = Answers.load(tmp_path)
    assert kept.approved == loaded.approved
    np.testing.assert_array_equal(kept.questions, loaded.questions)
    assert kept.approved[1] == loaded.of_document("answer-1")


def test_a_version_from_before_there_were_answers_has_none(tmp_path):
    assert () == Answers.load(tmp_path).approved


def test_the_answers_of_several_audiences_are_joined():
    one, other = (OneView((text, "en")).answers(Audience.PUBLIC) for text in ("a dog", "a cat"))
    none = OneView().answers(Audience.PUBLIC)
    joined = Answers.joined([one, none, other])
    assert ("a dog", "a cat") == tuple(answer.question for answer in joined.approved)
    assert (2, 2) == joined.questions.shape
    assert 0 == len(Answers.joined([none]).closeness(np.ones(2, np.float32)))
