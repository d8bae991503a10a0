"""Structured logs on standard error; raw questions and secrets never reach them."""

import logging
import sys
import traceback
from contextlib import suppress

import structlog
from structlog.tracebacks import ExceptionDictTransformer

# Local variables hold the question.
_JSON_TRACEBACKS = structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


class StandardError:
    """Writes lines to whatever standard error is now; where nobody reads it any more, work goes on all the same."""

    def msg(self, message: str) -> None:
        """Write a line."""
        with suppress(OSError, ValueError):
            print(message, file=sys.stderr, flush=True)

    log = debug = info = warning = error = critical = exception = msg


def configure(level: str, form: str) -> None:
    """`level` is a logging level's name, `form` "console" or "json"."""
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            _JSON_TRACEBACKS if form == "json" else structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=lambda *_: StandardError(),
        cache_logger_on_first_use=True,
    )


def place(error: BaseException) -> list[str]:
    """Where it went wrong, innermost last; an error's message or locals may hold the question, so never those."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-5:]]
