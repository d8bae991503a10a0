"""Answers without a model: the best sentences of the best passages, in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model import Citation
from bot.ports import Quoted
from retrieval.model import Hit
from retrieval.tokens import estimated_tokens

LIMIT = 600
"""Characters of quoted text an answer may hold."""
_PASSAGES = 3
_SENTENCES = 3
_SHORT = 400
"""Two sentences longer than this together need no third."""
_PASSAGE, _WORDS, _NAMES = 2.0, 0.1, 0.1
"""Weights of passage score, word coverage and asked names beside closeness (from the calibration texts)."""


_BARE = 9
"""Estimated tokens below which a sentence, list item or table row does not stand without its heading."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    hit: Hit
    place: int
    text: str
    score: float

    @property
    def document(self) -> str:
        return self.hit.citable.document

    @property
    def position(self) -> tuple[int, int]:
        """Where it stands in its document: passage ids count, as in `city-busan#3`."""
        return int(self.hit.passage.id.rpartition("#")[2]), self.place

    @property
    def shown(self) -> str:
        """The sentence, after its heading where it would not stand alone."""
        lead = self.hit.passage.leads[self.place]
        return f"{lead}: {self.text}" if lead and estimated_tokens(self.text) < _BARE else self.text

    @property
    def citation(self) -> Citation:
        citable = self.hit.citable
        return Citation(citable.document, citable.title, citable.source, citable.date, self.text)


class ExtractiveWriter:
    """Chooses up to three sentences by closeness, words and passage score, and keeps their order."""

    def write(self, hits: Sequence[Hit]) -> Quoted:
        """Quote: a line a document, the best sentence's first; a citation a sentence, word for word."""
        chosen = _chosen(sorted(_sentences(hits[:_PASSAGES]), key=lambda sentence: -sentence.score))
        lines = [
            sorted((one for one in chosen if one.document == document), key=lambda sentence: sentence.position)
            for document in dict.fromkeys(sentence.document for sentence in chosen)
        ]
        text = "\n".join(" ".join(sentence.shown for sentence in line) for line in lines)
        return Quoted(text, tuple(sentence.citation for line in lines for sentence in line))


def _sentences(hits: Sequence[Hit]) -> list[_Sentence]:
    return [
        _Sentence(hit, place, text, _PASSAGE * hit.score + closeness + _WORDS * coverage + _NAMES * named)
        for hit in hits
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
        if not repeated and length + len(sentence.shown) <= LIMIT:
            chosen.append(sentence)
            length += len(sentence.shown) + 1
    return chosen or [_cut(sentence) for sentence in ranked[:1]]


def _cut(sentence: _Sentence) -> _Sentence:
    head = sentence.text[: LIMIT - 1].rsplit(" ", 1)[0]
    return replace(sentence, text=f"{head}…")
