"""Dates as far as they are known: ISO strings of a year, a month or a day."""

import re
from calendar import isleap, month_name
from datetime import date
from functools import lru_cache

_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:-(0[1-9]|1[0-2])(?!\d)(?:-(0[1-9]|[12]\d|3[01])(?!\d))?)?")
_NAMED = re.compile(rf"({'|'.join(_MONTHS)})\s+((?:19|20)\d\d)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def printed(text: str) -> str:
    """The latest date that a source's own words name, as ISO; empty when they name no year."""
    found = ["-".join(part for part in match.groups() if part) for match in _ISO.finditer(text)]
    found += [f"{match[2]}-{_MONTHS[match[1].lower()]:02}" for match in _NAMED.finditer(text)]
    return max(found, default="")


def not_before(day: str, bound: str) -> bool:
    """Whether a date lies on or after a bound, as far as both are known."""
    shared = min(len(day), len(bound))
    return day[:shared] >= bound[:shared]


def not_after(day: str, bound: str) -> bool:
    """Whether a date lies on or before a bound, as far as both are known."""
    shared = min(len(day), len(bound))
    return day[:shared] <= bound[:shared]


def agree(one: str, other: str) -> bool:
    """Whether two dates may be the same day: one is the other, less exactly."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def full_years(since: str, until: date) -> int:
    """Completed years from a date, taken as early as it may have been, to a day."""
    start = date.fromisoformat((since + "-01-01")[:10])
    return until.year - start.year - ((until.month, until.day) < (start.month, start.day))


def years_after(day: str, years: int) -> str:
    """The anniversary of a date, as exact as it is; that of a leap day in other years is the day after."""
    year = int(day[:4]) + years
    if day[4:] == "-02-29" and not isleap(year):
        return f"{year}-03-01"
    return f"{year}{day[4:]}"


def older_than(day: str, years: int, asked_on: date) -> bool:
    """Whether so many years have passed since a date; False for an unknown one."""
    return bool(day) and full_years(day, asked_on) >= years
