"""Numbers as people write them: grouped, with a decimal sign, with a word for thousands or millions, or as words."""

from functools import cache

import regex

from bot.answering.verifying.vocabulary import alternatives, folded, table, words_of

_GROUPED = r"\d{1,3}(?:[.,'’ ]\d{3})+(?!\d)(?:[.,]\d+)?"
_IDENTIFIER = r"(?<![\p{Latin}\d]|\d[.,])"
_SEPARATORS = regex.compile(r"[.,'’ ]")
_DECIMAL = regex.compile(r"(\d+)[.,](\d+)")


def stated(text: str) -> list[tuple[str, frozenset[float]]]:
    """The numbers that a folded text writes in digits, each as written and with the values it may mean."""
    return [(match.group().strip(), _values(match)) for match in _pattern().finditer(text)]


def worded(text: str, language: str) -> list[tuple[str, float]]:
    """The numbers that a folded text writes as words of its language."""
    pattern = _words(language)
    return [(match.group(), _worth(match.group(), language)) for match in pattern.finditer(text)] if pattern else []


def known(text: str) -> frozenset[float]:
    """Every number that a passage may be said to write, in digits or as words of any language."""
    digits = {value for _, values in stated(text) for value in values}
    return frozenset(digits | {value for language in table("counts") for _, value in worded(text, language)})


def _values(match: regex.Match[str]) -> frozenset[float]:
    """The readings of digits with their scales: "12만 3천" adds up, "3.85 million" is multiplied."""
    totals = {0.0}
    numbers, scales = match.captures("number"), match.captures("scale")
    for number, scale in zip(numbers, scales, strict=True):
        factor = _factor(scale.strip())
        totals = {round(total + value * factor, 6) for total in totals for value in _readings(number)}
    plain = _readings(numbers[0]) if not scales[0].strip() or len(numbers) > 1 else set()
    return frozenset(totals if len(numbers) == 1 else totals | plain)


def _readings(number: str) -> set[float]:
    """A sign before three digits groups them, or begins the decimals."""
    readings: set[float] = set()
    if regex.fullmatch(_GROUPED, number):
        whole = regex.match(r"\d{1,3}(?:[.,'’ ]\d{3})+", number)
        decimals = number[whole.end() + 1 :] if whole else ""
        readings.add(float(f"{_SEPARATORS.sub('', whole.group() if whole else number)}.{decimals or 0}"))
    decimal = _DECIMAL.fullmatch(number)
    if decimal and not (readings and set(decimal[2]) == {"0"}):
        readings.add(float(f"{decimal[1]}.{decimal[2]}"))
    return readings or {float(_SEPARATORS.sub("", number))}


def _worth(words: str, language: str) -> float:
    """The value of a number word; "twenty-five" is the sum of its parts."""
    counts = _counts(language)
    whole = counts.get(words)
    return float(whole if whole is not None else sum(counts.get(part, 0) for part in regex.split(r"[- ]", words)))


def _factor(scale: str) -> float:
    """What a word multiplies its number by; 1 for none."""
    scales = _scales()
    bent = (factor for word, factor in scales.items() if word.endswith("*") and scale.startswith(word[:-1]))
    return (scales.get(scale) or next(bent, 1.0)) if scale else 1.0


@cache
def _scales() -> dict[str, float]:
    return {folded(word): float(factor) for factor, words in table("scales").items() for word in words}


@cache
def _counts(language: str) -> dict[str, int]:
    pairs = (entry.rpartition(" ") for entry in words_of("counts", language))
    return {folded(word): int(value) for word, _, value in pairs}


@cache
def _pattern() -> regex.Pattern[str]:
    scale = alternatives(_scales())
    number = rf"(?P<number>{_GROUPED}|\d+(?:[.,]\d+)?)(?P<scale> ?(?:{scale})|)"
    return regex.compile(rf"{_IDENTIFIER}{number}(?:(?<=[만억조천萬万億亿千]) ?{number})*")


@cache
def _words(language: str) -> regex.Pattern[str] | None:
    counts = _counts(language)
    if not counts:
        return None
    counters = alternatives(words_of("counters", language))
    beside = rf" ?(?={counters})" if counters else ""
    tens = alternatives(word for word, value in counts.items() if value in range(20, 100, 10))
    compound = rf"(?:{tens})[- ](?:{alternatives(w for w, v in counts.items() if v < 10)})|" if tens else ""
    return regex.compile(rf"(?:{compound}{alternatives(counts)}){beside}")
