"""The command line of the assistant: exchange-bot ask | chat | serve | doctor | desk."""

import os
import sys

import typer

from bot.cli import asking, desk, serving
from bot.errors import BotError
from retrieval.errors import RetrievalError

cli = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Ask the exchange office's assistant, and run it.",
)
for command in (asking.ask, asking.chat, serving.serve, serving.doctor):
    cli.command()(command)
cli.add_typer(desk.cli, name="desk")


def main() -> None:
    """Console-script entry point: expected errors are one line, Ctrl-C is quiet."""
    try:
        cli()
    except (BotError, RetrievalError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(141)
        print(f"exchange-bot: {error}", file=sys.stderr)
        sys.exit(1)
