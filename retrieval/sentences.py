"""Cuts text into sentences, for scripts with and without full stops."""

import re
from collections.abc import Iterable, Iterator

from sentencex import segment

_SENTENCE_SIGNS = re.compile(r"(?<=[។៕။؟।])\s*")
_CLAUSE_GAP = re.compile(r"\s+")
_NUMBER_POINT = re.compile(r"\d\.\s*$")
_LONGEST = 320
"""Characters; a longer piece is cut at a space, as Thai writes clauses."""


def sentences(text: str, language: str) -> list[str]:
    """The sentences of one paragraph, stripped, none empty."""
    flat = " ".join(text.split())
    return [
        piece
        for sentence in _rejoined(segment(language.partition("-")[0], flat))
        for part in _SENTENCE_SIGNS.split(sentence)
        for piece in _short_enough(part.strip())
    ]


def _rejoined(pieces: Iterable[str]) -> Iterator[str]:
    """Undo cuts inside a date such as "2008. 6. 3.에", whose points end no sentence."""
    held = ""
    for piece in pieces:
        if held and not (_NUMBER_POINT.search(held) and (piece[0].isdigit() or not held[-1].isspace())):
            yield held
            held = ""
        held += piece
    if held:
        yield held


def _short_enough(sentence: str) -> Iterator[str]:
    if len(sentence) <= _LONGEST:
        if sentence:
            yield sentence
        return
    line = ""
    for clause in _CLAUSE_GAP.split(sentence):
        if line and len(line) + len(clause) > _LONGEST // 2:
            yield from _pieces(line)
            line = clause
        else:
            line = f"{line} {clause}".strip()
    yield from _pieces(line)


def _pieces(line: str) -> Iterator[str]:
    return (line[start : start + _LONGEST] for start in range(0, len(line), _LONGEST))
