"""Figures as tables for the terminal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Column, Table

from evals.metrics import METRICS
from evals.score import ALL, Scores
from evals.squad import Row

if TYPE_CHECKING:
    from evals.approved import Fit
    from evals.calibrate import Quality
    from evals.intents import Share
    from evals.planted.measuring import Figures

_WORST = 3
"""Languages named beside a metric."""


def figures_table(scores: Scores) -> Table:
    """Every metric over all languages, with the languages that do worst."""
    table = Table(Column("metric", no_wrap=True), "value", "95 %", "cases", "worst")
    for figure in scores.figures:
        if figure.language != ALL:
            continue
        metric = METRICS[figure.metric]
        languages = [other for other in scores.figures if other.metric == figure.metric and other.language != ALL]
        worst = [f"{other.language} {other.value:.2f}" for other in languages if not metric.perfect(other.value)]
        table.add_row(
            figure.metric if metric.higher_is_better else f"{figure.metric} ↓",
            f"{figure.value:.3f}",
            f"{figure.low:.2f}-{figure.high:.2f}",
            str(figure.count),
            ", ".join(worst[:_WORST]),
        )
    return table


def squad_table(rows: Sequence[Row]) -> Table:
    """A row a question language and relation, worst first."""
    table = Table("questions in", "paragraph in", "count", "right document", "answer inside", "refused")
    for row in rows:
        language = "the same language" if row.relation == "same" else "another"
        shares = (f"{share:.3f}" for share in (row.document, row.answer, row.refused))
        table.add_row(row.language, language, str(row.count), *shares)
    return table


def planted_table(figures: "Mapping[str, Figures]") -> Table:
    """What is caught of planted errors, by file and kind, and what is dropped of good claims."""
    table = Table("claims", "kind", "count", "caught", "dropped")
    for name, one in figures.items():
        table.add_row(name, "every error", str(one.caught.of), f"{one.caught.share:.3f}", "")
        for flaw, rate in one.by_flaw.items():
            if rate.of:
                table.add_row("", flaw, str(rate.of), f"{rate.share:.3f}", "")
        table.add_row("", "good", str(one.dropped.of), "", f"{one.dropped.share:.3f}")
    return table


def quality_table(qualities: Iterable["Quality"]) -> Table:
    """How the answerability models do on what they were not trained on."""
    table = Table("model", "held out", "AUROC", "answerable kept", "others let through")
    for quality in qualities:
        shares = (f"{share:.3f}" for share in (quality.area, quality.kept, quality.let_through))
        table.add_row(quality.name, str(quality.count), *shares)
    return table


def shares_table(shares: Iterable["Share"]) -> Table:
    """How many held-out examples each head of the intent model tells right, the worst languages beside it."""
    table = Table("told", "held out", "right", "worst")
    by_name: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        by_name[share.name].append(share)
    for name, own in by_name.items():
        worst = sorted((share for share in own if share.language != ALL), key=lambda share: share.right)[:_WORST]
        everything = next(share for share in own if share.language == ALL)
        named = ", ".join(f"{share.language} {share.right:.2f}" for share in worst)
        table.add_row(name, str(everything.count), f"{everything.right:.3f}", named)
    return table


def fits_table(fits: Iterable["Fit"]) -> Table:
    """How well the limits of approved answers tell what fits from what comes close."""
    table = Table("limit", "fitting", "others", "precision", "recall")
    for fit in fits:
        table.add_row(fit.name, str(fit.fitting), str(fit.others), f"{fit.precision:.3f}", f"{fit.recall:.3f}")
    return table
