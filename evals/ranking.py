"""Retrieval metrics over ranked documents, by ir_measures."""

from collections.abc import Iterable, Iterator, Sequence

import ir_measures
from ir_measures import RR, R, nDCG

from evals.cases import Case
from evals.metrics import Mark
from evals.records import Ranked

_MEASURES = {
    str(R @ 1): "retrieval.recall@1",
    str(R @ 5): "retrieval.recall@5",
    str(R @ 10): "retrieval.recall@10",
    str(RR): "retrieval.mrr",
    str(nDCG @ 10): "retrieval.ndcg@10",
}
_GOLD = "\N{WHITE STAR}"
"""Stands for the right document; no document id can be it."""


def ranking_marks(pairs: Iterable[tuple[Case, Ranked]]) -> Iterator[Mark]:
    """The retrieval marks of cases that name their right documents."""
    measured = {case.id: (case, ranked) for case, ranked in pairs if case.documents}
    judgements = {key: {_GOLD: 1} for key in measured}
    run = {key: _scores(merged(ranked.documents, case.documents)) for key, (case, ranked) in measured.items()}
    for found in ir_measures.iter_calc([R @ 1, R @ 5, R @ 10, RR, nDCG @ 10], judgements, run):
        case = measured[found.query_id][0]
        yield Mark(_MEASURES[str(found.measure)], case.id, case.language, float(found.value))


def merged(ranked: Sequence[str], right: Sequence[str]) -> list[str]:
    """The ranking with the right documents as one, at the best place any of them has.

    Any one of them answers the question, so finding one is full recall.
    """
    return list(dict.fromkeys(_GOLD if document in right else document for document in ranked))


def _scores(ranked: Sequence[str]) -> dict[str, float]:
    return {document: float(len(ranked) - place) for place, document in enumerate(ranked)}
