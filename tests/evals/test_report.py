"""The report: self-contained, and safe to open whatever was asked and answered."""

import re

from evals.cases import Case
from evals.records import Cited, Generated, Ranked
from evals.report import Run, render
from evals.score import score

HOSTILE = "<script>alert(1)</script>\"'&<img src=x>"


def rendered() -> str:
    content = {"language": "en", "question": HOSTILE, "outcomes": ["ANSWERED"]}
    asked = Case.model_validate({"id": "a", "suite": "answers", **content, "facts": [[HOSTILE + "1"]]})
    searched = Case.model_validate({"id": "b", "suite": "retrieval", **content, "documents": ["right"]})
    citation = Cited(document=HOSTILE, title=HOSTILE, source=HOSTILE, date=HOSTILE, quote=HOSTILE)
    generated = Generated(
        case="a", outcome="ANSWERED", text=HOSTILE, language=HOSTILE, citations=(citation,), seconds=0.2
    )
    ranked = Ranked(case="b", documents=("wrong", HOSTILE), seconds=0.1)
    cases = {"a": asked, "b": searched}
    scores = score(list(cases.values()), {"a": generated}, {"b": ranked})
    return render(Run(HOSTILE, cases, {"a": generated}, {"b": ranked}, scores, (HOSTILE,), (HOSTILE,)))


def test_nothing_hostile_survives_as_markup() -> None:
    html = rendered()

    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") >= 9


def test_nothing_is_fetched_from_outside() -> None:
    html = rendered()

    assert set(re.findall(r"https?://[^\"' ]+", html)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.findall(r"(?:src|href)=\"(?!#)", html)
    assert not re.findall(r"url\((?!#)", html)
    assert "@import" not in html


def test_plots_and_tables_are_there() -> None:
    html = rendered()

    assert html.count("<svg") == len(re.findall("<h3>", html)) + 1
    assert "retrieval.recall@1" in html
    assert "wrong, &lt;script&gt;" in html


def test_the_same_run_renders_the_same() -> None:
    assert rendered() == rendered()
