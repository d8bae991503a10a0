"""Checks that concern several documents at once: places they name, languages of a pair, what answers rest on."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from retrieval.corpus import Corpus, Entry, Problem, places
from retrieval.frontmatter import Foundation, FrontMatter

_NOT_SAID = {"reviewed", "names", "pair", "owner", "published", "review", "rests_on"}


class Flaw(StrEnum):
    """Why an approved answer is not used."""

    EXPIRED = "expired"
    GONE = "gone"
    CHANGED = "changed"
    HIDDEN = "hidden"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Flagged:
    """An approved answer that is not used; `document` is the one it rests on that is gone, changed, hidden from its
    audience or flagged itself, empty where the answer has expired.
    """

    entry: Entry
    flaw: Flaw
    document: str = ""

    @property
    def problem(self) -> Problem:
        """What is wrong and what to do."""
        head = self.entry.head
        review = head.review if head else None
        about = repr(self.document)
        message = {
            Flaw.EXPIRED: f"review was due {review}: look at it again and set another day, or remove it",
            Flaw.GONE: f"rests on {about}, which is not in the corpus: look at it again, or remove it",
            Flaw.CHANGED: f"rests on {about}, which has changed: look at it again and take its digest anew",
            Flaw.HIDDEN: f"rests on {about}, which its audience may not see: lower the audience or remove it",
            Flaw.FLAGGED: f"rests on {about}, an answer that is not used itself: look at both again",
        }[self.flaw]
        return Problem(self.entry.path, "review" if self.flaw is Flaw.EXPIRED else "rests_on", message)


def check(corpus: Corpus) -> tuple[Problem, ...]:
    """All problems between the documents of a corpus, in the order of their ids."""
    headed = [(entry, entry.head) for entry in corpus.entries if entry.head is not None]
    hidden = [flagged.problem for flagged in orphaned(corpus) if flagged.flaw is Flaw.HIDDEN]
    return (*_unknown_places(headed), *_unlike_pairs(headed), *hidden)


def digest(entry: Entry) -> str:
    """Stands for what a document says, in text and facts: an answer that rests on it is flagged when this changes."""
    document = entry.document
    # What only says when it was looked at, or how it is found, is nothing that an answer could rest on.
    dump = entry.head.model_dump(mode="json", exclude_defaults=True, exclude=_NOT_SAID) if entry.head else {}
    content = [document.title, document.text, document.audience, dump]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()


def orphaned(corpus: Corpus) -> tuple[Flagged, ...]:
    """The approved answers that what they rest on no longer supports, in the order of their ids."""
    known = {entry.document.id: entry for entry in corpus.entries}
    digests = {one.document: "" for entry in corpus.entries for one in _foundations(entry)}
    digests = {identity: digest(known[identity]) for identity in digests if identity in known}
    found: dict[str, Flagged] = {}
    for _ in known:
        before = len(found)
        for identity, entry in known.items():
            if identity not in found and (flagged := _flagged(entry, known, digests, found)):
                found[identity] = flagged
        if len(found) == before:
            break
    return tuple(found[identity] for identity in sorted(found))


def expired(corpus: Corpus, day: date) -> tuple[Flagged, ...]:
    """The approved answers that are due for review on a day."""
    due = (entry for entry in corpus.entries if entry.head and entry.head.review and entry.head.review < day)
    return tuple(Flagged(entry, Flaw.EXPIRED) for entry in due)


def waiting(corpus: Corpus, day: date) -> tuple[Problem, ...]:
    """What `check` says of answers that are not used and wrong in nothing else."""
    flagged = (*expired(corpus, day), *orphaned(corpus))
    return tuple(one.problem for one in flagged if one.flaw is not Flaw.HIDDEN)


def _flagged(
    entry: Entry, known: Mapping[str, Entry], digests: Mapping[str, str], found: Mapping[str, Flagged]
) -> Flagged | None:
    """What is wrong with an answer, given those that are already found wrong."""
    for one in _foundations(entry):
        if one.document not in known:
            return Flagged(entry, Flaw.GONE, one.document)
        if known[one.document].document.audience not in entry.document.audience.visible:
            return Flagged(entry, Flaw.HIDDEN, one.document)
        if digests[one.document] != one.digest:
            return Flagged(entry, Flaw.CHANGED, one.document)
        if one.document in found:
            return Flagged(entry, Flaw.FLAGGED, one.document)
    return None


def _foundations(entry: Entry) -> tuple[Foundation, ...]:
    return (entry.head.rests_on or ()) if entry.head else ()


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
