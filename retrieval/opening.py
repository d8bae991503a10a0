"""Opens one version of the index for searching."""

from pathlib import Path

from retrieval import manifest
from retrieval.answerability import Answerability
from retrieval.centring import Centring
from retrieval.errors import IndexBroken
from retrieval.gazetteer import Gazetteer
from retrieval.lexical import Lexical
from retrieval.model import Audience
from retrieval.ports import Embedder, OpenIndex
from retrieval.register import storage
from retrieval.rows import Answers, Rows
from retrieval.search import Search, View


def open_version(version: Path, embedder: Embedder, open_index: OpenIndex, answerability: Answerability) -> Search:
    """The search over a version; raises IndexBroken when files are damaged or another embedder built it."""
    kept = manifest.load(version)
    if kept.embedder != embedder.name:
        raise IndexBroken(
            f"{version} was built with {kept.embedder}, not {embedder.name}: run `exchange-corpus ingest`"
        )
    if damage := manifest.damage(version, kept):
        raise IndexBroken(damage[0])
    rows = {audience: Rows.load(version / "rows" / audience) for audience in Audience}
    answers = {audience: Answers.load(version / "rows" / audience) for audience in Audience}
    views = {
        audience: View(
            rows=tuple((seen, rows[seen]) for seen in audience.visible),
            lexical=Lexical.load(version / "lexical" / audience),
            gazetteer=Gazetteer.load(version / "gazetteer" / audience),
            register=storage.load(version, audience),
            answers=Answers.joined([answers[seen] for seen in audience.visible]),
        )
        for audience in Audience
    }
    return Search(
        embedder, open_index(version / "chroma"), views, Centring.load(version / "centring.npz"), answerability
    )
