"""What every passage index promises, and that Chroma's approximate search is good enough."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.adapters.chroma_index import ChromaIndex
from retrieval.errors import IndexBroken
from retrieval.model import Audience
from retrieval.ports import Matrix, PassageIndex, Row
from tests.fakes import ExactIndex

Open = Callable[[Path], PassageIndex]
IDS = ["a#0", "a#1", "b#0"]
VECTORS: Matrix = np.array([[0.1, 0.0], [0.0, 0.2], [0.3, 0.3]], dtype=np.float32)
ROWS: list[Row] = [{"id": id_, "section": 1, "sentences": json.dumps(["문장", id_])} for id_ in IDS]


@pytest.fixture(params=[ExactIndex, ChromaIndex])
def open_index(request: pytest.FixtureRequest) -> Open:
    made: Open = request.param
    return made


@pytest.fixture
def index(open_index: Open, tmp_path: Path) -> Iterator[PassageIndex]:
    made = open_index(tmp_path / "vectors")
    made.add(Audience.PUBLIC, IDS, VECTORS, IDS, ROWS)
    made.add(Audience.PARTNER, [], VECTORS[:0], [], [])
    yield made
    made.close()


class TestPassageIndex:
    def test_nearest_is_by_inner_product_best_first(self, index: PassageIndex) -> None:
        assert index.nearest(Audience.PUBLIC, np.array([0.1, 1], np.float32), 3) == ["b#0", "a#1", "a#0"]

    def test_a_longer_vector_is_nearer(self, index: PassageIndex) -> None:
        assert index.nearest(Audience.PUBLIC, VECTORS[0], 1) == ["b#0"]

    def test_fewer_are_found_when_there_are_fewer(self, index: PassageIndex) -> None:
        assert set(IDS) == set(index.nearest(Audience.PUBLIC, VECTORS[0], 50))

    def test_each_audience_has_its_own_passages(self, index: PassageIndex) -> None:
        assert (index.count(Audience.PUBLIC), index.count(Audience.PARTNER)) == (3, 0)
        assert index.nearest(Audience.PARTNER, VECTORS[0], 5) == []

    def test_rows_come_back_as_given(self, index: PassageIndex) -> None:
        assert {"a#1": ROWS[1], "b#0": ROWS[2]} == index.rows(Audience.PUBLIC, ["b#0", "a#1", "none"])
        assert index.rows(Audience.PUBLIC, []) == {}

    def test_an_audience_that_was_never_built_is_a_broken_index(self, index: PassageIndex) -> None:
        with pytest.raises(IndexBroken, match="ingest"):
            index.count(Audience.INTERNAL)

    def test_a_closed_index_can_be_moved_and_opened_again(self, open_index: Open, tmp_path: Path) -> None:
        first = open_index(tmp_path / "first")
        first.add(Audience.PUBLIC, IDS, VECTORS, IDS, ROWS)
        first.close()
        (tmp_path / "first").rename(tmp_path / "second")

        second = open_index(tmp_path / "second")

        assert second.nearest(Audience.PUBLIC, VECTORS[2], 1) == ["b#0"]
        second.close()


@pytest.mark.parametrize("damage", [b"", b"not a database" * 999])
def test_a_damaged_chroma_is_a_broken_index(tmp_path: Path, damage: bytes) -> None:
    index = ChromaIndex(tmp_path)
    index.add(Audience.PUBLIC, IDS, VECTORS, IDS, ROWS)
    index.close()
    (tmp_path / "chroma.sqlite3").write_bytes(damage)

    with pytest.raises(IndexBroken, match="exchange-corpus ingest"):
        ChromaIndex(tmp_path).nearest(Audience.PUBLIC, VECTORS[0], 1)


def test_chroma_finds_nearly_all_of_the_two_hundred_nearest(tmp_path: Path) -> None:
    """Exact rescoring of the candidates can only mend what the candidates hold."""
    random = np.random.default_rng(7)
    middles = random.normal(size=(40, 384))
    vectors = (0.03 * (middles[random.integers(40, size=3_000)] + random.normal(size=(3_000, 384)))).astype(np.float32)
    index = ChromaIndex(tmp_path)
    ids = [str(number) for number in range(len(vectors))]
    index.add(Audience.PUBLIC, ids, vectors, ids, [{"id": id_} for id_ in ids])

    found = [set(index.nearest(Audience.PUBLIC, vectors[row], 200)) for row in range(0, 3_000, 100)]
    exact = [set(np.argsort(-vectors @ vectors[row])[:200].astype(str)) for row in range(0, 3_000, 100)]
    index.close()

    recall = np.mean([len(one & other) / 200 for one, other in zip(found, exact, strict=True)])
    assert recall >= 0.97
