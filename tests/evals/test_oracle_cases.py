"""The cases that leave what is right to the oracle: each is answered by the real corpus."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from evals.expect import Expect
from evals.oracle import Expected, Oracle

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def real() -> Oracle:
    return Oracle(ROOT / "corpus")


def cases() -> list[dict[str, Any]]:
    paths = [ROOT / "evals" / "datasets" / f"{suite}.jsonl" for suite in ("register", "conflict", "trap", "heldout")]
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines() if line.strip()]


def test_every_spec_is_answered_by_the_corpus_and_forbids_nothing_it_expects(real: Oracle) -> None:
    wrong = []
    for case in (case for case in cases() if "expect" in case):
        expect = Expect.model_validate(case["expect"])
        expected = real.expected(expect, date.fromisoformat(case["asked_on"]), case["language"])
        wanted = {spelling for fact in expected.facts for spelling in fact}
        if expected == Expected() or not wanted.isdisjoint(case.get("forbidden", ())):
            wrong.append(case["id"])
    assert wrong == []


def test_a_case_is_computed_or_given_but_not_both() -> None:
    both = [case["id"] for case in cases() if "expect" in case and ("facts" in case or "documents" in case)]
    assert both == []


def test_a_question_is_asked_once_and_its_translations_ask_the_same() -> None:
    asked = [(case["language"], case["question"].casefold()) for case in cases()]
    assert len(asked) == len(set(asked))
    parity: dict[str, list[dict[str, Any]]] = {}
    for case in cases():
        if "parity" in case:
            parity.setdefault(case["parity"], []).append(case)
    assert all(len({case["language"] for case in group}) == len(group) == 13 for group in parity.values())
    assert all(len({json.dumps(case["expect"]) for case in group}) == 1 for group in parity.values())
