"""Dates as far as they are known, and what sources print for a date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.register.dates import agree, full_years, not_after, not_before, older_than, printed, years_after


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-05-25", "2023-05-25"),
        ("as of January 2022", "2022-01"),
        ("undated; COVID-19 figures as of June 2020", "2020-06"),
        ("undated (2016-2019)", "2019"),
        ("2023-05/06", "2023-05"),
        ("2023-05-03 / 2023-05-08", "2023-05-08"),
        ("2009 / c. 2014", "2014"),
        ("entry written c. 2012-2013", "2013"),
        ("undated", ""),
        ("2024-2 term", "2024"),
        ("no. 20231005", ""),
    ],
)
def test_the_latest_date_that_a_source_prints(text, day):
    assert day == printed(text)


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        ("1994-08-29", "2026-08-28", 31),
        ("1994-08-29", "2026-08-29", 32),
        ("1994-08", "2026-08-01", 32),
        ("1994", "2026-01-01", 32),
        ("2024-02-29", "2025-02-28", 0),
        ("2024-02-29", "2025-03-01", 1),
    ],
)
def test_only_full_years_count(since, until, years):
    assert years == full_years(since, date.fromisoformat(until))


def test_a_date_known_to_the_month_may_be_any_day_of_it():
    assert agree("1994-08", "1994-08-29")
    assert not agree("1994-08-29", "1994-11-10")
    assert not_before("1994", "1994-08-29")
    assert not_after("1994-08-29", "1994")
    assert not not_before("1994-08-28", "1994-08-29")
    assert not not_after("1995", "1994-08-29")


@pytest.mark.parametrize(
    ("day", "years", "anniversary"),
    [
        ("2016-02-29", 10, "2026-03-01"),
        ("2016-02-29", 12, "2028-02-29"),
        ("1994-08-29", 32, "2026-08-29"),
        ("1994-08", 5, "1999-08"),
        ("1994", 5, "1999"),
    ],
)
def test_every_date_has_an_anniversary(day, years, anniversary):
    assert anniversary == years_after(day, years)


def test_an_unknown_date_is_not_old():
    assert not older_than("", 2, date(2026, 11, 24))
    assert older_than("2022-01", 2, date(2026, 11, 24))
    assert not older_than("2024-12", 2, date(2026, 11, 24))


DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2100, 1, 1))


@given(DAYS, DAYS)
def test_bounds_of_full_dates_are_the_order_of_days(one, other):
    assert not_before(one.isoformat(), other.isoformat()) == (one >= other)
    assert not_after(one.isoformat(), other.isoformat()) == (one <= other)


@given(st.text())
def test_any_text_prints_a_date_or_none(text):
    assert printed(text) == "" or 4 <= len(printed(text)) <= 10
