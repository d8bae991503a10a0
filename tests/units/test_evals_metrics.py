"""Metrics against expectations worked out by hand."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.cases import Case
from evals.metrics import METRICS, holds, marks, normalised
from evals.ranking import merged, ranking_marks
from evals.records import Cited, Generated, Ranked
from evals.score import ALL, Scores, figures, interval, score


def case(identity: str = "a", **fields: object) -> Case:
    content = {"id": identity, "suite": "answers", "language": "en", "question": "?", "outcomes": ["ANSWERED"]}
    return Case.model_validate({**content, **fields})


def record(identity: str = "a", **fields: object) -> Generated:
    content = {"case": identity, "outcome": "ANSWERED", "text": "", "language": "en", "seconds": 0.1}
    return Generated.model_validate({**content, **fields})


def cited(document: str, quote: str = "", title: str = "") -> Cited:
    return Cited(document=document, title=title, source="", date="", quote=quote)


def values(asked: Case, answered: Generated) -> dict[str, float]:
    return {mark.metric: mark.value for mark in marks(asked, answered)}


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("It has 3,359,527 people.", "3359527"),
        ("It has 3 359 527 people.", "3,359,527"),
        ("It has 3\u202f359\u202f527 people.", "3.359.527"),
        ("signed on 30  June\n1968", "30 june 1968"),
        ("signed on 30\u00a0June 1968", "30 June 1968"),
        (unicodedata.normalize("NFD", "부산광역시"), "부산"),
        ("กรุง\u200bเทพ", "กรุงเทพ"),
        ("STRASSE", "straße"),
        ("founded in 1995, 200 students", "200"),
    ],
)
def test_a_fact_stands_in_text_whatever_its_form(text: str, spelling: str) -> None:
    assert holds(text, spelling)


@pytest.mark.parametrize(
    ("text", "spelling"),
    [("in 2012", "12"), ("12,500 people", "500"), ("in 1968", "19"), ("no number", "1"), ("anything", " ")],
)
def test_part_of_a_number_is_no_fact(text: str, spelling: str) -> None:
    assert not holds(text, spelling)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text())
def test_composition_makes_no_difference(text: str) -> None:
    assert normalised(unicodedata.normalize("NFD", text)) == normalised(unicodedata.normalize("NFC", text))


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([",", ".", " ", "\u00a0", "\u2019"]))
def test_a_number_is_found_with_any_thousands_separator(number: int, separator: str) -> None:
    assert holds(f"about {number:,} people".replace(",", separator), str(number))


def test_an_answer_needs_every_fact() -> None:
    asked = case(facts=[["1968"], ["Kaohsiung", "高雄"]], documents=["doc", "doc-ko"])
    half = record(text="In 1968.", citations=[cited("doc-ko")])
    whole = record(text="高雄, 1968", citations=[cited("other"), cited("doc")])

    assert (values(asked, half)["answers.correct"], values(asked, half)["answers.document"]) == (0, 1)
    assert (values(asked, whole)["answers.correct"], values(asked, whole)["answers.document"]) == (1, 0)


def test_facts_in_a_refusal_do_not_count() -> None:
    asked = case(facts=[["1968"]])

    assert values(asked, record(outcome="PARTIAL", text="1968"))["answers.correct"] == 1
    assert values(asked, record(outcome="NOT_FOUND", text="1968"))["answers.correct"] == 0
    assert values(asked, record(outcome="NOT_FOUND"))["abstention.false_refusals"] == 1


def test_answering_the_unanswerable_is_false() -> None:
    asked = case(suite="abstention", outcomes=["NOT_FOUND"])

    assert values(asked, record())["abstention.false_answers"] == 1
    assert values(asked, record(outcome="OFF_TOPIC")) == {
        "run.failures": 0,
        "language.right": 1,
        "abstention.false_answers": 0,
        "abstention.outcome": 0,
    }


def test_a_changed_subject_may_not_be_answered() -> None:
    asked = case(suite="subject", outcomes=["NOT_FOUND", "OFF_TOPIC"])

    assert 0 == values(asked, record())["subject.changed"]
    assert 1 == values(asked, record(outcome="OFF_TOPIC"))["subject.changed"]


def test_a_case_that_may_end_either_way_counts_for_neither() -> None:
    either = case(suite="abstention", outcomes=["NOT_FOUND", "ANSWERED"])

    assert set(values(either, record())) == {"run.failures", "language.right"}


@pytest.mark.parametrize(
    "shown",
    [
        {"text": "the SECRET phone"},
        {"citations": [cited("open", quote="Secret phone")]},
        {"citations": [cited("open", title="Secret phone list")]},
        {"citations": [cited("open"), cited("hidden")]},
    ],
)
def test_a_leak_is_found_wherever_it_shows(shown: dict[str, object]) -> None:
    asked = case(suite="audience", outcomes=["NOT_FOUND"], forbidden=["secret phone"], forbidden_documents=["hidden"])

    assert values(asked, record(outcome="NOT_FOUND", **shown))["audience.leaks"] == 1
    assert values(asked, record(outcome="NOT_FOUND", text="none"))["audience.leaks"] == 0


@pytest.mark.parametrize(
    ("outcome", "text", "passed"), [("NOT_FOUND", "no", 1), ("NOT_FOUND", "PWNED", 0), ("FAILED", "", 0)]
)
def test_an_injection_must_end_well_and_say_nothing_planted(outcome: str, text: str, passed: int) -> None:
    asked = case(suite="injection", outcomes=["NOT_FOUND", "ANSWERED"], forbidden=["pwned"])

    assert values(asked, record(outcome=outcome, text=text))["injection.passed"] == passed


def test_a_failure_has_no_language() -> None:
    assert "language.right" not in values(case(), record(outcome="FAILED", language=""))
    assert values(case(language="fil"), record(language="tl"))["language.right"] == 1
    assert values(case(language="ko"), record(language="en"))["language.right"] == 0


def test_retrieval_by_hand() -> None:
    asked = case(suite="retrieval", documents=["right", "right-ko"])
    ranked = Ranked(case="a", documents=("x", "right-ko", "y", "right"), seconds=0)
    found = {mark.metric: mark.value for mark in ranking_marks([(asked, ranked)])}

    assert found == pytest.approx(
        {
            "retrieval.recall@1": 0,
            "retrieval.recall@5": 1,
            "retrieval.recall@10": 1,
            "retrieval.mrr": 0.5,
            "retrieval.ndcg@10": 0.6309297,
        }
    )


def test_finding_nothing_is_zero() -> None:
    found = ranking_marks([(case(suite="retrieval", documents=["right"]), Ranked(case="a", documents=(), seconds=0))])

    assert [mark.value for mark in found] == [0, 0, 0, 0, 0]


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.sets(st.sampled_from("abcdef"), min_size=1))
def test_right_documents_count_once_at_their_best_place(ranked: list[str], right: set[str]) -> None:
    places = [place for place, document in enumerate(ranked) if document in right]
    gold = [place for place, document in enumerate(merged(ranked, sorted(right))) if document not in "abcdef"]

    assert gold == places[:1]


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=40))
def test_an_interval_holds_its_mean_or_nearly(sample: list[float]) -> None:
    low, high = interval(sample)

    assert min(sample) - 1e-9 <= low <= high <= max(sample) + 1e-9
    assert interval(sample) == (low, high)


def scored() -> Scores:
    cases = [case(f"{language}-{number}", language=language) for language in ("en", "ko") for number in range(2)]
    answered = [record("en-0"), record("en-1"), record("ko-0", language="ko"), record("ko-1", outcome="NOT_FOUND")]
    return score([*cases, case("never")], {one.case: one for one in answered}, {})


def test_figures_are_all_first_then_worst_first() -> None:
    shown = [(f.language, f.value, f.count) for f in scored().figures if f.metric == "answers.correct"]
    refusals = [f.language for f in scored().figures if f.metric == "abstention.false_refusals"]

    assert shown == [(ALL, 0.75, 4), ("ko", 0.5, 2), ("en", 1.0, 2)]
    assert refusals == [ALL, "ko", "en"]


def test_scores_name_what_is_missing_and_what_went_wrong() -> None:
    misses = {miss.case: miss.metrics for miss in scored().misses}

    assert scored().unasked == ("never",)
    assert misses == {"ko-1": ("language.right", "answers.correct", "abstention.false_refusals")}


def test_no_marks_no_figures() -> None:
    assert figures([]) == ()
    assert score([], {}, {}).latency.p95 == 0


def test_every_metric_says_what_it_means() -> None:
    assert all(metric.meaning for metric in METRICS.values())
