"""Prompts declare what they use, say which words a model was given, and fail loudly."""

from hashlib import sha256

import pytest

from bot.errors import BotError, PromptError
from bot.prompts import FOLDER, load

HEAD = "---\nname: greet\npurpose: Say hello.\nvariables:\n  who: Whom to greet.\n---\n"
VALUES = {
    "fence": "=== 0badc0de ===",
    "again": "",
    "question": "What does $passages cost? {today} ${language}",
    "language": "Korean (ko)",
    "passages": "[1] Ferry; harbour office; 2024\nA ticket costs $7.",
    "today": "2026-11-20",
}


def write(folder, content, name="greet"):
    (folder / f"{name}.md").write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.md")))
def test_every_prompt_in_the_folder_loads(name):
    prompt = load(name)
    assert name == prompt.name
    assert all(f"${variable}" in prompt.text for variable in prompt.variables)


def test_the_answer_prompt_takes_what_the_pipeline_has():
    assert set(VALUES) == set(load("answer").variables)


def test_values_are_put_in_as_they_are():
    rendered = load("answer").render(**VALUES)
    assert VALUES["passages"] in rendered
    assert VALUES["question"] in rendered
    assert "Today is 2026-11-20." in rendered


def test_the_digest_follows_the_words_alone(tmp_path):
    first = load("greet", write(tmp_path, HEAD + "Hello $who!\n"))
    assert sha256(b"Hello $who!").hexdigest()[:8] == first.digest
    assert first == load(
        "greet", write(tmp_path, HEAD.replace("Say", "To say").replace("\n", "\r\n") + "Hello $who!\r\n")
    )
    assert first.digest != load("greet", write(tmp_path, HEAD + "Hello, $who!\n")).digest


def test_a_missing_variable_is_named():
    values = {name: value for name, value in VALUES.items() if name != "today"}
    with pytest.raises(PromptError, match=r"^prompt 'answer': variables: missing today$"):
        load("answer").render(**values)


def test_an_unknown_variable_is_named():
    with pytest.raises(PromptError, match=r"^prompt 'answer': variables: unknown colour, mood$"):
        load("answer").render(**VALUES, mood="kind", colour="red")


def test_missing_and_unknown_are_told_at_once(tmp_path):
    with pytest.raises(BotError, match="missing who; unknown whom"):
        load("greet", write(tmp_path, HEAD + "Hello $who!")).render(whom="Ann")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Hello $who!", "begins with no front matter"),
        (HEAD + "Hello!", "variables: unknown who"),
        (HEAD + "Hello $who, from $us!", "variables: missing us"),
        (HEAD + "Hello $who, pay 5$!", r"write \$\$ for a dollar sign"),
        (HEAD.replace("greet", "other") + "Hello $who!", "'other' differs from the file's name"),
        (HEAD.replace("purpose", "aim") + "Hello $who!", "purpose"),
        (HEAD.replace("purpose: Say", "purpose: [") + "Hello $who!", "front matter"),
        (HEAD.replace("name: greet", "- greet") + "Hello $who!", "front matter"),
    ],
)
def test_a_malformed_prompt_says_file_and_fault(tmp_path, content, told):
    with pytest.raises(PromptError, match=rf"greet\.md: .*{told}"):
        load("greet", write(tmp_path, content))


def test_a_prompt_that_is_not_there_is_named():
    with pytest.raises(PromptError, match=r"nowhere\.md: cannot be read"):
        load("nowhere")
