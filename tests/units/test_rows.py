"""The arrays of one audience give the same closeness as a plain loop over passages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from retrieval.rows import Rows

SMALL = st.floats(-4, 4, width=16)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Rows, np.ndarray, np.ndarray]:
    """Rows with one to three sentences a passage, a vector, and some row numbers, repeated ones too."""
    lengths = draw(st.lists(st.integers(1, 3), min_size=1, max_size=8))
    sections = np.cumsum(draw(st.lists(st.integers(0, 1), min_size=len(lengths), max_size=len(lengths))))
    rows = make(
        lengths,
        sections,
        draw(hnp.arrays(np.float32, (len(lengths), 3), elements=SMALL)),
        draw(hnp.arrays(np.float32, (sum(lengths), 3), elements=SMALL)),
    )
    vector = draw(hnp.arrays(np.float32, (3,), elements=SMALL))
    chosen = draw(st.lists(st.integers(0, len(lengths) - 1), min_size=1, max_size=8))
    return rows, vector, np.array(chosen, dtype=np.int64)


def make(lengths: list[int], sections: np.ndarray, passages: np.ndarray, sentences: np.ndarray) -> Rows:
    return Rows(
        ids=[f"d#{number}" for number in range(len(lengths))],
        languages=np.array(["en"] * len(lengths)),
        documents=np.array(["d"] * len(lengths)),
        passages=passages,
        sentences=sentences,
        starts=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        sections=np.asarray(sections, dtype=np.int64),
    )


@pytest.fixture
def three() -> Rows:
    return make([1, 2, 1], np.array([0, 0, 1]), np.eye(3, dtype=np.float32), np.ones((4, 3), np.float32))


@given(asked())
def test_best_sentences_as_in_a_plain_loop(case):
    rows, vector, chosen = case
    expected = [
        max(float(sentence @ vector) for sentence in rows.sentences[rows.starts[row] : rows.starts[row + 1]])
        for row in chosen
    ]
    np.testing.assert_allclose(expected, rows.best_sentences(vector, chosen), rtol=1e-4, atol=1e-4)


@given(asked())
def test_sections_closeness_as_in_a_plain_loop(case):
    rows, vector, chosen = case
    expected = [
        np.mean(
            [float(p @ vector) for p, of in zip(rows.passages, rows.sections, strict=True) if of == rows.sections[row]]
        )
        for row in chosen
    ]
    np.testing.assert_allclose(expected, rows.sections_closeness(vector, chosen), rtol=1e-4, atol=1e-4)


def test_ids_become_row_numbers_and_unknown_ones_are_left_out(three):
    assert three.numbers(["d#2", "x", "d#0"]).tolist() == [2, 0]
    assert three.numbers([]).tolist() == []


def test_what_is_saved_is_what_is_loaded(tmp_path, three):
    three.save(tmp_path)
    loaded = Rows.load(tmp_path)
    assert list(three.ids) == list(loaded.ids)
    for name in ("languages", "documents", "passages", "sentences", "starts", "sections"):
        np.testing.assert_array_equal(getattr(three, name), getattr(loaded, name))


def test_no_rows_can_be_saved_and_loaded(tmp_path):
    make([], np.array([]), np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32)).save(tmp_path)
    loaded = Rows.load(tmp_path)
    assert (list(loaded.ids), loaded.passages.shape, loaded.starts.tolist()) == ([], (0, 3), [0])
    assert loaded.numbers(["d#0"]).tolist() == []
