"""The command `exchange-evals`: measures the assistant, in process and offline."""

import asyncio
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track

from evals.cases import Case, CaseError

if TYPE_CHECKING:
    from evals.runs import Selection


class Model(StrEnum):
    """What can be trained."""

    ANSWERABILITY = "answerability"
    INTENTS = "intents"
    APPROVED = "approved"


HERE = Path(__file__).parent
cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
_out = Console(soft_wrap=True)
_err = Console(stderr=True, soft_wrap=True)

Datasets = Annotated[Path, typer.Option(help="Folder of .jsonl files, or one file.")]
Suites = Annotated[list[str] | None, typer.Option("--suite", help="Only this suite; may be given again.")]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Only this language; may be given again.")]
Index = Annotated[Path | None, typer.Option(help="Index to ask; the configured one by default.")]
Out = Annotated[Path | None, typer.Option(help="Folder of the run; var/evals/<time> by default.")]
Folder = Annotated[Path, typer.Argument(help="Folder of a run.")]
Thresholds = Annotated[Path, typer.Option(help="Limits of the gate.")]
Baseline = Annotated[Path, typer.Option(help="Metrics of the run last accepted.")]
Accept = Annotated[bool, typer.Option("--write-baseline", help="Accept this run as the baseline.")]

DATASETS = HERE / "datasets"
THRESHOLDS = HERE / "thresholds.toml"
BASELINE = HERE / "baseline.json"


@cli.command()
def run(
    datasets: Datasets = DATASETS,
    suite: Suites = None,
    language: Languages = None,
    out: Out = None,
    index: Index = None,
    thresholds: Thresholds = THRESHOLDS,
    baseline: Baseline = BASELINE,
) -> None:
    """Generate, score, report; exit 1 when a limit is not kept."""
    with _input_errors():
        selection = _selection(datasets, suite, language)
        _judge(_generate(selection, out, index), selection, thresholds, baseline)


@cli.command()
def generate(
    datasets: Datasets = DATASETS,
    suite: Suites = None,
    language: Languages = None,
    out: Out = None,
    index: Index = None,
) -> None:
    """Ask every case and keep the answers, to be scored any number of times."""
    with _input_errors():
        folder = _generate(_selection(datasets, suite, language), out, index)
    _say(_out, str(folder))


@cli.command()
def score(
    folder: Folder,
    datasets: Datasets = DATASETS,
    suite: Suites = None,
    language: Languages = None,
    thresholds: Thresholds = THRESHOLDS,
    baseline: Baseline = BASELINE,
    write_baseline: Accept = False,
) -> None:
    """Score what a run has generated; exit 1 when a limit is not kept."""
    with _input_errors():
        _judge(folder, _selection(datasets, suite, language), thresholds, baseline, accept=write_baseline)


@cli.command()
def report(
    folder: Folder,
    datasets: Datasets = DATASETS,
    thresholds: Thresholds = THRESHOLDS,
    baseline: Baseline = BASELINE,
) -> None:
    """Write the HTML report of a run anew."""
    from evals.report import REPORT, write_report
    from evals.runs import judge

    with _input_errors():
        write_report(judge(folder, _selection(datasets, None, None), thresholds, baseline), folder / REPORT)
    _say(_out, str(folder / REPORT))


@cli.command()
def squad(
    files: Annotated[list[Path], typer.Argument(help="SQuAD v1.1 JSON files.", exists=True, dir_okay=False)],
    mix: Annotated[list[Path] | None, typer.Option(help="Files whose paragraphs only distract.", exists=True)] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many questions a language.")] = None,
    paragraph_language: Annotated[str | None, typer.Option(help="Which translation stands in the corpus.")] = None,
    index: Annotated[Path | None, typer.Option(help="Keep the index here; otherwise it is thrown away.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the figures to this JSON file.")] = None,
) -> None:
    """Measure public question sets as they are, over an index of their paragraphs."""
    from evals.public_sets import measured
    from evals.tables import squad_table

    with _input_errors():
        rows = measured(files, mix or [], paragraph_language, limit, index)
    _out.print(squad_table(rows))
    if out:
        out.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")


@cli.command()
def planted(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Claims, one JSON object a line.", exists=True, dir_okay=False)
    ] = None,
    index: Index = None,
) -> None:
    """Measure what the check of written claims catches of planted errors, and what it drops of good ones."""
    from evals.app import assistant
    from evals.planted.measuring import checking, measured, read
    from evals.tables import planted_table

    with _input_errors():
        check = checking(assistant(index).knowledge)
        chosen = files or sorted((HERE / "planted").glob("*.jsonl"))
        _out.print(planted_table({path.name: measured(read(path), check) for path in chosen}))


@cli.command()
def bench(
    corpus: Annotated[Path, typer.Option(help="Documents to measure with.", exists=True)] = Path("corpus"),
    datasets: Datasets = DATASETS,
    out: Annotated[Path, typer.Option(help="Folder for the figures.")] = Path("var/bench"),
) -> None:
    """Measure time and memory beside the bare embedder and a plain LangChain pipeline."""
    from evals.bench import benchmark, markdown
    from evals.runs import Selection

    with _input_errors():
        cases, exact = (Selection(datasets, (suite,)).cases() for suite in ("retrieval", "register"))
        figures = benchmark(corpus, cases, exact, out)
    sys.stdout.write(markdown(figures))


@cli.command()
def calibrate(
    models: Annotated[
        list[Model] | None,
        typer.Option("--model", help="answerability, intents (both by default), or approved: measured only."),
    ] = None,
    workspace: Annotated[
        Path, typer.Option(help="Folder for its indexes; kept, so that a second run is quick.")
    ] = Path("var/calibration"),
) -> None:
    """Fit the models of answerability and of intents to the committed calibration texts."""
    from evals.tables import fits_table, quality_table, shares_table

    say = partial(_say, _err)
    with _input_errors():
        if not models or Model.ANSWERABILITY in models:
            from evals.calibrate import calibrate as fit

            _out.print(quality_table(fit(workspace, say)))
        if not models or Model.INTENTS in models:
            from evals.intents import train

            _out.print(shares_table(train(workspace, say)))
        if models and Model.APPROVED in models:
            from evals.app import searching
            from evals.approved import measured, read_pairs

            _out.print(fits_table(measured(read_pairs(), searching(None))))


def main() -> None:
    """Run the command line."""
    cli()


@contextmanager
def _input_errors() -> Iterator[None]:
    """Say what is wrong with the input and end with exit code 2."""
    from evals.app import AssistantError
    from evals.gate import GateError
    from evals.records import RecordError
    from evals.squad import SquadError

    try:
        yield
    except (CaseError, RecordError, GateError, SquadError, AssistantError, OSError) as error:
        _say(_err, str(error), style="red")
        raise typer.Exit(2) from error


def _selection(datasets: Path, suite: list[str] | None, language: list[str] | None) -> "Selection":
    from evals.runs import Selection

    return Selection(datasets, tuple(suite or ()), tuple(language or ()))


def _generate(selection: "Selection", out: Path | None, index: Path | None) -> Path:
    from evals.runs import fill, new_folder

    folder = out or new_folder()
    asyncio.run(fill(folder, selection, index, _tracked))
    return folder


def _tracked(cases: Sequence[Case], doing: str) -> Iterable[Case]:
    return track(cases, doing, console=_err, disable=not _err.is_terminal)


def _judge(folder: Path, selection: "Selection", thresholds: Path, baseline: Path, *, accept: bool = False) -> None:
    from evals.gate import write_baseline
    from evals.report import REPORT
    from evals.runs import judge, keep
    from evals.tables import figures_table

    judged = judge(folder, selection, thresholds, baseline)
    keep(folder, judged)
    if accept:
        write_baseline(baseline, judged.scores)
    _out.print(figures_table(judged.scores))
    for line in judged.warnings:
        _say(_err, f"worse than the baseline: {line}", style="yellow")
    for line in judged.gate:
        _say(_err, f"limit not kept: {line}", style="red")
    _say(_out, f"Report: {folder / REPORT}")
    if judged.gate:
        raise typer.Exit(1)


def _say(console: Console, text: str, style: str | None = None) -> None:
    # Paths and error texts hold brackets, which rich would read as markup.
    console.print(text, style=style, markup=False, highlight=False)
