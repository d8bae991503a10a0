"""Days and moments as people write them in their language (CLDR)."""

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

_FALLBACK = Locale("en", "GB")


def spoken_moment(moment: datetime, language: str) -> str:
    """Weekday, date, time and time zone, in the zone of the moment."""
    locale = _locale(language)
    day = format_date(moment.date(), "EEE, d MMM y" if locale is _FALLBACK else "full", locale=locale)
    return f"{day}, {moment:%H:%M} ({moment.tzname()})"


def spoken_day(day: date, language: str) -> str:
    """Weekday and date."""
    return format_date(day, "full", locale=_locale(language))


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language) if language != "en" else _FALLBACK
    except (UnknownLocaleError, ValueError):
        return _FALLBACK
