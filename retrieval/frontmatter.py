"""The head of a corpus document: what the office states about it, strictly checked."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from retrieval.model import Audience

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Confidence = Literal["high", "medium", "low"]
Precision = Literal["day", "month", "year"]
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

_APPROVAL = ("owner", "published", "review", "rests_on")
_DATE_FORMS = {"day": r"\d{4}-\d{2}-\d{2}", "month": r"\d{4}-\d{2}", "year": r"\d{4}"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceNote(_Strict):
    """A source of the document; `key` is how facts point at it."""

    key: Slug
    title: Line
    locator: Line | None = None
    date: Line
    confidence: Confidence


class DatedEvent(_Strict):
    """Something that happened on a date; several of one event are competing values."""

    event: Slug
    date: str
    precision: Precision
    place: Line | None = None
    note: Line | None = None
    sources: tuple[Slug, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _date_fits_precision(self) -> Self:
        if not re.fullmatch(_DATE_FORMS[self.precision], self.date):
            raise ValueError(f"date {self.date!r} does not fit precision {self.precision!r}")
        date.fromisoformat((self.date + "-01-01")[:10])
        return self


class Figure(_Strict):
    """A measured value; several of one measure are competing values."""

    measure: Literal["population", "area_km2"]
    value: float = Field(gt=0)
    as_of: Line | None = None
    note: Line | None = None
    sources: tuple[Slug, ...] = Field(min_length=1)


class Statement(_Strict):
    """A named fact in words (`relation`, `signatories`, `apply` …); competing values repeat the name."""

    name: Slug
    value: Line
    sources: tuple[Slug, ...] = Field(min_length=1)


class Foundation(_Strict):
    """A document that an approved answer rests on, and the digest of what it said when the answer was approved."""

    document: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    digest: Digest


class FrontMatter(_Strict):
    """Everything a corpus document says about itself before its text begins."""

    id: Slug
    type: Literal["agreement", "city", "programme", "notice", "guide", "procedure", "answer"]
    title: Line
    language: LanguageTag
    pair: Slug | None = None
    """Shared by the language versions of one document."""
    audience: Audience = Audience.PUBLIC
    names: dict[LanguageTag, tuple[Line, ...]] = Field(default_factory=dict)
    """What the document's subject is called, by language: the gazetteer's raw material."""
    place: Slug | None = None
    """The id of the place a city document describes."""
    home: Slug | None = None
    partner: Slug | None = None
    partners: tuple[Slug, ...] = ()
    country: CountryCode | None = None
    countries: tuple[CountryCode, ...] = ()
    level: Line | None = None
    relation: Literal["sister", "friendly-cooperation"] | None = None
    state: Literal["proposed", "planned", "running", "last-confirmed", "past"] | None = None
    state_year: int | None = None
    category: Slug | None = None
    fields: tuple[Line, ...] = ()
    industries: tuple[Line, ...] = ()
    dates: tuple[DatedEvent, ...] = ()
    figures: tuple[Figure, ...] = ()
    statements: tuple[Statement, ...] = ()
    sample: bool = False
    """An example of the office's own papers, not a statement about the real city."""
    valid_from: date | None = None
    valid_until: date | None = None
    reviewed: date
    owner: Line | None = None
    """Who in the office answers for an approved answer: a unit or an account."""
    published: date | None = None
    review: date | None = None
    """The last day on which an approved answer is used without another look at it."""
    rests_on: tuple[Foundation, ...] | None = None
    sources: tuple[SourceNote, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _facts_point_at_sources(self) -> Self:
        known = {source.key for source in self.sources}
        facts: tuple[DatedEvent | Figure | Statement, ...] = (*self.dates, *self.figures, *self.statements)
        missing = sorted({key for fact in facts for key in fact.sources} - known)
        if missing:
            raise ValueError(f"sources not listed: {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _only_answers_are_approved(self) -> Self:
        given = [field for field in _APPROVAL if getattr(self, field) is not None]
        if self.type != "answer":
            if given:
                raise ValueError(f"{', '.join(given)}: only for type 'answer'; remove it or change the type")
            return self
        if missing := [field for field in _APPROVAL if field not in given]:
            raise ValueError(f"type 'answer' needs {', '.join(missing)}")
        # The register would go on stating them when the answer may no longer be used.
        if stated := [field for field in ("dates", "figures", "statements") if getattr(self, field)]:
            raise ValueError(f"type 'answer' states nothing in {', '.join(stated)}: write it in the text")
        return self

    @model_validator(mode="after")
    def _review_follows_publication(self) -> Self:
        if self.published and self.review and self.review <= self.published:
            raise ValueError(f"review {self.review} is not after published {self.published}")
        documents = [one.document for one in self.rests_on or ()]
        if len(documents) > len(set(documents)) or self.id in documents:
            raise ValueError("rests_on names a document twice, or the answer itself")
        return self
