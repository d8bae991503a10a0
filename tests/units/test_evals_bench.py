"""The benchmark's table, and how a process is timed."""

import sys

import pytest
from rich.console import Console

from evals.app import AssistantError
from evals.bench import Line, markdown
from evals.squad import Row
from evals.stopwatch import apart, timed
from evals.tables import squad_table


def test_figures_stand_beside_what_they_are_compared_with() -> None:
    lines = [
        Line("question, p50", "ms", 30.0, 20.0, "bare embedding", "≤ 1.5 ×"),
        Line("its peak memory", "MB", 250.0, aim="≤ 300 MB"),
        Line("recall@1", "", 0.9, None, "LangChain not measured"),
    ]

    assert markdown(lines).splitlines()[2:] == [
        "| question, p50 | 30 ms | 20 ms (bare embedding) | 1.50 × | ≤ 1.5 × |",
        "| its peak memory | 250 MB |  |  | ≤ 300 MB |",
        "| recall@1 | 0.9 | LangChain not measured |  |  |",
    ]


def test_a_process_is_timed_to_its_end() -> None:
    ended = timed([sys.executable, "-c", "import time; block = bytearray(150_000_000); time.sleep(0.2)"])

    assert ended.seconds >= 0.2
    assert ended.megabytes >= 150


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(AssistantError, match="exit code 3"):
        timed([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_function_apart_has_its_own_process() -> None:
    assert apart(sum, [1, 2]) == 3


def test_public_sets_are_shown_by_language_and_relation() -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(squad_table([Row("ko", "cross", 2, 0.5, 1.0, 0.0)]))

    assert [cell.strip() for cell in captured.get().splitlines()[3].strip("│").split("│")] == [
        "ko",
        "another",
        "2",
        "0.500",
        "1.000",
        "0.000",
    ]
