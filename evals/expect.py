"""What a case asks of the register, as data for the oracle."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Operation = Literal[
    "list",
    "count",
    "first",
    "latest",
    "not-cities",
    "anniversaries",
    "changes",
    "date",
    "years",
    "is-partner",
    "signatories",
    "place",
    "fields",
    "population",
    "area",
    "industries",
    "largest",
    "smallest",
    "compare",
    "programmes",
    "count-programmes",
]
NEEDS: dict[str, str] = {
    **dict.fromkeys(("date", "years", "is-partner", "signatories", "place", "fields"), "partner"),
    **dict.fromkeys(("population", "area", "industries"), "partner"),
    **dict.fromkeys(("largest", "smallest"), "measure"),
    "compare": "partners",
    "anniversaries": "year",
    "changes": "since",
}


class Expect(BaseModel):
    """What is asked of the register, as data."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    operation: Operation
    home: str = "busan"
    partner: str | None = None
    partners: tuple[str, ...] = ()
    country: str | None = None
    continent: Literal["africa", "americas", "asia", "europe", "oceania"] | None = None
    region: str | None = None
    """A UN M49 code."""
    group: Literal["asean"] | None = None
    relation: Literal["sister", "friendly-cooperation"] | None = None
    signed_from: str | None = None
    signed_to: str | None = None
    """The first and the last date that count, as ISO dates or the beginning of one."""
    in_force_on: date | None = None
    field: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    """Any of these in any value is enough."""
    state: str | None = None
    category: str | None = None
    year: int | None = None
    round: int = 5
    since: date | None = None
    measure: Literal["population", "area_km2"] | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = NEEDS.get(self.operation)
        if needed and not getattr(self, needed):
            raise ValueError(f"{self.operation} needs {needed}")
        return self
