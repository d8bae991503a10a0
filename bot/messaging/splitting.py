"""Fits lines into messages: cut between lines, else between sentences, else anywhere but inside a character."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.messaging.model import Line
from retrieval.cleaning import clean
from retrieval.sentences import sentences


def units(text: str) -> int:
    """UTF-16 code units, as chat services count; a lone surrogate is one."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str, most: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


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
    """Sentences, as many together as fit, with a space between them only where the text has one."""
    rest, start = " ".join(text.split()), 0
    piece, size = "", 0
    for part in (part for sentence in sentences(rest, language) for part in _slices(sentence, limit)):
        gap = " " if rest.startswith(" ", start) else ""
        start += len(gap)
        start += len(part) if rest.startswith(part, start) else 0
        more = units(part)
        if size + len(gap) + more < limit:
            piece, size = piece + gap + part, size + len(gap) + more
        else:
            yield piece
            piece, size = part, more
    if piece:
        yield piece


def _slices(text: str, limit: int) -> Iterator[str]:
    """Even a sentence may be longer than a message: it is cut anywhere but inside a character."""
    start = size = 0
    for end, character in enumerate(text):
        size += units(character)
        if size >= limit:
            yield text[start:end].strip()
            start, size = end, units(character)
    yield text[start:].strip()
