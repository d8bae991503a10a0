"""What the assistant says in its own words, by language, from gettext catalogues."""

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import polib

from bot.errors import PhraseMissing

FALLBACK = "en"


class Phrases:
    """Texts by key; a language without a catalogue hears English."""

    def __init__(self, folder: str = "") -> None:
        """`folder` is one within `bot/locales`: "desk" holds what officials read."""
        self._folder = folder

    def say(self, key: str, language: str, /, **values: object) -> str:
        """The text for a key, its placeholders filled; raises `PhraseMissing` when not even English has it."""
        text = _catalogue(self._folder, language).get(key) or _catalogue(self._folder, FALLBACK).get(key)
        if text is None:
            place = "/".join(part for part in ("bot/locales", self._folder, f"{FALLBACK}.po") if part)
            raise PhraseMissing(f"{place} has no entry {key!r}: add it there")
        return text.format(**values) if values else text


@cache
def languages(folder: str = "") -> tuple[str, ...]:
    """The languages that have a catalogue."""
    files = _place(folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(".po") for entry in files if entry.name.endswith(".po")))


@cache
def _catalogue(folder: str, language: str) -> dict[str, str]:
    path = _place(folder).joinpath(f"{language.partition('-')[0]}.po")
    if not path.is_file():
        return {}
    return {entry.msgid: entry.msgstr for entry in polib.pofile(path.read_text(encoding="utf-8")) if entry.msgstr}


def _place(folder: str) -> Traversable:
    locales = resources.files("bot").joinpath("locales")
    return locales.joinpath(folder) if folder else locales
