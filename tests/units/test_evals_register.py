"""What is right of an answer from the register: exact documents, competing values, traps, parity of languages."""

from evals.cases import Case
from evals.expect import Expect
from evals.metrics import marks, parity, parity_marks
from evals.records import Cited, Generated
from evals.score import score


def case(identity: str = "a", **fields: object) -> Case:
    content = {"id": identity, "suite": "register", "language": "en", "question": "?", "outcomes": ["ANSWERED"]}
    return Case.model_validate({**content, **fields})


def record(identity: str = "a", *documents: str, **fields: object) -> Generated:
    citations = [Cited(document=document, title="", source="", date="2029-01-01", quote="") for document in documents]
    content = {"case": identity, "outcome": "ANSWERED", "text": "", "language": "en", "seconds": 0.1}
    return Generated.model_validate({**content, "citations": citations, **fields})


def value(metric: str, asked: Case, answered: Generated) -> float:
    return {mark.metric: mark.value for mark in marks(asked, answered)}[metric]


LIST = Expect(operation="list")
DATE = Expect(operation="date", partner="x")


def test_a_list_must_cite_exactly_the_right_documents():
    asked = case(expect=LIST, documents=["a", "b"])
    assert 1 == value("register.correct", asked, record("a", "b", "a"))
    assert 0 == value("register.correct", asked, record("a", "a"))
    assert 0 == value("register.correct", asked, record("a", "a", "b", "c"))


def test_of_one_agreement_a_right_document_must_be_cited_first():
    asked = case(expect=DATE, documents=["a", "a-ko"], facts=[["1994"]])
    assert 1 == value("register.correct", asked, record("a", "a-ko", "z", text="1994"))
    assert 0 == value("register.correct", asked, record("a", "z", "a", text="1994"))
    assert 0 == value("register.correct", asked, record("a", "a", text="1995"))


def test_asking_back_needs_options():
    asked = case(outcomes=["CLARIFY"], options=True)
    assert 1 == value("register.correct", asked, record(outcome="CLARIFY", options=2))
    assert 0 == value("register.correct", asked, record(outcome="CLARIFY"))


def test_every_competing_value_must_be_shown():
    asked = case(suite="conflict", facts=[["1"], ["2"]])
    assert 1 == value("conflict.shown", asked, record(text="1 and 2"))
    assert 0 == value("conflict.shown", asked, record(text="1"))


def test_a_trap_is_survived_when_nothing_forbidden_is_said():
    asked = case(suite="trap", outcomes=["NOT_FOUND"], forbidden=["29"])
    assert 1 == value("trap.survived", asked, record("a", "d", outcome="NOT_FOUND", text="none"))
    assert 0 == value("trap.survived", asked, record(outcome="NOT_FOUND", text="29 cities"))
    assert 0 == value("trap.survived", asked, record(outcome="ANSWERED", text="none"))


def test_translations_agree_when_ending_documents_and_facts_do():
    group = [case(f"q-{language}", language=language, parity="q", facts=[["3"]]) for language in ("en", "ko", "th")]
    same = {one.id: record(one.id, "a", text="3") for one in group}
    assert {"q": ()} == parity(group, same)
    for differing in (
        record("q-th", "b", text="3"),
        record("q-th", "a", text="4"),
        record("q-th", "a", outcome="PARTIAL", text="3"),
    ):
        assert {"q": ("q-th",)} == parity(group, same | {"q-th": differing})


def test_a_question_in_one_language_has_nothing_to_agree_with():
    assert {} == parity([case(parity="q")], {"a": record()})


def test_disagreements_are_scored_and_listed():
    group = [case(f"q-{n}", parity="q") for n in range(3)]
    records = {one.id: record(one.id, "a" if n else "b") for n, one in enumerate(group)}
    scores = score(group, records, {})
    assert {"q": ("q-0",)} == scores.disagreements
    assert 0 == scores.overall["parity.agrees"]
    assert ["q-0"] == [mark.case for mark in parity_marks(scores.disagreements, group)]
