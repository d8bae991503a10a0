"""README is executed: its commands run in order, its files are used, its settings are the settings."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path

import pytest

from bot.settings import Settings as BotSettings
from retrieval.app import read_corpus
from retrieval.frontmatter import FrontMatter
from retrieval.model import Audience
from retrieval.settings import Settings as RetrievalSettings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMANDS = [
    line.removeprefix("$ ")
    for block in CONSOLE.findall(README)
    for line in block.splitlines()
    if line.startswith("$ exchange-")
]
FILES = dict(FILE.findall(README))
SETTING = re.compile(r"^\| `(EXCHANGE_\w+)` \| `([^`]*)` \| (.+) \|$", re.MULTILINE)
DOCUMENTS = [
    *("agreements/agreement-busan-surabaya", "cities/city-busan", "cities/city-surabaya", "cities/city-bangkok"),
    "notices/guide-partner-tiers",
]
SLOW = (
    *("exchange-bot serve", "exchange-bot desk add-user", "exchange-bot desk disable", "exchange-bot desk login"),
    *("exchange-evals run", "exchange-evals score"),
    *("exchange-evals calibrate", "exchange-evals bench"),
)
"""Minutes of work, figures of the whole corpus, a token or account that nobody has: only their options are tried."""


@dataclass(frozen=True)
class Desk:
    """A folder as README's reader has it, with few documents, and the commands on its path."""

    folder: Path
    bin: Path

    def run(self, line: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["/bin/sh", "-c", line],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            cwd=self.folder,
            env={
                "PATH": f"{self.bin}{os.pathsep}{os.defpath}",
                "PYTHONPATH": str(ROOT),
                "LANG": "C.UTF-8",
                "HOME": str(self.folder),
                "OMP_NUM_THREADS": "1",
            },
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Few documents, ingested once."""
    desk = Desk(tmp_path_factory.mktemp("readme"), tmp_path_factory.mktemp("bin"))
    for name in DOCUMENTS:
        copy = desk.folder / "corpus" / f"{name}.md"
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "corpus" / f"{name}.md", copy)
    for name, content in FILES.items():
        (desk.folder / name).write_text(content, encoding="utf-8")
    for name, place in PROJECT["scripts"].items():
        module, _, function = place.partition(":")
        script = desk.bin / name
        script.write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -c "from {module} import {function}; {function}()" "$@"\n'
        )
        script.chmod(0o755)
    ended = desk.run("exchange-corpus ingest --quiet")
    assert (0, "") == (ended.returncode, ended.stderr)
    return desk


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_runs(desk, line):
    ended = desk.run(f"{line} --help" if line.startswith(SLOW) else line)
    assert 0 == ended.returncode, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout or ended.stderr or "--quiet" in line


def test_every_command_is_shown():
    shown = {" ".join(line.split()[:2]) for line in COMMANDS}
    verbs = {
        "exchange-corpus": ("check", "ingest", "show"),
        "exchange-bot": ("ask", "chat", "serve", "doctor", "desk"),
        "exchange-evals": ("run", "generate", "score", "calibrate", "squad", "planted", "bench"),
    }
    assert set(verbs) == set(PROJECT["scripts"])
    assert shown == {f"{name} {verb}" for name, known in verbs.items() for verb in known}


def test_the_two_commands_are_first_and_make_knows_them(desk):
    told = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, encoding="utf-8", check=True).stdout
    first = CONSOLE.search(README)
    assert first is not None
    assert ["make run", "make test"] == re.findall(r"^\$ (make \w+)", first.group(1), re.MULTILINE)
    assert set(re.findall(r"^\$ (make \w+)", README, re.MULTILINE)) <= set(re.findall(r"make \w+", told))


def test_the_example_document_is_valid(tmp_path):
    ((name, content),) = [(name, content) for name, content in FILES.items() if name.startswith("corpus/")]
    (tmp_path / Path(name).name).write_text(content, encoding="utf-8")
    corpus = read_corpus([tmp_path], Audience.INTERNAL)
    assert () == corpus.problems
    (entry,) = corpus.entries
    assert isinstance(entry.head, FrontMatter)
    assert entry.head.sample


def test_the_settings_are_the_same_in_readme_example_and_code():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = pairwise(lines)
    example = [
        (*line.split("=", 1), above.removeprefix("# ")) for above, line in pairs if not line.startswith("#") and line
    ]
    fields = BotSettings.model_fields | RetrievalSettings.model_fields
    assert SETTING.findall(README) == [tuple(entry) for entry in example]
    assert {name: default for name, default, _ in example} == {
        f"EXCHANGE_{name.upper()}": written(field.default) for name, field in fields.items()
    }


def written(default: object) -> str:
    """A default as one writes it in a file."""
    value = default.value if isinstance(default, Enum) else default
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_links_lead_to_files():
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert links
    assert [] == [link for link in links if not (ROOT / link).exists()]


def test_every_dependency_has_its_reason():
    record = next((ROOT / ".adr").glob("*-dependencies.md")).read_text(encoding="utf-8")
    declared = [
        *PROJECT["dependencies"],
        *(one for extra in PROJECT["optional-dependencies"].values() for one in extra),
    ]
    names = {re.split(r"[\[<>=~!;]", one)[0] for one in declared} - {PROJECT["name"]}
    assert sorted(names) == sorted(re.findall(r"^- `([^`]+)`: \S", record, re.MULTILINE))
