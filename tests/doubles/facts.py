"""A small invented office's facts: Port Amberly and its partners, with disagreements."""

from datetime import date
from functools import cache
from typing import Any

from retrieval.frontmatter import FrontMatter
from retrieval.register import groupings
from retrieval.register.reading import rows_of
from retrieval.register.register import Register
from retrieval.register.terms import Terms

TODAY = date(2026, 11, 24)
SOURCES = [
    {"key": "list", "title": "Port Amberly, list of partners", "date": "as of January 2022", "confidence": "high"},
    {"key": "press", "title": "Amberly Echo", "date": "2024-05-21", "confidence": "medium"},
    {"key": "old", "title": "Harbour almanac", "date": "1999", "confidence": "medium"},
]


def head(identity: str, kind: str, **fields: Any) -> FrontMatter:
    """Front matter with the usual sources."""
    common = {"id": identity, "type": kind, "title": identity, "language": "en", "reviewed": "2026-01-01"}
    return FrontMatter.model_validate(common | {"sources": SOURCES} | fields)


def signed(day: str, *sources: str, event: str = "signed", note: str | None = None) -> dict[str, Any]:
    """A dated event."""
    precision = {4: "year", 7: "month", 10: "day"}[len(day)]
    return {"event": event, "date": day, "precision": precision, "note": note, "sources": sources or ["list"]}


def said(name: str, value: str, *sources: str) -> dict[str, Any]:
    """A statement."""
    return {"name": name, "value": value, "sources": sources or ["list"]}


def tie(partner: str, country: str, relation: str, *dates: dict[str, Any], **fields: Any) -> FrontMatter:
    """An agreement of Port Amberly, or of another home."""
    home = fields.pop("home", "amberly")
    known = {"home": home, "partner": partner, "country": country, "relation": relation, "dates": dates}
    return head(f"agreement-{home}-{partner}", "agreement", **known, **{"level": "city"} | fields)


def place(name: str, country: str, **fields: Any) -> FrontMatter:
    """A city document."""
    names = fields.pop("names", {"en": [name.title()]})
    return head(f"city-{name}", "city", place=name, country=country, names=names, **fields)


def people(value: float, *sources: str, as_of: str | None = None) -> dict[str, Any]:
    """A population figure."""
    return {"measure": "population", "value": value, "as_of": as_of, "sources": sources or ["list"]}


HEADS = [
    place("amberly", "KR", names={"en": ["Port Amberly"], "ko": ["앰벌리"]}, figures=[people(500_000)]),
    place("kushima", "JP", names={"en": ["Kushima"], "ko": ["구시마"]}, figures=[people(120_000)]),
    place("dresport", "DE", figures=[people(90_000), people(95_000, "press", as_of="2024")], industries=["port"]),
    place("valmora", "PH", level="province"),
    place("tarnby", "DK", industries=["shipbuilding industry"]),
    place("lonetown", "FR"),
    tie("kushima", "JP", "sister", signed("1976-10-11"), fields=["ports and logistics", "film"]),
    tie(
        "dresport",
        "DE",
        "friendly-cooperation",
        signed("2011-07", "press", note="reported"),
        signed("2010-12-02"),
        signed("2010-10-04", event="letter-of-intent"),
        statements=[said("relation", "friendship city"), said("relation", "sister city", "press")],
    ),
    tie("valmora", "PH", "sister", signed("2011-12-16"), level="province"),
    tie("tarnby", "DK", "sister", signed("2021-04", "press"), signed("2021-04-30")),
    tie("kushima", "JP", "sister", signed("2001-01-01"), home="otherhome"),
    head(
        "programme-camp",
        "programme",
        names={"en": ["Lantern Camp"]},
        partners=["kushima"],
        state="planned",
        state_year=2027,
        category="youth",
        statements=[
            said("who", "teenagers of both cities"),
            said("budget", "25 crowns"),
            said("budget", "30 crowns", "press"),
        ],
    ),
    head("programme-fair", "programme", countries=["DE"], state="past", state_year=2019, category="business"),
]


@cache
def terms() -> Terms:
    """The vocabulary that ships."""
    return Terms.build()


def empty() -> Register:
    """A register of a corpus without any facts."""
    return Register(rows_of([], terms()), groupings.shipped(), terms())


def register(*more: FrontMatter) -> Register:
    """The register of the small office."""
    return Register(rows_of([*HEADS, *more], terms()), groupings.shipped(), terms())
