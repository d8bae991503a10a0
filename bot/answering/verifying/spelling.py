"""What a text names in its own letters: countries, persons, bodies, and phrases in quotation marks."""

from collections.abc import Iterator
from functools import cache, lru_cache

import regex
from babel import Locale
from babel.core import get_global

from bot.answering.verifying.vocabulary import LANGUAGES, UNSPACED, all_words, folded, plain, table, words_of
from retrieval.names import normalised
from retrieval.register import intents

_QUOTED = regex.compile(
    r"“([^”“]+)”|„([^“”„]+)[“”]|«([^»«]+)»|‹([^›‹]+)›|「([^」「]+)」|『([^』『]+)』|《([^》《]+)》|〈([^〉〈]+)〉"
    r"|(?<!\p{L})‘([^’‘]+)’(?!\p{L})|\"([^\"]+)\"|(?<![\p{L}\p{N}])'([^']+)'(?!\p{L})"
)
_CAPITAL = regex.compile(r"(?<![\p{L}\p{M}\p{N}@./])\p{Lu}[\p{Latin}\p{M}\p{N}]*(?:['’-][\p{Latin}\p{M}\p{N}]+)*")
_CAPITALS = regex.compile(r"\p{Lu}.*[\p{Lu}\p{N}]")
_POSSESSIVE = regex.compile(r"['’]s?$")
_HIRAGANA = regex.compile(r"\p{Hiragana}+")
_STARTS = regex.compile(r"(?:^|[.!?:;。…\n“”\"«(„•-])\s*$")
_LATIN, _LETTERS = regex.compile(r"\p{Latin}"), regex.compile(r"\p{L}")
_WORDS = regex.compile(r"[\p{L}\p{M}]+")
_RUNS = regex.compile(r"[\p{Latin}\p{M}\p{N}]+|\p{Hangul}+|[\p{L}\p{M}]+")
"""Words, each of one script: endings of Korean follow names in Latin letters."""
_EDGES = regex.compile(r"^[\p{P}\s]+|[\p{P}\s]+$")
_SHORTEST = 4
"""Letters of a country's name in a script that sets words apart."""
_JOINED = regex.compile(rf"[{UNSPACED}\p{{Hangul}}]")
_SPOTS = regex.compile(rf"(?<![\p{{L}}\p{{M}}])\p{{L}}|[{UNSPACED}]")
"""Where a name may begin."""
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_ENDING, _NO_LETTER = regex.compile(r"\p{L}{0,4}(?!\p{L})"), regex.compile(r"(?![\p{L}\p{M}])")
_STEM = 6
"""Letters from which a country's name may bear another ending in Cyrillic."""
_BEGINNING = 6
"""Letters of a name that another ending leaves as they are."""
_SHARE = 0.3
"""Share of a passage's letters from which it is written in a script."""


def quotations(text: str) -> list[str]:
    """The phrases in quotation marks, without signs at their ends."""
    found = (next(group for group in match.groups() if group) for match in _QUOTED.finditer(text))
    return [phrase for phrase in (_EDGES.sub("", one) for one in found) if phrase]


@lru_cache(maxsize=1024)
def countries(text: str) -> frozenset[str]:
    """The countries that a folded text names, by ISO code."""
    found: set[str] = set()
    reached = 0
    for spot in _SPOTS.finditer(text):
        start = spot.start()
        stem = next((one for one in _by_start().get(text[start : start + 2], ()) if _stands(text, start, one)), "")
        if stem and start >= reached:
            found.add(_country_names()[stem])
            reached = start + len(stem)
    return frozenset(found)


def spoken_in(text: str) -> frozenset[str]:
    """The countries whose language a folded passage names: other languages name the country for it."""
    found = (_speakers().get(word, frozenset()) for word in set(_WORDS.findall(text)))
    return frozenset().union(*found)


def latin(text: str) -> bool:
    """Whether a text is written in Latin letters to a good part."""
    return len(_LATIN.findall(text)) >= _SHARE * len(_LETTERS.findall(text)) > 0


def written_names(text: str, language: str) -> Iterator[str]:
    """Words that are written as names are: in Latin letters with a capital, or before a title."""
    ordinary = _ordinary(language)
    own = latin(text)
    for match in _CAPITAL.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        known = own and (folded(word) in ordinary or bool(_STARTS.search(text[: match.start()])))
        if len(word) > 1 and (not known or (len(word) > 2 and _CAPITALS.fullmatch(word))):
            yield word
    if titles := words_of("titles", language):
        yield from regex.findall(rf"(?<!\p{{L}})(\p{{Hangul}}{{2,4}}) (?:{'|'.join(titles)})", text)


def without_ordinary(text: str, language: str) -> str:
    """A text without the ordinary words of its language; hiragana writes hardly any name."""
    ordinary = _ordinary(language)
    bare = _HIRAGANA.sub(" ", text)
    return _WORDS.sub(lambda word: " " if folded(word.group()) in ordinary else word.group(), bare)


@cache
def _ordinary(language: str) -> frozenset[str]:
    """Words, folded, that are no names whatever their capital."""
    lexicon = {word for word, languages in intents.shipped().lexicon.items() if language in languages}
    locale = Locale.parse(language if language in LANGUAGES else "en")
    calendar = {name for names in (locale.days, locale.months) for name in names["format"]["wide"].values()}
    spoken = {part for name in (*calendar, *locale.languages.values()) for part in name.split()}
    places = {part for name in locale.territories.values() for part in name.split()}
    return frozenset({*lexicon, *words_of("ordinary", language), *map(folded, spoken), *map(folded, places)})


@cache
def _speakers() -> dict[str, frozenset[str]]:
    """The names of languages, folded, with the countries where they are official."""
    of: dict[str, set[str]] = {}
    for country, languages in get_global("territory_languages").items():
        for language, facts in languages.items():
            if facts["official_status"] == "official":
                of.setdefault(language.partition("_")[0], set()).add(country)
    names = [(folded(name), code) for own in LANGUAGES for code, name in Locale.parse(own).languages.items()]
    return {name: frozenset(of[code]) for name, code in names if code in of}


@cache
def _country_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code not in {"EU", "UN", "EZ", "QO", "ZZ"}:
                names.setdefault(_stem(folded(regex.sub(r"\s*\(.*?\)", "", name))), code)
    for code, written in table("bare_countries").items():
        names |= {_stem(folded(name)): code for name in written}
    unsure = {_stem(folded(name)) for name in all_words("ambiguous_countries")}
    return {name: code for name, code in names.items() if name not in unsure and _telling(name)}


def _stem(name: str) -> str:
    return name[:-1] if _CYRILLIC.match(name) and len(name) >= _STEM else name


def _telling(name: str) -> bool:
    return len(name) >= (2 if _JOINED.match(name) else _SHORTEST)


@cache
def _by_start() -> dict[str, list[str]]:
    """The stems of names of countries by their first two letters, the longest first."""
    of: dict[str, list[str]] = {}
    for stem in sorted(_country_names(), key=lambda one: (-len(one), one)):
        of.setdefault(stem[:2], []).append(stem)
    return of


def _stands(text: str, start: int, stem: str) -> bool:
    """Whether a name stands at a place and ends as its script ends words."""
    if not text.startswith(stem, start):
        return False
    end = _ENDING if _CYRILLIC.match(stem) else _NO_LETTER
    return bool(_JOINED.match(stem) or end.match(text, start + len(stem)))


def holds(text: str, phrase: str) -> bool:
    """Whether a text on one line holds a phrase, whatever its case and spaces."""
    return one_line(phrase) in text


def holds_name(stems: frozenset[str], word: str) -> bool:
    """Whether a passage with such `beginnings` writes a name, be it with other accents or another ending."""
    return all(part in stems for part in beginnings(word))


def beginnings(text: str) -> frozenset[str]:
    """The words of a text without accents; of long ones what they begin with."""
    return frozenset(word[:_BEGINNING] for word in _RUNS.findall(normalised(plain(text))))


def one_line(text: str) -> str:
    """A text folded, with single spaces."""
    return " ".join(folded(text).split())
