"""The word side of search: shares of the ideal, in scripts with and without spaces."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.lexical import Lexical, terms_of

TEXTS = [
    "Busan signed a sister city agreement with Surabaya in 1994.",
    "부산과 수라바야는 자매도시입니다. 체육 교류가 활발합니다.",
    "釜山与泗水是姐妹城市。体育交流频繁。",
    "ปูซานและสุราบายาเป็นเมืองพี่เมืองน้อง มีการแลกเปลี่ยนด้านกีฬา",
    "ប៊ូសាន និងស៊ូរ៉ាបាយ៉ា ជាទីក្រុងបងប្អូន មានការផ្លាស់ប្តូរកីឡា",
    "Пусан и Сурабая — города-побратимы с обменом спортсменами.",
    "釜山とスラバヤは姉妹都市です。スポーツ交流が盛んです。",
    "The library opens at nine and closes at eight.",
]
ANY = st.text(max_size=80)


@pytest.fixture(scope="module")
def lexical() -> Lexical:
    return Lexical.build(TEXTS)


def best(lexical: Lexical, question: str) -> int:
    """The row with the highest share, -1 when no row has any."""
    shares, _ = lexical.scores(question)
    return int(shares.argmax()) if shares.any() else -1


@pytest.mark.parametrize(
    ("row", "question"),
    [
        (0, "sister city agreement"),
        (0, "agreements"),
        (1, "교류"),
        (1, "체육"),
        (1, "자매도시가 뭐예요"),
        (2, "体育"),
        (2, "泗水"),
        (3, "กีฬา"),
        (3, "เมืองพี่เมืองน้อง"),
        (4, "កីឡា"),
        (4, "ទីក្រុង"),
        (5, "спортсменов"),
        (5, "побратим"),
        (6, "スポーツ"),
        (6, "姉妹"),
        (7, "LIBRARY?"),
        (-1, "quantum xylophone"),
        (-1, "피자"),
    ],
)
def test_words_are_found_in_every_script(lexical, row, question):
    assert row == best(lexical, question)


def test_a_passage_with_every_word_has_full_coverage(lexical):
    _, coverage = lexical.scores("sister agreement Surabaya")
    assert pytest.approx(1) == coverage[0]


@pytest.mark.parametrize("question", ["library opens", "체육 교류", "体育", "กีฬา"])
def test_unknown_words_lower_share_and_coverage(lexical, question):
    known, diluted = lexical.scores(question), lexical.scores(f"{question} xylophone quantum")
    for before, after in zip(known, diluted, strict=True):
        assert 0 < after.max() < before.max()


def test_word_order_case_and_repetition_in_the_question_do_not_matter(lexical):
    expected, actual = lexical.scores("sister city"), lexical.scores("CITY sister Sister city")
    np.testing.assert_array_equal(expected[0], actual[0])
    np.testing.assert_array_equal(expected[1], actual[1])


@given(st.lists(ANY, max_size=6), ANY)
def test_shares_and_coverage_lie_between_0_and_1(texts, question):
    shares, coverage = Lexical.build(texts).scores(question)
    assert (len(texts),) == shares.shape == coverage.shape
    assert np.all((shares >= 0) & (shares <= 1))
    assert np.all((coverage >= 0) & (coverage <= 1 + 1e-5))


@given(st.lists(ANY, max_size=6), ANY)
def test_passages_without_a_word_of_the_question_score_nothing(texts, question):
    shares, coverage = Lexical.build(texts).scores(question)
    shared = [bool(set(terms_of(question)) & set(terms_of(text))) for text in texts]
    assert shared == (shares > 0).tolist() == (coverage > 0).tolist()


@pytest.mark.parametrize("texts", [TEXTS, [], [""], ["...", "!"], ["a"]])
def test_what_is_saved_is_what_is_loaded(tmp_path, texts):
    built = Lexical.build(texts)
    built.save(tmp_path)
    loaded = Lexical.load(tmp_path)
    for question in ["sister city", "교류", "xylophone", ""]:
        np.testing.assert_array_equal(built.scores(question), loaded.scores(question))
        assert built.coverage(question, TEXTS) == loaded.coverage(question, TEXTS)


@pytest.mark.parametrize("question", ["", "?!", "🎉", "  "])
def test_a_question_without_words_scores_nothing(lexical, question):
    shares, coverage = lexical.scores(question)
    assert not shares.any()
    assert not coverage.any()
    assert [0.0] * len(TEXTS) == lexical.coverage(question, TEXTS)


def test_a_corpus_without_passages_scores_nothing():
    shares, coverage = Lexical.build([]).scores("sister city")
    assert (len(shares), len(coverage)) == (0, 0)


def test_coverage_of_single_sentences_weighs_rare_words_more(lexical):
    rare, common, neither = lexical.coverage("library in", ["The library.", "Born in May.", "Ships."])
    assert 1 > rare > common > 0 == neither


@given(ANY, st.lists(ANY, max_size=4))
def test_coverage_of_texts_lies_between_0_and_1(question, texts):
    coverage = Lexical.build(TEXTS).coverage(question, texts)
    assert len(texts) == len(coverage)
    assert all(0 <= value <= 1 + 1e-9 for value in coverage)
