"""Answers about many agreements: lists, counts, first and latest, anniversaries, what is new."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot.facts import ties
from bot.facts.citing import SHOWN, Citing, Reply
from bot.facts.wording import Wording
from bot.model import Outcome
from retrieval.register.conflicts import newest, signed, signed_on, signings
from retrieval.register.dates import not_after, printed
from retrieval.register.model import Agreement, Relation
from retrieval.register.query import Operation, Query
from retrieval.register.register import Anniversary
from retrieval.register.register import ties as by_relation

_TOTALS = 3
"""Published totals that stand beside the office's own count."""
_COUNTED = 8
"""Rows up to which a count also says which they are."""


def listed(wording: Wording, query: Query) -> Reply:
    """The partners, a group for each relation, oldest first."""
    rows = _rows(wording, query)
    if not rows:
        return _nothing(wording, query)
    citing = Citing(wording)
    lines, rest = _shown(citing, query, rows, SHOWN)
    return citing.reply(Outcome.ANSWERED, [*lines, *_notes(citing, query, rows)], rest)


def counted(wording: Wording, query: Query) -> Reply:
    """How many, by relation; which, where they are few."""
    rows = _rows(wording, query)
    if not rows:
        return _nothing(wording, query)
    citing = Citing(wording)
    few = len(rows) <= _COUNTED
    lines, rest = _shown(citing, query, rows, SHOWN if few else 0)
    return citing.reply(Outcome.ANSWERED, [*lines, *_notes(citing, query, rows), *_totals(citing, query)], rest)


def outermost(wording: Wording, query: Query) -> Reply:
    """The first or the latest; all of them where several were signed on that day."""
    rows = [row for row in wording.register.select(query, wording.asked_on) if signed_on(row)]
    if not rows:
        return _nothing(wording, query)
    first = query.operation is Operation.FIRST
    day = signed_on(rows[0] if first else rows[-1])
    citing = Citing(wording)
    heading = f"{wording.say('first' if first else 'latest')} – {wording.label(query)}"
    chosen = [row for row in rows if signed_on(row) == day]
    lines = [line for row in chosen for line in (ties.since(citing, row), *ties.dates_differ(citing, row))]
    return citing.reply(Outcome.ANSWERED, [heading, *lines, *_notes(citing, query, chosen)])


def anniversaries(wording: Wording, query: Query) -> Reply | None:
    """The round anniversaries of a year, of this and the next by default; the next one of a single partner."""
    if query.places:
        return ties.one(wording, query)
    years = [query.year] if query.year else [wording.asked_on.year, wording.asked_on.year + 1]
    found = wording.register.anniversaries(query, years, wording.asked_on)
    label = wording.label(replace(query, year=None))
    heading = f"{label}: {wording.say('anniversaries', years=_joined(years))}"
    if not found:
        return Reply(Outcome.NOT_FOUND, (heading, wording.say("none-known")))
    citing = Citing(wording)
    lines = [_anniversary(citing, one) for one in found]
    shown, rest = _cut(wording, lines, SHOWN)
    return citing.reply(Outcome.ANSWERED, [heading, *shown, *_as_of(citing, query)], rest)


def _anniversary(citing: Citing, one: Anniversary) -> str:
    wording, day = citing.wording, citing.wording.date(one.day)
    said = wording.say("anniversary", place=wording.located(one.agreement), years=one.years, date=day)
    return f"• {said} {_cited(citing, one.agreement)}"


def _rows(wording: Wording, query: Query) -> list[Agreement]:
    if query.operation is Operation.NOT_CITIES:
        return wording.register.not_cities(query, wording.asked_on)
    return wording.register.select(query, wording.asked_on)


def _shown(citing: Citing, query: Query, rows: Sequence[Agreement], most: int) -> tuple[list[str], list[str]]:
    """Headings with their counts and the first rows below them; the rest of the rows."""
    wording, lines, rest = citing.wording, [], []
    groups = by_relation(rows)
    if len(groups) > 1:
        lines.append(wording.say("counted", what=wording.label(query), count=wording.number(len(rows))))
    for relation, group in groups.items():
        label = wording.label(replace(query, relation=relation))
        lines.append(wording.say("counted", what=label, count=wording.number(len(group))))
        numbered = [f"{number}. {_line(citing, row, query)}" for number, row in enumerate(group, start=1)]
        shown, hidden = _cut(wording, numbered, max(0, most - _listed(lines)))
        lines += shown if most else []
        rest += [label, *hidden] if hidden and len(groups) > 1 else hidden
    return lines, rest


def _listed(lines: Iterable[str]) -> int:
    return sum(line[0].isdigit() for line in lines)


def _cut(wording: Wording, lines: list[str], most: int) -> tuple[list[str], list[str]]:
    """The first lines, with a word on how many more there are, and those."""
    if len(lines) <= most:
        return lines, []
    rest = lines[most:]
    return [*lines[:most], wording.say("and-more", count=wording.number(len(rest)))], rest


def _line(citing: Citing, row: Agreement, query: Query) -> str:
    wording, day = citing.wording, signed_on(row)
    differ = " *" if len(signings(row)) > 1 else ""
    values = [value for value in wording.register.values(row, query) if _asked(wording, query, value)]
    about = f" – {', '.join(dict.fromkeys(values))}" if values else ""
    dated = wording.date(day) if day else wording.say("not-stated")
    return f"{wording.located(row)} – {dated}{differ}{about} {_cited(citing, row)}"


def _asked(wording: Wording, query: Query, value: str) -> bool:
    return any(topic in wording.register.rows.topics.get(value, ()) for topic in query.topics)


def _cited(citing: Citing, row: Agreement) -> str:
    event = signed(row)
    return citing.mark(row, event.origins if event else (), f"signed: {signed_on(row)}" if event else row.relation)


def _notes(citing: Citing, query: Query, rows: Sequence[Agreement]) -> list[str]:
    """What the list leaves out, where its sources differ, and of when it is."""
    wording = citing.wording
    notes = []
    if any(len(signings(row)) > 1 for row in rows) and query.operation not in {Operation.FIRST, Operation.LATEST}:
        differing = ", ".join(wording.place(row.partner) for row in rows if len(signings(row)) > 1)
        notes.append(f"* {wording.say('sources-differ')} {differing}")
    for relation in Relation if query.relation else ():
        other = replace(query, relation=relation)
        count = len(wording.register.select(other, wording.asked_on))
        if relation is not query.relation and count:
            label = wording.say("counted", what=wording.label(other), count=wording.number(count))
            notes.append(wording.say("besides", what=label))
    return [*notes, *_membership(wording, query), *_as_of(citing, query)]


def _totals(citing: Citing, query: Query) -> list[str]:
    """What was published as a total, where all partners are counted: the newest, or the newest on the day asked for."""
    everything = Query(Operation.COUNT, home=query.home, in_force_on=query.in_force_on)
    if query != everything:
        return []
    dated = sorted(citing.wording.register.totals(), key=lambda total: printed(total[1].value))
    known = [total for total in dated if not_after(printed(total[1].value), query.in_force_on or "9")]
    chosen = known[-1:] if query.in_force_on else known[-_TOTALS:]
    lines = [f"• {said.value} {citing.mark(row, said.origins, said.value)}" for row, said in reversed(chosen)]
    return [citing.wording.say("published-totals"), *lines] if lines else []


def _membership(wording: Wording, query: Query) -> list[str]:
    return [
        wording.say(
            "member-states",
            group=wording.term("group", name),
            date=wording.date(query.in_force_on or wording.asked_on.isoformat()),
            source=group.source,
        )
        for name in query.groups
        if (group := wording.register.groupings.groups.get(name))
    ]


def _as_of(citing: Citing, query: Query) -> list[str]:
    """The day of the count, and the newest source among all agreements of the home: what is newer is not known."""
    wording = citing.wording
    home = query.home or wording.register.home
    days = [newest(row.origins) for row in wording.register.rows.agreements if row.home == home]
    day = max([*days, *(printed(citation.date) for citation in citing.citations)], default="")
    known = wording.date(day) if day else wording.say("not-stated")
    return [wording.say("as-of", date=wording.date(wording.asked_on.isoformat()), newest=known)]


def _nothing(wording: Wording, query: Query) -> Reply:
    """An honest empty list, with what is known of the other relation or of the home."""
    citing = Citing(wording)
    home = query.home or wording.register.home
    if home not in wording.register.homes:
        return Reply(Outcome.NOT_FOUND, (wording.say("no-agreements-of", home=wording.place(home)),))
    lines = [wording.say("counted", what=wording.label(query), count=wording.number(0)), wording.say("none-known")]
    others = wording.register.select(replace(query, relation=None), wording.asked_on) if query.relation else []
    lines += [f"• {ties.since(citing, row)}" for row in others]
    return citing.reply(Outcome.ANSWERED if others else Outcome.NOT_FOUND, [*lines, *_as_of(citing, query)])


def _joined(years: Sequence[int]) -> str:
    return "–".join(str(year) for year in years)


Listing = Callable[[Wording, Query], Reply | None]
LISTINGS: dict[Operation, Listing] = {
    Operation.LIST: listed,
    Operation.NOT_CITIES: listed,
    Operation.CHANGES: listed,
    Operation.COUNT: counted,
    Operation.FIRST: outermost,
    Operation.LATEST: outermost,
    Operation.ANNIVERSARIES: anniversaries,
}
