"""Approved answers in the corpus: what their front matter must say, and when they have lost their ground."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from retrieval import cli, consistency
from retrieval.consistency import Flaw
from retrieval.corpus import Corpus, read
from retrieval.frontmatter import FrontMatter
from retrieval.model import Audience
from tests.doubles.approved import REVIEW, approved, write_answer, write_notice
from tests.doubles.office import office_in

DIGEST = "a" * 64
HEAD: dict[str, Any] = {
    "id": "answer-a",
    "type": "answer",
    "title": "May I bring a dog?",
    "language": "en",
    "reviewed": "2026-03-01",
    "owner": "Harbour desk",
    "published": "2026-03-01",
    "review": "2027-03-01",
    "rests_on": [{"document": "rules", "digest": DIGEST}],
    "sources": [{"key": "office", "title": "Office", "date": "2026", "confidence": "high"}],
}


def refusal(changes: Mapping[str, Any]) -> str:
    fields = {name: value for name, value in (HEAD | changes).items() if value is not ...}
    with pytest.raises(ValidationError) as caught:
        FrontMatter.model_validate(fields)
    return str(caught.value)


def corpus_of(folder: Path) -> Corpus:
    return read([folder], Audience.PUBLIC, lambda _text: "en")


def grounds(folder: Path, *documents: str) -> tuple[tuple[str, str], ...]:
    known = {entry.document.id: entry for entry in corpus_of(folder).entries}
    return tuple((document, consistency.digest(known[document])) for document in documents)


def flaws(folder: Path) -> list[tuple[str, Flaw, str]]:
    return [(one.entry.document.id, one.flaw, one.document) for one in consistency.orphaned(corpus_of(folder))]


def test_an_answer_says_who_when_until_when_and_from_what():
    head = FrontMatter.model_validate(HEAD)
    assert ("Harbour desk", REVIEW, "rules") == (head.owner, head.review, (head.rests_on or ())[0].document)


def test_an_answer_may_rest_on_nothing_but_must_say_so():
    assert () == FrontMatter.model_validate(HEAD | {"rests_on": []}).rests_on


@pytest.mark.parametrize("field", ["owner", "published", "review", "rests_on"])
def test_an_answer_needs_each_of_its_fields(field):
    assert f"type 'answer' needs {field}" in refusal({field: ...})


@pytest.mark.parametrize("field", ["owner", "published", "review", "rests_on"])
def test_no_other_document_has_them(field):
    others = dict.fromkeys({"owner", "published", "review", "rests_on"} - {field}, ...)
    assert f"{field}: only for type 'answer'" in refusal({"type": "notice", **others})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"review": "2026-03-01"}, "review 2026-03-01 is not after published 2026-03-01"),
        ({"rests_on": [{"document": "rules", "digest": "abc"}]}, "rests_on.0.digest"),
        ({"rests_on": [{"document": "rules", "digest": DIGEST}] * 2}, "names a document twice"),
        ({"rests_on": [{"document": "answer-a", "digest": DIGEST}]}, "or the answer itself"),
        ({"statements": [{"name": "fee", "value": "1", "sources": ["office"]}]}, "states nothing in statements"),
    ],
)
def test_what_an_answer_may_not_say(changes, reason):
    assert reason in refusal(changes)


def test_an_answer_is_used_up_to_the_day_of_its_review():
    assert (False, True) == (approved().expired(REVIEW), approved().expired(date(2027, 3, 2)))


def test_an_answer_whose_ground_is_as_it_was_is_not_flagged(tmp_path):
    write_notice(tmp_path, "rules", "Dogs are on a lead.")
    write_answer(tmp_path, "answer-a", "May I bring a dog?", "Yes.", rests_on=grounds(tmp_path, "rules"))
    assert [] == flaws(tmp_path)


def test_a_ground_that_was_only_looked_at_again_has_not_changed(tmp_path):
    path = write_notice(tmp_path, "rules", "Dogs are on a lead.")
    write_answer(tmp_path, "answer-a", "May I bring a dog?", "Yes.", rests_on=grounds(tmp_path, "rules"))
    path.write_text(path.read_text().replace("reviewed: 2026-03-01", "reviewed: 2026-09-01"))
    assert [] == flaws(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on a lead", "forbidden"),
        ("title: Rules", "title: Old rules"),
        ("reviewed:", "valid_until: 2026-04-01\nreviewed:"),
        ('date: "2026-03-01"', 'date: "2026-04-01"'),
    ],
)
def test_a_ground_that_says_something_else_flags_the_answer(tmp_path, old, new):
    path = write_notice(tmp_path, "rules", "Dogs are on a lead.")
    write_answer(tmp_path, "answer-a", "May I bring a dog?", "Yes.", rests_on=grounds(tmp_path, "rules"))
    path.write_text(path.read_text().replace(old, new))
    assert [("answer-a", Flaw.CHANGED, "rules")] == flaws(tmp_path)


def test_a_ground_that_is_gone_flags_the_answer(tmp_path):
    write_answer(tmp_path, "answer-a", "May I bring a dog?", "Yes.", rests_on=(("rules", DIGEST),))
    assert [("answer-a", Flaw.GONE, "rules")] == flaws(tmp_path)


def test_what_rests_on_a_flagged_answer_is_flagged_too_whatever_their_order(tmp_path):
    write_answer(tmp_path, "answer-z", "May I bring a dog?", "Yes.", rests_on=(("rules", DIGEST),))
    write_answer(tmp_path, "answer-m", "A big dog?", "Yes.", rests_on=grounds(tmp_path, "answer-z"))
    write_answer(tmp_path, "answer-a", "Two dogs?", "Yes.", rests_on=grounds(tmp_path, "answer-m"))
    expected = [
        ("answer-a", Flaw.FLAGGED, "answer-m"),
        ("answer-m", Flaw.FLAGGED, "answer-z"),
        ("answer-z", Flaw.GONE, "rules"),
    ]
    assert expected == flaws(tmp_path)


def test_a_public_answer_that_rests_on_an_internal_document_is_an_error(tmp_path):
    write_notice(tmp_path, "rules", "The key is under the mat.", audience="internal")
    write_answer(tmp_path, "answer-a", "Where is the key?", "There.", rests_on=grounds(tmp_path, "rules"))
    assert [("answer-a", Flaw.HIDDEN, "rules")] == flaws(tmp_path)
    assert "which its audience may not see" in str(consistency.check(corpus_of(tmp_path))[0])


def test_check_names_what_waits_for_review_and_finds_nothing_wrong(tmp_path):
    write_notice(tmp_path, "rules", "Dogs are on a lead.")
    write_answer(tmp_path / "answers", "answer-a", "A dog?", "Yes.", review=date(2026, 3, 2))
    write_answer(tmp_path / "answers", "answer-b", "A cat?", "Yes.", rests_on=(("rules", DIGEST),), review=date.max)
    result = CliRunner().invoke(cli.cli, ["check", str(tmp_path)])
    assert (0, "") == (result.exit_code, result.stdout)
    assert "answers/answer-a.md: review: review was due 2026-03-02" in result.stderr
    assert "answers/answer-b.md: rests_on: rests on 'rules', which has changed" in result.stderr
    assert "3 documents, 0 problems" in result.stderr


def test_ingest_leaves_out_what_has_lost_its_ground_and_says_so(tmp_path):
    office = office_in(tmp_path)
    write_answer(office.corpus / "answers", "answer-a", "May I bring a dog?", "Yes, on a lead.")
    write_answer(office.corpus / "answers", "answer-b", "A cat?", "Yes, in a box.", rests_on=(("a.md", DIGEST),))
    report = office.ingest()
    assert {"a.md", "b.md", "c.txt", "answer-a"} == office.documents()
    assert (["answer-b.md"], ()) == ([problem.path.name for problem in report.withheld], report.problems)


def test_an_answer_comes_back_when_its_ground_does(tmp_path):
    office = office_in(tmp_path)
    rests_on = grounds(office.corpus, "a.md")
    write_answer(office.corpus / "answers", "answer-a", "A dog?", "Yes, on a lead.", rests_on=rests_on)
    office.ingest()
    before = (office.corpus / "a.md").read_text()
    (office.corpus / "a.md").write_text("# Other rules\n\nAll is changed in the harbour today.\n")
    office.ingest()
    without = office.documents()
    (office.corpus / "a.md").write_text(before)
    office.ingest()
    assert (False, True) == ("answer-a" in without, "answer-a" in office.documents())


def test_the_question_is_embedded_once_and_as_a_question(tmp_path):
    office = office_in(tmp_path)
    write_answer(office.corpus, "answer-a", "May I bring a dog?", "Yes, on a lead.")
    office.ingest()
    office.write("d.md")
    embedded = office.ingest().embedded
    assert "May I bring a dog?" not in office.embedder.embedded
    assert embedded == len(set(office.embedder.embedded[-embedded:]))
