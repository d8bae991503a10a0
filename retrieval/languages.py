"""Tells which language a text is written in, by script first, then by its words."""

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from lingua import LanguageDetector

_SCRIPTS = {
    "Hangul": "ko",
    "Kana": "ja",
    "Han": "zh",
    "Thai": "th",
    "Khmer": "km",
    "Myanmar": "my",
    "Lao": "lo",
    "Greek": "el",
    "Devanagari": "hi",
    "Tamil": "ta",
    "Arabic": "ar",
    "Cyrillic": "ru",
    "Latin": "en",
}
_CLASSES = {"Kana": r"[\p{Hiragana}\p{Katakana}]"}


def _script_pattern(name: str) -> str:
    signs = _CLASSES.get(name, rf"\p{{{name}}}")
    return f"(?P<{name}>{signs})"


_SCRIPT = regex.compile("|".join(map(_script_pattern, _SCRIPTS)))
_WITHIN = {
    "Cyrillic": ("RUSSIAN", "KAZAKH", "MONGOLIAN", "UKRAINIAN"),
    "Latin": (
        *("ENGLISH", "INDONESIAN", "VIETNAMESE", "TAGALOG", "SPANISH", "FRENCH", "GERMAN", "PORTUGUESE"),
        *("TURKISH", "ITALIAN", "DUTCH", "POLISH", "SWAHILI"),
    ),
}
_CODES = {"tl": "fil"}
_ENOUGH = 0.1
"""Share of the letters from which a script other than Latin decides: names often stay Latin."""
_SURE = 0.45
"""Confidence below which the hint, or the script's own first guess, is safer than the words."""
_SAMPLE = 2_000


def identify(text: str, hint: str | None = None) -> str:
    """The ISO 639 code of a text's language; `hint` decides where the text says too little."""
    script = _script(text[:_SAMPLE])
    if script is None:
        return hint or "en"
    if script not in _WITHIN:
        return _SCRIPTS[script]
    ranked = _detector(script).compute_language_confidence_values(text[:_SAMPLE])
    best = ranked[0]
    if best.value < _SURE:
        return hint or _SCRIPTS[script]
    code = best.language.iso_code_639_1.name.lower()
    return _CODES.get(code, code)


def _script(text: str) -> str | None:
    counts = Counter(match.lastgroup for match in _SCRIPT.finditer(text))
    if counts["Kana"]:
        counts["Kana"] += counts.pop("Han", 0)
    total = counts.total()
    if not total:
        return None
    strong = {name: count for name, count in counts.items() if name != "Latin" and count >= total * _ENOUGH}
    return max(strong, key=strong.__getitem__) if strong else "Latin"


@cache
def _detector(script: str) -> "LanguageDetector":
    """Loading the words of one script's languages takes about 0.1 s, so only on need."""
    from lingua import Language, LanguageDetectorBuilder

    languages = [getattr(Language, name) for name in _WITHIN[script]]
    return LanguageDetectorBuilder.from_languages(*languages).with_low_accuracy_mode().build()
