"""What can be asked of the register: one operation and its filters, enums and ids only, no free text."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.dataclasses import dataclass

from retrieval.frontmatter import CountryCode, Slug
from retrieval.register.model import Measure, Relation, State

IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
Place = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+|geo:\d+)$", max_length=80)]
"""The id of a place in the corpus, or `geo:` and a number for one of the world's other cities."""


class Operation(StrEnum):
    """Everything the register can do; these are the intents of the examples as well."""

    LIST = "list-partners"
    COUNT = "count-partners"
    FIRST = "first-partner"
    LATEST = "latest-partner"
    NOT_CITIES = "not-cities"
    ANNIVERSARIES = "anniversaries"
    CHANGES = "changes"
    AGREEMENT_DATE = "agreement-date"
    AGREEMENT_YEARS = "agreement-years"
    IS_PARTNER = "is-partner"
    SIGNATORIES = "signatories"
    SIGNING_PLACE = "signing-place"
    FIELDS = "cooperation-fields"
    POPULATION = "population"
    AREA = "area"
    INDUSTRIES = "industries"
    LARGEST = "largest"
    SMALLEST = "smallest"
    COMPARE = "compare"
    PROGRAMMES = "list-programmes"
    COUNT_PROGRAMMES = "count-programmes"


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Query:
    """An operation with its filters; an empty filter lets everything pass.

    `home` is the city whose ties are meant, None where the question names none; `places` are the partners or cities
    asked for; dates are ISO, as long as they are exact, and inclusive; `year` is that of anniversaries or programmes.
    """

    operation: Operation
    home: Slug | None = None
    places: tuple[Place, ...] = ()
    countries: tuple[CountryCode, ...] = ()
    regions: tuple[RegionCode, ...] = ()
    groups: tuple[Slug, ...] = ()
    relation: Relation | None = None
    topics: tuple[Slug, ...] = ()
    about: Literal["fields", "industries"] | None = None
    """Whether `topics` must be fields of cooperation or industries; either will do by default."""
    state: State | None = None
    signed_from: IsoDate | None = None
    signed_to: IsoDate | None = None
    in_force_on: IsoDate | None = None
    year: int | None = Field(default=None, ge=1800, le=2200)
    every: int = Field(default=5, ge=1, le=100)
    """Years of which an anniversary must be a multiple."""
    measure: Measure | None = None
