"""Public question sets in the SQuAD v1.1 format, measured as they are over an index of their own paragraphs."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.model import Answer, Outcome, Question
from evals.metrics import holds

Identify = Callable[[str], str]
Ask = Callable[[Question], Awaitable[Answer]]


class SquadError(Exception):
    """A file is not in the SQuAD v1.1 format: says file and field."""


class _Part(BaseModel):
    """Every level may say its language; what it does not say, the level above says."""

    model_config = ConfigDict(frozen=True)

    language: str | None = None


class _Gold(BaseModel):
    text: str


class _Asked(_Part):
    id: str
    question: str
    answers: tuple[_Gold, ...]


class _Paragraph(_Part):
    context: str = Field(min_length=1)
    qas: tuple[_Asked, ...]


class _Article(_Part):
    paragraphs: tuple[_Paragraph, ...]


class _Set(_Part):
    data: tuple[_Article, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the set; the same id in two languages is the same question."""

    id: str
    text: str
    language: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text of the set with the questions it answers."""

    text: str
    language: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with the document of the corpus that answers it."""

    asked: Asked
    document: str
    language: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts by file name, and the questions they answer."""

    texts: dict[str, str]
    questions: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Shares of the questions of one language, with the right paragraph in the same language or another."""

    language: str
    relation: str
    count: int
    document: float
    answer: float
    refused: float


def read_squad(path: Path, identify: Identify) -> list[Paragraph]:
    """Every paragraph of a file; without a `language` key, the language is what the file begins in."""
    try:
        content = _Set.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        raise SquadError(f"{path}: {'.'.join(map(str, first['loc'])) or 'file'}: {first['msg']}") from error
    found = [(article, paragraph) for article in content.data for paragraph in article.paragraphs]
    language = content.language or identify(" ".join(paragraph.context for _, paragraph in found[:3]))
    return [_paragraph(paragraph, paragraph.language or article.language or language) for article, paragraph in found]


def place(files: Sequence[Sequence[Paragraph]], mixed: Sequence[Paragraph], language: str | None) -> Corpus:
    """Put each paragraph into the corpus once, and every question to the one that answers it.

    Translations share the ids of their questions. Of those, the one in `language` stands in
    the corpus, else each file's in turn, so that questions meet both their own language and another.
    `mixed` paragraphs only distract: one that answers a question of the corpus is left out.
    """
    texts: dict[str, str] = {}
    homes: dict[str, tuple[str, Paragraph]] = {}
    known = {paragraph.text for file in files for paragraph in file}
    for turn, versions in enumerate(_translations(files)):
        if language is not None and all(version.language != language for version in versions):
            continue
        chosen = next((one for one in versions if one.language == language), versions[turn % len(versions)])
        name = _add(texts, chosen)
        homes.update({asked.id: (name, chosen) for version in versions for asked in version.asked})
    for paragraph, *_ in _translations([mixed]):
        if paragraph.text not in known and not any(asked.id in homes for asked in paragraph.asked):
            _add(texts, paragraph)
    return Corpus(texts, tuple(_placed(files, homes)))


def limited(questions: Sequence[Placed], limit: int | None) -> list[Placed]:
    """At most `limit` questions a language, evenly spread over the set."""
    groups: dict[str, list[Placed]] = defaultdict(list)
    for question in questions:
        groups[question.asked.language].append(question)
    kept: list[Placed] = []
    for group in groups.values():
        count = len(group) if limit is None else min(limit, len(group))
        kept.extend(group[place * len(group) // count] for place in range(count))
    return kept


def write_texts(corpus: Corpus, folder: Path) -> None:
    """One raw .txt a paragraph, as an office would drop them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in corpus.texts.items():
        (folder / name).write_text(text, encoding="utf-8")


async def measure(questions: Iterable[Placed], ask: Ask) -> list[Row]:
    """Ask every question; a row a question language and relation, worst first."""
    groups: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    for number, placed in enumerate(questions):
        relation = "same" if placed.asked.language == placed.language else "cross"
        answer = await ask(Question(id=f"squad-{number}", text=placed.asked.text))
        groups[placed.asked.language, relation].append(_judged(placed, answer))
    return sorted((_row(*key, judged) for key, judged in groups.items()), key=lambda row: (row.document, row.language))


def _judged(placed: Placed, answer: Answer) -> tuple[bool, bool, bool]:
    refused = answer.outcome not in (Outcome.ANSWERED, Outcome.PARTIAL)
    cited = answer.citations[0].document if answer.citations and not refused else ""
    inside = not refused and any(holds(answer.text, gold) for gold in placed.answers)
    return cited.removesuffix(".txt") == placed.document.removesuffix(".txt"), inside, refused


def _row(language: str, relation: str, judged: Sequence[tuple[bool, bool, bool]]) -> Row:
    document, answer, refused = (sum(column) / len(judged) for column in zip(*judged, strict=True))
    return Row(language, relation, len(judged), document, answer, refused)


def _paragraph(read: _Paragraph, language: str) -> Paragraph:
    asked = tuple(
        Asked(one.id, one.question, one.language or language, tuple(gold.text for gold in one.answers))
        for one in read.qas
    )
    return Paragraph(read.context, language, asked)


def _translations(files: Sequence[Sequence[Paragraph]]) -> Iterator[list[Paragraph]]:
    """Paragraphs that are one: the same text twice, or translations with the same questions."""
    groups: dict[str, list[Paragraph]] = {}
    for paragraph in (paragraph for file in files for paragraph in file):
        keys = [paragraph.text, *(asked.id for asked in paragraph.asked)]
        group = next((groups[key] for key in keys if key in groups), [])
        group.append(paragraph)
        groups.update(dict.fromkeys(keys, group))
    yield from {id(group): group for group in groups.values()}.values()


def _placed(files: Sequence[Sequence[Paragraph]], homes: dict[str, tuple[str, Paragraph]]) -> Iterator[Placed]:
    for asked in (asked for file in files for paragraph in file for asked in paragraph.asked):
        if asked.id in homes:
            name, home = homes[asked.id]
            # A translation's answers are in its own words: what counts stands in the paragraph that is there.
            there = next((one for one in home.asked if one.id == asked.id), asked)
            yield Placed(asked, name, home.language, there.answers)


def _add(texts: dict[str, str], paragraph: Paragraph) -> str:
    name = f"{paragraph.language}-{len(texts):05}.txt"
    texts[name] = paragraph.text
    return name
