"""From corpus files to a live index: what changed is embedded, what is broken is named, nothing is lost."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from retrieval import health, versions
from retrieval.errors import IndexMissing, IngestRefused
from retrieval.model import Audience
from retrieval.ports import Matrix
from retrieval.readers import MAX_BYTES
from retrieval.rows import Rows
from tests.doubles.office import Office, office_in
from tests.fakes import ExactIndex, WordEmbedder


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return office_in(tmp_path)


def test_a_second_run_writes_nothing(office: Office) -> None:
    first = office.ingest()
    live = versions.live(office.index)
    second = office.ingest()

    assert (first.documents, first.written, first.unchanged) == (3, 3, False)
    assert first.embedded == len(office.embedder.embedded) == len(office.cache.vectors)
    assert (second.written, second.removed, second.embedded, second.unchanged) == (0, 0, 0, True)
    assert live == versions.live(office.index)
    assert office.problems() == []


def test_only_what_changed_is_embedded_again(office: Office) -> None:
    office.ingest()
    office.embedder.embedded.clear()
    office.write("b.md", seed=1)

    report = office.ingest()

    assert (report.written, report.removed) == (1, 0)
    assert all(
        "b.md title" in text or text in (office.corpus / "b.md").read_text() for text in office.embedder.embedded
    )
    assert report.embedded == len(office.embedder.embedded) > 0
    assert report.reused > 0


def test_what_left_the_corpus_leaves_the_index(office: Office) -> None:
    office.ingest()
    (office.corpus / "a.md").unlink()

    report = office.ingest()

    assert (report.written, report.removed, report.embedded) == (0, 1, 0)
    assert {"b.md", "c.txt"} == office.documents()


def test_rows_hold_each_audience_and_views_all_it_may_see(office: Office) -> None:
    head = (
        "---\nid: secret\ntype: guide\ntitle: Secret\nlanguage: en\naudience: partner\nreviewed: 2026-11-01\n"
        "sources: [{key: s, title: Office, date: '2024', confidence: high}]\n---\nThe key lies under the mat.\n"
    )
    (office.corpus / "secret.md").write_text(head)

    office.ingest()

    live = versions.live(office.index)
    rows = {audience: Rows.load(live / "rows" / audience) for audience in Audience}
    assert list(rows[Audience.PARTNER].ids) == ["secret#0"]
    assert len(rows[Audience.INTERNAL].ids) == 0
    assert office.views[Audience.PUBLIC] == list(rows[Audience.PUBLIC].ids)
    assert [*rows[Audience.PUBLIC].ids, "secret#0"] == office.views[Audience.INTERNAL]
    assert rows[Audience.PUBLIC].starts[-1] == len(rows[Audience.PUBLIC].sentences)
    index = ExactIndex(live / "chroma")
    row = index.rows(Audience.PARTNER, ["secret#0"])["secret#0"]
    assert (row["document"], row["source"], row["date"]) == ("secret", "Office", "2024")
    assert json.loads(row["sentences"]) == ["The key lies under the mat."]


def test_bad_files_are_named_and_the_rest_is_indexed(office: Office) -> None:
    (office.corpus / "junk.txt").write_bytes(b"\0\1\2" * 99)
    (office.corpus / "link.md").symlink_to("nowhere")
    (office.corpus / "dots.txt").write_text("...")
    with (office.corpus / "huge.txt").open("wb") as stream:
        stream.truncate(MAX_BYTES * 5 // 2)

    report = office.ingest()

    assert report.documents == 3
    assert sorted(item.path.name for item in report.problems) == ["dots.txt", "huge.txt", "junk.txt", "link.md"]


def test_an_empty_corpus_is_refused_and_the_index_stays(office: Office) -> None:
    office.ingest()
    shutil.rmtree(office.corpus)
    office.corpus.mkdir()

    with pytest.raises(IngestRefused, match="no document"):
        office.ingest(force=True)

    assert len(office.documents()) == 3


def test_a_much_smaller_index_needs_force(office: Office) -> None:
    office.write("c.txt", sentences=2)
    office.ingest()
    (office.corpus / "a.md").unlink()
    (office.corpus / "b.md").unlink()

    with pytest.raises(IngestRefused, match="--force"):
        office.ingest()
    assert len(office.documents()) == 3

    office.ingest(force=True)
    assert {"c.txt"} == office.documents()


class Interrupted(WordEmbedder):
    """Is stopped by Ctrl-C at its second batch."""

    def passages(self, texts: Sequence[str]) -> Matrix:
        if self.embedded:
            raise KeyboardInterrupt
        return super().passages(texts)


def test_ctrl_c_keeps_what_was_embedded(office: Office) -> None:
    office.write("long.md", sentences=200)
    office.embedder = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        office.ingest()
    with pytest.raises(IndexMissing):
        versions.live(office.index)

    kept = len(office.cache.vectors)
    office.embedder = WordEmbedder()
    report = office.ingest()

    assert kept == report.reused > 0


class Forgetful(ExactIndex):
    """Loses its last passage."""

    def count(self, audience: Audience) -> int:
        return max(super().count(audience) - 1, 0)


def test_an_index_that_fails_its_checks_never_goes_live(office: Office) -> None:
    office.ingest()
    live = versions.live(office.index)
    office.write("d.md")
    office.open_index = Forgetful

    with pytest.raises(IngestRefused, match="were stored"):
        office.ingest()

    assert live == versions.live(office.index)
    assert list((office.index / "building").iterdir()) == []


@pytest.mark.parametrize("name", ["chroma/passages.json", "rows/public/ids.npy", "centring.npz", "manifest.json"])
def test_a_broken_index_is_found_and_ingested_again_without_embedding(office: Office, name: str) -> None:
    office.ingest()
    (versions.live(office.index) / name).write_bytes(b"damaged")

    assert Path(name).parts[0] in office.problems()[0]
    report = office.ingest()

    assert (report.embedded, report.unchanged) == (0, False)
    assert office.problems() == []


def test_a_broken_vector_index_is_rebuilt_from_the_versions_own_files(office: Office) -> None:
    office.ingest()
    broken = versions.live(office.index)
    shutil.rmtree(broken / "chroma")
    shutil.rmtree(office.corpus)
    assert "chroma" in office.problems()[0]

    health.rebuild_vector_index(office.index, ExactIndex)

    assert broken != versions.live(office.index)
    assert office.problems() == []


def test_another_embedder_is_a_problem(office: Office) -> None:
    office.ingest()

    assert "words-1" in health.check(office.index, "other", ExactIndex)[0]
