"""What speaks against sending an official's reply as it is."""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.handover.masking import Private, Sort
from bot.messaging.tickets import Ticket
from retrieval.cleaning import clean
from retrieval.model import Audience


class Stop(StrEnum):
    """Why a reply is stopped."""

    EMPTY = "empty"
    RESTRICTED = "restricted"
    PERSONAL = "personal"
    NOTE = "note"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against a reply; `detail` is a document's title, the words found, or a language."""

    stop: Stop
    detail: str = ""


_SHARED = 16
"""Characters in a row that repeat a note rather than happen to be the same."""
_NOTE = re.compile(r"^\s*(?:note|internal|memo|메모|내부|대외비)\s*[:：]|^\s*@\w", re.IGNORECASE | re.MULTILINE)
_PLAIN = re.compile(r"\W+|_")
_PROSE = 12
"""Letters below which a language cannot be told: names, dates, an address on the web."""
_FOREIGN = re.compile(r"https?://\S+|\S+@\S+|\d+")
_ALIKE = frozenset({frozenset({"id", "ms"}), frozenset({"fil", "tl"}), frozenset({"kk", "ky"})})
"""Languages that detectors take for each other."""


@dataclass(frozen=True, slots=True)
class Outbound:
    """`repeats` names the documents that an audience may not see and a text repeats, `private` finds private people,
    `language_of` tells a language with a hint; all block for milliseconds. `overridable` may be overruled."""

    repeats: Callable[[str, Audience], Sequence[str]]
    private: Callable[[str, str], Sequence[Private]]
    language_of: Callable[[str, str | None], str]
    overridable: Collection[Stop]

    async def __call__(
        self, text: str, ticket: Ticket, notes: Sequence[str], audience: Audience
    ) -> tuple[Finding, ...]:
        """What is wrong with a reply to a ticket; `notes` are what colleagues wrote to each other."""
        return await asyncio.to_thread(lambda: tuple(self._found(text, ticket, notes, audience)))

    def may_override(self, findings: Sequence[Finding]) -> bool:
        """Whether all of it may be overruled."""
        return all(finding.stop in self.overridable for finding in findings)

    def _found(self, text: str, ticket: Ticket, notes: Sequence[str], audience: Audience) -> Iterator[Finding]:
        if not any(map(str.isalnum, clean(text))):
            yield Finding(Stop.EMPTY)
            return
        yield from (Finding(Stop.RESTRICTED, title) for title in list(self.repeats(text, audience))[:1])
        yield from self._personal(text, ticket)
        if noted := _noted(text, notes):
            yield Finding(Stop.NOTE, noted)
        language = self._language(text, ticket.origin.language)
        if language != ticket.origin.language:
            yield Finding(Stop.LANGUAGE, language)

    def _personal(self, text: str, ticket: Ticket) -> Iterator[Finding]:
        """Private data that the inquirer did not write."""
        own = _plain("\n".join([ticket.question, *(written for _, written in ticket.added)]))
        found = [one for one in self.private(text, ticket.origin.language) if _plain(one.text) not in own]
        if found:
            worst = min(found, key=lambda one: one.sort is Sort.NAME)
            yield Finding(Stop.PERSONAL, worst.text)

    def _language(self, text: str, expected: str) -> str:
        """The language of a reply; the expected one where the text says too little to tell."""
        prose = _FOREIGN.sub(" ", text)
        if sum(map(str.isalpha, prose)) < _PROSE:
            return expected
        told = self.language_of(prose, expected)
        return expected if frozenset({told, expected}) in _ALIKE else told


def _noted(text: str, notes: Sequence[str]) -> str:
    """What repeats a note, or is marked as one."""
    if marked := _NOTE.search(text):
        return marked.group().strip()
    plain = _plain(text)
    for note in notes:
        words = _plain(note)
        for start in range(len(words) - _SHARED + 1):
            if words[start : start + _SHARED] in plain:
                return note.strip()[:80]
    return ""


def _plain(text: str) -> str:
    return _PLAIN.sub("", unicodedata.normalize("NFKC", text).casefold())
