"""Builds an index of public question sets and asks it their questions."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals import app
from evals.squad import Row, limited, measure, place, read_squad, write_texts


def measured(
    files: Sequence[Path], mixed: Sequence[Path], language: str | None, limit: int | None, index: Path | None
) -> list[Row]:
    """A row a question language and relation; the index is thrown away unless it has a place."""
    from retrieval.languages import identify

    sets = [read_squad(path, identify) for path in files]
    distracting = [paragraph for path in mixed for paragraph in read_squad(path, identify)]
    corpus = place(sets, distracting, language)
    with tempfile.TemporaryDirectory(prefix="exchange-squad-") as scratch:
        texts, built = Path(scratch, "texts"), index or Path(scratch, "index")
        write_texts(corpus, texts)
        app.ingest(texts, built)
        return asyncio.run(measure(limited(corpus.questions, limit), app.asking(built)))
