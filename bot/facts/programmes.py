"""Answers about programmes: which there are, and how many."""

from dataclasses import replace

from bot.facts.citing import SHOWN, Citing, Reply
from bot.facts.wording import Wording
from bot.model import Outcome
from retrieval.register.model import Programme
from retrieval.register.query import Operation, Query

_COUNTED = 8


def programmes(wording: Wording, query: Query) -> Reply:
    """The programmes that fit, with how far each is; of a count the first few.

    Where none is about the topic, that is said and those that fit otherwise follow.
    """
    rows = wording.register.programmes(query, wording.asked_on)
    heading = wording.say("counted", what=wording.label(query), count=wording.number(len(rows)))
    wider = replace(query, topics=())
    if not rows and query.topics and wording.register.programmes(wider, wording.asked_on) and _narrowed(wider):
        found = programmes(wording, wider)
        return replace(found, lines=(heading, *found.lines))
    if not rows:
        return Reply(Outcome.NOT_FOUND, (heading, wording.say("none-known")))
    citing = Citing(wording)
    lines = [f"{number}. {_line(citing, row)}" for number, row in enumerate(rows, start=1)]
    most = SHOWN if query.operation is Operation.PROGRAMMES or len(rows) <= _COUNTED else 0
    shown, rest = lines[:most], lines[most:]
    more = [wording.say("and-more", count=wording.number(len(rest)))] if rest and most else []
    return citing.reply(Outcome.ANSWERED, [heading, *shown, *more], rest)


def _narrowed(query: Query) -> bool:
    """Whether a query has any filter: all programmes are no answer to a question about some."""
    return query != Query(query.operation, home=query.home)


def _line(citing: Citing, row: Programme) -> str:
    state = citing.wording.say(f"state-{row.state}")
    dated = f"{state} {row.state_year}" if row.state_year else state
    origins = tuple(origin for said in row.stated("status") for origin in said.origins)
    return f"{citing.wording.title(row)} – {dated} {citing.mark(row, origins, dated)}"
