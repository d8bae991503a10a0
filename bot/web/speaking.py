"""Which language a page is in."""

from bot.messaging.voice import spoken
from bot.phrases import FALLBACK, languages


def preferred(accepted: str, folder: str = "") -> str:
    """The first language of an Accept-Language header that has a catalogue in a folder; English where none has."""
    tags = [part.partition(";")[0].strip().lower() for part in accepted[:500].split(",")]
    known = [spoken(tag) for tag in tags if spoken(tag) != FALLBACK or tag.partition("-")[0] == FALLBACK]
    return next((language for language in known if language in languages(folder)), FALLBACK)
