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
    sources: tuple[SourceNote, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _facts_point_at_sources(self) -> Self:
        known = {source.key for source in self.sources}
        facts: tuple[DatedEvent | Figure | Statement, ...] = (*self.dates, *self.figures, *self.statements)
        missing = sorted({key for fact in facts for key in fact.sources} - known)
        if missing:
            raise ValueError(f"sources not listed: {', '.join(missing)}")
        return self
