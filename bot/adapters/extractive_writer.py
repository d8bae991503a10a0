"""Answers without a model: the best sentences of the best passages, in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model import Citation
from bot.ports import Quoted
from retrieval.model import Hit

LIMIT = 600
"""Characters of quoted text an answer may hold."""
_PASSAGES = 3
_SENTENCES = 3
_SHORT = 400
"""Two sentences longer than this together need no third."""
_PASSAGE, _WORDS, _NAMES = 2.0, 0.1, 0.1
"""Weights of passage score, word coverage and asked names beside closeness (from the calibration texts)."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    hit: int
    place: int
    text: str
    score: float


class ExtractiveWriter:
    """Chooses up to three sentences by closeness, words and passage score, and keeps their order."""

    def write(self, hits: Sequence[Hit]) -> Quoted:
        """Quote; the best sentence's document comes first."""
        ranked = sorted(_sentences(hits[:_PASSAGES]), key=lambda sentence: -sentence.score)
        chosen = _chosen(ranked)
        order = dict.fromkeys(hits[sentence.hit].citable.document for sentence in chosen)
        parts = [_part(hits, document, chosen) for document in order]
        return Quoted("\n".join(citation.quote for citation in parts), tuple(parts))


def _sentences(hits: Sequence[Hit]) -> list[_Sentence]:
    return [
        _Sentence(number, place, text, _PASSAGE * hit.score + closeness + _WORDS * coverage + _NAMES * named)
        for number, hit in enumerate(hits)
        for place, (text, closeness, coverage, named) in enumerate(
            zip(hit.passage.sentences, hit.closeness, hit.coverage, hit.named, strict=True)
        )
    ]


def _chosen(ranked: Sequence[_Sentence]) -> list[_Sentence]:
    chosen: list[_Sentence] = []
    length = 0
    for sentence in ranked:
        enough = len(chosen) >= 2 and length > _SHORT
        repeated = any(sentence.text == other.text for other in chosen)
        if len(chosen) == _SENTENCES or enough:
            break
        if not repeated and length + len(sentence.text) <= LIMIT:
            chosen.append(sentence)
            length += len(sentence.text) + 1
    return chosen or [_cut(sentence) for sentence in ranked[:1]]


def _cut(sentence: _Sentence) -> _Sentence:
    head = sentence.text[: LIMIT - 1].rsplit(" ", 1)[0]
    return _Sentence(sentence.hit, sentence.place, f"{head}…", sentence.score)


def _part(hits: Sequence[Hit], document: str, chosen: Sequence[_Sentence]) -> Citation:
    own = sorted(
        (sentence for sentence in chosen if hits[sentence.hit].citable.document == document),
        key=lambda sentence: (_number(hits[sentence.hit]), sentence.place),
    )
    citable = hits[own[0].hit].citable
    quote = " ".join(sentence.text for sentence in own)
    return Citation(document, citable.title, citable.source, citable.date, quote)


def _number(hit: Hit) -> int:
    """Where a passage stands in its document: ids count them, as in `city-busan#3`."""
    return int(hit.passage.id.rpartition("#")[2])
