"""Knows places and programmes by every name they have, in any script, with typos.

Names are evidence across languages: a passage about the place that was asked for counts more,
and a place that is asked for but stands in no passage is the strongest sign of "not found".
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log
from pathlib import Path
from typing import Any

import marisa_trie
import numpy as np
import numpy.typing as npt
import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from retrieval.names import Name, normalised

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Myanmar}\p{Lao}]")
_JOINED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Myanmar}\p{Lao}\p{Hangul}]"
_STARTS = regex.compile(rf"{_UNSPACED.pattern}|(?<={_JOINED})[\p{{Latin}}\p{{Cyrillic}}]")
"""Where a name may begin inside a longer word: at any sign of a script without spaces, and after one."""
_WITHIN = regex.compile(rf"{_JOINED}|(?<={_JOINED}|\p{{N}})\p{{L}}")
"""Where a common word may: also in compounds of Korean, and after a number."""
_PARTICLE = regex.compile(_JOINED)
_HANGUL = regex.compile(r"\p{Hangul}")
_CYRILLIC = regex.compile(r"\p{Cyrillic}")
_KATAKANA = regex.compile(r"[\p{Katakana}ー]")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}]")
_TYPO_LENGTH = 6
_TYPO_LIKENESS = 0.82
_LONGEST_NAME = 60

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: any of `ids` may be meant; `span` is where it stands."""

    ids: tuple[str, ...]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where ids stand: id number i in `rows[starts[i]:starts[i + 1]]`, rising."""

    starts: Numbers
    rows: Numbers

    @classmethod
    def of(cls, numbers: Mapping[str, int], found: Sequence[set[str]]) -> "Mentions":
        """From the ids found in each row."""
        pairs = sorted((numbers[identity], row) for row, ids in enumerate(found) for identity in ids)
        counts = np.bincount(np.array([number for number, _ in pairs], dtype=np.int64), minlength=len(numbers))
        return cls(np.concatenate([[0], np.cumsum(counts)]), np.array([row for _, row in pairs], dtype=np.int64))

    def of_number(self, number: int) -> Numbers:
        """The rows of one id."""
        return self.rows[self.starts[number] : self.starts[number + 1]]


class Gazetteer:
    """Names to ids, and ids to the passages and sentences about them (rows of one audience's view)."""

    def __init__(
        self,
        trie: marisa_trie.BytesTrie,
        numbers: Mapping[str, int],
        passages: Mentions,
        sentences: Mentions,
        facts: Mapping[str, Any],
    ) -> None:
        """`numbers` number the ids that any passage is about; `facts` are `size`, `spellings` and `cased`."""
        self._trie = trie
        self._numbers = numbers
        self._passages = passages
        self._sentences = sentences
        self._size: int = facts["size"]
        self._spellings: Mapping[str, Sequence[str]] = facts["spellings"]
        self._cased: bool = facts["cased"]
        # Hearing, understanding and searching read the same question.
        self._read = lru_cache(maxsize=16)(self._mentions)

    @classmethod
    def build(
        cls,
        names: Sequence[Name],
        texts: Sequence[str],
        sentences: Sequence[Sequence[str]],
        declared: Sequence[Sequence[str]],
        *,
        cased: bool = True,
    ) -> "Gazetteer":
        """Names of the world and the corpus; per passage its whole text, its sentences, and its document's ids.

        `cased` names need their capital where a common word may be spelt alike.
        """
        trie = _trie(names)
        reader = cls(trie, {}, _NOWHERE, _NOWHERE, {"size": 0, "spellings": {}, "cased": cased})
        of_passages = [reader.ids(text) | set(ids) for text, ids in zip(texts, declared, strict=True)]
        of_sentences = [reader.ids(sentence) for sentence in chain.from_iterable(sentences)]
        numbers = {identity: number for number, identity in enumerate(sorted(set().union(*of_passages, *of_sentences)))}
        facts = {"size": len(texts), "spellings": _spellings(trie, numbers), "cased": cased}
        return cls(trie, numbers, Mentions.of(numbers, of_passages), Mentions.of(numbers, of_sentences), facts)

    def save(self, folder: Path) -> None:
        """Write names and mentions."""
        folder.mkdir(parents=True, exist_ok=True)
        self._trie.save(str(folder / "names.marisa"))
        for name, mentions in (("passages", self._passages), ("sentences", self._sentences)):
            np.save(folder / f"{name}-starts.npy", mentions.starts)
            np.save(folder / f"{name}-rows.npy", mentions.rows)
        content = {"ids": list(self._numbers), "size": self._size, "spellings": self._spellings, "cased": self._cased}
        (folder / "names.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Gazetteer":
        """Map the names and mentions into memory."""
        trie = marisa_trie.BytesTrie()
        trie.mmap(str(folder / "names.marisa"))
        mentions = [
            Mentions(*(np.load(folder / f"{name}-{part}.npy", mmap_mode="r") for part in ("starts", "rows")))
            for name in ("passages", "sentences")
        ]
        facts = json.loads((folder / "names.json").read_text(encoding="utf-8"))
        numbers = {identity: number for number, identity in enumerate(facts["ids"])}
        return cls(trie, numbers, mentions[0], mentions[1], facts)

    def ids(self, text: str) -> set[str]:
        """Every id a text may mean, without guessing at typos."""
        return set(chain.from_iterable(mention.ids for mention in self.find(text, typos=False)))

    def rows(self, mention: Mention) -> Numbers:
        """Passages about any of the ids a mention may mean, rising."""
        return self._rows(self._passages, mention)

    def sentence_rows(self, mention: Mention) -> Numbers:
        """Sentences that name any of the ids a mention may mean, rising."""
        return self._rows(self._sentences, mention)

    def _rows(self, mentions: Mentions, mention: Mention) -> Numbers:
        numbers = [self._numbers[identity] for identity in mention.ids if identity in self._numbers]
        groups = [mentions.of_number(number) for number in numbers]
        if len(groups) == 1:
            return groups[0]
        return np.unique(np.concatenate(groups)) if groups else np.zeros(0, dtype=np.int64)

    def weight(self, mention: Mention) -> float:
        """How telling a name is: 1 for one that no passage holds, near 0 for one in all of them."""
        if self._size < 2:
            return 1.0
        return 1 - log(1 + len(self.rows(mention))) / log(1 + self._size)

    def masked(self, text: str, mentions: Sequence[Mention]) -> str:
        """The text without the names, for whatever must not be led by them."""
        for start, end in sorted((mention.span for mention in mentions), reverse=True):
            rest = _WORD.match(text, end) if _CYRILLIC.match(text[end - 1]) else None
            text = f"{text[:start]} {text[rest.end() if rest else end :]}"
        return " ".join(text.split())

    def find(self, text: str, *, typos: bool = True) -> list[Mention]:
        """Every name in a text, longest first at each place."""
        return list(self._read(text, typos))

    def _mentions(self, text: str, typos: bool) -> tuple[Mention, ...]:
        spoken = any(character.isupper() for character in text)
        mentions: list[Mention] = []
        reached = 0
        for match in _WORD.finditer(text):
            start, stop = match.span()
            position = max(start, reached)
            while position < stop:
                mention = self._at(text, position, spoken)
                if mention is None and typos and position == start:
                    mention = self._misspelt(match.group(), (start, stop))
                if mention:
                    mentions.append(mention)
                    reached = position = mention.span[1]
                else:
                    position = self._next_start(text, position + 1, stop)
        return tuple(mentions)

    def _next_start(self, text: str, start: int, stop: int) -> int:
        found = (_STARTS if self._cased else _WITHIN).search(text, start, stop)
        return found.start() if found else stop

    def _at(self, text: str, start: int, spoken: bool) -> Mention | None:
        ahead = text[start : start + _LONGEST_NAME]
        folded = normalised(ahead)
        if len(folded) != len(ahead):
            folded = "".join((normalised(character) or character)[0] for character in ahead)
        for key in sorted(self._trie.prefixes(folded), key=len, reverse=True):
            end = start + len(key)
            ids = tuple(identity.decode() for identity in self._trie[key])
            foreign = all(identity.startswith(("geo:", "country:")) for identity in ids)
            strange = all(identity.startswith("geo:") for identity in ids)
            written = not self._cased or _as_written(text[start:end], foreign, spoken)
            if written and _stands_alone(text, start, end, strange):
                return Mention(ids, (start, end))
        return None

    def _misspelt(self, word: str, span: tuple[int, int]) -> Mention | None:
        folded = normalised(word)
        if len(folded) < _TYPO_LENGTH or _UNSPACED.search(folded) or _HANGUL.search(folded):
            return None
        best = process.extractOne(
            folded, self._spellings.get(folded[0], ()), scorer=OSA.normalized_similarity, score_cutoff=_TYPO_LIKENESS
        )
        if best is None:
            return None
        return Mention(tuple(identity.decode() for identity in self._trie[best[0]]), span)


_NOWHERE = Mentions(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64))


def _trie(names: Sequence[Name]) -> marisa_trie.BytesTrie:
    first: dict[str, dict[str, None]] = defaultdict(dict)
    for key, identity in names:
        first[key].setdefault(identity)
    return marisa_trie.BytesTrie(
        (key, identity.encode()) for key, identities in first.items() for identity in _unambiguous(identities)
    )


def _spellings(trie: marisa_trie.BytesTrie, mentions: Mapping[str, object]) -> dict[str, list[str]]:
    by_initial: dict[str, list[str]] = defaultdict(list)
    for key, identity in trie.iteritems():
        if len(key) >= _TYPO_LENGTH - 1 and identity.decode() in mentions:
            by_initial[key[0]].append(key)
    return by_initial


def _unambiguous(identities: Mapping[str, None]) -> Iterator[str]:
    """The corpus's own places win a name; of the world's, the first, which is the largest."""
    own = [identity for identity in identities if not identity.startswith(("geo:", "country:"))]
    countries = [identity for identity in identities if identity.startswith("country:")]
    yield from own or countries or list(identities)[:1]


def _stands_alone(text: str, start: int, end: int, strange: bool) -> bool:
    """Whether a name ends where a word does, but for case endings; the world's cities bear shorter ones."""
    last = text[end - 1]
    if _KATAKANA.match(last):
        return not _KATAKANA.match(text, end) and not _KATAKANA.match(text[start - 1 : start])
    following = text[end : end + 1]
    if _UNSPACED.match(last) or _HANGUL.match(last) or following in {"'", "’"} or _PARTICLE.match(following):
        return True
    rest = _WORD.match(text, end)
    left = len(rest.group()) if rest else 0
    # Kazakh and Mongolian put endings behind endings; a short name with so much behind it is another word.
    endings = 2 if strange else 5 if end - start > 5 else 3
    least = 5 if strange else 4
    return left == 0 or (bool(_CYRILLIC.match(last)) and left <= endings and end - start >= least)


def _as_written(written: str, foreign: bool, spoken: bool) -> bool:
    """The world's names need their capital, and so do short ones: "tours" is no city of France."""
    if not _CASED.match(written) or written[0].isupper():
        return True
    return not foreign and (len(written) > 5 or not spoken)
