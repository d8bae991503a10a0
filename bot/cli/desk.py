"""The officials' desk: accounts at the web desk, and the app on Slack."""

import sys
from typing import Annotated

import typer

from bot.cli.settings import read_settings, with_store
from bot.handover.roles import Role

cli = typer.Typer(no_args_is_help=True, help="The officials' desk: accounts at the web desk, and the app on Slack.")
NameArgument = Annotated[str, typer.Argument(help="What is typed to sign in: small letters, digits, . _ -")]


@cli.command("add-user")
def add_user(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.AGENT,
    display: Annotated[str, typer.Option(help="What colleagues see; the name unless it is given.")] = "",
    language: Annotated[str, typer.Option(help="Language of the pages: en or ko.")] = "en",
) -> None:
    """Add an account, or give it another password or role; the password is asked for, or read from standard input."""
    from bot.staffing import add, checked_password

    password = checked_password(_typed_password())
    with_store(read_settings(), lambda store: add(store, name, display or name, role, language, password))
    typer.echo(f"{name} may sign in as {role}")


@cli.command()
def users() -> None:
    """List the accounts."""
    from bot.staffing import listed

    lines = with_store(read_settings(), listed)
    for line in lines:
        typer.echo(line)
    if not lines:
        typer.echo("nobody yet: `exchange-bot desk add-user NAME` adds somebody", err=True)


@cli.command()
def disable(name: NameArgument) -> None:
    """Take an account its access, at once; `add-user` gives it back."""
    from bot.staffing import disable as end

    with_store(read_settings(), lambda store: end(store, name))
    typer.echo(f"{name} has no access any more")


@cli.command()
def login(name: NameArgument) -> None:
    """Print a path for signing in once within the hour without a password, such as where it is forgotten."""
    from bot.staffing import one_time_login

    settings = read_settings()
    path = with_store(settings, lambda store: one_time_login(store, name, known=True))
    typer.echo(f"http://{settings.listen}{path}")


def _typed_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@cli.command()
def manifest(
    address: Annotated[
        str, typer.Option(help="Public https address of this service, for requests over HTTP; else over a socket.")
    ] = "",
) -> None:
    """Print the manifest of the Slack app, to be pasted at api.slack.com/apps."""
    from bot.assembly.slack import HOOK
    from bot.channels.slack.manifest import manifest as made

    typer.echo(made(address.rstrip("/") + HOOK if address else "").rstrip())
