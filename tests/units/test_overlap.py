"""Copied text is found however it is spaced; names and what is public are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.overlap import Overlap

ENGLISH = "The night watch keeps the spare key of the Heron Gate in the green tin box beside the stove."
KOREAN = "야간 경비는 왜가리문의 예비 열쇠를 난로 옆 초록색 깡통 상자에 보관한다."
PUBLIC = "The harbour office is open from nine in the morning until six in the evening on all working days."
OVERLAP = Overlap({"Night rules": [ENGLISH, PUBLIC], "야간 규칙": [KOREAN]}, [PUBLIC])


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        f"As you know, {ENGLISH.lower()}",
        ENGLISH.upper().replace(" ", "  "),
        ENGLISH.replace(" ", "\n").replace(".", "!"),
        "(…) watch keeps the spare key of the Heron Gate in the green tin box (…)",
    ],
)
def test_a_copied_sentence_is_found(text):
    assert ("Night rules",) == OVERLAP.titles(text)


@pytest.mark.parametrize("text", [KOREAN, KOREAN.replace(" ", ""), f"참고로 {KOREAN}"])
def test_a_copied_korean_sentence_is_found(text):
    assert ("야간 규칙",) == OVERLAP.titles(text)


@pytest.mark.parametrize("text", ["Where is the Heron Gate?", "the spare key", "열쇠는 어디에 있나요?", "", PUBLIC])
def test_names_short_runs_and_what_is_public_are_not(text):
    assert () == OVERLAP.titles(text)


def test_what_repeats_more_comes_first():
    assert ("Night rules", "야간 규칙") == OVERLAP.titles(f"{KOREAN} {ENGLISH}")


@given(st.text(max_size=200))
def test_any_text_can_be_compared(text):
    assert set(OVERLAP.titles(text)) <= {"Night rules", "야간 규칙"}
