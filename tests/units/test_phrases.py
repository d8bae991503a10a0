"""Fixed texts: every language says everything, in its own words."""

import re
from importlib import resources

import polib
import pytest

from bot.errors import PhraseMissing
from bot.phrases import Phrases, languages

PHRASES = Phrases()


def spoken() -> set[str]:
    """The keys that the code says, by their place in the sources; `judge` chooses between two."""
    sources = [path.read_text(encoding="utf-8") for path in resources.files("bot").rglob("*.py")]  # type: ignore[attr-defined]
    keys = {
        key
        for text in sources
        for call in re.findall(r"\.say\(([^)]*)\)", text)
        for key in re.findall(r'"([^"]+)"', call)
    }
    return keys | {key for text in sources for key in re.findall(r'_apology\(question, [\w.]+, "([^"]+)"\)', text)}


def entries(language: str) -> dict[str, str]:
    path = resources.files("bot").joinpath("locales", f"{language}.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(path.read_text(encoding="utf-8"))}


def test_at_least_twelve_languages_are_spoken():
    assert {"en", "ko", "id", "vi", "th", "km", "my", "fil", "ru", "kk", "zh", "ja"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_every_key_and_no_key_more(language):
    assert spoken() == entries(language).keys()


@pytest.mark.parametrize("language", languages())
def test_every_phrase_is_said_in_its_own_words(language):
    texts = entries(language)
    assert all(text.strip() for text in texts.values())
    assert len(texts) == len(set(texts.values()))
    assert language == "en" or not set(texts.values()) & set(entries("en").values())


@pytest.mark.parametrize("language", ["xx", "", "e", "no-SUCH"])
def test_a_language_without_a_catalogue_hears_english(language):
    assert PHRASES.say("failed", "en") == PHRASES.say("failed", language)


def test_a_regional_language_hears_its_language():
    assert PHRASES.say("failed", "zh") == PHRASES.say("failed", "zh-Hant")


def test_an_unknown_phrase_is_told_by_name():
    with pytest.raises(PhraseMissing, match="no-such-key"):
        PHRASES.say("no-such-key", "ko")
