"""The pairs and cases that measure approved answers: what is in them, and how they are marked."""

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from evals.app import APPROVED
from evals.approved import Fit, Pair, measured, read_pairs
from evals.cases import Case, read_cases
from evals.metrics import marks
from evals.records import Cited, Generated
from retrieval import consistency
from retrieval.corpus import Corpus, read
from retrieval.gazetteer import Gazetteer
from retrieval.model import Audience

ROOT = Path(__file__).parents[2]
CASES = read_cases([ROOT / "evals" / "datasets" / "approved.jsonl"])
PAIRS = read_pairs()


def answers() -> Corpus:
    return read([APPROVED], Audience.PUBLIC, lambda _text: "en")


def test_there_is_enough_of_each_to_measure():
    assert min(len(PAIRS), len(CASES)) >= 40
    assert min(len({pair.language for pair in PAIRS}), len({case.language for case in CASES})) >= 6
    assert {"reworded", "translated", "city", "programme", "fact"} == {pair.kind for pair in PAIRS}
    assert min(Counter(pair.fits for pair in PAIRS).values()) >= 15


def test_what_is_held_out_was_not_chosen_on():
    chosen = {pair.question for pair in PAIRS} | {pair.approved for pair in PAIRS}
    asked = {case.question for case in CASES} | {document.title for document in answers().documents}
    assert set() == chosen & asked


def test_the_answers_that_are_asked_for_can_be_used():
    corpus = answers()
    assert (((), ()), ()) == ((corpus.problems, consistency.check(corpus)), consistency.orphaned(corpus))
    assert () == consistency.expired(corpus, max(case.asked_on or date.max for case in CASES))


def test_a_case_expects_the_whole_text_of_the_answer_it_is_about():
    texts = {document.id: document.text for document in answers().documents}
    for case in CASES:
        named = case.documents or case.forbidden_documents
        assert set(named) <= texts.keys()
        assert {text for (text,) in case.facts} | set(case.forbidden) <= {texts[name] for name in named}


def case(**content: object) -> Case:
    fields = {"id": "a", "suite": "approved", "language": "en", "question": "?", "outcomes": ["ANSWERED"]}
    return Case.model_validate(fields | content)


def record(text: str, document: str = "answer-a") -> Generated:
    cited = Cited(document=document, title="t", source="s", date="2026", quote=text)
    return Generated(case="a", outcome="ANSWERED", text=text, language="en", citations=(cited,), seconds=0)


def marked(asked: Case, said: Generated) -> dict[str, float]:
    return {mark.metric: mark.value for mark in marks(asked, said) if mark.metric.startswith("approved.")}


@pytest.mark.parametrize(
    ("said", "used", "cited"),
    [
        (record("Answered.\nYes, on a lead."), 1.0, 1.0),
        (record("Yes"), 0.0, 1.0),
        (record("Yes, on a lead.", "other"), 0.0, 0.0),
    ],
)
def test_a_fitting_answer_is_to_be_given_whole_and_cited_first(said, used, cited):
    asked = case(facts=[["Yes, on a lead."]], documents=["answer-a"])
    assert {"approved.used": used, "approved.document": cited} == marked(asked, said)


def test_an_answer_to_something_else_is_told_apart_by_what_it_is_beside():
    other = case(forbidden_documents=["answer-a"])
    beside = case(forbidden_documents=["answer-a"], forbidden=["Yes, on a lead."])
    assert {"approved.other": 1.0} == marked(other, record("Yes"))
    assert {"approved.other": 0.0} == marked(other, record("Yes", "other"))
    assert {"approved.beside": 1.0} == marked(beside, record("Yes, on a lead.", "other"))


class Plane:
    """As much of a search as pairs ask for; the first word of a question is its angle in tens of degrees."""

    def gazetteer(self, audience: Audience) -> Gazetteer:
        return Gazetteer.build([("osaka", "osaka")], ["Osaka", "ferry"], [["Osaka"], ["ferry"]], [(), ()], cased=False)

    def vector(self, text: str, language: str) -> np.ndarray:
        angle = np.radians(10 * float(text.split(maxsplit=1)[0]))
        return np.array([np.cos(angle), np.sin(angle)], dtype=np.float32) * 3


def pair(question: str, kind: str, language: str = "en") -> Pair:
    fields = {"id": f"{question}-{language}", "approved": "0 Osaka", "approved_language": "en", "kind": kind}
    return Pair.model_validate(fields | {"question": question, "language": language})


def test_limits_are_measured_within_a_language_and_across():
    asked = [
        pair("0.1 Osaka", "reworded"),
        pair("5 Osaka", "reworded"),
        pair("1.9 Osaka", "fact"),
        pair("0.2 ferry", "city"),
        pair("3 Osaka", "translated", "ko"),
    ]
    expected = [
        Fit("fits, same language", fitting=2, others=2, right=1, wrong=1),
        Fit("fits, another language", fitting=1, others=0, right=1, wrong=0),
        Fit("nearly the same, same language", fitting=2, others=2, right=1, wrong=0),
        Fit("nearly the same, another language", fitting=1, others=0, right=0, wrong=0),
    ]
    fits = measured(asked, Plane())  # type: ignore[arg-type]
    assert expected == fits
    assert [(0.5, 0.5), (1.0, 1.0), (1.0, 0.5), (1.0, 0.0)] == [(fit.precision, fit.recall) for fit in fits]
