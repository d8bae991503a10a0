"""Answers about one agreement: since when, for how long, which relation, who signed, where, on what."""

from collections.abc import Callable, Sequence
from itertools import combinations

from bot.facts.citing import Citing, Reply
from bot.facts.wording import Wording
from bot.model import Outcome
from retrieval.register.conflicts import ranked, signed_on, signings
from retrieval.register.dates import full_years, years_after
from retrieval.register.model import Agreement, Event, Relation, Statement
from retrieval.register.query import Operation, Query

_ROUND = 5
_PLACES = ("place", "venue")
"""Statements that say where an agreement was signed."""


def one(wording: Wording, query: Query) -> Reply | None:
    """What is known of the agreements with the places asked about; None where the text must answer."""
    register = wording.register
    home = query.home or register.home
    agreements = [agreement for place in query.places if (agreement := register.between(home, place))]
    others = [pair for two in combinations(query.places, 2) if (pair := register.between(*two))]
    if query.home is None and not agreements:
        others += [agreement for place in query.places for agreement in register.of_partner(place)]
    if not agreements and not others:
        return none(wording, query)
    citing = Citing(wording)
    lines = [line for agreement in agreements or others for line in _LINES[query.operation](citing, agreement, query)]
    if not lines:
        return None
    if agreements:
        lines += [f"• {_undated(citing, other)}" for other in others]
    return citing.reply(Outcome.ANSWERED, [*lines, *citing.age()])


def none(wording: Wording, query: Query) -> Reply:
    """That there is no such agreement, and whose partner the place or its neighbours are instead."""
    citing, register = Citing(wording), wording.register
    home = query.home or register.home
    lines = [wording.say("no-agreement", home=wording.place(home), place=_named(wording, query.places))]
    others = [agreement for place in query.places for agreement in register.of_partner(place)]
    lines += [f"• {_undated(citing, agreement)}" for agreement in others]
    countries = {city.country for place in query.places if (city := register.city(place))}
    there = [row for row in register.rows.agreements if row.home == home and row.country in countries]
    if there:
        lines.append(wording.say("known-there"))
        lines += [f"• {_undated(citing, agreement)}" for agreement in there]
    return citing.reply(Outcome.NOT_FOUND, lines)


def since(citing: Citing, agreement: Agreement) -> str:
    """ "Osaka (Japan): friendly-cooperation city of Busan since 21 May 2008 [1]"."""
    wording, day = citing.wording, signed_on(agreement)
    known = {"place": wording.located(agreement), "tie": wording.tie(agreement), "home": wording.home(agreement.home)}
    event = next(iter(signings(agreement)), None)
    mark = citing.mark(agreement, event.origins if event else (), f"signed: {day}" if day else agreement.relation)
    dated = {"date": wording.exact_date(day)} if day else {}
    said = wording.say("tie-since" if day else "tie-undated", **known, **dated)
    return f"{said} {mark}"


def _undated(citing: Citing, agreement: Agreement) -> str:
    """Another agreement than the one asked for; its date could be taken for the one that is missing."""
    wording = citing.wording
    tie = wording.say("of-home", what=wording.tie(agreement), home=wording.home(agreement.home))
    return f"{wording.located(agreement)}: {tie} {citing.mark(agreement, (), agreement.relation)}"


def dates_differ(citing: Citing, agreement: Agreement) -> list[str]:
    """The competing dates of the signing, each with its source."""
    events = signings(agreement)
    shown = [_dated(citing.wording, event) for event in events]
    return citing.differing(agreement, events, shown, [f"signed: {event.date}" for event in events])


def relations_differ(citing: Citing, agreement: Agreement) -> list[str]:
    """What sources call the relation, where they do not agree."""
    said = ranked(agreement.stated("relation"))
    return citing.differing(agreement, said, [one.value for one in said], [one.value for one in said])


def _named(wording: Wording, places: Sequence[str]) -> str:
    return ", ".join(wording.place(place) for place in places)


def _dated(wording: Wording, event: Event) -> str:
    return f"{wording.date(event.date)} ({event.note})" if event.note else wording.date(event.date)


def _date(citing: Citing, agreement: Agreement, _query: Query) -> list[str]:
    """Since when, and how many full years that is."""
    wording, day = citing.wording, signed_on(agreement)
    if not day:
        return [since(citing, agreement)]
    years = wording.say(
        "full-years",
        years=wording.number(full_years(day, wording.asked_on)),
        date=wording.date(wording.asked_on.isoformat()),
    )
    return [since(citing, agreement), years, *dates_differ(citing, agreement)]


def anniversary(citing: Citing, agreement: Agreement, _query: Query) -> list[str]:
    """The next anniversary, and the next round one."""
    wording, day = citing.wording, signed_on(agreement)
    if not day:
        return [since(citing, agreement)]
    following = full_years(day, wording.asked_on) + 1
    steps = dict.fromkeys([following, following + (-following) % _ROUND])
    lines = [
        wording.say("next-anniversary", date=wording.date(years_after(day, years)), years=years) for years in steps
    ]
    return [since(citing, agreement), *lines, *dates_differ(citing, agreement)]


def _is_partner(citing: Citing, agreement: Agreement, query: Query) -> list[str]:
    """Yes or no only where one relation was asked for and the sources agree on it."""
    line = since(citing, agreement)
    differ = relations_differ(citing, agreement)
    meant = agreement.home == (query.home or citing.wording.register.home)
    if query.relation and meant and not differ:
        fits = query.relation is Relation(agreement.relation)
        line = f"{citing.wording.say('yes' if fits else 'no')} {line}"
    return [line, *differ, *dates_differ(citing, agreement)]


def _stated(name: str, label: str) -> "Lines":
    def lines(citing: Citing, agreement: Agreement, _query: Query) -> list[str]:
        said = ranked(agreement.stated(name))
        place = citing.wording.located(agreement)
        if not said:
            return []
        tie = since(citing, agreement)
        values = [f"{one.value} {citing.mark(agreement, one.origins, one.value)}" for one in said]
        return [tie, f"{citing.wording.say(label)} – {place}: {'; '.join(values)}"]

    return lines


def _place(citing: Citing, agreement: Agreement, _query: Query) -> list[str]:
    """Where it was signed; every place where sources differ."""
    wording, tie = citing.wording, since(citing, agreement)
    said = [Statement("place", event.place, event.origins) for event in signings(agreement) if event.place]
    values = ranked([*said, *(one for name in _PLACES for one in agreement.stated(name))])
    shown = [value.value for value in values]
    lines = [
        f"{wording.say('signing-place')} – {wording.located(agreement)}: {value.value} "
        f"{citing.mark(agreement, value.origins, value.value)}"
        for value in values[:1]
    ]
    return [tie, *lines, *citing.differing(agreement, values, shown, shown)] if lines else []


def _fields(citing: Citing, agreement: Agreement, _query: Query) -> list[str]:
    if not agreement.fields:
        return []
    tie, fields = since(citing, agreement), ", ".join(agreement.fields)
    mark = citing.mark(agreement, (), fields)
    return [tie, f"{citing.wording.say('fields')} – {citing.wording.located(agreement)}: {fields} {mark}"]


Lines = Callable[[Citing, Agreement, Query], list[str]]
"""The lines about one agreement; none where the documents' text must answer."""

_LINES: dict[Operation, Lines] = {
    Operation.AGREEMENT_DATE: _date,
    Operation.AGREEMENT_YEARS: _date,
    Operation.IS_PARTNER: _is_partner,
    Operation.SIGNATORIES: _stated("signatories", "signatories"),
    Operation.SIGNING_PLACE: _place,
    Operation.FIELDS: _fields,
    Operation.ANNIVERSARIES: anniversary,
}
