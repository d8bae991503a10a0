"""The mean of a language is taken out of vectors, half of it out of a question's."""

import numpy as np
import pytest

from retrieval.centring import ENOUGH, Centring

KO, EN, REST = (np.array(values, dtype=np.float32) for values in ([2, 0], [0, 2], [1, 1]))


@pytest.fixture
def centring() -> Centring:
    return Centring({"ko": KO, "en": EN, "*": REST}, {"ko": KO, "en": EN, "*": REST})


@pytest.mark.parametrize(("language", "expected"), [("ko", [3, 4]), ("en", [4, 3]), ("xx", [3.5, 3.5])])
def test_a_question_loses_half_the_mean_of_its_language(centring, language, expected):
    np.testing.assert_allclose(expected, centring.question(np.array([4, 4], np.float32), language))


def test_passages_lose_the_mean_of_their_own_language(centring):
    vectors = np.full((3, 2), 4, np.float32)
    np.testing.assert_allclose([[2, 4], [4, 2], [3, 3]], centring.passages_of(vectors, ["ko", "en", "xx"]))


def test_no_passages_stay_no_passages(centring):
    assert centring.passages_of(np.zeros((0, 2), np.float32), []).shape == (0, 2)


def test_centring_keeps_single_precision(centring):
    vectors = np.ones((1, 2), np.float32)
    assert {np.dtype(np.float32)} == {
        centring.question(vectors[0], "ko").dtype,
        centring.passages_of(vectors, ["ko"]).dtype,
        centring.blended(np.ones((ENOUGH, 2), np.float32), ["ko"] * ENOUGH).passage_mean("ko").dtype,
    }


def of_corpus(**counts: tuple[int, float]) -> tuple[np.ndarray, list[str]]:
    """Vectors and languages of a corpus: passages a language, and the value of all their numbers."""
    vectors = np.concatenate([np.full((count, 2), value, np.float32) for count, value in counts.values()])
    return vectors, [language for language, (count, _) in counts.items() for _ in range(count)]


def test_a_corpus_in_one_language_moves_it_half_way_to_its_own_mean(centring):
    np.testing.assert_allclose([3, 2], centring.blended(*of_corpus(ko=(ENOUGH, 4))).passage_mean("ko"))


def test_a_language_without_passages_moves_with_the_corpus(centring):
    blended = centring.blended(*of_corpus(ko=(ENOUGH, 4)))
    np.testing.assert_allclose([1, 4], blended.passage_mean("en"))


def test_the_more_passages_the_closer_to_the_languages_own_mean(centring):
    shares = [(10 * ENOUGH, 1), (1, 10 * ENOUGH)]
    near, far = (centring.blended(*of_corpus(ko=(own, 4), en=(other, 9))).passage_mean("ko") for own, other in shares)
    assert np.linalg.norm(near - [3, 2]) < np.linalg.norm(far - [3, 2])


def test_blending_leaves_questions_alone(centring):
    blended = centring.blended(*of_corpus(ko=(ENOUGH, 4), xx=(3, 1)))
    assert centring.questions == blended.questions
    assert {"ko", "en", "*", "xx"} == blended.passages.keys()


def test_blending_without_passages_changes_nothing(centring):
    blended = centring.blended(np.zeros((0, 2), np.float32), [])
    np.testing.assert_array_equal(KO, blended.passage_mean("ko"))


def test_what_is_saved_is_what_is_loaded(tmp_path, centring):
    centring.save(tmp_path / "centring.npz")
    loaded = Centring.load(tmp_path / "centring.npz")
    for expected, actual in [(centring.questions, loaded.questions), (centring.passages, loaded.passages)]:
        assert expected.keys() == actual.keys()
        np.testing.assert_array_equal(list(expected.values()), [actual[language] for language in expected])


def test_the_means_that_ship_serve_known_and_unknown_languages():
    static = Centring.static()
    assert {"*", "en", "ko", "ru", "th", "zh"} <= static.passages.keys()
    assert {(384,)} == {mean.shape for mean in (*static.passages.values(), *static.questions.values())}
    assert static.passage_mean("xx").tolist() == static.passages["*"].tolist()
