"""What speaks against sending an official's reply as it is."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

import regex

from bot.handover import notes as colleagues
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


_READABLE = regex.compile(r"(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]")
_NO_PROSE = regex.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+|(?:[가-힣]{1,12}[시도군구읍면동]\s+){1,4}[가-힣\d]{1,12}[로길]\s?\d+"
)
"""Links, and Korean addresses, which stand in replies of all languages."""
_WORDS = regex.compile(
    r"(?P<hangul>\p{Hangul}+)|(?P<signs>[\p{Han}\p{Hiragana}\p{Katakana}ー]+)"
    r"|(?P<latin>[\p{Latin}\p{Mn}'’]+)|(?P<cyrillic>[\p{Cyrillic}\p{Mn}]+)|(?P<other>[\p{L}\p{M}]+)"
)
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_WORTH = {"hangul": 2.0, "signs": 2.2}
"""How many letters a character says as much as."""
_CASED = frozenset({"latin", "cyrillic"})
_PROSE, _UNCASED_PROSE = 16.0, 20.0
"""Letters' worth of words below which no language can be told; more where names have no capitals and count too."""
_BARE = 10
"""Chinese signs without kana that may be Japanese, as in a headline."""
_SHARE = 0.67
"""How much of the inquirer's language a reply must have for each bit of another, names of the own counted."""
_DIGITS = regex.compile(r"\p{Nd}(?:[^\S\n]?[().\-‐-―ー/]{0,2}[^\S\n]?\p{Nd})*")
_SUBSCRIBER = 7
"""Digits at the end of two telephone numbers that make them the same, whatever is dialled before."""
_SPACED = regex.compile(r"[\p{Latin}\p{Cyrillic}]")


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
        return await asyncio.to_thread(lambda: tuple(self._found(clean(text), ticket, notes, audience)))

    def may_override(self, findings: Sequence[Finding]) -> bool:
        """Whether all of it may be overruled."""
        return all(finding.stop in self.overridable for finding in findings)

    def _found(self, text: str, ticket: Ticket, notes: Sequence[str], audience: Audience) -> Iterator[Finding]:
        if not _READABLE.search(text):
            yield Finding(Stop.EMPTY)
            return
        expected = ticket.origin.language
        language = self._language(text, expected)
        yield from (Finding(Stop.RESTRICTED, title) for title in self.repeats(text, audience))
        yield from self._personal(text, ticket, {expected: None, language: None})
        if noted := colleagues.marked(text) or colleagues.repeated(text, notes, _known(ticket)):
            yield Finding(Stop.NOTE, noted)
        if language != expected:
            yield Finding(Stop.LANGUAGE, language)

    def _personal(self, text: str, ticket: Ticket, languages: Collection[str]) -> Iterator[Finding]:
        """Private data that the inquirer did not write, each once."""
        own = _Own.read("\n".join([ticket.question, *(written for _, written in ticket.added)]))
        found = (one for language in languages for one in self.private(text, language))
        yield from (
            Finding(Stop.PERSONAL, words) for words in dict.fromkeys(one.text for one in found if one not in own)
        )

    def _language(self, text: str, expected: str) -> str:
        """The language of a reply; the expected one where that has its part in it, or the text says too little."""
        own, worth_of = 0.0, dict[str, float]()
        for script, words in _by_script(text).items():
            prose = _without_names(words) if script in _CASED else words
            told = self._told(script, prose, expected)
            if told in {expected, None}:
                own += _worth(script, words if told else prose)
            else:
                worth_of[told] = worth_of.get(told, 0.0) + _worth(script, prose)
        other = max(worth_of, key=worth_of.__getitem__, default=expected)
        return other if own < worth_of.get(other, 0.0) * _SHARE else expected

    def _told(self, script: str, prose: Sequence[str], expected: str) -> str | None:
        """The language of words in one script; None where they are too few to tell."""
        if _worth(script, prose) < (_PROSE if script in _CASED else _UNCASED_PROSE):
            return None
        told = self.language_of(" ".join(prose), expected)
        bare = {told, expected} == {"ja", "zh"} and not any(map(_KANA.search, prose))
        return None if bare and sum(map(len, prose)) <= _BARE else told


@dataclass(frozen=True, slots=True)
class _Own:
    """What the inquirer wrote: words, digits of each number, and all of it without spaces."""

    words: frozenset[str]
    numbers: tuple[str, ...]
    joined: str

    @classmethod
    def read(cls, text: str) -> "_Own":
        folded = _folded(text)
        return cls(frozenset(regex.findall(r"[\p{L}\p{M}]+", folded)), tuple(_numbers(folded)), "".join(folded.split()))

    def __contains__(self, private: Private) -> bool:
        """Whether the inquirer wrote it, in whatever form."""
        folded = _folded(private.text)
        if private.sort is Sort.NAME and _SPACED.search(folded):
            return self.words.issuperset(regex.findall(r"[\p{L}\p{M}]+", folded))
        if private.sort in {Sort.PHONE, Sort.CARD, Sort.ACCOUNT, Sort.IDENTITY} and (
            digits := "".join(_numbers(folded))
        ):
            return any(_is_same(digits, own, telephone=private.sort is Sort.PHONE) for own in self.numbers)
        return "".join(folded.split()) in self.joined


def _known(ticket: Ticket) -> list[str]:
    """What the inquirer wrote or has been told."""
    said = [ticket.answer.text] if ticket.answer else []
    return [ticket.question, *(text for _, text in ticket.added), *(reply.text for reply in ticket.replies), *said]


def _by_script(text: str) -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for found in _WORDS.finditer(_NO_PROSE.sub(" ", text)):
        words.setdefault(str(found.lastgroup), []).append(found.group())
    return words


def _without_names(words: Sequence[str]) -> list[str]:
    return [word for word in words if not word[:1].isupper()]


def _worth(script: str, words: Sequence[str]) -> float:
    return _WORTH.get(script, 1.0) * sum(map(len, words))


def _folded(text: str) -> str:
    return normalize("NFKC", clean(text)).casefold()


def _numbers(folded: str) -> Iterator[str]:
    """The digits of each number, as ASCII."""
    for found in _DIGITS.finditer(folded):
        yield "".join(str(int(sign)) for sign in found.group() if sign.isdecimal())


def _is_same(digits: str, own: str, *, telephone: bool) -> bool:
    """Whether two numbers are one; telephone numbers with or without the country's."""
    if not telephone:
        return digits in own
    short, long = sorted((digits.lstrip("0"), own.lstrip("0")), key=len)
    return len(short) >= _SUBSCRIBER and long.endswith(short)
