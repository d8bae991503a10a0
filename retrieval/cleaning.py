"""Makes any text safe to embed, search and print."""

import re
import unicodedata

MAX_QUESTION = 1_000
"""Characters of a question that are read; the embedder takes 68 s for 100,000."""
MAX_UNIT = 4_000
"""Characters of one text handed to the embedder."""

_KEPT_CONTROLS = {"\n", "\t"}
_UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def clean(text: str) -> str:
    """NFC text without control, hidden, unassigned or lone-surrogate characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    # Composed last: what is hidden may stand between a letter and its accent.
    return unicodedata.normalize("NFC", "".join(character for character in lines if _is_seen(character)))


def clean_question(text: str) -> str:
    """A question on one line, cleaned and cut to `MAX_QUESTION` characters."""
    return " ".join(clean(text[: MAX_QUESTION * 4]).split())[:MAX_QUESTION].strip()


def tidy(text: str) -> str:
    """Cleaned text with single spaces, and one blank line between paragraphs."""
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", clean(text))).strip()


def _is_seen(character: str) -> bool:
    if character.isascii():
        return character.isprintable() or character in _KEPT_CONTROLS
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES
