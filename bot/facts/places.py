"""Answers about cities: figures, industries, the largest and smallest, and two of them side by side."""

from collections.abc import Callable, Sequence

from bot.facts import ties
from bot.facts.citing import Citing, Reply
from bot.facts.wording import Wording
from bot.model import Outcome
from retrieval.register.conflicts import ranked, signed, signed_on
from retrieval.register.model import Agreement, City, Figure, Measure
from retrieval.register.query import Operation, Query

_RANKED = 3
"""How many of the largest or smallest are named."""


def figures(wording: Wording, query: Query) -> Reply | None:
    """A city's population or area; every value where sources differ. None where no figure is known."""
    citing = Citing(wording)
    cities = [city for place in query.places if (city := wording.register.city(place))]
    measure = Measure.AREA if query.operation is Operation.AREA else Measure.POPULATION
    lines = [line for city in cities for line in _measured(citing, city, measure)]
    return citing.reply(Outcome.ANSWERED, [*lines, *citing.age()]) if lines else None


def industries(wording: Wording, query: Query) -> Reply | None:
    """A city's industries in the document's words. None where none are known."""
    citing = Citing(wording)
    cities = [city for place in query.places if (city := wording.register.city(place)) and city.industries]
    lines = [
        f"{wording.say('industries')} – {wording.located(city)}: {', '.join(city.industries)} "
        f"{citing.mark(city, (), ', '.join(city.industries))}"
        for city in cities
    ]
    return citing.reply(Outcome.ANSWERED, [*lines, *citing.age()]) if lines else None


def outermost(wording: Wording, query: Query) -> Reply | None:
    """The largest or smallest partners by their best figure; how many have none is said."""
    register, measure = wording.register, query.measure or Measure.POPULATION
    agreements = register.select(query, wording.asked_on)
    cities = [city for agreement in agreements if (city := register.city(agreement.partner))]
    sized = register.by_measure(cities, measure)
    if query.operation is Operation.SMALLEST:
        sized.reverse()
    if not sized:
        return None
    citing = Citing(wording)
    key = "largest" if query.operation is Operation.LARGEST else "smallest"
    label = f"{wording.say(key)} – {wording.label(query)}, {_label(wording, measure)}:"
    lines = [line for city in sized[:_RANKED] for line in _measured(citing, city, measure, labelled=False)]
    total = wording.say("compared", count=f"{wording.number(len(sized))} / {wording.number(len(agreements))}")
    return citing.reply(Outcome.ANSWERED, [label, *lines, total, *citing.age()])


def compared(wording: Wording, query: Query) -> Reply | None:
    """Two places side by side, a line an attribute. None unless both are known."""
    cities = [city for place in query.places if (city := wording.register.city(place))][:2]
    if len(cities) < 2:
        return None
    citing = Citing(wording)
    lines = [" | ".join(wording.place(city.place) for city in cities)]
    asked = [_ATTRIBUTE[query.measure]] if query.measure else list(_ATTRIBUTES)
    for label, cell in ((label, _ATTRIBUTES[label]) for label in asked):
        cells = [cell(citing, city, query) for city in cities]
        if any(cells):
            said = " | ".join(one or wording.say("not-stated") for one in cells)
            lines.append(f"{wording.say(label)}: {said}")
    return citing.reply(Outcome.ANSWERED, [*lines, *citing.age()])


def _label(wording: Wording, measure: Measure) -> str:
    return wording.say(_ATTRIBUTE[measure])


def _measured(citing: Citing, city: City, measure: Measure, *, labelled: bool = True) -> list[str]:
    known = _distinct(ranked(city.measured(measure)))
    if not known:
        return []
    wording, place = citing.wording, citing.wording.located(city)
    shown = [_said(wording, figure) for figure in known]
    facts = [_fact(figure) for figure in known]
    heading = f"{_label(wording, measure)} – {place}" if labelled else f"• {place}"
    lines = citing.differing(city, known, shown, facts)
    if lines:
        return [f"{heading}: {' / '.join(wording.figure(measure, figure.value) for figure in known)}", *lines]
    return [f"{heading}: {shown[0]} {citing.mark(city, known[0].origins, facts[0])}"]


def _distinct(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """The figures, each value once."""
    return tuple({figure.value: figure for figure in reversed(figures)}.values())[::-1]


def _said(wording: Wording, figure: Figure) -> str:
    value = wording.figure(figure.measure, figure.value)
    return f"{value} ({figure.as_of})" if figure.as_of else value


def _fact(figure: Figure) -> str:
    return f"{figure.measure}: {figure.value:g}"


Cell = Callable[[Citing, City, Query], str]


def _country(citing: Citing, city: City, _query: Query) -> str:
    return citing.wording.country(city.country)


def _level(citing: Citing, city: City, _query: Query) -> str:
    return citing.wording.say(f"level-{city.level}")


def _tie(citing: Citing, city: City, query: Query) -> Agreement | None:
    home = query.home or citing.wording.register.home
    return citing.wording.register.between(home, city.place)


def _relation(citing: Citing, city: City, query: Query) -> str:
    agreement = _tie(citing, city, query)
    if agreement is None:
        return ""
    wording = citing.wording
    tie = wording.say("of-home", what=wording.tie(agreement), home=wording.place(agreement.home))
    return f"{tie} {citing.mark(agreement, (), agreement.relation)}"


def _since(citing: Citing, city: City, query: Query) -> str:
    agreement = _tie(citing, city, query)
    event = signed(agreement) if agreement else None
    if agreement is None or event is None:
        return ""
    differ = ties.dates_differ(citing, agreement)[1:]
    others = f" ({'; '.join(line.removeprefix('• ') for line in differ[1:])})" if differ else ""
    day = signed_on(agreement)
    return f"{citing.wording.date(day)} {citing.mark(agreement, event.origins, f'signed: {day}')}{others}"


def _figure(measure: Measure) -> Cell:
    def cell(citing: Citing, city: City, _query: Query) -> str:
        known = _distinct(ranked(city.measured(measure)))
        return " / ".join(
            f"{citing.wording.figure(measure, figure.value)} {citing.mark(city, figure.origins, _fact(figure))}"
            for figure in known
        )

    return cell


def _industries(citing: Citing, city: City, _query: Query) -> str:
    named = ", ".join(city.industries)
    return f"{named} {citing.mark(city, (), named)}" if named else ""


def _fields(citing: Citing, city: City, query: Query) -> str:
    agreement = _tie(citing, city, query)
    fields = ", ".join(agreement.fields) if agreement else ""
    return f"{fields} {citing.mark(agreement, (), fields)}" if agreement and fields else ""


_ATTRIBUTES: dict[str, Cell] = {
    "country": _country,
    "level": _level,
    "relation": _relation,
    "since": _since,
    "population": _figure(Measure.POPULATION),
    "area": _figure(Measure.AREA),
    "industries": _industries,
    "fields": _fields,
}
_ATTRIBUTE = {Measure.POPULATION: "population", Measure.AREA: "area"}
