"""Tells which language a text is written in, by script first, then by its words."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
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
_RARE = {"uk", "fr", "de", "pt", "tr", "it", "nl", "pl", "sw"}
"""Languages of few inquirers: in a short text their look-alikes are ten times likelier."""
_RARITY = 0.1
_CODES = {"tl": "fil"}
_ENOUGH = 0.1
"""Share of the letters from which a script other than Latin decides: names often stay Latin."""
_SURE = 0.45
"""Confidence below which the hint is safer than the words."""
_GUESSED = 0.3
"""Confidence below which, without a hint, the script's commonest language is the better guess."""
_SAMPLE = 2_000
_WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
_VOTE = 2.0
"""How much a word of one language alone weighs, as a logarithm: 26 of 1,120 calibration questions more are right."""
_LEAST = 0.001
"""Likelihood below which the detector rules no language out."""


Lexicon = Mapping[str, Sequence[str]]
"""Common words, case folded, with the languages they are common in."""


def identify(text: str, hint: str | None = None, lexicon: Lexicon | None = None) -> str:
    """The ISO 639 code of a text's language; `hint` decides where the text says too little.

    A `lexicon` of the subject tells short questions whose letters could be of several languages.
    """
    script = _script(text[:_SAMPLE])
    if script is None:
        return hint or "en"
    if script not in _WITHIN:
        return _SCRIPTS[script]
    ranked = _ranked(script, text[:_SAMPLE], hint, lexicon or {})
    best = max(ranked, key=ranked.__getitem__)
    enough = _SURE if hint else _GUESSED
    return best if ranked[best] >= enough else hint or _SCRIPTS[script]


def of_names(text: str, hint: str | None = None) -> str:
    """The language of a text that holds nothing but names: its script's, where several share it the hint."""
    script = _script(text[:_SAMPLE])
    if script is None:
        return hint or "en"
    return hint if hint and script in _WITHIN else _SCRIPTS[script]


def _ranked(script: str, text: str, hint: str | None, lexicon: Lexicon) -> dict[str, float]:
    """How likely each language of a script is, rare ones less and those of known words more; sums to 1."""
    votes = _votes(text, lexicon)
    logs: dict[str, float] = {}
    for found in _detector(script).compute_language_confidence_values(text):
        code = found.language.iso_code_639_1.name.lower()
        code = _CODES.get(code, code)
        weight = found.value * (_RARITY if code in _RARE and code != hint else 1)
        logs[code] = log(max(weight, _LEAST)) + _VOTE * votes[code]
    # Less the largest: a long text of known words has more votes than a power of e can hold.
    top = max(logs.values())
    weighed = {code: exp(value - top) for code, value in logs.items()}
    total = sum(weighed.values())
    return {code: value / total for code, value in weighed.items()}


def _votes(text: str, lexicon: Lexicon) -> defaultdict[str, float]:
    """A vote for each known word, shared by its languages."""
    votes: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(text.casefold()):
        for language in lexicon.get(word, ()):
            votes[language] += 1 / len(lexicon[word])
    return votes


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
