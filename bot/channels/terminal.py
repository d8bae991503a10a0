"""Answers in the terminal, for people."""

from rich.console import Console
from rich.text import Text

from bot.model import Answer, Outcome
from bot.phrases import Phrases

_STYLES = {Outcome.ANSWERED: "green", Outcome.PARTIAL: "green", Outcome.FAILED: "red", Outcome.UNAVAILABLE: "red"}


def show(console: Console, phrases: Phrases, answer: Answer) -> None:
    """Print an answer and, below it, each source once with its date."""
    console.print(Text(answer.text, style="" if answer.citations else _STYLES.get(answer.outcome, "yellow")))
    if not answer.citations:
        return
    console.print(Text(phrases.say("sources", answer.language), style="dim"))
    sources = {citation.document: citation for citation in answer.citations}
    for number, citation in enumerate(sources.values(), start=1):
        console.print(Text(f"  {number}. {citation.title}", style="bold"), Text(f"[{citation.document}]", style="dim"))
        origin = "; ".join(part for part in (citation.source, citation.date) if part)
        if origin:
            console.print(Text(f"     {origin}", style="dim"))
