"""From a query to a reply: which file answers which operation."""

import json
from dataclasses import asdict

from pydantic import TypeAdapter, ValidationError

from bot.facts import listing, places, programmes, ties
from bot.facts.citing import Reply
from bot.facts.listing import Listing
from bot.facts.wording import Wording
from bot.model import Option, Outcome
from retrieval.register.query import Operation, Query
from retrieval.register.understanding import Understood

_TOPICS = 12
"""Topics that are offered where the one asked for is not known."""
_ADAPTER = TypeAdapter(Query)

_ANSWERS: dict[Operation, Listing] = {
    **listing.LISTINGS,
    Operation.AGREEMENT_DATE: ties.one,
    Operation.AGREEMENT_YEARS: ties.one,
    Operation.IS_PARTNER: ties.one,
    Operation.SIGNATORIES: ties.one,
    Operation.SIGNING_PLACE: ties.one,
    Operation.FIELDS: ties.one,
    Operation.POPULATION: places.figures,
    Operation.AREA: places.figures,
    Operation.INDUSTRIES: places.industries,
    Operation.LARGEST: places.outermost,
    Operation.SMALLEST: places.outermost,
    Operation.COMPARE: places.compared,
    Operation.PROGRAMMES: programmes.programmes,
    Operation.COUNT_PROGRAMMES: programmes.programmes,
}

_NAMES: dict[Operation, str] = {
    Operation.LIST: "asks-list",
    Operation.COUNT: "asks-count",
    Operation.FIRST: "first",
    Operation.LATEST: "latest",
    Operation.NOT_CITIES: "asks-list",
    Operation.ANNIVERSARIES: "asks-anniversaries",
    Operation.CHANGES: "asks-changes",
    Operation.AGREEMENT_DATE: "asks-date",
    Operation.AGREEMENT_YEARS: "asks-years",
    Operation.IS_PARTNER: "relation",
    Operation.SIGNATORIES: "signatories",
    Operation.SIGNING_PLACE: "signing-place",
    Operation.FIELDS: "fields",
    Operation.POPULATION: "population",
    Operation.AREA: "area",
    Operation.INDUSTRIES: "industries",
    Operation.LARGEST: "largest",
    Operation.SMALLEST: "smallest",
    Operation.COMPARE: "asks-compare",
    Operation.PROGRAMMES: "asks-list",
    Operation.COUNT_PROGRAMMES: "asks-count",
}
"""What each operation is called when the inquirer may choose between readings."""


def reply(wording: Wording, understood: Understood) -> Reply | None:
    """What the register says; None where the documents' text must answer."""
    if understood.unknown:
        return _unknown(wording, understood)
    if not understood.queries:
        return None
    if len(understood.queries) > 1:
        return _asking_back(wording, understood)
    query = understood.queries[0]
    return _ANSWERS[query.operation](wording, query)


def key(query: Query) -> str:
    """A query as the key of an option: what is not said is left out."""
    said = {name: value for name, value in asdict(query).items() if value}
    return json.dumps(said, separators=(",", ":"))


def query_of(choice: str) -> Query | None:
    """The query of an option that was picked; None for anything else."""
    try:
        return _ADAPTER.validate_json(choice)
    except ValidationError:
        return None


def _unknown(wording: Wording, understood: Understood) -> Reply:
    everything = Query(Operation.LIST, home=wording.register.home)
    options = (Option(wording.label(everything), key(everything)),)
    if understood.unknown == "place":
        return Reply(Outcome.NOT_FOUND, (wording.say("unknown-place"),), options=options)
    known = sorted({topic for topics in wording.register.rows.topics.values() for topic in topics})
    named = ", ".join(wording.term("topic", topic) for topic in known[:_TOPICS])
    return Reply(Outcome.NOT_FOUND, (wording.say("unknown-topic", topics=named),), options=options)


def _asking_back(wording: Wording, understood: Understood) -> Reply:
    options = tuple(option(wording, query) for query in understood.queries)
    lines = [wording.say("which-reading"), *(f"{number}. {one.label}" for number, one in enumerate(options, start=1))]
    return Reply(Outcome.CLARIFY, tuple(lines), options=options)


def option(wording: Wording, query: Query) -> Option:
    """A query as a reading to pick, such as "Date of the agreement: Partners of Busan (Osaka)"."""
    return Option(f"{operation(wording, query)}: {wording.label(query)}", key(query))


def operation(wording: Wording, query: Query) -> str:
    """What is asked for, such as "Date of the agreement"."""
    return wording.say(_NAMES[query.operation])
