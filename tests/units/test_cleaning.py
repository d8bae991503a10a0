"""Any text becomes safe to embed, search and print, and loses nothing that is seen."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.cleaning import MAX_QUESTION, clean, clean_question, tidy

LOOSE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\ud800\udfff\u200b\u200d\ufeff\u0301\u0308\u11a8\u1100\u1161e\r\n\t \x00\U000e0041"),
    )
)


def unsafe(text: str) -> list[str]:
    """The characters that must never come out of cleaning."""
    return [c for c in text if c not in "\n\t" and unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn"}]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("부산", unicodedata.normalize("NFD", "부산")),
        ("Valparaíso", "Valparai\u0301so"),
        ("Đà Nẵng", unicodedata.normalize("NFD", "Đà Nẵng")),
        ("пропуск", "про\u00adпуск"),
        ("Busan", "B\x00u\x00s\x00a\x00n"),
        ("Busan", "Bu\ud800s\udc00an"),
        ("Busan", "\ufeffBu\u200bs\u200can\u2060"),
        ("Busan", "Bu\u202es\u2066an"),
        ("Busan", "Bu\u001b\u0007san"),
        ("Busan", "Busan\ue000\U0010fffd"),
        ("", "\U000e0001\U000e0069\U000e0067\U000e006e\U000e007f"),
        ("สวัสดี ជំរាបសួរ မင်္ဂလာပါ", "สวัสดี ជំរាបសួរ မင်္ဂလာပါ"),
        ("a\nb\nc\n", "a\r\nb\rc\n"),
        ("a\tb", "a\tb"),
        ("🎉 ok", "🎉 ok"),
    ],
)
def test_only_what_is_seen_stays(expected, text):
    assert expected == clean(text)


def test_hidden_characters_do_not_keep_letter_and_accent_apart():
    assert clean("e\u200b\u0301") == "é"


@given(LOOSE)
def test_cleaning_twice_changes_nothing(text):
    once = clean(text)
    assert once == clean(once)


@given(LOOSE)
def test_cleaned_text_is_composed_and_holds_nothing_hidden(text):
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert unsafe(cleaned) == []


@given(LOOSE)
def test_cleaned_text_can_be_written_anywhere(text):
    cleaned = clean(text)
    assert cleaned == cleaned.encode().decode()


@given(LOOSE)
def test_a_question_is_one_tidy_line(text):
    question = clean_question(text)
    assert question == " ".join(question.split())
    assert question == clean_question(question)


@pytest.mark.parametrize("text", ["a" * 100_000, "a " * 100_000, "부산" * 50_000, "e\u0301" * 50_000])
def test_a_question_is_cut(text):
    assert MAX_QUESTION - 1 <= len(clean_question(text)) <= MAX_QUESTION


def test_a_long_pad_of_hidden_characters_does_not_hide_the_words_before_it():
    assert clean_question("Where is Busan?" + "\u200b" * 50_000) == "Where is Busan?"


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x01", "\u200b\u2060", "\ud800"])
def test_nothing_to_see_is_an_empty_question(text):
    assert clean_question(text) == ""


def test_tidy_text_has_single_spaces_and_one_blank_line_between_paragraphs():
    assert "One  two\nthree".replace("  ", " ") + "\n\nfour" == tidy("  One \t two\nthree \n \n\n\n four \u00a0 ")


@given(LOOSE)
def test_tidying_twice_changes_nothing(text):
    once = tidy(text)
    assert once == tidy(once)


@given(LOOSE)
def test_tidying_changes_only_white_space(text):
    assert clean(text).split() == tidy(text).split()
