"""Working time: against a slow and obvious count of minutes, and at the edges of days, weeks and clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.holidays import public_holidays
from bot.handover.dates import spoken_day, spoken_moment
from bot.handover.hours import Hours
from bot.phrases import languages

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = "Mon-Fri 09:00-12:00 13:00-18:00; Sat 10:00-13:00"
KOREA = public_holidays("KR")
HOURS = Hours.read(OFFICE, "Asia/Seoul", KOREA)
ODD = [
    HOURS,
    Hours.read("Fri 22:00-02:00; Mon 00:00-24:00", "Europe/Berlin", KOREA),
    Hours.read("Mon-Sun 01:30-03:30", "America/New_York", {date(2026, 3, 8)}.__contains__),
    Hours.read("Sat-Tue 08:15-16:45", "Asia/Kolkata", KOREA),
]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is set
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-27 10:00", True, "2026-11-27 10:00"),
        ("2026-11-27 12:00", False, "2026-11-27 13:00"),
        ("2026-11-27 18:00", False, "2026-11-28 10:00"),
        ("2026-11-28 13:00", False, "2026-11-30 09:00"),
        ("2026-09-25 10:00", False, "2026-09-28 09:00"),
        ("2026-02-14 14:00", False, "2026-02-19 09:00"),
    ],
    ids=["a morning", "lunch", "friday evening", "saturday", "chuseok", "lunar new year"],
)
def test_when_it_works_and_when_it_opens(moment, is_open, opens):
    assert is_open == HOURS.open_at(at(moment))
    assert at(opens) == HOURS.opens_next(at(moment))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-27 09:00", 3, "2026-11-27 12:00"),
        ("2026-11-27 11:30", 1, "2026-11-27 13:30"),
        ("2026-11-27 17:00", 2, "2026-11-28 11:00"),
        ("2026-11-28 12:00", 16, "2026-12-01 17:00"),
        ("2026-11-29 03:00", 0, "2026-11-30 09:00"),
    ],
)
def test_a_promise_counts_working_time_only(start, hours, end):
    assert at(end) == HOURS.after(at(start), timedelta(hours=hours))


@given(st.sampled_from(ODD), MOMENTS, st.integers(0, 3000))
@settings(max_examples=150)
def test_the_promised_moment_is_so_much_working_time_away(hours, moment, minutes):
    end = hours.after(moment, minutes * MINUTE)
    assert minutes * MINUTE == hours.between(moment, end)
    assert end >= moment


@given(st.sampled_from(ODD), MOMENTS, st.integers(1, 2000), st.integers(1, 2000))
@settings(max_examples=100)
def test_more_work_ends_later(hours, moment, some, more):
    assert hours.after(moment, some * MINUTE) < hours.after(moment, (some + more) * MINUTE)


@given(st.sampled_from(ODD), MOMENTS)
@settings(max_examples=60)
def test_two_days_minute_by_minute(hours, moment):
    start = moment.replace(second=0, microsecond=0)
    worked = sum(hours.open_at(start + number * MINUTE) for number in range(2 * 24 * 60))
    assert worked * MINUTE == hours.between(start, start + timedelta(days=2))


@given(st.sampled_from(ODD), MOMENTS)
def test_it_is_open_when_it_opens(hours, moment):
    assert hours.open_at(hours.opens_next(moment))


@pytest.mark.parametrize(
    ("opening", "zone", "said"),
    [
        ("", "Asia/Seoul", "names no opening hours"),
        ("Mon", "Asia/Seoul", "names no hours"),
        ("Mon-Fri 9-18", "Asia/Seoul", "'9-18'"),
        ("Mon-Fri 09:00-25:00", "Asia/Seoul", "'09:00-25:00'"),
        ("Mon-Fri 09:75-18:00", "Asia/Seoul", "'09:75-18:00'"),
        ("Mon-Fri 09:00-09:00", "Asia/Seoul", "no span"),
        ("Montag 09:00-18:00", "Asia/Seoul", "does not begin with days"),
        (OFFICE, "Asia/Pusan", "no time zone"),
        (OFFICE, "", "no time zone"),
    ],
)
def test_what_is_wrong_is_named(opening, zone, said):
    with pytest.raises(ValueError, match=said):
        Hours.read(opening, zone, KOREA)


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-17", "2026-03-02", "2026-05-05", "2026-10-03", "2027-02-08"])
def test_korean_holidays_and_their_substitutes_are_free(day):
    assert KOREA(date.fromisoformat(day))


def test_days_of_one_s_own_are_free_too():
    free = public_holidays("KR", [date(2026, 12, 31)])
    assert [True, False] == [free(date(2026, 12, 31)), free(date(2026, 12, 30))]


def test_an_unknown_country_is_named():
    with pytest.raises(ValueError, match="'XX'"):
        public_holidays("XX")


@pytest.mark.parametrize("language", languages())
def test_moments_and_days_are_spoken_in_every_language(language):
    moment = at("2026-11-30 09:00")
    said = spoken_moment(moment, language)
    assert "09:00 (KST)" in said
    assert spoken_day(moment.date(), language) != spoken_day(date(2026, 12, 1), language)


def test_a_language_that_nobody_knows_is_told_in_english():
    assert spoken_moment(at("2026-11-30 09:00"), "en") == spoken_moment(at("2026-11-30 09:00"), "xx")
