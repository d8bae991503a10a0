"""Prompts for language models: one Markdown file each, with declared variables and a digest of its words."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from pathlib import Path
from string import Template

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import PromptError

FOLDER = Path(str(resources.files("bot"))).parent / "prompts"
"""Beside the package, in the source tree as in an installed wheel."""
_FILE = re.compile(r"\A---\n(?P<head>.*?)^---\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)


class _Head(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    purpose: str = Field(min_length=1)
    variables: dict[str, str]
    """What each one stands for."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text with `$variables`; `name@digest` tells which words a model was given."""

    name: str
    text: str
    variables: tuple[str, ...]
    digest: str

    def render(self, **values: str) -> str:
        """The text with every variable filled in; raises `PromptError` for a missing or unknown one.

        A `$` inside a value stays as it is.
        """
        _same(f"prompt {self.name!r}", self.variables, values)
        return Template(self.text).substitute(values)


def load(name: str, folder: Path = FOLDER) -> Prompt:
    """Read a prompt; raises `PromptError` where it is missing or declares other variables than it uses."""
    path = folder / f"{name}.md"
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path}: cannot be read ({error}): add the prompt or correct its name") from error
    head, text = _parted(path, content)
    if head.name != name:
        raise PromptError(f"{path}: name: {head.name!r} differs from the file's name: make them the same")
    template = Template(text)
    if not template.is_valid():
        raise PromptError(f"{path}: a $ is followed by no variable: write $$ for a dollar sign")
    _same(str(path), template.get_identifiers(), head.variables)
    return Prompt(name, text, tuple(head.variables), sha256(text.encode()).hexdigest()[:8])


def _parted(path: Path, content: str) -> tuple[_Head, str]:
    found = _FILE.match(content)
    if found is None:
        raise PromptError(f"{path}: begins with no front matter: put name, purpose and variables between two --- lines")
    try:
        return _Head.model_validate(yaml.safe_load(found["head"])), found["body"].strip()
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc'])) or 'whole'}: {fault['msg']}" for fault in error.errors())
        raise PromptError(f"{path}: front matter: {'; '.join(faults)}") from error
    except yaml.YAMLError as error:
        raise PromptError(f"{path}: front matter: {' '.join(str(error).split())}") from error


def _same(where: str, used: Collection[str], given: Mapping[str, str]) -> None:
    missing, unknown = set(used) - given.keys(), given.keys() - set(used)
    wrong = [
        f"{word} {', '.join(sorted(names))}" for word, names in (("missing", missing), ("unknown", unknown)) if names
    ]
    if wrong:
        raise PromptError(f"{where}: variables: {'; '.join(wrong)}")
