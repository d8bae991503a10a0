"""Answers without a model: the right sentences, short, in order, word for word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.extractive_writer import LIMIT, ExtractiveWriter
from retrieval.model import Hit
from tests.doubles.library import hit


def written(*hits: Hit) -> str:
    return ExtractiveWriter().write(hits).text


def test_the_best_sentences_are_quoted_in_the_documents_order():
    assert written(hit("One.", "Two.", "Three.", "Four.", closeness=(0.5, 0.7, 0.1, 0.9))) == "One. Two. Four."


def test_three_sentences_at_most():
    assert written(hit("A.", "B.", "C.", "D.", "E.", closeness=(0.1, 0.9, 0.8, 0.2, 0.7))) == "B. C. E."


def test_the_best_document_comes_first():
    quoted = ExtractiveWriter().write(
        (hit("A.", document="a", closeness=[0.1]), hit("B.", document="b", closeness=[0.9]))
    )
    assert (quoted.text, [citation.document for citation in quoted.citations]) == ("B.\nA.", ["b", "a"])


def test_words_and_names_of_the_question_raise_a_sentence():
    plain = hit("A.", "B.", "C.", "D.")
    told = (0.0, 0.0, 0.0, 1.0)
    assert written(plain) == "A. B. C."
    assert "D." in written(replace(plain, coverage=told))
    assert "D." in written(replace(plain, named=told))


@pytest.mark.parametrize("numbers", [(1, 0), (0, 1)])
def test_passages_of_one_section_keep_the_documents_order(numbers):
    texts = {0: "First.", 1: "Second."}
    assert written(*(hit(texts[number], number=number) for number in numbers)) == "First. Second."


@pytest.mark.parametrize("sections", [(1, 0), (0, 1)])
def test_sections_keep_the_documents_order(sections):
    texts = {0: "First.", 1: "Second."}
    assert written(*(hit(texts[section], number=section, section=section) for section in sections)) == "First. Second."


def test_a_sentence_that_stands_twice_is_quoted_once():
    assert written(hit("Ships."), hit("Ships.", document="other")) == "Ships."


@pytest.mark.parametrize("text", ["word " * 300, "x" * 2_000, "界" * 700])
def test_an_over_long_sentence_is_cut(text):
    quote = written(hit(text.strip()))
    assert quote.endswith("…")
    assert text.startswith(quote.removesuffix("…"))
    assert LIMIT / 2 < len(quote) <= LIMIT


def test_nothing_found_is_nothing_quoted():
    assert (written(), ExtractiveWriter().write(()).citations) == ("", ())


TEXTS = st.text("ab 界.", min_size=1, max_size=700).map(str.strip).filter(bool)


@st.composite
def hits(draw: st.DrawFn) -> tuple[Hit, ...]:
    """Up to five hits over three documents with everything free but the numbers of passages."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        texts = draw(st.lists(TEXTS, min_size=1, max_size=5))
        closeness = [draw(st.floats(-1, 1)) for _ in texts]
        made.append(
            hit(*texts, document=draw(st.sampled_from("abc")), number=number, section=number, closeness=closeness)
        )
    return tuple(made)


@given(hits())
def test_any_answer_is_short_and_rests_on_its_documents(given_hits):
    quoted = ExtractiveWriter().write(given_hits)
    assert 0 < len(quoted.text) <= LIMIT
    documents = [citation.document for citation in quoted.citations]
    assert len(dict.fromkeys(documents)) == len(quoted.text.split("\n"))
    for citation in quoted.citations:
        assert citation.quote in quoted.text
        own = [text for h in given_hits if h.citable.document == citation.document for text in h.passage.sentences]
        assert any(text.startswith(citation.quote.removesuffix("…")) for text in own)


def test_a_bare_item_is_shown_below_its_heading_and_quoted_as_it_is():
    one = hit("18 or older")
    one = replace(one, passage=replace(one.passage, leads=("Who can apply",)))
    quoted = ExtractiveWriter().write([one])
    assert (quoted.text, quoted.citations[0].quote) == ("Who can apply: 18 or older", "18 or older")
