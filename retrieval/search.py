"""Finds passages for a question: meaning, words and names, one score, and how sure it is.

Fusing ranks of a lexical list would hide every document in another language, so evidence is added
as scores: closeness of meaning for all, words only inside the question's own language, names for all.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import log

import numpy as np
import numpy.typing as npt
import regex

from retrieval.answerability import Answerability, lead
from retrieval.centring import Centring
from retrieval.cleaning import clean_question
from retrieval.gazetteer import Gazetteer, Mention
from retrieval.lexical import Lexical
from retrieval.model import Audience, Citable, Found, Hit, Passage
from retrieval.ports import Embedder, PassageIndex, Row, Vector
from retrieval.register.register import Register
from retrieval.rows import Answers, Rows
from retrieval.signals import Signals
from retrieval.texts import Texts

Floats = npt.NDArray[np.float32]
NEAREST = 100
"""Candidates asked of the vector index, for each audience."""
WORDS = 30
"""Candidates from the lexical side."""
NAMED = 200
"""Candidates about the rarest name of the question."""
SECTION_SHARE, PASSAGE_SHARE, SENTENCE_SHARE = 0.25, 0.25, 0.5
"""How section, passage and best sentence make up closeness of meaning (measured on the calibration texts)."""
WORD_WEIGHT = 0.1
WORD_WEIGHT_ALONE = 0.1
"""Added where the question's language has the corpus to itself: words can then hide no other language."""
NAME_WEIGHT = 0.08
"""A passage without the place that was asked for is hardly ever the right one."""
_NUMBER = regex.compile(r"\p{N}{2,}")
_LONG = 120
"""Characters beyond which a question only grows, and says no more of what it wants."""
_STILL = 1e-6
"""Keeps a deviation finite where all candidates are alike."""
_BASE = 10
"""The language block's best shares whose mean is the level of "no lexical evidence"."""


@dataclass(frozen=True, slots=True)
class View:
    """What one audience may see: rows of each visible audience in order; of them all words, names, facts, answers."""

    rows: tuple[tuple[Audience, Rows], ...]
    lexical: Lexical
    gazetteer: Gazetteer
    register: Register
    answers: Answers

    @property
    def offsets(self) -> list[int]:
        """First row number of each audience's part, and the total."""
        return list(accumulate((len(rows.ids) for _, rows in self.rows), initial=0))

    def sentences(self, row: int) -> tuple[Floats, npt.NDArray[np.int64]]:
        """The vectors of a row's sentences and their numbers in the whole view."""
        before = 0
        for offset, (_, part) in zip(self.offsets, self.rows, strict=False):
            if row < offset + len(part.ids):
                start, end = part.starts[row - offset], part.starts[row - offset + 1]
                return part.sentences[start:end], np.arange(before + start, before + end)
            before += len(part.sentences)
        raise IndexError(row)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question made ready: its vector, language, names, and the words' evidence per row."""

    text: str
    language: str
    vector: Vector
    mentions: tuple[Mention, ...]
    weights: tuple[float, ...]
    shares: Floats
    coverage: Floats
    block: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Scored:
    """Candidates, best first: row number, total score, closeness and its best sentence's part."""

    rows: npt.NDArray[np.int64]
    scores: Floats
    closeness: Floats
    sentence: Floats


class Search:
    """Hybrid search over one immutable index version."""

    def __init__(
        self,
        embedder: Embedder,
        index: PassageIndex,
        views: Mapping[Audience, View],
        centring: Centring,
        answerability: Answerability,
    ) -> None:
        """Everything is read only and safe to use from several threads."""
        self.embedder = embedder.name
        # One question is embedded once, however many steps ask for its vector.
        self._embedded = lru_cache(maxsize=8)(lambda text: embedder.queries([text])[0])
        self.texts = Texts(index, views[Audience.INTERNAL].rows)
        self._index = index
        self._views = views
        self._centring = centring
        self._answerability = answerability

    def gazetteer(self, audience: Audience) -> Gazetteer:
        """The names of what an audience may see."""
        return self._views[audience].gazetteer

    def register(self, audience: Audience) -> Register:
        """The typed facts of what an audience may see."""
        return self._views[audience].register

    def answers(self, audience: Audience) -> Answers:
        """The approved answers that an audience may see."""
        return self._views[audience].answers

    def vector(self, question: str, language: str) -> Vector:
        """The centred vector of a question."""
        return self._centring.question(self._embedded(clean_question(question)), language)

    def find(
        self, question: str, audience: Audience, language: str, count: int = 3, without: Collection[str] = ()
    ) -> Found:
        """The best passages within what the audience may see, none of the documents `without`; how sure it is."""
        view = self._views[audience]
        asked = self._asked(view, clean_question(question), language)
        scored = self._scored(view, asked, without)
        if not len(scored.rows):
            return Found((), 0.0, 0.0)
        records = self._records(view, scored.rows[:count])
        hits = tuple(
            self._hit(view, asked, row, record, float(score))
            for row, record, score in zip(scored.rows[:count].tolist(), records, scored.scores[:count], strict=True)
        )
        signals = self.signals(view, asked, scored, hits)
        same = bool(asked.block[scored.rows[0]])
        answerable, on_topic = self._answerability.judge(signals, asked.language, same_language=same)
        return Found(hits, answerable, on_topic, same, signals)

    def ranked_documents(self, question: str, audience: Audience, language: str, count: int = 10) -> list[str]:
        """Ids of the best documents, best first, each once."""
        view = self._views[audience]
        scored = self._scored(view, self._asked(view, clean_question(question), language))
        documents = _documents(view, scored.rows)
        return list(dict.fromkeys(documents))[:count]

    def _asked(self, view: View, text: str, language: str) -> _Asked:
        shares, coverage = view.lexical.scores(text)
        block = np.concatenate([rows.languages == language for _, rows in view.rows])
        # A name said twice is one name.
        mentions = tuple({mention.ids: mention for mention in view.gazetteer.find(text)}.values())
        return _Asked(
            text=text,
            language=language,
            vector=self.vector(text, language),
            mentions=mentions,
            weights=tuple(view.gazetteer.weight(mention) for mention in mentions),
            shares=np.where(block, shares, 0).astype(np.float32),
            coverage=np.where(block, coverage, 0).astype(np.float32),
            block=block,
        )

    def _scored(self, view: View, asked: _Asked, without: Collection[str] = ()) -> _Scored:
        rows = self._candidates(view, asked, NEAREST + len(without))
        if without:
            rows = rows[~np.isin(_documents(view, rows), list(without))]
        closeness, sentence = _closeness(view, asked.vector, rows)
        scores = closeness + _words(asked, rows) + NAME_WEIGHT * _named(view.gazetteer, asked, rows)
        order = np.argsort(-scores, kind="stable")
        return _Scored(rows[order], scores[order], closeness[order], sentence[order])

    def _candidates(self, view: View, asked: _Asked, nearest: int) -> npt.NDArray[np.int64]:
        chosen = [np.zeros(0, dtype=np.int64)]
        for offset, (audience, rows) in zip(view.offsets, view.rows, strict=False):
            ids = self._index.nearest(audience, asked.vector, nearest) if len(rows.ids) else []
            chosen.append(rows.numbers(ids) + offset)
        best = np.argsort(-asked.shares)[:WORDS]
        chosen.append(best[asked.shares[best] > 0])
        telling = sorted((view.gazetteer.rows(mention) for mention in asked.mentions), key=len)
        chosen.extend(rows[:NAMED].astype(np.int64) for rows in telling[:1])
        return np.unique(np.concatenate(chosen))

    def _records(self, view: View, rows: npt.NDArray[np.int64]) -> list[Row]:
        records: dict[int, Row] = {}
        for offset, (audience, part) in zip(view.offsets, view.rows, strict=False):
            ids = {part.ids[row - offset]: int(row) for row in rows if 0 <= row - offset < len(part.ids)}
            found = self._index.rows(audience, list(ids)) if ids else {}
            records |= {ids[identity]: record for identity, record in found.items()}
        return [records[int(row)] for row in rows]

    def _hit(self, view: View, asked: _Asked, row: int, record: Row, score: float) -> Hit:
        sentences = tuple(json.loads(record["sentences"]))
        passage = Passage(
            id=record["id"],
            document=record["document"],
            headings=tuple(json.loads(record["headings"])),
            section=int(record["section"]),
            sentences=sentences,
            leads=tuple(json.loads(record["leads"])),
        )
        vectors, numbers = view.sentences(row)
        about = [np.isin(numbers, view.gazetteer.sentence_rows(mention)) for mention in asked.mentions]
        coverage = tuple(view.lexical.coverage(asked.text, sentences)) if asked.block[row] else (0.0,) * len(sentences)
        citable = Citable(record["document"], record["title"], record["language"], record["source"], record["date"])
        named = _share(asked.weights, about, len(numbers))
        closeness = tuple((vectors @ asked.vector).tolist())
        approved = view.answers.of_document(record["document"])
        return Hit(passage, citable, score, closeness, coverage, tuple(named.tolist()), approved)

    def signals(self, view: View, asked: _Asked, scored: _Scored, hits: Sequence[Hit]) -> Signals:
        """What is known of the question and its best passages."""
        best = int(scored.rows[0])
        margin, deviation = lead(scored.scores, _documents(view, scored.rows))
        weights = asked.weights
        about = [view.gazetteer.rows(mention) for mention in asked.mentions]
        sentences = np.sort(scored.sentence)[::-1]
        numbers = set(_NUMBER.findall(asked.text))
        read = " ".join(hit.passage.text for hit in hits[:3])
        return Signals(
            closeness=float(scored.closeness[0]),
            sentence=float(scored.sentence[0]),
            margin=margin,
            deviation=deviation,
            sentence_lead=float(sentences[0] - sentences[1:51].mean()) if len(sentences) > 1 else 0.0,
            sentence_deviation=float((sentences[0] - sentences.mean()) / (sentences.std() + _STILL)),
            specificity=float(np.linalg.norm(asked.vector)),
            share=float(asked.shares[best]),
            coverage=float(asked.coverage[best]),
            runner_up=float(asked.coverage[scored.rows[1:5]].max(initial=0)),
            named=min(sum(weights), 2.0),
            missing=min(sum(w for w, rows in zip(weights, about, strict=True) if best not in rows), 2.0),
            unknown=min(sum(w for w, rows in zip(weights, about, strict=True) if not len(rows)), 2.0),
            crowd=log(1 + min((len(rows) for rows in about), default=0)),
            digits_missing=sum(number not in read for number in numbers) / len(numbers) if numbers else 0.0,
            length=log(1 + min(len(asked.text), _LONG)),
        )


def _closeness(view: View, vector: Vector, rows: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Per row the weighted products of section, passage and best sentence, and the sentence's alone."""
    means, sentences = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    for offset, end, (_, part) in zip(view.offsets, view.offsets[1:], view.rows, strict=False):
        local = rows[(rows >= offset) & (rows < end)] - offset
        if len(local):
            best = part.best_sentences(vector, local)
            means.append(
                SECTION_SHARE * part.sections_closeness(vector, local)
                + PASSAGE_SHARE * (part.passages[local] @ vector)
                + SENTENCE_SHARE * best
            )
            sentences.append(best)
    return np.concatenate(means), np.concatenate(sentences)


def _words(asked: _Asked, rows: npt.NDArray[np.int64]) -> Floats:
    """Weighted lexical share above the level of the question's language block; 0 below it and outside."""
    block = asked.shares[asked.block]
    if not len(block):
        return np.zeros(len(rows), np.float32)
    base = np.partition(block, -min(_BASE, len(block)))[-min(_BASE, len(block)) :].mean()
    weight = WORD_WEIGHT + WORD_WEIGHT_ALONE * float(asked.block.mean()) ** 2
    words: Floats = weight * np.maximum(asked.shares[rows] - base, 0).astype(np.float32)
    return words


def _named(gazetteer: Gazetteer, asked: _Asked, rows: npt.NDArray[np.int64]) -> Floats:
    """Weighted share of the question's names that a row is about."""
    return _share(asked.weights, [np.isin(rows, gazetteer.rows(mention)) for mention in asked.mentions], len(rows))


def _share(weights: Sequence[float], held: Sequence[npt.NDArray[np.bool_]], size: int) -> Floats:
    if not sum(weights):
        return np.zeros(size, np.float32)
    share: Floats = (np.dot(weights, held) / sum(weights)).astype(np.float32)
    return share


def _documents(view: View, rows: npt.NDArray[np.int64]) -> list[str]:
    documents = np.concatenate([part.documents for _, part in view.rows])
    return [str(document) for document in documents[rows]]
