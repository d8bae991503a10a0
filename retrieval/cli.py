"""`exchange-corpus`: check the documents, bring the index up to date, show what there is."""

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from retrieval.errors import RetrievalError
from retrieval.model import Audience, Document
from retrieval.settings import Settings

if TYPE_CHECKING:
    from retrieval.corpus import Corpus, Problem
    from retrieval.embedding import Progress
    from retrieval.ingest import Report
    from retrieval.showing import Row

_INVALID = 1
_USAGE = 2
_INTERRUPTED = 130
_PIPE_WIDTH = 200
"""Columns of a table that nobody looks at: nothing may be cut off."""
_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Paths = Annotated[list[Path] | None, typer.Argument(help="Files or folders; the corpus of the settings by default.")]
AudienceOption = Annotated[Audience, typer.Option(help="Who may see the texts that have no front matter.")]

cli = typer.Typer(
    help="Check the corpus, bring the index up to date, show the documents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.command()
def check(paths: Paths = None, audience: AudienceOption = Audience.PUBLIC) -> None:
    """Report every problem of the documents at once, by file and field, and name the answers that wait for review."""
    with _expected_errors():
        from retrieval import app, consistency

        corpus = app.read_corpus(paths or [_settings().corpus], audience)
        problems = (*corpus.problems, *consistency.check(corpus))
        _print_problems(problems, Console(soft_wrap=True, highlight=False))
        # An answer that waits for review is left out of what is said; nothing is wrong with the corpus.
        _print_problems(consistency.waiting(corpus, datetime.now(UTC).date()), _notes())
        _notes().print(f"{len(corpus.entries):,} documents, {len(problems):,} problems")
        raise typer.Exit(_INVALID if problems or not corpus.entries else 0)


@cli.command()
def ingest(
    paths: Paths = None,
    index: Annotated[Path | None, typer.Option(help="Folder of the index; from the settings by default.")] = None,
    audience: AudienceOption = Audience.PUBLIC,
    force: Annotated[bool, typer.Option("--force", help="Accept an index less than half as large.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but what went wrong.")] = False,
) -> None:
    """Bring the index up to date with the documents; unchanged ones are not embedded again."""
    with _expected_errors():
        from retrieval import app

        settings = _settings() if index is None else _settings().model_copy(update={"index": index})
        corpus = app.read_corpus(paths or [settings.corpus], audience)
        with _progress(quiet) as progress:
            report = app.ingest(settings, corpus, progress, force=force)
        _print_problems((*report.problems, *report.withheld), _notes())
        if not quiet:
            typer.echo(_summary(report))
        raise typer.Exit(_INVALID if report.problems else 0)


@cli.command()
def show(
    document: Annotated[
        str | None, typer.Argument(metavar="[ID|agreements|cities|programmes]", help="A document, or rows of facts.")
    ] = None,
    home: Annotated[str | None, typer.Option(help="City whose ties are meant.")] = None,
    partner: Annotated[str | None, typer.Option(help="Partner place.")] = None,
    country: Annotated[str | None, typer.Option(help="Country, by name in any language or code.")] = None,
    region: Annotated[str | None, typer.Option(help="Region of the world.")] = None,
    group: Annotated[str | None, typer.Option(help="Group of states, such as ASEAN.")] = None,
    topic: Annotated[str | None, typer.Option(help="Field, industry or kind of programme.")] = None,
    relation: Annotated[str | None, typer.Option(help="sister or friendly-cooperation.")] = None,
    state: Annotated[str | None, typer.Option(help="State of a programme.")] = None,
    since: Annotated[str | None, typer.Option(help="Signed on or after: 2020, 2020-05 or 2020-05-01.")] = None,
    until: Annotated[str | None, typer.Option(help="Signed on or before.")] = None,
    in_force_on: Annotated[str | None, typer.Option(help="In force on this day.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of a programme.")] = None,
    audience: Annotated[Audience, typer.Option(help="Whose facts: what this audience may see.")] = Audience.PUBLIC,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON lines.")] = False,
) -> None:
    """List the documents of the corpus, print one, or list the facts of the live index."""
    with _expected_errors():
        from retrieval import app
        from retrieval.showing import KINDS, Filters

        settings = _settings()
        if document in KINDS:
            filters = Filters(
                home, partner, country, region, group, topic, relation, state, since, until, in_force_on, year
            )
            _print_rows(app.facts(settings, audience, document, filters), as_json)
            return
        corpus = app.read_corpus([settings.corpus], Audience.PUBLIC)
        if document is None:
            _print_list(corpus, as_json)
            return
        found = next((known for known in corpus.documents if known.id == document), None)
        if found is None:
            _notes().print(escape(f"no document {document!r} in {settings.corpus}: `exchange-corpus show` lists them"))
            raise typer.Exit(_INVALID)
        typer.echo(_json(_fields(found) | {"text": found.text}) if as_json else f"# {found.title}\n\n{found.text}")


def main() -> None:
    """Console script `exchange-corpus`."""
    import structlog

    # Standard output carries results only.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    cli()


@contextmanager
def _expected_errors() -> Iterator[None]:
    """Failures that can be expected end with a sentence and an exit code, not with a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        _fail("stopped; what was embedded is kept", _INTERRUPTED)
    except ValidationError as error:
        _fail(_settings_message(error), _USAGE)
    except RetrievalError as error:
        _fail(str(error), _INVALID)
    except OSError as error:
        _fail(_os_message(error), _INVALID)


def _fail(message: str, code: int) -> None:
    _notes().print(f"[red]{escape(message)}[/red]")
    raise typer.Exit(code)


def _settings_message(error: ValidationError) -> str:
    fields = "; ".join(f"EXCHANGE_{str(item['loc'][0]).upper()}: {item['msg']}" for item in error.errors())
    return f"settings: {fields}"


def _os_message(error: OSError) -> str:
    place = error.filename or "a file"
    if error.errno in _DISK_FULL:
        why = f"the disk is full at {place} ({error.strerror})"
        return f"{why}: the old index stays live; free some space and ingest again"
    return f"{place}: {error.strerror or error}"


def _settings() -> Settings:
    return Settings()


def _notes() -> Console:
    return Console(stderr=True, soft_wrap=True, highlight=False)


def _print_problems(problems: "tuple[Problem, ...]", console: Console) -> None:
    for problem in problems:
        console.print(escape(str(problem)))


def _summary(report: "Report") -> str:
    done = "nothing to do" if report.unchanged else f"{report.embedded:,} texts embedded, {report.reused:,} reused"
    return (
        f"{report.documents:,} documents, {report.passages:,} passages: written {report.written:,}, "
        f"removed {report.removed:,}, skipped {len(report.problems):,}; {done}; {report.seconds:.1f} s"
    )


@contextmanager
def _progress(quiet: bool) -> "Iterator[Progress]":
    console = _notes()
    if quiet:
        yield lambda done, total: None
    elif console.is_terminal:
        with _bar(console) as update:
            yield update
    else:
        yield _plain_lines(console)


@contextmanager
def _bar(console: Console) -> "Iterator[Progress]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("embedding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("embedding", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain_lines(console: Console) -> "Progress":
    """A line for every tenth of the work."""
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        if 10 * done // total > told:
            told = 10 * done // total
            console.print(f"embedded {done:,} of {total:,} texts")

    return tell


def _print_list(corpus: "Corpus", as_json: bool) -> None:
    if as_json:
        for document in corpus.documents:
            typer.echo(_json(_fields(document)))
        return
    table = Table("id", "type", "title", "audience", "language", box=None, pad_edge=False)
    for document in corpus.documents:
        table.add_row(*(escape(str(value)) for value in _fields(document).values()))
    Console(soft_wrap=not sys.stdout.isatty(), highlight=False).print(table)


def _print_rows(rows: "list[Row]", as_json: bool) -> None:
    from retrieval.showing import columns, record

    if as_json:
        for row in rows:
            typer.echo(_json(record(row)))
    elif rows:
        table = Table(*columns(rows[0]), box=None, pad_edge=False)
        for row in rows:
            table.add_row(*(escape(value) for value in columns(row).values()))
        Console(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False).print(table)
    _notes().print(f"{len(rows):,} rows")


def _fields(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "type": document.type,
        "title": document.title,
        "audience": document.audience.value,
        "language": document.language,
    }


def _json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


if __name__ == "__main__":
    main()
