"""Reads corpus files into documents; every problem is a value, so that one bad file stops nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from pydantic import ValidationError

from retrieval.cleaning import clean, tidy
from retrieval.errors import CorpusError
from retrieval.frontmatter import FrontMatter, SourceNote
from retrieval.model import Audience, Document, Source
from retrieval.readers import read_text

Identify = Callable[[str], str]
"""Names the language of a text."""

MARKDOWN = frozenset({".md", ".markdown"})
READABLE = MARKDOWN | {".txt"}
_HEAD = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:-\d\d)?(?:-\d\d)?")
_MAX_TITLE = 100
_TITLE_SAMPLE = 20_000
"""Characters in which a raw text's title is looked for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a corpus file; `field` is empty when it concerns the whole file."""

    path: Path
    field: str
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.path), self.field, self.message) if part)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with the file it came from and, where it has one, its head."""

    path: Path
    document: Document
    head: FrontMatter | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read from `paths`, by id, and what was wrong; `audience` went to the texts without a head."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    paths: tuple[Path, ...] = ()
    audience: Audience = Audience.PUBLIC

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, in the order of their ids."""
        return tuple(entry.document for entry in self.entries)


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read and the path it was found under."""

    path: Path
    root: Path


def read(paths: Sequence[Path], audience: Audience, identify: Identify) -> Corpus:
    """Read files and folders; `audience` and `identify` serve the texts without front matter."""
    files = list({file.path.resolve(): file for path in paths for file in _files(path)}.values())
    results = [*chain.from_iterable(_read(file, audience, identify) for file in files)]
    entries = [result for result in results if isinstance(result, Entry)]
    problems = [result for result in results if isinstance(result, Problem)]
    unique, doubles = _unique(_named(entries, {file.path: file.root for file in files}))
    return Corpus(
        entries=tuple(sorted(unique, key=lambda entry: entry.document.id)),
        problems=(*problems, *doubles),
        paths=tuple(path.resolve() for path in paths),
        audience=audience,
    )


def _files(path: Path) -> Iterator[_File]:
    if not path.is_dir():
        yield _File(path, path.parent)
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        # A folder that is called like a text is a mistake worth telling; any other is just a folder.
        if not hidden and (not found.is_dir() or found.suffix.lower() in READABLE):
            yield _File(found, path)


def _read(file: _File, audience: Audience, identify: Identify) -> Iterator[Entry | Problem]:
    """An entry, problems, or an entry with problems that do not prevent its use."""
    if file.path.is_file() and file.path.suffix.lower() not in READABLE:
        yield Problem(file.path, "", f"is not a kind of file that is read: {', '.join(sorted(READABLE))}")
        return
    try:
        text = clean(read_text(file.path))
    except CorpusError as error:
        yield Problem(file.path, "", str(error))
        return
    yield from _entries(file.path, text, audience, identify)


def _entries(path: Path, text: str, audience: Audience, identify: Identify) -> Iterator[Entry | Problem]:
    try:
        fields, body = _parted(text) if path.suffix.lower() in MARKDOWN else (None, text)
        head = None if fields is None else FrontMatter.model_validate(fields)
    except CorpusError as error:
        yield Problem(path, "front matter", str(error))
    except ValidationError as error:
        yield from _field_problems(path, error)
    else:
        yield from _entry(path, head, tidy(body), audience, identify)


def _entry(
    path: Path, head: FrontMatter | None, text: str, audience: Audience, identify: Identify
) -> Iterator[Entry | Problem]:
    if not any(character.isalnum() for character in text):
        yield Problem(path, "", "is empty: write a text or remove the file")
    elif head is None:
        yield Entry(path, _raw(path, text, audience, identify))
    else:
        yield Entry(path, _headed(head, text), head)
        if head.id != path.stem:
            yield Problem(path, "id", f"{head.id!r} differs from the file's name {path.stem!r}: make them the same")


def _parted(text: str) -> tuple[dict[str, Any] | None, str]:
    """The fields of the front matter, None without one, and the text below it."""
    found = _HEAD.match(text)
    if found is None:
        return None, text
    fields = _fields(found.group(1))
    # Between two rules may stand prose as well: only a mapping is a head.
    return (fields, text[found.end() :]) if isinstance(fields, dict) else (None, text)


def _fields(head: str) -> object:
    try:
        return yaml.load(head, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        # Lines count from 1 and the opening rule is the first.
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise CorpusError(f"line {line}: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise CorpusError(str(error)) from error


class _Loader(yaml.SafeLoader):
    """Safe, and strict about keys given twice, of which YAML would silently drop one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node; raises ConstructorError where a key is given twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(problem=f"{key.value!r} twice", problem_mark=key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep)


def _field_problems(path: Path, error: ValidationError) -> Iterator[Problem]:
    for detail in error.errors(include_url=False, include_context=False):
        field = ".".join(str(part) for part in detail["loc"]) or "front matter"
        given = "" if isinstance(detail["input"], dict) else f" (given: {str(detail['input'])[:80]!r})"
        yield Problem(path, field, detail["msg"].removeprefix("Value error, ") + given)


def _headed(head: FrontMatter, text: str) -> Document:
    countries = (*([head.country] if head.country else []), *head.countries)
    sources = tuple(_source(note) for note in head.sources)
    return Document(
        id=head.id,
        title=tidy(head.title),
        text=text,
        language=head.language,
        audience=head.audience,
        type=head.type,
        names=head.names,
        places=places(head),
        countries=tuple(dict.fromkeys(countries)),
        sources=sources,
        date=newest(source.date for source in sources),
    )


def places(head: FrontMatter) -> tuple[str, ...]:
    """The ids of all places a head points at, each once."""
    ids = (head.place, head.home, head.partner, *head.partners)
    return tuple(dict.fromkeys(place for place in ids if place))


def _source(note: SourceNote) -> Source:
    return Source(note.title, note.date, note.locator or "", note.confidence)


def newest(dates: Iterable[str]) -> str:
    """The date, as printed, that names the latest day; empty when none names a year."""
    dated = [(max(_YEAR.findall(date)), date) for date in dates if _YEAR.search(date)]
    return max(dated, key=lambda pair: pair[0])[1] if dated else ""


def _raw(path: Path, text: str, audience: Audience, identify: Identify) -> Document:
    markdown = path.suffix.lower() in MARKDOWN
    heading = _first_heading(text) if markdown else ""
    return Document(
        id=clean(path.name),
        title=_shortened(heading or _first_line(text)),
        text=text,
        language=identify(text),
        audience=audience,
        markdown=markdown,
    )


def _first_heading(text: str) -> str:
    tokens = MarkdownIt("commonmark").parse(text[:_TITLE_SAMPLE])
    for opener, inline in pairwise(tokens):
        if opener.type == "heading_open":
            return "".join(part.content for part in inline.children or []).strip()
    return ""


def _first_line(text: str) -> str:
    lines = (line.lstrip("#>*-+| \t").strip() for line in text.splitlines())
    return next((line for line in lines if any(character.isalnum() for character in line)), "")


def _shortened(title: str) -> str:
    if len(title) <= _MAX_TITLE:
        return title
    words, space, _ = title[: _MAX_TITLE + 1].rpartition(" ")
    return (words if space else title[:_MAX_TITLE]) + " …"


def _named(entries: Sequence[Entry], roots: dict[Path, Path]) -> Iterator[Entry]:
    """Entries with raw texts of one file name told apart: by relative path, else by the whole."""
    for name_of in (_relative, _whole):
        often = Counter(entry.document.id for entry in entries)
        entries = [
            replace(entry, document=replace(entry.document, id=name_of(entry.path, roots[entry.path])))
            if entry.head is None and often[entry.document.id] > 1
            else entry
            for entry in entries
        ]
    yield from entries


def _relative(path: Path, root: Path) -> str:
    return clean(path.relative_to(root).as_posix())


def _whole(path: Path, _root: Path) -> str:
    return clean(path.as_posix())


def _unique(entries: Iterable[Entry]) -> tuple[list[Entry], list[Problem]]:
    """The first entry of each id, and a problem for each further one."""
    first: dict[str, Entry] = {}
    doubles = []
    for entry in entries:
        known = first.setdefault(entry.document.id, entry)
        if known is not entry:
            message = f"{entry.document.id!r} is already the id of {known.path}: choose another"
            doubles.append(Problem(entry.path, "id", message))
    return list(first.values()), doubles
