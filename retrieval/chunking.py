"""Cuts documents into passages of about 120 tokens, at headings, without crumbs or overlap."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from markdown_it import MarkdownIt
from markdown_it.token import Token

from retrieval.model import Document, Passage
from retrieval.sentences import sentences
from retrieval.tokens import estimated_tokens

TARGET = 120
"""Estimated tokens a passage aims at; measured best for facts in most languages."""
CRUMB = 40
"""A passage below this many tokens becomes a hit for everything, so it joins its neighbour."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_TAG = regex.compile(
    r"</?(?:a|b|blockquote|br|center|code|del|details|div|em|font|h[1-6]|hr|i|img|ins|li|mark|ol|p|pre|s|small|span"
    r"|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>|<!--.*?-->",
    regex.DOTALL | regex.IGNORECASE,
)
"""Markup that Markdown lets through: its words count, its tags do not."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, list item or table row with the headings above it."""

    text: str
    headings: tuple[str, ...]

    @property
    def tokens(self) -> float:
        return estimated_tokens(self.text)


def split(document: Document) -> tuple[Passage, ...]:
    """The passages of a document, in order; empty when it holds no text."""
    units = list(_markdown_units(document) if document.markdown else _plain_units(document))
    groups = _without_crumbs(_packed(units))
    sections = _section_numbers(groups)
    return tuple(
        Passage(
            id=f"{document.id}#{number}",
            document=document.id,
            headings=_trail(group),
            section=section,
            sentences=tuple(unit.text for unit in group),
            leads=tuple(unit.headings[-1] if unit.headings else "" for unit in group),
        )
        for number, (group, section) in enumerate(zip(groups, sections, strict=True))
    )


def embedded_text(title: str, passage: Passage) -> str:
    """What the embedder and the lexical index see of a passage: title, headings, text."""
    text = passage.text
    lead = [] if text.startswith(title.rstrip(" …")) else [title]
    return "\n".join([*lead, *passage.headings, text])


def _packed(units: list[_Unit]) -> list[list[_Unit]]:
    groups: list[list[_Unit]] = []
    for unit in units:
        current = groups[-1] if groups else None
        if current is None or _closes(current, unit):
            groups.append([unit])
        else:
            current.append(unit)
    return groups


def _closes(group: list[_Unit], unit: _Unit) -> bool:
    size = sum(member.tokens for member in group)
    if unit.headings != group[-1].headings:
        return size >= CRUMB
    return size + unit.tokens > TARGET * 1.15 and size >= CRUMB


def _without_crumbs(groups: list[list[_Unit]]) -> list[list[_Unit]]:
    kept: list[list[_Unit]] = []
    for group in groups:
        if kept and sum(unit.tokens for unit in group) < CRUMB:
            kept[-1].extend(group)
        else:
            kept.append(group)
    return kept


def _section_numbers(groups: list[list[_Unit]]) -> list[int]:
    numbers: list[int] = []
    for index, group in enumerate(groups):
        if index and group[0].headings == groups[index - 1][0].headings:
            numbers.append(numbers[-1])
        else:
            numbers.append(numbers[-1] + 1 if numbers else 0)
    return numbers


def _trail(group: list[_Unit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(heading for unit in group for heading in unit.headings))


def _plain_units(document: Document) -> Iterator[_Unit]:
    for paragraph in document.text.split("\n\n"):
        for sentence in sentences(paragraph, document.language):
            yield _Unit(sentence, ())


def _markdown_units(document: Document) -> Iterator[_Unit]:
    trail: list[tuple[int, str]] = []
    header: list[str] = []
    tokens = _MARKDOWN.parse(_TAG.sub(" ", document.text))
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            depth = int(token.tag[1])
            trail = [entry for entry in trail if entry[0] < depth]
            if not (name := _plain(tokens[index + 1]).strip()):
                continue
            trail.append((depth, name))
            if _stands_bare(tokens, index):
                yield _Unit(name, tuple(above for _, above in trail[:-1]))
        elif token.type == "thead_open":
            header = _cells(tokens, index)
        elif _holds_text(tokens, index):
            headings = tuple(name for _, name in trail)
            for text in _texts(tokens, index, document.language, header):
                yield _Unit(text, headings)


def _stands_bare(tokens: list[Token], index: int) -> bool:
    """A heading without text below it is text itself."""
    after = tokens[index + 3] if index + 3 < len(tokens) else None
    return after is None or (after.type == "heading_open" and after.tag <= tokens[index].tag)


def _holds_text(tokens: list[Token], index: int) -> bool:
    opener = tokens[index - 1].type if index else ""
    if tokens[index].type == "tr_open":
        return tokens[index - 1].type != "thead_open"
    if tokens[index].type in {"fence", "code_block"}:
        return True
    return tokens[index].type == "inline" and opener == "paragraph_open"


def _texts(tokens: list[Token], index: int, language: str, header: list[str]) -> list[str]:
    token = tokens[index]
    if token.type == "tr_open":
        return [_table_row(header, _cells(tokens, index))]
    if token.type == "inline":
        plain = _plain(token)
        in_list = index >= 2 and tokens[index - 2].type == "list_item_open"
        return [plain] if in_list and len(plain) <= 320 else sentences(plain, language)
    return [line.strip() for line in token.content.splitlines() if line.strip()]


def _table_row(header: list[str], cells: list[str]) -> str:
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(header, cells, strict=False) if cell)


def _cells(tokens: list[Token], start: int) -> list[str]:
    cells = []
    for position in range(start, len(tokens)):
        if tokens[position].type == "tr_close":
            break
        if tokens[position].type == "inline":
            cells.append(_plain(tokens[position]))
    return cells


def _plain(inline: Token) -> str:
    """The words of an inline token without its markup."""
    parts = (
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in inline.children or []
        if child.type in {"text", "code_inline", "softbreak", "hardbreak", "image"}
    )
    return " ".join("".join(parts).split())
