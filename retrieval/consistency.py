"""Checks that concern several documents at once: the places they name, the languages of a pair."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from retrieval.corpus import Corpus, Entry, Problem, places
from retrieval.frontmatter import FrontMatter


def check(corpus: Corpus) -> tuple[Problem, ...]:
    """All problems between the documents of a corpus, in the order of their ids."""
    headed = [(entry, entry.head) for entry in corpus.entries if entry.head is not None]
    return (*_unknown_places(headed), *_unlike_pairs(headed))


def _unknown_places(headed: Iterable[tuple[Entry, FrontMatter]]) -> Iterator[Problem]:
    headed = list(headed)
    known = {head.place for _, head in headed if head.type == "city"}
    for entry, head in headed:
        for place in places(head):
            if place not in known:
                message = f"{place!r} is not the place of any city document: add one or correct the id"
                yield Problem(entry.path, _field_of(place, head), message)


def _field_of(place: str, head: FrontMatter) -> str:
    return next((field for field in ("place", "home", "partner") if getattr(head, field) == place), "partners")


def _unlike_pairs(headed: Iterable[tuple[Entry, FrontMatter]]) -> Iterator[Problem]:
    pairs: dict[str, list[tuple[Entry, FrontMatter]]] = defaultdict(list)
    for entry, head in headed:
        if head.pair:
            pairs[head.pair].append((entry, head))
    for (_, first), *others in pairs.values():
        languages = {first.language}
        for entry, head in others:
            yield from _differences(entry, head, first)
            if head.language in languages:
                yield Problem(entry.path, "language", f"pair {head.pair!r} already has a version in {head.language!r}")
            languages.add(head.language)


def _differences(entry: Entry, head: FrontMatter, first: FrontMatter) -> Iterator[Problem]:
    for field in ("type", "audience"):
        own, other = getattr(head, field), getattr(first, field)
        if own != other:
            message = f"{str(own)!r} differs from {str(other)!r} of {first.id!r}, its pair: make them the same"
            yield Problem(entry.path, field, message)
