"""Answers in the terminal, for people."""

from rich.console import Console
from rich.text import Text

from bot.model import Answer, Outcome, Source
from bot.phrases import Phrases

_STYLES = {Outcome.ANSWERED: "green", Outcome.PARTIAL: "green", Outcome.FAILED: "red", Outcome.UNAVAILABLE: "red"}


_NAMED = 3
"""Documents of one source that are named; of more the number is said."""


def show(console: Console, phrases: Phrases, answer: Answer, *, everything: bool = False) -> None:
    """Print an answer and, below it, each source once with its date; with `everything` the rest of a list as well."""
    lines = [answer.text, *(answer.rest if everything else ())]
    console.print(Text("\n".join(lines), style="" if answer.citations else _STYLES.get(answer.outcome, "yellow")))
    if not answer.citations:
        return
    console.print(Text(phrases.say("sources", answer.language), style="dim"))
    for number, source in enumerate(answer.sources, start=1):
        _show_source(console, number, source)


def _show_source(console: Console, number: int, source: Source) -> None:
    ids = [document for document, _ in source.documents]
    origin = "; ".join(part for part in (source.title, source.date) if part and part not in ids)
    if len(ids) == 1:
        console.print(Text(f"  {number}. {source.documents[0][1]}", style="bold"), Text(f"[{ids[0]}]", style="dim"))
        if origin:
            console.print(Text(f"     {origin}", style="dim"))
        return
    more = f" + {len(ids) - _NAMED}" if len(ids) > _NAMED else ""
    console.print(Text(f"  {number}. {origin}", style="bold"))
    console.print(Text(f"     [{', '.join(ids[:_NAMED])}{more}]", style="dim"))
