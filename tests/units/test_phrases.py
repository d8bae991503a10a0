"""Fixed texts: every language says everything, in its own words."""

import ast
import re
from importlib import resources

import polib
import pytest

from bot.errors import PhraseMissing
from bot.phrases import Phrases, languages

PHRASES = Phrases()


def sources() -> list[ast.Module]:
    """The bot's modules as trees."""
    paths = resources.files("bot").rglob("*.py")  # type: ignore[attr-defined]
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths]


def said_outright() -> set[str]:
    """The keys that are said as they stand; `judge` chooses between two."""
    calls = [node for tree in sources() for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    keys = [call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "say"]
    return {node.value for key in keys for node in ast.walk(key) if isinstance(node, ast.Constant) and word(node.value)}


def word(value: object) -> bool:
    return isinstance(value, str) and not value.endswith("-") and " " not in value and value != "any"


def mentioned(key: str) -> bool:
    """Whether a key stands anywhere in the code, whole or as what an f-string makes."""
    nodes = [node for tree in sources() for node in ast.walk(tree)]
    if any(isinstance(node, ast.Constant) and node.value == key for node in nodes):
        return True
    made = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    patterns = [
        "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z-]+" for part in one.values)
        for one in made
    ]
    return any(re.search("[a-z]-", pattern) and re.fullmatch(pattern, key) for pattern in patterns)


def entries(language: str) -> dict[str, str]:
    path = resources.files("bot").joinpath("locales", f"{language}.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(path.read_text(encoding="utf-8"))}


def test_at_least_twelve_languages_are_spoken():
    assert {"en", "ko", "id", "vi", "th", "km", "my", "fil", "ru", "kk", "zh", "ja"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_catalogue_has_the_same_keys_and_placeholders(language):
    own, english = entries(language), entries("en")
    assert english.keys() == own.keys()
    for key, text in english.items():
        assert placeholders(text) == placeholders(own[key]), key


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{\w*}", text))


def test_every_key_that_is_said_is_there():
    assert set() == said_outright() - entries("en").keys()


def test_every_key_that_is_there_is_said():
    assert [] == [key for key in entries("en") if not mentioned(key)]


@pytest.mark.parametrize("language", languages())
def test_every_phrase_is_said_in_its_own_words(language):
    texts = entries(language)
    assert all(text.strip() for text in texts.values())
    alike = {key for key, text in entries("en").items() if text == texts[key] and len(letters(text)) > 12}
    assert language == "en" or not alike


def letters(text: str) -> str:
    """What is left of a phrase without its placeholders and signs: a short word may be the same in two languages."""
    return re.sub(r"{\w*}|\W|\d", "", text)


@pytest.mark.parametrize("language", ["xx", "", "e", "no-SUCH"])
def test_a_language_without_a_catalogue_hears_english(language):
    assert PHRASES.say("failed", "en") == PHRASES.say("failed", language)


def test_a_regional_language_hears_its_language():
    assert PHRASES.say("failed", "zh") == PHRASES.say("failed", "zh-Hant")


def test_an_unknown_phrase_is_told_by_name():
    with pytest.raises(PhraseMissing, match="no-such-key"):
        PHRASES.say("no-such-key", "ko")
