"""Public holidays of a country."""

from collections.abc import Callable, Collection
from datetime import date

import holidays


def public_holidays(country: str, extra: Collection[date] = ()) -> Callable[[date], bool]:
    """Whether a day is free in a country, by ISO code, or one of the extra ones; no code means no holidays.

    Raises `ValueError` for a country that is not known.
    """
    if not country:
        return frozenset(extra).__contains__
    known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(f"{country!r} is no country whose holidays are known: write an ISO code such as KR or DE")
    of_country = holidays.country_holidays(country)
    free = frozenset(extra)
    return lambda day: day in free or day in of_country
