"""What every embedder promises."""

import numpy as np
import pytest

from retrieval.adapters.e5_embedder import E5Embedder
from retrieval.ports import Embedder
from tests.fakes import WordEmbedder

TEXTS = ["Busan signed an agreement with Almaty.", "부산의 자매도시", "x", "The library closes at six."] * 5


@pytest.fixture(params=[WordEmbedder, E5Embedder], scope="module")
def embedder(request: pytest.FixtureRequest) -> Embedder:
    made: Embedder = request.param()
    return made


class TestEmbedder:
    def test_a_text_becomes_a_unit_vector(self, embedder: Embedder) -> None:
        for vectors in (embedder.passages(TEXTS), embedder.queries(TEXTS)):
            assert (len(TEXTS), embedder.dimension) == vectors.shape
            assert np.float32 == vectors.dtype
            assert np.allclose(1, np.linalg.norm(vectors, axis=1), atol=1e-3)

    def test_a_vector_does_not_depend_on_its_neighbours(self, embedder: Embedder) -> None:
        together = embedder.passages(TEXTS)

        assert np.array_equal(together[1], embedder.passages([TEXTS[1]])[0])
        assert np.array_equal(together[:4], together[4:8])

    def test_questions_and_passages_are_embedded_differently(self, embedder: Embedder) -> None:
        assert not np.allclose(embedder.queries(TEXTS[:1]), embedder.passages(TEXTS[:1]))

    def test_nothing_becomes_no_rows(self, embedder: Embedder) -> None:
        assert (0, embedder.dimension) == embedder.passages([]).shape

    @pytest.mark.parametrize("text", ["", " \n", "\0", "\u200b"])
    def test_a_text_without_a_visible_character_is_near_to_nothing(self, embedder: Embedder, text: str) -> None:
        vectors = embedder.passages([text, "Busan"])

        assert not vectors[0].any()
        assert vectors[1].any()

    @pytest.mark.parametrize("text", ["Busan\0 harbour", "Busan\ud800 harbour", "Busan\u202e harbour"])
    def test_hidden_characters_change_nothing(self, embedder: Embedder, text: str) -> None:
        assert np.array_equal(embedder.queries(["Busan harbour"]), embedder.queries([text]))


def test_the_built_in_embedder_reads_no_more_than_it_can_afford() -> None:
    embedder = E5Embedder()
    text = "harbour " * 500

    assert np.array_equal(embedder.passages([text[:4_000]]), embedder.passages([text[:4_000] + " library" * 100_000]))
