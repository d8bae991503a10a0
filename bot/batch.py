"""Many questions in, many answers out: the form that outside evaluations use.

One JSON object a line, `{"id", "question", "audience"?, "language"?, "history"?, "date"?, "choice"?}`, answered
in order by one line each, `{"id", "outcome", "text", "language", "citations", "seconds", "rest"?, "options"?}`; `rest`
are the lines of a long list that `text` leaves out, `options` the ways to go on, a `label` and the `key` that is
the `choice` of the next question. A line that is no question is answered by `{"line", "error"}` and the run goes on.
"""

import datetime as dt
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import BatchError
from bot.model import Answer, Question, Turn
from retrieval.model import Audience


class BatchTurn(BaseModel):
    """One earlier message."""

    model_config = ConfigDict(extra="forbid")

    role: Literal["user", "assistant"]
    text: str


class BatchLine(BaseModel):
    """One question of a batch."""

    model_config = ConfigDict(extra="forbid")

    id: str | int
    question: str
    audience: Audience | None = None
    language: str | None = Field(default=None, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{2,4})?$")
    history: tuple[BatchTurn, ...] = ()
    date: dt.date | None = None
    choice: str | None = None

    def asked(self, audience: Audience) -> Question:
        """The question as channels ask it; `audience` serves lines that name none."""
        turns = tuple(Turn(turn.role, turn.text) for turn in self.history)
        return Question(
            id=str(self.id),
            text=self.question,
            audience=self.audience or audience,
            language=self.language,
            history=turns,
            asked_on=self.date,
            choice=self.choice,
        )


async def answers(
    lines: Iterable[bytes], ask: Callable[[Question], Awaitable[Answer]], audience: Audience
) -> AsyncIterator[tuple[dict[str, Any], bool]]:
    """A result for every line that is not blank, and whether the line was a question."""
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            line = _read(raw, number)
        except BatchError as error:
            yield {"line": number, "error": str(error)}, False
            continue
        started = time.perf_counter()
        answer = await ask(line.asked(audience))
        yield record(answer, line.id, time.perf_counter() - started), True


def record(answer: Answer, identity: str | int, seconds: float) -> dict[str, Any]:
    """An answer as JSON-ready values."""
    return {
        "id": identity,
        "outcome": answer.outcome.value,
        "text": answer.text,
        "language": answer.language,
        "citations": [asdict(citation) for citation in answer.citations],
        "seconds": round(seconds, 4),
        **({"rest": list(answer.rest)} if answer.rest else {}),
        **({"options": [asdict(option) for option in answer.options]} if answer.options else {}),
    }


def _read(raw: bytes, number: int) -> BatchLine:
    try:
        # Through `json` rather than pydantic's parser, which refuses the lone surrogates that chats do send.
        return BatchLine.model_validate(json.loads(raw))
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "line"
        raise BatchError(f"line {number}: {field}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:
        raise BatchError(f"line {number}: not a JSON object in UTF-8") from error
