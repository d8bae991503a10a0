"""The rows of the register; every value keeps where it comes from, and competing values stay side by side."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Relation(StrEnum):
    """The two tiers of partnership."""

    SISTER = "sister"
    FRIENDLY_COOPERATION = "friendly-cooperation"


class Level(StrEnum):
    """What kind of place a partner is."""

    CITY = "city"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    STATE = "state"
    COUNTY = "county"
    REGION = "region"
    OTHER = "other"


class State(StrEnum):
    """How far a programme is."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    RUNNING = "running"
    LAST_CONFIRMED = "last-confirmed"
    PAST = "past"


class Measure(StrEnum):
    """What of a city is measured."""

    POPULATION = "population"
    AREA = "area_km2"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from; `date` is as the source prints it, `confidence` high, medium or low."""

    title: str
    locator: str
    date: str
    confidence: str

    @property
    def source(self) -> str:
        """The source with the place where it can be looked up."""
        return f"{self.title}, {self.locator}" if self.locator else self.title

    @property
    def official(self) -> bool:
        """Whether a city, a registry or an official list says so."""
        return self.confidence == "high"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `date` is ISO, as long as its precision (1994, 1994-08 or 1994-08-29)."""

    event: str
    date: str
    place: str
    note: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value: people, or square kilometres."""

    measure: Measure
    value: float
    as_of: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A named fact in the document's own words."""

    name: str
    value: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What all rows share: the document they come from."""

    document: str
    title: str
    origins: tuple[Origin, ...]
    statements: tuple[Statement, ...]

    def stated(self, name: str) -> tuple[Statement, ...]:
        """The statements of one name; several are competing values."""
        return tuple(statement for statement in self.statements if statement.name == name)


@dataclass(frozen=True, slots=True)
class Agreement(Row):
    """A tie between a home city and a partner, both ids of places."""

    home: str
    partner: str
    country: str
    level: Level
    relation: Relation
    fields: tuple[str, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class City(Row):
    """A place with its names by language."""

    place: str
    country: str
    level: Level
    names: Mapping[str, tuple[str, ...]]
    industries: tuple[str, ...]
    figures: tuple[Figure, ...]

    def measured(self, measure: Measure) -> tuple[Figure, ...]:
        """The figures of one measure; several are competing values."""
        return tuple(figure for figure in self.figures if figure.measure == measure)


@dataclass(frozen=True, slots=True)
class Programme(Row):
    """A programme; `partners` are ids of places, `countries` ISO codes."""

    names: Mapping[str, tuple[str, ...]]
    partners: tuple[str, ...]
    countries: tuple[str, ...]
    state: State
    state_year: int | None
    category: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything one audience may see; `others` are documents of other kinds that state competing values."""

    agreements: tuple[Agreement, ...] = ()
    cities: tuple[City, ...] = ()
    programmes: tuple[Programme, ...] = ()
    others: tuple[Row, ...] = ()
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The topics of each value that fields, industries and categories hold."""
