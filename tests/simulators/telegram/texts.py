"""Texts and captions of the bot: parsed, then checked and kept."""

from typing import Any

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.detection import detected
from tests.simulators.telegram.entities import Formatted, finished, units
from tests.simulators.telegram.errors import PARSE_MODE, TEXT_EMPTY, TEXT_OVERSIZED, bad_request
from tests.simulators.telegram.markup_html import parse_html
from tests.simulators.telegram.markup_markdown import parse_markdown

TEXT_BYTES = 1 << 15
TEXT_UNITS = 4096
CAPTION_UNITS = 1024
LEGACY = "the simulator does not model the legacy Markdown"
ENTITIES = "can't parse entities JSON object"


def parsed(text: str, mode: str, entities: Any = None) -> Formatted:
    """A text by its parse mode; without one its entities stand beside it."""
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
        raise bad_request(TEXT_OVERSIZED)
    match mode.lower() if text else "":
        case "" | "none":
            return Formatted(text, _entities(entities))
        case "html":
            return parse_html(text)
        case "markdownv2":
            return parse_markdown(text)
        case "markdown":
            raise bad_request(LEGACY)
    raise bad_request(PARSE_MODE)


def _entities(entities: Any) -> list[dict[str, Any]]:
    for entity in entities if isinstance(entities, list) else []:
        missing = next((name for name in ("offset", "length", "type") if name not in entity), "")
        if missing:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{missing}\"")
    return entities if isinstance(entities, list) else []


def parsed_text(arguments: Arguments) -> Formatted:
    """The text of a call."""
    if not arguments.text("text"):
        raise bad_request(TEXT_EMPTY)
    entities = arguments.structure("entities", ENTITIES)
    return parsed(arguments.text("text"), arguments.text("parse_mode"), entities)


def parsed_caption(arguments: Arguments) -> Formatted:
    """The caption of a call."""
    entities = arguments.structure("caption_entities", ENTITIES)
    return parsed(arguments.text("caption"), arguments.text("parse_mode"), entities)


def kept_text(given: Formatted, refusal: str) -> Formatted:
    """A text as the message keeps it: trimmed, not empty, not too long."""
    return _short(detected(finished(given)), refusal, TEXT_UNITS)


def kept_caption(given: Formatted, refusal: str) -> Formatted:
    """A caption as the message keeps it: it may be empty."""
    return _short(detected(finished(given, allow_empty=True)), refusal, CAPTION_UNITS)


def _short(given: Formatted, refusal: str, limit: int) -> Formatted:
    if units(given.text) > limit:
        raise bad_request(refusal)
    return given


def as_text(given: Formatted) -> dict[str, Any]:
    """The JSON of a text in a message."""
    return {"text": given.text} | ({"entities": given.entities} if given.entities else {})


def as_caption(given: Formatted) -> dict[str, Any]:
    """The JSON of a caption in a message."""
    if not given.text:
        return {}
    return {"caption": given.text} | ({"caption_entities": given.entities} if given.entities else {})
