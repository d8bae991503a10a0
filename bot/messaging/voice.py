"""Fixed texts of the chat, in the inquirer's language."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from bot.messaging.model import Line, Style
from bot.phrases import FALLBACK, Phrases, languages


@dataclass(frozen=True, slots=True)
class Voice:
    """Says phrases in one language."""

    phrases: Phrases
    language: str

    def say(self, key: str, /, **values: object) -> str:
        """A phrase with its placeholders filled."""
        return self.phrases.say(key, self.language, **values)

    def line(self, key: str, style: Style = Style.PLAIN, **values: object) -> Line:
        """A phrase as a line."""
        return Line(self.say(key, **values), style)


def spoken(tag: str) -> str:
    """The catalogue for a language tag of an app such as "pt-BR" or "zh-hans"; English where there is none."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    language = {"tl": "fil", "in": "id"}.get(language, language)
    return language if language in languages() else FALLBACK


def language_of(text: str) -> str | None:
    """The language meant by a code or by its name in itself or in any language that is spoken here."""
    wanted = text.strip().casefold()
    if wanted in languages():
        return wanted
    for own in languages():
        names = {name_of(own, own), *(name_of(own, other) for other in languages())}
        if wanted in {name.casefold() for name in names}:
            return own
    return None


def name_of(language: str, displayed: str) -> str:
    """What a language is called in another one (CLDR)."""
    try:
        name = Locale.parse(language).get_display_name(displayed) or language
    except (UnknownLocaleError, ValueError):
        return language
    return name[:1].upper() + name[1:]
