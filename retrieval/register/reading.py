"""Rows from the documents' front matter: the only place where the register's facts come from."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from retrieval.frontmatter import DatedEvent, FrontMatter, SourceNote
from retrieval.frontmatter import Figure as StatedFigure
from retrieval.register.model import (
    Agreement,
    City,
    Event,
    Figure,
    Level,
    Measure,
    Origin,
    Programme,
    Relation,
    Row,
    Rows,
    State,
    Statement,
)
from retrieval.register.terms import Terms

_CITIES = ("city", "capital", "municipality", "town")
_LEVELS = {
    "province": Level.PROVINCE,
    "prefecture": Level.PREFECTURE,
    "state": Level.STATE,
    "county": Level.COUNTY,
    "region": Level.REGION,
    "authority": Level.REGION,
}


def rows_of(heads: Iterable[FrontMatter], terms: Terms) -> Rows:
    """One row a document, and one for all language versions of a document; samples state nothing real."""
    heads = list(_merged([head for head in heads if not head.sample]))
    agreements = tuple(_agreement(head) for head in heads if head.type == "agreement" and _is_tie(head))
    cities = tuple(_city(head) for head in heads if head.type == "city" and head.place)
    programmes = tuple(_programme(head) for head in heads if head.type == "programme" and head.state)
    rows = {row.document for row in (*agreements, *cities, *programmes)}
    others = tuple(Row(*_shared(head)) for head in heads if head.id not in rows and head.statements)
    values = chain(
        *(row.fields for row in agreements),
        *(row.industries for row in cities),
        *((row.category, row.title, *(said.value for said in row.stated("who"))) for row in programmes),
    )
    return Rows(agreements, cities, programmes, others, {value: terms.topics(value) for value in dict.fromkeys(values)})


def level_of(printed: str | None) -> Level:
    """The kind of place that a document's own word for it means; a city where it does not say."""
    words = (printed or "city").lower()
    if any(city in words for city in _CITIES):
        return Level.CITY
    return next((level for word, level in _LEVELS.items() if word in words), Level.OTHER)


def _merged(heads: Sequence[FrontMatter]) -> Iterable[FrontMatter]:
    """Of the versions of one document the one that states most, with the names of all."""
    versions: dict[str, list[FrontMatter]] = {}
    for head in heads:
        versions.setdefault(head.pair or f"={head.id}", []).append(head)
    for group in versions.values():
        fullest = max(group, key=lambda head: len(head.dates) + len(head.figures) + len(head.statements))
        yield fullest.model_copy(update={"names": _all_names(head.names for head in group)})


def _all_names(several: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for one in several:
        for language, spellings in one.items():
            names[language] = tuple(dict.fromkeys((*names.get(language, ()), *spellings)))
    return names


def _is_tie(head: FrontMatter) -> bool:
    return bool(head.home and head.partner and head.country and head.relation)


def _agreement(head: FrontMatter) -> Agreement:
    return Agreement(
        *_shared(head),
        home=head.home or "",
        partner=head.partner or "",
        country=head.country or "",
        level=level_of(head.level),
        relation=Relation(head.relation or ""),
        fields=head.fields,
        events=_events(head),
    )


def _city(head: FrontMatter) -> City:
    sources = _sources(head)
    return City(
        *_shared(head),
        place=head.place or "",
        country=head.country or "",
        level=level_of(head.level),
        names=head.names,
        industries=head.industries,
        figures=tuple(_figure(figure, sources) for figure in head.figures),
    )


def _programme(head: FrontMatter) -> Programme:
    return Programme(
        *_shared(head),
        names=head.names,
        partners=tuple(dict.fromkeys(place for place in (head.partner, *head.partners) if place)),
        countries=tuple(dict.fromkeys(code for code in (head.country, *head.countries) if code)),
        state=State(head.state or ""),
        state_year=head.state_year,
        category=head.category or "",
        events=_events(head),
    )


def _shared(head: FrontMatter) -> tuple[str, str, tuple[Origin, ...], tuple[Statement, ...]]:
    """Document, title, origins and statements: what every row begins with."""
    sources = _sources(head)
    statements = tuple(
        Statement(said.name, said.value, tuple(sources[key] for key in said.sources)) for said in head.statements
    )
    return head.id, head.title, tuple(sources.values()), statements


def _sources(head: FrontMatter) -> dict[str, Origin]:
    return {note.key: _origin(note) for note in head.sources}


def _origin(note: SourceNote) -> Origin:
    return Origin(note.title, note.locator or "", note.date, note.confidence)


def _events(head: FrontMatter) -> tuple[Event, ...]:
    sources = _sources(head)
    return tuple(_event(dated, sources) for dated in head.dates)


def _event(dated: DatedEvent, sources: Mapping[str, Origin]) -> Event:
    origins = tuple(sources[key] for key in dated.sources)
    return Event(dated.event, dated.date, dated.place or "", dated.note or "", origins)


def _figure(figure: StatedFigure, sources: Mapping[str, Origin]) -> Figure:
    origins = tuple(sources[key] for key in figure.sources)
    return Figure(Measure(figure.measure), figure.value, figure.as_of or "", origins)
