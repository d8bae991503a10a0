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


def test_no_centring_changes_nothing():
    vector = np.array([1, 2, 3], np.float32)
    centring = Centring.none(3)
    np.testing.assert_array_equal(vector, centring.question(vector, "ko"))
    np.testing.assert_array_equal(vector[np.newaxis], centring.passages_of(vector[np.newaxis], ["ko"]))


def test_enough_passages_move_a_language_half_way_to_their_own_mean(centring):
    vectors = np.concatenate([np.full((ENOUGH, 2), 4, np.float32), np.full((ENOUGH - 1, 2), 8, np.float32)])
    blended = centring.blended(vectors, ["ko"] * ENOUGH + ["en"] * (ENOUGH - 1))
    np.testing.assert_allclose([3, 2], blended.passage_mean("ko"))
    np.testing.assert_allclose(EN, blended.passage_mean("en"))
    np.testing.assert_allclose(KO, blended.questions["ko"])


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
