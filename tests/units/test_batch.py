"""Many lines in, one result each, in order; nothing that a line holds can stop the run."""

import asyncio
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch import answers
from bot.model import Answer, Citation, Option, Outcome, Question, Turn
from retrieval.model import Audience


class Echo:
    """Answers every question with its own text and remembers it."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        citation = Citation("d", "Title", "Source", "2024", "Quote.")
        return Answer(question.id, Outcome.ANSWERED, question.text, question.language or "en", (citation,))


async def run(
    lines: Iterable[bytes], echo: Echo, audience: Audience = Audience.PUBLIC
) -> list[tuple[dict[str, Any], bool]]:
    return [result async for result in answers(lines, echo.ask, audience)]


async def asked(line: dict[str, Any], audience: Audience = Audience.PUBLIC) -> Question:
    echo = Echo()
    await run([json.dumps(line).encode()], echo, audience)
    return echo.asked[0]


def line(**fields: Any) -> bytes:
    return json.dumps({"id": "1", "question": "where?"} | fields).encode()


async def error_of(raw: bytes) -> str:
    [(result, good)] = await run([raw], Echo())
    assert ({"line", "error"}, 1, False) == (result.keys(), result["line"], good)
    return str(result["error"])


async def test_a_line_becomes_a_question():
    fields = {"audience": "partner", "language": "ko", "history": [{"role": "assistant", "text": "hello"}]}
    expected = Question("a", "where?", Audience.PARTNER, "ko", (Turn("assistant", "hello"),))
    assert expected == await asked({"id": "a", "question": "where?"} | fields)


async def test_a_line_without_an_audience_gets_the_runs():
    assert (await asked({"id": "a", "question": "where?"}, Audience.INTERNAL)).audience == Audience.INTERNAL


async def test_an_answer_has_exactly_the_promised_fields():
    [(result, good)] = await run([line()], Echo())
    seconds = result.pop("seconds")
    citation = {"document": "d", "title": "Title", "source": "Source", "date": "2024", "quote": "Quote."}
    assert good
    assert seconds >= 0
    assert {"id": "1", "outcome": "ANSWERED", "text": "where?", "language": "en", "citations": [citation]} == result


async def test_long_lists_and_options_are_in_the_result():
    class Asking(Echo):
        async def ask(self, question: Question) -> Answer:
            option = Option("All", '{"operation":"list-partners"}')
            return Answer(question.id, Outcome.CLARIFY, "?", "en", (), ("16. Riga",), (option,))

    [(result, _)] = await run([line()], Asking())
    assert ["16. Riga"] == result["rest"]
    assert [{"label": "All", "key": '{"operation":"list-partners"}'}] == result["options"]


async def test_a_line_may_say_its_date_and_choice():
    question = await asked({"id": "a", "question": "where?", "date": "2024-02-29", "choice": "{}"})
    assert (date(2024, 2, 29), "{}") == (question.asked_on, question.choice)
    assert "date" in await error_of(line(date="yesterday"))


@pytest.mark.parametrize("identity", ["a", "", 7, -1, 10**30, "부산"])
async def test_ids_come_back_as_they_were(identity):
    [(result, _)] = await run([line(id=identity)], Echo())
    assert identity == result["id"]


async def test_order_is_kept_and_blank_lines_are_passed_over():
    raw = [line(id=1), b"\n", b"", line(id=2), b"  \t\r\n", b"rubbish", line(id=3)]
    results = await run(raw, Echo())
    assert [result.get("id", result.get("line")) for result, _ in results] == [1, 2, 6, 3]
    assert [good for _, good in results] == [True, True, False, True]


@pytest.mark.parametrize(
    "raw",
    [
        b"rubbish",
        b"{",
        b'{"id": "1", "question": "where?"',
        b"\xff\xfe\xfa",
        b"\x00\x01",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b'{"id": ' + b"9" * 5_000 + b', "question": "x"}',
    ],
)
async def test_what_is_no_json_is_told_with_its_line(raw):
    assert await error_of(raw) == "line 1: not a JSON object in UTF-8"


@pytest.mark.parametrize("raw", [b"1", b"null", b"[]", b'"where?"', b"NaN", b"true", b"[{}]"])
async def test_what_is_no_object_is_told(raw):
    assert (await error_of(raw)).startswith("line 1: line: ")


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("id", b'{"question": "where?"}'),
        ("question", b'{"id": "1"}'),
        ("question", line(question=None)),
        ("question", line(question=["where?"])),
        ("audience", line(audience="everyone")),
        ("language", line(language="korean!")),
        ("language", line(language="../../etc/passwd")),
        ("history", line(history={"role": "user"})),
        ("history.0.role", line(history=[{"role": "system", "text": "x"}])),
        ("history.0.text", line(history=[{"role": "user", "text": {"text": "x"}}])),
        ("history.1.when", line(history=[{"role": "user", "text": "x"}, {"role": "user", "text": "x", "when": 1}])),
        ("questions", line(questions="where?")),
        ("top_k", line(top_k=5)),
    ],
)
async def test_a_wrong_field_is_told_by_name(field, raw):
    assert (await error_of(raw)).startswith(f"line 1: {field}: ")


@pytest.mark.parametrize("raw", [line(question={"secret": "my question"}), line(audience="my question")])
async def test_an_error_does_not_repeat_what_was_written(raw):
    assert "my question" not in await error_of(raw)


@pytest.mark.parametrize("raw", [b'{"id": "1", "question": "a\\ud800b"}', b'{"id": "1", "question": "a\xed\xa0\x80b"}'])
async def test_lone_surrogates_in_a_question_are_taken(raw):
    echo = Echo()
    [(_, good)] = await run([raw], echo)
    assert (good, echo.asked[0].text) == (True, "a\ud800b")


async def test_a_byte_order_mark_is_passed_over():
    [(_, good)] = await run([b"\xef\xbb\xbf" + line()], Echo())
    assert good


async def test_a_line_of_a_megabyte_is_taken():
    assert len((await asked({"id": "a", "question": "a" * 1_000_000})).text) == 1_000_000


async def test_deep_rubbish_in_a_known_field_is_told():
    nested: Any = "x"
    for _ in range(200):
        nested = [nested]
    assert (await error_of(line(history=nested))).startswith("line 1: history.0: ")


@given(st.lists(st.binary(max_size=40)))
def test_no_bytes_stop_the_run(lines):
    results = asyncio.run(run(lines, Echo()))
    assert sum(bool(raw.strip()) for raw in lines) == len(results)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
FIELDS = st.dictionaries(st.sampled_from(["id", "question", "audience", "language", "history", "x"]), JSON)


@given(st.lists(FIELDS, max_size=4))
def test_no_values_stop_the_run(lines):
    results = asyncio.run(run([json.dumps(fields).encode() for fields in lines], Echo()))
    assert len(lines) == len(results)
    assert all(json.loads(json.dumps(result)) is not None for result, _ in results)
