"""Receipt numbers: read however they are written, and a typing error is no other number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.receipts import new_receipt, read_receipt

RECEIPTS = st.builds(lambda _: new_receipt(), st.integers())
ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZ"


@given(RECEIPTS)
def test_a_number_is_read_as_it_was_made(receipt):
    assert receipt == read_receipt(receipt)


@given(RECEIPTS, st.sampled_from(["", " ", "–", "—", "-", " - "[1:2], "_"]))
def test_case_dash_and_words_around_do_not_matter(receipt, dash):
    written = receipt.replace("-", dash).lower()
    assert receipt == read_receipt(f"My number is {written}, please")


@given(RECEIPTS)
def test_full_width_and_letters_that_look_like_digits_are_read(receipt):
    wide = "".join(chr(ord(sign) + 0xFEE0) if sign != "-" else sign for sign in receipt)
    assert receipt == read_receipt(wide)
    assert receipt == read_receipt(receipt.replace("0", "O").replace("1", "I"))


@given(RECEIPTS, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_told(receipt, place, sign):
    signs = receipt.replace("-", "")
    wrong = signs[:place] + sign + signs[place + 1 :]
    assert (wrong == signs) == (read_receipt(wrong) is not None)


@given(RECEIPTS, st.integers(0, 6))
def test_two_signs_that_changed_places_are_told(receipt, place):
    signs = receipt.replace("-", "")
    wrong = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    assert (wrong == signs) == (read_receipt(wrong) is not None)


@pytest.mark.parametrize("text", ["", "How does it stand?", "2024-2025", "1994-1110", "AAAA-BBBB"])
def test_where_there_is_none_there_is_none(text):
    assert read_receipt(text) is None


def test_no_two_are_alike():
    assert 2000 == len({new_receipt() for _ in range(2000)})


@given(st.text())
def test_any_text_can_be_read(text):
    found = read_receipt(text)
    assert found is None or found == read_receipt(found)
