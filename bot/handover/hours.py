"""When a desk works, and how much working time lies between two moments."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_DAY = timedelta(days=1)
_HORIZON = 800
"""Days that are looked ahead: a desk that is closed for two years never opens."""

Span = tuple[timedelta, timedelta]
"""From and until, since midnight; the end may lie in the next day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Weekly opening hours in a time zone, without holidays. Moments are aware; results are in the desk's zone."""

    week: tuple[tuple[Span, ...], ...]
    zone: ZoneInfo
    holiday: Callable[[date], bool]

    @classmethod
    def read(cls, opening: str, zone: str, holiday: Callable[[date], bool]) -> "Hours":
        """Hours such as "Mon-Fri 09:00-12:00 13:00-18:00; Sat 10:00-13:00".

        A span that ends before it begins goes past midnight. Raises `ValueError` that says which part is wrong.
        """
        week: list[list[Span]] = [[] for _ in _DAYS]
        for part in filter(None, (part.strip() for part in opening.split(";"))):
            days, _, spans = part.partition(" ")
            for day in _days(days, part):
                week[day] += _spans(spans, part)
        if not any(week):
            raise ValueError(f"{opening!r} names no opening hours: write such as 'Mon-Fri 09:00-18:00'")
        try:
            return cls(tuple(tuple(sorted(spans)) for spans in week), ZoneInfo(zone), holiday)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{zone!r} is no time zone: write such as 'Asia/Seoul'") from error

    def open_at(self, moment: datetime) -> bool:
        """Whether the desk works."""
        return any(start <= moment < end for start, end in self._from(moment, 1))

    def opens_next(self, moment: datetime) -> datetime:
        """The moment itself where the desk works, else when it opens; the moment where it never does."""
        for start, end in self._from(moment):
            if end > moment:
                return max(start, moment).astimezone(self.zone)
        return moment.astimezone(self.zone)

    def after(self, moment: datetime, working: timedelta) -> datetime:
        """The moment after so much working time."""
        left = working
        for start, end in self._from(moment):
            begin = max(start, moment)
            if end <= begin:
                continue
            if begin + left <= end:
                return (begin + left).astimezone(self.zone)
            left -= end - begin
        return (moment + working).astimezone(self.zone)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from one moment to another; none backwards."""
        total = timedelta()
        for opens, closes in self._from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def _from(self, moment: datetime, days: int = _HORIZON) -> Iterator[tuple[datetime, datetime]]:
        """Opening spans in UTC from the day before on, as one may go past midnight; they do not overlap."""
        first = moment.astimezone(self.zone).date() - _DAY
        until = datetime.min.replace(tzinfo=UTC)
        for number in range(days + 2):
            day = first + number * _DAY
            for start, end in () if self.holiday(day) else self.week[day.weekday()]:
                opens, closes = max(self._at(day, start), until), self._at(day, end)
                if opens < closes:
                    until = closes
                    yield opens, closes

    def _at(self, day: date, since: timedelta) -> datetime:
        """A time of the wall clock as a moment; one that the clock skips counts from before the change."""
        return (datetime.combine(day, time()) + since).replace(tzinfo=self.zone).astimezone(UTC)


def _days(text: str, part: str) -> Iterator[int]:
    first, _, last = text.lower().partition("-")
    if first not in _DAYS or (last or first) not in _DAYS:
        raise ValueError(f"{part!r} does not begin with days: write such as 'Mon-Fri' or 'Sat'")
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return (day % 7 for day in range(start, end + 1 if end >= start else end + 8))


def _spans(text: str, part: str) -> Iterator[Span]:
    spans = text.split()
    if not spans:
        raise ValueError(f"{part!r} names no hours: write such as 'Mon-Fri 09:00-18:00'")
    for span in spans:
        found = _SPAN.fullmatch(span)
        numbers = [int(number) for number in found.groups()] if found else [99] * 4
        start, end = (timedelta(hours=hour, minutes=minute) for hour, minute in (numbers[:2], numbers[2:]))
        if max(start, end) > _DAY or max(numbers[1], numbers[3]) > 59 or start == end:
            raise ValueError(f"{span!r} in {part!r} is no span of hours: write such as '09:00-18:00'")
        yield start, end if end > start else end + _DAY
