"""From a question to what is to be looked up: the intent by the model, the filters by what the question names.

Every filter is checked against the register's own values. What was asked for but is not known is said,
and where two readings are about as likely both are offered; a question never falls through to a longer list.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from retrieval.ports import Vector
from retrieval.register import intents
from retrieval.register.clues import Clues
from retrieval.register.filters import query_for
from retrieval.register.intents import IntentModel
from retrieval.register.query import Operation, Query
from retrieval.register.register import Register

CLEAR = 0.7
"""Probability from which the question as it stands decides; below, it is weighed without its names as well."""
MASKED = 0.6
"""How much the question without its names counts then: no name can mislead it."""
SURE = 0.5
"""Probability from which the likeliest reading is acted upon alone."""
OFFERED = 0.3
"""Probability from which a reading is worth offering."""
OUTWEIGHING = 2.0
"""How many times likelier than the text's a reading must be that is likeliest without being sure."""
ASKED = 0.8
"""Probability from which a filter was asked for although nothing known is named; of the held-out examples
nine in ten are caught by it, and fewer than one in a hundred for nothing."""

TEXT = intents.TEXT
NOWHERE = "nowhere"
"""The reading of a question about a place that names none."""
_FAMILIES = {
    "tie": {Operation.IS_PARTNER, Operation.AGREEMENT_DATE},
    "list": {Operation.LIST, Operation.COUNT},
    "programmes": {Operation.PROGRAMMES, Operation.COUNT_PROGRAMMES},
}

Reading = Query | str
"""A query, or `TEXT` or `NOWHERE`."""
Embed = Callable[[str], Vector]
"""The centred vector of a text, in the question's language."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What to look up, likeliest first; several are readings to choose from, none means the text must answer.

    `unknown` names the kind of filter ("place", "topic") that was asked for but is not known.
    """

    queries: tuple[Query, ...] = ()
    unknown: str = ""
    written: Mapping[str, str] = field(default_factory=dict)
    """The ids of the places that the question names, each with its name as the question writes it."""


def understand(
    text: str, clues: Clues, embed: Embed, asked_on: date, register: Register, model: IntentModel
) -> Understood:
    """What a question asks of the register."""
    if not register.rows.agreements:
        return Understood()
    vector = embed(text)
    relations = model.relation(vector)
    queries = {operation: query_for(operation, clues, relations, asked_on, register) for operation in Operation}
    readings = _readings(model.of_text(vector, clues), queries)
    if max(readings.values()) < CLEAR:
        readings = _joined(readings, _readings(model.of_masked(embed(clues.masked), clues), queries))
    chosen = _chosen(readings)
    if not chosen:
        return Understood()
    suspected = model.suspicion(vector, clues) >= intents.SUSPECTED
    return Understood(*_known(chosen, clues, embed, register, model, suspected=suspected), dict(clues.written))


def _readings(shares_of: Mapping[str, float], queries: Mapping[Operation, Query | None]) -> dict[Reading, float]:
    """The probability of each reading: intents that come to the same query are one."""
    shares: dict[Reading, float] = defaultdict(float, {TEXT: shares_of[TEXT]})
    for operation, query in queries.items():
        shares[query or NOWHERE] += shares_of[operation]
    return dict(shares)


def _joined(one: Mapping[Reading, float], other: Mapping[Reading, float]) -> dict[Reading, float]:
    return {reading: (1 - MASKED) * share + MASKED * other[reading] for reading, share in one.items()}


def _chosen(readings: Mapping[Reading, float]) -> tuple[Reading, ...]:
    """The reading that is sure, two that are about as likely, or none where the text must answer."""
    families: dict[str, float] = defaultdict(float)
    for reading, share in readings.items():
        families[_family(reading)] += share
    ranked = sorted(readings, key=lambda reading: (families[_family(reading)], readings[reading]), reverse=True)
    first = ranked[0]
    if first == TEXT:
        return ()
    if families[_family(first)] >= SURE:
        return (first,)
    second = next((reading for reading in ranked if _family(reading) not in {_family(first), TEXT}), NOWHERE)
    if NOWHERE not in {first, second} and families[_family(second)] >= OFFERED:
        return (first, second)
    return (first,) if families[_family(first)] >= OUTWEIGHING * families[TEXT] else ()


def _family(reading: Reading) -> str:
    """Readings whose answers hold one another: which of them is meant need not be asked."""
    if isinstance(reading, str):
        return reading
    return next((name for name, members in _FAMILIES.items() if reading.operation in members), reading.operation)


def _known(
    chosen: tuple[Reading, ...], clues: Clues, embed: Embed, register: Register, model: IntentModel, *, suspected: bool
) -> tuple[tuple[Query, ...], str]:
    """The queries chosen, and the kind of filter that was asked for but is not known, empty where all is."""
    queries = tuple(query for query in chosen if isinstance(query, Query))
    if len(queries) > 1:
        return queries, ""
    topics = clues.of("topic")
    if topics and not any(register.knows_topic(topic) for topic in topics):
        return queries, "topic"
    if queries:
        settled = _placed(queries[0], clues, register) or topics or not (suspected or _topical(queries[0]))
        return queries, "" if settled else _missing(queries[0], clues, embed, model)
    asked = model.filters(embed(clues.masked), clues)
    return (), "place" if asked["place"] > ASKED else ""


def _placed(query: Query, clues: Clues, register: Register) -> bool:
    named = query.places or query.countries or query.regions or query.groups or clues.programmes
    return bool(named) or query.home not in {None, register.home}


def _topical(query: Query) -> bool:
    """Whether a list was asked for by a field or industry."""
    return query.about is not None and query.operation in {Operation.LIST, Operation.COUNT}


def _missing(query: Query, clues: Clues, embed: Embed, model: IntentModel) -> str:
    """Of a query that names nothing known, the kind of filter that was asked for all the same."""
    if _topical(query):
        return "topic"
    asked = model.filters(embed(clues.masked), clues)
    if query.state or max(asked.values()) <= ASKED:
        return ""
    return max(("place", "topic"), key=asked.__getitem__)
