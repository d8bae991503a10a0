"""The words of retrieval: documents, passages, and what a search returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from retrieval.signals import Signals


class Audience(StrEnum):
    """Who may see a document; each level sees those before it."""

    PUBLIC = "public"
    PARTNER = "partner"
    INTERNAL = "internal"

    @property
    def visible(self) -> tuple["Audience", ...]:
        """The audiences whose documents this one may see, most public first."""
        order = tuple(Audience)
        return order[: order.index(self) + 1]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from; the date is as the source prints it."""

    title: str
    date: str = ""
    locator: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of the corpus; `places` are the ids of the places it is about."""

    id: str
    title: str
    text: str
    language: str
    audience: Audience
    type: str = "text"
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    date: str = ""
    markdown: bool = True
    """False for raw text, which has no headings or lists to read."""

    @property
    def subject(self) -> str:
        """The id under which the gazetteer knows what this document is about."""
        return f"document:{self.id}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that is searched and cited.

    `sentences` are the quotable units and `leads` the heading right above each, "" where there is none;
    `headings` are all headings above them; `section` numbers the passages under one heading alike.
    """

    id: str
    document: str
    headings: tuple[str, ...]
    section: int
    sentences: tuple[str, ...]
    leads: tuple[str, ...]

    @property
    def embedded_sentences(self) -> tuple[str, ...]:
        """What the embedder sees of each sentence: "Who can take part: …" says more than the sentence alone."""
        pairs = zip(self.leads, self.sentences, strict=True)
        return tuple(f"{lead}: {sentence}" if lead else sentence for lead, sentence in pairs)

    @property
    def text(self) -> str:
        """The passage as one string, a unit a line."""
        return "\n".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Citable:
    """What a citation shows of a document."""

    document: str
    title: str
    language: str
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class Approved:
    """An answer that the office gave and approved: used whole, and up to the day of its `review`."""

    citable: Citable
    text: str
    published: date
    review: date

    @property
    def question(self) -> str:
        """What the office was asked."""
        return self.citable.title

    def expired(self, day: date) -> bool:
        """Whether it may no longer be used without another look at it."""
        return day > self.review


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found.

    Per sentence: `closeness` in meaning, `coverage` of the question's words (0 to 1; all 0 where question
    and passage do not share a language), and the weighted share of the question's names that are `named`.
    `approved` is the answer that the passage is of, where it is of one.
    """

    passage: Passage
    citable: Citable
    score: float
    closeness: tuple[float, ...]
    coverage: tuple[float, ...]
    named: tuple[float, ...]
    approved: Approved | None = None

    @property
    def closest(self) -> int:
        """The number of the sentence that comes closest to the question."""
        return max(range(len(self.closeness)), key=self.closeness.__getitem__)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search returns: best passage first, and how sure it is.

    `answerable` and `on_topic` are probabilities from a calibrated model, `same_language` says which
    of its cases judged, `signals` what it weighed.
    """

    hits: tuple[Hit, ...]
    answerable: float
    on_topic: float
    same_language: bool = False
    signals: Signals | None = None
