"""Datasets and records: what is wrong is named by file and line."""

from pathlib import Path

import pytest

from evals.cases import CaseError, read_cases
from evals.records import Generated, RecordError, read_records, write_records

GOOD = '{"id": "a", "suite": "answers", "language": "en", "question": "q", "outcomes": ["ANSWERED"]}'


def test_every_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(
        b"\n".join([GOOD.encode(), b"", b"{", GOOD.replace("q", "\udc80").encode("utf-8", "surrogatepass")])
    )

    with pytest.raises(CaseError) as caught:
        read_cases([path])

    assert [line.partition("x.jsonl:")[2][:2] for line in str(caught.value).splitlines()] == ["3:", "4:"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"answers"', '"answer"', ":2: suite:"),
        ('"id": "a"', '"id": "A b"', ":2: id:"),
        ('["ANSWERED"]', "[]", ":2: outcomes:"),
        ('"question"', '"questoin": "", "question"', ":2: questoin:"),
        ('"id"', '"id"', ":2: id: 'a' is used twice"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(GOOD + "\n" + GOOD.replace(old, new) + "\n", encoding="utf-8")

    with pytest.raises(CaseError, match=f"x.jsonl{said}"):
        read_cases([path])


def test_a_line_separator_inside_a_question_ends_no_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(GOOD.replace('"q"', '"q\u2028\u0085r"'), encoding="utf-8")

    assert [case.question for case in read_cases([path])] == ["q\u2028\u0085r"]


def test_records_come_back_as_they_went(tmp_path: Path) -> None:
    cases_path, path = tmp_path / "x.jsonl", tmp_path / "run" / "generated.jsonl"
    cases_path.write_text(GOOD, encoding="utf-8")
    answer = Generated(case="a", outcome="ANSWERED", text="부산\u2028\n", language="ko", seconds=0.5)
    write_records(path, [answer])

    assert read_records(path, Generated, read_cases([cases_path])) == {"a": answer}
    assert [found.name for found in path.parent.iterdir()] == ["generated.jsonl"]


def test_a_record_of_no_case_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "generated.jsonl"
    write_records(path, [Generated(case="gone", outcome="FAILED", text="", language="", seconds=0)])

    with pytest.raises(RecordError, match=r"generated.jsonl:1: case: 'gone'"):
        read_records(path, Generated, [])
