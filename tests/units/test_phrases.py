"""Fixed texts: every language says everything, in its own words, in the chat and at the desk."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import polib
import pytest
from jinja2 import Environment, nodes

from bot.errors import PhraseMissing
from bot.phrases import Phrases, languages

PHRASES = Phrases()
FOLDERS = ("", "desk")
ANY = "[a-z-]+"
CATALOGUES = [
    pytest.param(folder, language, id=f"{folder}/{language}".lstrip("/"))
    for folder in FOLDERS
    for language in languages(folder)
]


@cache
def code() -> tuple[ast.AST, ...]:
    """What the bot's modules consist of."""
    paths = resources.files("bot").rglob("*.py")  # type: ignore[attr-defined]
    return tuple(node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def said_in_templates() -> tuple[nodes.Expr, ...]:
    """What the pages' templates give to `say` as the key."""
    paths = resources.files("bot").joinpath("web", "templates").rglob("*.html")  # type: ignore[attr-defined]
    trees = [Environment(autoescape=True).parse(path.read_text(encoding="utf-8")) for path in paths]
    calls = [call for tree in trees for call in tree.find_all(nodes.Call) if call.args]
    return tuple(call.args[0] for call in calls if isinstance(call.node, nodes.Name) and call.node.name == "say")


def words_in_templates() -> Iterator[str]:
    for key in said_in_templates():
        parts = [key] if isinstance(key, nodes.Const) else key.find_all(nodes.Const)
        yield from (part.value for part in parts if word(part.value))


def words_in_code() -> Iterator[str]:
    """The keys given to `say` or `line` as they stand; a condition chooses between two."""
    for call in code():
        if isinstance(call, ast.Call) and call.args and called(call.func) in {"say", "line"}:
            parts = [node.value for node in ast.walk(call.args[0]) if isinstance(node, ast.Constant)]
            yield from (part for part in parts if word(part))


def called(function: ast.expr) -> str:
    """The name of what is called: `voice.say` and a bare `say` alike."""
    return ast.unparse(function).rpartition(".")[2]


def word(value: object) -> bool:
    return isinstance(value, str) and not value.endswith("-") and " " not in value and value != "any"


@cache
def constants() -> frozenset[object]:
    """Every text that stands in the code or is said in a template."""
    return frozenset(node.value for node in code() if isinstance(node, ast.Constant)) | set(words_in_templates())


@cache
def made() -> frozenset[str]:
    """Patterns of the keys that are put together, such as f"state-{state}" in code or "role-" ~ role in a template."""
    strings = [node.values for node in code() if isinstance(node, ast.JoinedStr) and node.values]
    joined = [key.nodes for key in said_in_templates() if isinstance(key, nodes.Concat)]
    patterns = {pattern(start, parts[1:]) for parts in (*strings, *joined) for start in starts(parts[0])}
    # What does not begin with a word and a dash could be every key there is.
    return frozenset(one for one in patterns if re.match(r"[a-z]+\\-", one))


def starts(part: ast.expr | nodes.Expr) -> set[str]:
    """What a key may begin with: a word of its own, or those between which a condition chooses for a name."""
    if isinstance(part, ast.Constant | nodes.Const):
        return {str(part.value)}
    name = part.value if isinstance(part, ast.FormattedValue) else None
    return chosen().get(name.id, set()) if isinstance(name, ast.Name) else set()


@cache
def chosen() -> dict[str, set[str]]:
    """The words that a name stands for after an assignment such as `kind = "city" if … else "tie"`."""
    found: dict[str, set[str]] = {}
    for node in code():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp) and isinstance(node.targets[0], ast.Name):
            sides = [side.value for side in (node.value.body, node.value.orelse) if isinstance(side, ast.Constant)]
            found.setdefault(node.targets[0].id, set()).update(side for side in sides if word(side))
    return found


def pattern(start: str, rest: Sequence[ast.expr | nodes.Expr]) -> str:
    constant = ast.Constant | nodes.Const
    return "".join([re.escape(start), *(re.escape(str(p.value)) if isinstance(p, constant) else ANY for p in rest)])


def mentioned(key: str) -> bool:
    """Whether a key stands anywhere, whole or as what is put together."""
    return key in constants() or any(re.fullmatch(one, key) for one in made())


@cache
def entries(folder: str, language: str) -> dict[str, str]:
    path = resources.files("bot").joinpath("locales", folder, f"{language}.po")
    return {entry.msgid: entry.msgstr for entry in polib.pofile(path.read_text(encoding="utf-8"))}


def test_at_least_twelve_languages_are_spoken():
    assert {"en", "ko", "id", "vi", "th", "km", "my", "fil", "ru", "kk", "zh", "ja"} <= set(languages())


def test_the_desk_speaks_the_officials_languages():
    assert ("en", "ko") == languages("desk")


@pytest.mark.parametrize("folder", FOLDERS, ids=["chat", "desk"])
def test_no_key_stands_twice_in_a_catalogue(folder):
    for language in languages(folder):
        text = resources.files("bot").joinpath("locales", folder, f"{language}.po").read_text(encoding="utf-8")
        keys = [entry.msgid for entry in polib.pofile(text)]
        assert [] == [key for key in set(keys) if keys.count(key) > 1], language


@pytest.mark.parametrize(("folder", "language"), CATALOGUES)
def test_every_catalogue_has_the_same_keys_and_placeholders(folder, language):
    own, english = entries(folder, language), entries(folder, "en")
    assert english.keys() == own.keys()
    for key, text in english.items():
        assert placeholders(text) == placeholders(own[key]), key


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{\w*}", text))


def test_every_key_that_is_said_is_there():
    there = {key for folder in FOLDERS for key in entries(folder, "en")}
    assert set() == {*words_in_code(), *words_in_templates()} - there


@pytest.mark.parametrize("folder", FOLDERS, ids=["chat", "desk"])
def test_every_key_that_is_there_is_said(folder):
    assert [] == [key for key in entries(folder, "en") if not mentioned(key)]


@pytest.mark.parametrize(("folder", "language"), CATALOGUES)
def test_every_phrase_is_said_in_its_own_words(folder, language):
    texts, english = entries(folder, language), entries(folder, "en")
    assert all(text.strip() for text in texts.values())
    alike = {key for key, text in english.items() if text == texts.get(key) and len(letters(text)) > 12}
    assert language == "en" or not alike


def letters(text: str) -> str:
    """What is left of a phrase without its placeholders and signs: a short word may be the same in two languages."""
    return re.sub(r"{\w*}|\W|\d", "", text)


@pytest.mark.parametrize("language", ["xx", "", "e", "no-SUCH"])
def test_a_language_without_a_catalogue_hears_english(language):
    assert PHRASES.say("failed", "en") == PHRASES.say("failed", language)


def test_a_language_without_a_catalogue_at_the_desk_hears_the_desks_english():
    assert entries("desk", "en")["state-open"] == Phrases("desk").say("state-open", "ru")


def test_a_regional_language_hears_its_language():
    assert PHRASES.say("failed", "zh") == PHRASES.say("failed", "zh-Hant")


def test_an_unknown_phrase_is_told_by_name():
    with pytest.raises(PhraseMissing, match="no-such-key"):
        PHRASES.say("no-such-key", "ko")


def test_an_unknown_phrase_of_the_desk_is_told_with_its_catalogue():
    with pytest.raises(PhraseMissing, match=r"bot/locales/desk/en\.po.*no-such-key"):
        Phrases("desk").say("no-such-key", "ko")
