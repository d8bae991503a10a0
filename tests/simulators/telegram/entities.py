"""What Telegram makes of a text and its entities before it keeps them: cleaned, split, merged and trimmed."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.simulators.telegram.errors import TEXT_BLANK, bad_request

Entity = dict[str, Any]

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
MONOSPACE = frozenset({"code", "pre"})
HIDDEN = frozenset({"text_link", "text_mention"})
FIRST = {"blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49}
LAST = {"bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99}
PRIORITY = FIRST | LAST

REMOVED = frozenset({"\r", *map(chr, range(0x2028, 0x202F)), "\u0333", "\u033f", "\u030a"})
SPACES = frozenset(map(chr, [*range(10), 11, 12, *range(14, 32)]))
BLANKS = " \n"


@dataclass(frozen=True)
class Formatted:
    """A text with its entities, and the source in HTML if it was written so."""

    text: str
    entities: list[Entity] = field(default_factory=list)
    html: str | None = None


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def part(text: str, offset: int, length: int) -> str:
    """A piece of a text by UTF-16 units."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    return encoded[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def end(entity: Entity) -> int:
    """Where an entity ends, in UTF-16 units."""
    return int(entity["offset"]) + int(entity["length"])


def ordered(entities: list[Entity]) -> list[Entity]:
    """By beginning, the longer first, then by type."""
    return sorted(entities, key=lambda one: (one["offset"], -one["length"], PRIORITY.get(one["type"], 50)))


def finished(given: Formatted, *, allow_empty: bool = False) -> Formatted:
    """The text as it is kept; an empty one is refused unless it may be."""
    _check(given)
    text, entities = _cleaned(given.text, given.entities)
    entities = _without_blanks(text, _fixed(entities))
    if not text.strip(BLANKS):
        if allow_empty:
            return Formatted("", [], given.html)
        raise bad_request(TEXT_BLANK)
    return _trimmed(text, entities, given.html)


def _check(given: Formatted) -> None:
    length = units(given.text)
    for entity in given.entities:
        if entity["offset"] > length:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {entity['offset']}")
        if end(entity) > length:
            where = f"beginning at UTF-16 offset {entity['offset']} ends after the end of the text"
            raise bad_request(f"entity {where} at UTF-16 offset {end(entity)}")


def _clean(character: str) -> str:
    if character in REMOVED:
        return ""
    return " " if character in SPACES else character


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    if not any(character in REMOVED or character in SPACES for character in text):
        return text, entities
    places, kept, now = [], [], 0
    for character in text:
        replacement = _clean(character)
        places += [now] * units(character)
        now += units(replacement)
        kept.append(replacement)
    places.append(now)
    moved = [_spanning(one, places[one["offset"]], places[end(one)]) for one in entities]
    return "".join(kept), moved


def _spanning(entity: Entity, start: int, stop: int) -> Entity:
    return entity | {"offset": start, "length": stop - start}


def _fixed(entities: list[Entity]) -> list[Entity]:
    solid = _without_overlaps([one for one in ordered(entities) if one["type"] not in {*SPLITTABLE, *QUOTES}])
    quotes = _without_overlaps([one for one in ordered(entities) if one["type"] in QUOTES])
    styles = [piece for kind in SPLITTABLE for piece in _pieces(kind, entities, solid)]
    return ordered([*quotes, *solid, *styles])


def _without_overlaps(entities: list[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in entities:
        if entity["length"] > 0 and (not kept or entity["offset"] >= end(kept[-1])):
            kept.append(entity)
    return kept


def _pieces(kind: str, entities: list[Entity], solid: list[Entity]) -> list[Entity]:
    """One style's spans: merged where they touch, cut where a link or code begins or ends, none inside code."""
    pieces = []
    for start, stop in _merged([(one["offset"], end(one)) for one in ordered(entities) if one["type"] == kind]):
        edges = {edge for one in solid for edge in (one["offset"], end(one)) if start < edge < stop}
        for left, right in pairwise(sorted({start, stop, *edges})):
            if not any(one["type"] in MONOSPACE and one["offset"] <= left and right <= end(one) for one in solid):
                pieces.append({"type": kind, "offset": left, "length": right - left})
    return pieces


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, stop in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        elif stop > start:
            merged.append((start, stop))
    return merged


def _without_blanks(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities begin with something visible, unless they carry hidden data."""
    kept = []
    for entity in entities:
        inside = part(text, entity["offset"], entity["length"])
        lead = 0 if entity["type"] in HIDDEN else len(inside) - len(inside.lstrip(BLANKS))
        if entity["length"] > lead:
            kept.append(_spanning(entity, entity["offset"] + lead, end(entity)))
    return kept


def _trimmed(text: str, entities: list[Entity], html: str | None) -> Formatted:
    text = text.rstrip(BLANKS)
    length = units(text)
    first = min((one["offset"] for one in entities), default=length)
    lead = min(len(text) - len(text.lstrip(BLANKS)), first)
    cut = [
        _spanning(one, one["offset"] - lead, min(end(one), length) - lead) for one in entities if one["offset"] < length
    ]
    return Formatted(text[lead:], ordered(cut), html)
