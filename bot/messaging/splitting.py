"""Fits lines into messages: cut between lines, else between sentences, else anywhere but inside a character."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.messaging.model import Line
from retrieval.cleaning import clean
from retrieval.sentences import sentences


def units(text: str) -> int:
    """UTF-16 code units, as chat services count; a lone surrogate is one."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(lines: Sequence[Line], limit: int, language: str = "en") -> list[tuple[Line, ...]]:
    """The lines, cleaned, as messages of at most `limit` units, line breaks counted; no message is blank."""
    messages: list[list[Line]] = [[]]
    room = limit
    for line in _short(lines, limit, language):
        needed = units(line.text) + 1
        if needed > room and messages[-1]:
            messages.append([])
            room = limit
        messages[-1].append(line)
        room -= needed
    return [tuple(message) for message in messages if any(line.text.strip() for line in message)]


def _short(lines: Sequence[Line], limit: int, language: str) -> Iterator[Line]:
    for line in lines:
        for text in clean(line.text).split("\n"):
            if units(text) < limit:
                yield replace(line, text=text)
            else:
                yield from (replace(line, text=piece) for piece in _pieces(text, limit, language))


def _pieces(text: str, limit: int, language: str) -> Iterator[str]:
    """Sentences, as many together as fit."""
    piece = ""
    for sentence in sentences(text, language):
        for part in _slices(sentence, limit):
            if piece and units(piece) + units(part) + 1 >= limit:
                yield piece
                piece = part
            else:
                piece = f"{piece} {part}".strip()
    if piece:
        yield piece


def _slices(text: str, limit: int) -> Iterator[str]:
    """Even a sentence may be longer than a message: a character is never cut, as it takes at most two units."""
    most = max(1, limit // 2 - 1)
    return (text[start : start + most] for start in range(0, len(text), most))
