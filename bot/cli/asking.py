"""Asking at the command line: one question, a batch, or a chat."""

import asyncio
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import IndexOption, read_settings
from retrieval.model import Audience

if TYPE_CHECKING:
    from bot.concierge import Concierge
    from bot.model import Answer, Question
    from bot.settings import Settings

AudienceOption = Annotated[Audience | None, typer.Option(help="Whose documents may be used.")]
LanguageOption = Annotated[
    str | None, typer.Option(help="Language of the answer's frame, such as ko; else the question's.")
]
_SHOW_ALL = "/all"
"""What is typed in a chat to see the rest of a list."""


def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know, in any language.")] = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
    index: IndexOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show every line of a long list.")] = False,
    batch: Annotated[
        str | None, typer.Option(help="File of JSON lines, or - for standard input.", metavar="FILE|-")
    ] = None,
) -> None:
    """Answer one question, or every line of a batch."""
    if (question is None) == (batch is None):
        raise typer.BadParameter('give one question, or --batch FILE: exchange-bot ask "Is Surabaya a sister city?"')
    settings = read_settings(index)
    if batch is not None:
        raise typer.Exit(_run_batch(settings, batch, audience or settings.audience))
    from bot.model import Question

    asked = Question("ask", question or "", audience or settings.audience, language)
    _one(settings, asked, as_json=as_json, everything=everything)


def chat(
    first: Annotated[list[str] | None, typer.Option("--ask", help="A question to answer first; repeatable.")] = None,
    audience: AudienceOption = None,
    language: LanguageOption = None,
    index: IndexOption = None,
) -> None:
    """Talk with the assistant; it remembers what was said. Without a terminal it ends after the first questions."""
    settings = read_settings(index)
    asyncio.run(_chat(settings, first or [], audience or settings.audience, language))


def _concierge(settings: "Settings") -> "Concierge":
    from bot.app import build_concierge

    return build_concierge(settings, lambda message: print(f"exchange-bot: {message}", file=sys.stderr))


def _one(settings: "Settings", question: "Question", *, as_json: bool, everything: bool) -> None:
    started = time.perf_counter()
    answer = asyncio.run(_concierge(settings).ask(question))
    if as_json:
        from bot.batch import record

        print(json.dumps(record(answer, question.id, time.perf_counter() - started), ensure_ascii=False))
        return
    from rich.console import Console

    from bot.channels.terminal import show
    from bot.phrases import Phrases

    show(Console(soft_wrap=not sys.stdout.isatty(), highlight=False), Phrases(), answer, everything=everything)
    if answer.rest and not everything:
        print(f"exchange-bot: --all shows {answer.hidden} more lines", file=sys.stderr)


def _run_batch(settings: "Settings", batch: str, audience: Audience) -> int:
    concierge = _concierge(settings)
    if batch == "-":
        return asyncio.run(_batch(concierge, sys.stdin.buffer, audience))
    with Path(batch).open("rb") as lines:
        return asyncio.run(_batch(concierge, lines, audience))


async def _batch(concierge: "Concierge", lines: Iterable[bytes], audience: Audience) -> int:
    from bot.batch import answers

    wrong = 0
    async for result, was_question in answers(lines, concierge.ask, audience):
        wrong += not was_question
        line = json.dumps(result, ensure_ascii=False)
        # A lone surrogate in an id cannot be written, but as `\\ud800` it is the same JSON.
        sys.stdout.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
        sys.stdout.flush()
    if wrong:
        print(f'exchange-bot: {wrong} lines were not questions; see the lines with "error"', file=sys.stderr)
    return 1 if wrong else 0


async def _chat(settings: "Settings", first: list[str], audience: Audience, language: str | None) -> None:
    from rich.console import Console
    from rich.markup import escape

    from bot.channels.terminal import show
    from bot.model import Question, Turn
    from bot.phrases import Phrases

    console, concierge, phrases = Console(highlight=False), _concierge(settings), Phrases()
    for number, text in enumerate(first):
        console.print(f"\n[bold cyan]?[/] {escape(text)}", markup=True)
        show(console, phrases, await concierge.ask(Question(f"first-{number}", text, audience, language)))
    if not sys.stdin.isatty():
        return
    console.print("\n[dim]Ask in any language; an empty line, Ctrl-D or Ctrl-C ends.[/]")
    history: list[Turn] = []
    answer: Answer | None = None
    while text := await asyncio.to_thread(_typed):
        if text == _SHOW_ALL and answer:
            console.print("\n".join(answer.rest))
            continue
        picked = _picked(text, answer)
        question = Question(f"chat-{len(history)}", text, audience, language, tuple(history), choice=picked)
        answer = await concierge.ask(question)
        show(console, phrases, answer)
        if answer.rest:
            console.print(f"[dim]{_SHOW_ALL} shows all {answer.hidden} more.[/]")
        history += [Turn("user", text), Turn("assistant", answer.text)]


def _picked(text: str, answer: "Answer | None") -> str | None:
    """The key of the option whose number was typed."""
    if answer is None or not text.isdecimal() or not 1 <= int(text) <= len(answer.options):
        return None
    return answer.options[int(text) - 1].key


def _typed() -> str:
    try:
        return input("\n? ").strip()
    except (EOFError, KeyboardInterrupt):
        return ""
