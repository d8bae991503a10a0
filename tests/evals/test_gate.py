"""Scoring by command line: limits, baseline, exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.cli import cli
from evals.gate import GateError, Thresholds, misses, read_thresholds
from evals.records import Generated, write_records
from evals.score import score

CASES = [
    {"id": f"en-{number}", "suite": "answers", "language": "en", "question": "q", "outcomes": ["ANSWERED"]}
    for number in range(4)
]


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, CASES)), encoding="utf-8")
    outcomes = ["ANSWERED", "ANSWERED", "ANSWERED", "NOT_FOUND"]
    records = [
        Generated(case=f"en-{number}", outcome=outcome, text="", language="en", seconds=0.1)
        for number, outcome in enumerate(outcomes)
    ]
    write_records(tmp_path / "run" / "generated.jsonl", records)
    return tmp_path


def scored(work: Path, thresholds: str, *more: str) -> Result:
    (work / "thresholds.toml").write_text(thresholds, encoding="utf-8")
    options = {"datasets": "cases.jsonl", "thresholds": "thresholds.toml", "baseline": "baseline.json"}
    given = [part for name, file in options.items() for part in (f"--{name}", str(work / file))]
    return CliRunner().invoke(cli, ["score", str(work / "run"), *given, *more])


def test_limits_kept_exit_0_and_leave_scores_and_report(work: Path) -> None:
    result = scored(work, '[at_least]\n"answers.correct" = 0.75\n')
    kept = json.loads((work / "run" / "scores.json").read_text(encoding="utf-8"))

    assert result.exit_code == 0, result.output
    assert (work / "run" / "report.html").is_file()
    assert kept["figures"][0] == {
        "metric": "answers.correct",
        "language": "all",
        "value": 0.75,
        "low": 0.25,
        "high": 1.0,
        "count": 4,
    }


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ('[at_least]\n"answers.correct" = 0.76\n', "answers.correct is 0.750, must be at least 0.760"),
        ('[at_least]\n"answers.correct:en" = 0.8\n', "answers.correct:en is 0.750, must be at least 0.800"),
        ('[at_most]\n"abstention.false_refusals" = 0.2\n', "abstention.false_refusals is 0.250, must be at most 0.200"),
        ('[at_most]\n"audience.leaks" = 0.0\n', "audience.leaks was not measured, must be at most 0.000"),
    ],
)
def test_every_miss_is_named_and_exits_1(work: Path, limit: str, said: str) -> None:
    result = scored(work, limit)

    assert result.exit_code == 1
    assert f"limit not kept: {said}" in result.stderr


def test_a_drop_against_the_baseline_warns_and_exits_0(work: Path) -> None:
    (work / "baseline.json").write_text('{"answers.correct": 0.79, "language.right": 1.0, "gone": 1.0}')
    result = scored(work, "")

    assert result.exit_code == 0
    assert result.stderr.splitlines() == ["worse than the baseline: answers.correct is 0.750, the baseline is 0.790"]


def test_a_drop_within_tolerance_is_silent(work: Path) -> None:
    (work / "baseline.json").write_text('{"answers.correct": 0.78}')

    assert scored(work, "").stderr == ""


def test_the_baseline_is_written_on_request(work: Path) -> None:
    assert not (work / "baseline.json").exists()
    scored(work, "", "--write-baseline")

    assert json.loads((work / "baseline.json").read_text())["abstention.false_refusals"] == 0.25


def test_a_bad_dataset_exits_2_with_file_and_line(work: Path) -> None:
    with (work / "cases.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n{}")
    result = scored(work, "")

    assert result.exit_code == 2
    assert f"{work / 'cases.jsonl'}:5: id: " in result.stderr


def test_a_selection_without_cases_exits_2(work: Path) -> None:
    assert scored(work, "", "--suite", "injection").exit_code == 2


def test_an_empty_run_exits_2(work: Path) -> None:
    (work / "run" / "generated.jsonl").unlink()

    assert scored(work, "").exit_code == 2


@pytest.mark.parametrize(
    "limit",
    ['[at_least]\n"answers.corect" = 1\n', '[at_most]\n"answers.correct" = 1\n', "[floors]\n", "[at_least\n"],
)
def test_thresholds_that_cannot_be_meant_are_refused(tmp_path: Path, limit: str) -> None:
    path = tmp_path / "thresholds.toml"
    path.write_text(limit, encoding="utf-8")

    with pytest.raises(GateError, match=r"thresholds\.toml"):
        read_thresholds(path)


def test_a_selected_run_is_not_blamed_for_what_it_left_out(work: Path) -> None:
    result = scored(work, '[at_most]\n"audience.leaks" = 0.0\n', "--language", "en")
    assert result.exit_code == 1

    with (work / "cases.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps({**CASES[0], "id": "ko-0", "language": "ko"}))
    assert scored(work, '[at_most]\n"audience.leaks" = 0.0\n', "--language", "en").exit_code == 0


def test_nothing_scored_misses_every_limit() -> None:
    assert list(misses(score([], {}, {}), Thresholds(at_least={"answers.correct": 0.5})))


def test_the_limits_of_the_project_can_be_read() -> None:
    read_thresholds(Path(__file__).parents[2] / "evals" / "thresholds.toml")


def test_without_an_index_there_is_nothing_to_measure(work: Path) -> None:
    options = ["--datasets", str(work / "cases.jsonl"), "--out", str(work / "new"), "--index", str(work / "index")]
    result = CliRunner().invoke(cli, ["generate", *options])

    assert result.exit_code == 2
    assert str(work / "index") in result.stderr
