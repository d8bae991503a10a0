"""The register for people and scripts: rows by filters that are given as names in any language."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from retrieval.errors import FilterUnknown
from retrieval.model import Audience
from retrieval.register.conflicts import signed_on
from retrieval.register.model import Agreement, City, Programme
from retrieval.register.query import Operation, Query
from retrieval.search import Search

KINDS = ("agreements", "cities", "programmes")
Row = Agreement | City | Programme


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows must have, as it was typed; names of places, countries, regions, groups and topics in any language."""

    home: str | None = None
    partner: str | None = None
    country: str | None = None
    region: str | None = None
    group: str | None = None
    topic: str | None = None
    relation: str | None = None
    state: str | None = None
    since: str | None = None
    until: str | None = None
    in_force_on: str | None = None
    year: int | None = None


def rows(search: Search, audience: Audience, kind: str, filters: Filters, asked_on: date) -> list[Row]:
    """The rows of a kind that pass; raises FilterUnknown for a name or value that is not known."""
    query = _query(search, audience, filters)
    register = search.register(audience)
    if kind == "agreements":
        homes = [query.home] if query.home else sorted(register.homes)
        everywhere = [row for home in homes for row in register.select(_of(query, home), asked_on)]
        return [*sorted(everywhere, key=lambda row: (signed_on(row) or "9", row.partner))]
    if kind == "programmes":
        return [*register.programmes(query, asked_on)]
    return [*register.cities(query, asked_on)]


def record(row: Row) -> dict[str, Any]:
    """A row as JSON-ready values."""
    return asdict(row) | ({"signed": signed_on(row)} if isinstance(row, Agreement) else {})


def columns(row: Row) -> Mapping[str, str]:
    """What a table shows of a row."""
    if isinstance(row, Agreement):
        return {
            "home": row.home,
            "partner": row.partner,
            "country": row.country,
            "level": row.level,
            "relation": row.relation,
            "signed": signed_on(row),
            "document": row.document,
        }
    if isinstance(row, City):
        figures = "; ".join(f"{figure.measure} {figure.value:,.10g}" for figure in row.figures)
        return {"place": row.place, "country": row.country, "level": row.level, "figures": figures}
    return {"programme": row.title, "state": row.state, "year": str(row.state_year or ""), "document": row.document}


def _of(query: Query, home: str) -> Query:
    return Query(**{**asdict(query), "home": home})


def _query(search: Search, audience: Audience, filters: Filters) -> Query:
    def named(kind: str, name: str | None) -> tuple[str, ...]:
        return tuple(_ids(search, audience, kind, name)) if name else ()

    try:
        return Query(
            operation=Operation.LIST,
            home=next(iter(named("home", filters.home)), None),
            places=named("partner", filters.partner),
            countries=named("country", filters.country),
            regions=named("region", filters.region),
            groups=named("group", filters.group),
            topics=named("topic", filters.topic),
            relation=filters.relation,  # type: ignore[arg-type]
            state=filters.state,  # type: ignore[arg-type]
            signed_from=filters.since,
            signed_to=filters.until,
            in_force_on=filters.in_force_on,
            year=filters.year,
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise FilterUnknown(f"{first['loc'][-1]}: {first['msg']} (given: {first['input']!r})") from error


def _ids(search: Search, audience: Audience, kind: str, name: str) -> Iterable[str]:
    """The ids that a name may mean, without their prefix; an id itself is a name too."""
    register, gazetteer = search.register(audience), search.gazetteer(audience)
    found = {*gazetteer.ids(name), *(one for mention in register.terms.find(name) for one in mention.ids)}
    if kind in {"home", "partner"}:
        ids = {one for one in (*found, name) if register.city(one)}
    else:
        known = {one.removeprefix(f"{kind}:") for one in found if one.startswith(f"{kind}:")}
        ids = known or ({name} if f"{kind}:{name}" in register.terms.identities else set())
        ids |= {name.upper()} if kind == "country" and name.isascii() and len(name) == 2 else set()
    if not ids:
        raise FilterUnknown(f"{kind}: {name!r} is not known: see `exchange-corpus show` for what there is")
    return sorted(ids)
