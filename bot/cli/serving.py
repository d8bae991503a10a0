"""Serving, and looking whether everything is in place."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.settings import IndexOption, read_settings, with_store

if TYPE_CHECKING:
    from bot.settings import Settings


def serve(
    index: IndexOption = None,
    login: Annotated[
        str | None,
        typer.Option(help="Print a one-time login at the web desk for this account, a supervisor where it is new."),
    ] = None,
) -> None:
    """Run the web pages and every channel that is set up until SIGTERM or Ctrl-C; what is under way is ended first."""
    from bot.loops import run
    from bot.staffing import one_time_login

    settings = read_settings(index)
    login = None if settings.on_slack else login
    path = with_store(settings, lambda store: one_time_login(store, login)) if login else ""
    run(_serve(settings, f"as {login}: http://{settings.listen}{path}" if login else ""))


def doctor(
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option(help="Rebuild a broken index from the cached vectors.")] = True,
) -> None:
    """Check versions, embedder and index; say what to do where something is wrong."""
    from rich.console import Console

    from bot.doctor import examine

    console, fine = Console(), True
    for finding in examine(read_settings(index), repair=repair):
        fine = fine and finding.fine
        mark = "[green]ok[/]" if finding.fine else "[red]--[/]"
        console.print(f"{mark} {finding.subject}:", finding.message, soft_wrap=True, highlight=False)
    raise typer.Exit(0 if fine else 1)


async def _serve(settings: "Settings", login: str) -> None:
    from bot.assembly.service import build_service

    def tell(message: str) -> None:
        print(f"exchange-bot: {message}", file=sys.stderr, flush=True)

    service = await build_service(settings, tell)
    here = f"http://{settings.listen}"

    def started() -> None:
        if settings.web:
            tell(f"the public chat: {here}/")
        if settings.web and not settings.on_slack:
            tell(f"the officials' desk: {here}/desk")
        if login:
            tell(f"sign in once within the hour, {login}")
        tell(f"serving; health and metrics on {here}")

    await service.run(started)
    tell("stopped; what was not answered waits in the store")
