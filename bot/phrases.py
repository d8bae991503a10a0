"""What the assistant says in its own words, by language, from gettext catalogues."""

from functools import cache
from importlib import resources

import polib

from bot.errors import PhraseMissing

FALLBACK = "en"


class Phrases:
    """Texts by key; a language without a catalogue hears English."""

    def say(self, key: str, language: str, /, **values: object) -> str:
        """The text for a key, its placeholders filled; raises `PhraseMissing` when not even English has it."""
        text = _catalogue(language).get(key) or _catalogue(FALLBACK).get(key)
        if text is None:
            raise PhraseMissing(f"bot/locales/{FALLBACK}.po has no entry {key!r}: add it there")
        return text.format(**values) if values else text


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    folder = resources.files("bot").joinpath("locales")
    return tuple(sorted(entry.name.removesuffix(".po") for entry in folder.iterdir() if entry.name.endswith(".po")))


@cache
def _catalogue(language: str) -> dict[str, str]:
    path = resources.files("bot").joinpath("locales", f"{language.partition('-')[0]}.po")
    if not path.is_file():
        return {}
    return {entry.msgid: entry.msgstr for entry in polib.pofile(path.read_text(encoding="utf-8")) if entry.msgstr}
