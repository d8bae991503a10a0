"""The report of a run as one HTML file that needs nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evals.cases import Case
from evals.metrics import METRICS, Metric
from evals.plots import bars, histogram
from evals.records import Generated, Ranked, write_text
from evals.score import ALL, Figure, Miss, Scores

REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Panel:
    """A metric with its figures, worst language first, and their plot."""

    metric: Metric
    overall: Figure
    plot: Markup


@dataclass(frozen=True, slots=True)
class Failure:
    """A row of the list of what went wrong."""

    case: str
    language: str
    missed: str
    question: str
    expected: str
    got: str
    citation: str


@dataclass(frozen=True, slots=True)
class Run:
    """What a report is made of."""

    title: str
    cases: Mapping[str, Case]
    generated: Mapping[str, Generated]
    ranked: Mapping[str, Ranked]
    scores: Scores
    gate: Sequence[str] = ()
    warnings: Sequence[str] = ()


def write_report(run: Run, path: Path) -> None:
    """Render the run and write it in one step."""
    write_text(path, render(run))


def render(run: Run) -> str:
    """The report as HTML; every text of cases and answers is escaped."""
    environment = Environment(
        loader=PackageLoader("evals"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    seconds = [record.seconds for record in run.generated.values()]
    return environment.get_template("report.html.j2").render(
        run=run,
        panels=[_panel(metric, run.scores) for metric in METRICS.values() if metric.name in run.scores.overall],
        latency=Markup(histogram(seconds)) if seconds else None,  # noqa: S704 - our own drawing
        failures=_by_suite(run),
    )


def _panel(metric: Metric, scores: Scores) -> Panel:
    figures = [figure for figure in scores.figures if figure.metric == metric.name]
    overall = next(figure for figure in figures if figure.language == ALL)
    return Panel(metric, overall, Markup(bars(figures)))  # noqa: S704 - our own drawing, its labels are escaped


def _by_suite(run: Run) -> dict[str, list[Failure]]:
    def suite(miss: Miss) -> str:
        return run.cases[miss.case].suite

    misses = sorted(run.scores.misses, key=suite)
    return {name: list(map(partial(_failure, run), group)) for name, group in groupby(misses, key=suite)}


def _failure(run: Run, miss: Miss) -> Failure:
    case = run.cases[miss.case]
    got, citation = _outcome(run.generated.get(case.id), run.ranked.get(case.id))
    return Failure(
        case=case.id,
        language=case.language,
        missed=", ".join(miss.metrics),
        question="\n".join([*(f"{turn.role}: {turn.text}" for turn in case.history), case.question]),
        expected=_expected(case),
        got=got,
        citation=citation,
    )


def _expected(case: Case) -> str:
    parts = [" or ".join(case.outcomes), *(" | ".join(fact) for fact in case.facts)]
    if case.documents:
        parts.append("from " + " or ".join(case.documents))
    if case.forbidden or case.forbidden_documents:
        parts.append("without " + ", ".join((*case.forbidden, *case.forbidden_documents)))
    return "\n".join(parts)


def _outcome(generated: Generated | None, ranked: Ranked | None) -> tuple[str, str]:
    if generated is not None:
        first = generated.citations[0] if generated.citations else None
        got = f"{generated.outcome} ({generated.language}) {generated.error}\n{generated.text}"
        return got, f"{first.document}: {first.quote}" if first else ""
    if ranked is not None:
        return f"{len(ranked.documents)} found {ranked.error}", ", ".join(ranked.documents[:3])
    return "", ""
