"""The language model over real HTTP: what it is told, what is made of its answers, and how it fails."""

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.adapters.language_model import LanguageModel, connect
from bot.answering.insisting import Insisting, Patience
from bot.errors import ModelFailed, SettingsRefused
from bot.ports import Claim, Completeness, Numbered, Task
from bot.prompts import load
from retrieval.model import Audience

QUESTION = "When does the Lantern Ferry leave?"
PASSAGES = (
    Numbered(1, "Lantern Ferry", "Harbour office", "2025", "It leaves at noon.\nA ticket costs 4 crowns."),
    Numbered(2, "Orchard Scholarship", "", "", "It pays the rent."),
)
TASK = Task(QUESTION, "ko", Audience.PUBLIC, PASSAGES, date(2026, 11, 27))
SAID = {"completeness": "partial", "claims": [{"text": "정오에 떠납니다.", "passages": [1, 1, 9]}]}


@pytest.fixture
async def author(llmock):
    author = LanguageModel(connect("openai:writer-1", llmock.base_url("openai"), "secret-key", 0.5), load("answer"))
    yield author
    await author.close()


def prompt_of(llmock):
    """What the model was told."""
    messages = llmock.last_request.body["messages"]
    return "\n".join(message["content"] for message in messages)


async def test_claims_come_with_their_passages_and_the_words_that_were_given(author, llmock):
    llmock.reply(json.dumps(SAID))
    written = await author.write(TASK)
    assert (Claim("정오에 떠납니다.", (1, 9)),) == written.claims
    assert [Completeness.PARTIAL, f"answer@{load('answer').digest}"] == [written.completeness, written.prompt]
    assert written.tokens > 0


async def test_it_is_told_question_language_day_and_numbered_passages(author, llmock):
    llmock.reply(json.dumps(SAID))
    await author.write(TASK)
    told = prompt_of(llmock)
    parts = (QUESTION, "Korean (ko)", "2026-11-27", "[1] Lantern Ferry; Harbour office; 2025\nIt leaves", "[2] Orchard")
    assert [] == [part for part in parts if part not in told]


async def test_the_form_of_the_answer_is_asked_for_as_a_schema(author, llmock):
    llmock.reply(json.dumps(SAID))
    await author.write(TASK)
    asked = llmock.last_request.body
    assert ["json_schema", 0] == [asked["response_format"]["type"], asked["temperature"]]


async def test_what_is_text_stands_between_fences_that_nobody_can_guess(author, llmock):
    fences = []
    for _ in range(2):
        llmock.reply(json.dumps(SAID))
        await author.write(TASK)
        lines = prompt_of(llmock).splitlines()
        fence = next(line for line in lines if line.startswith("=== "))
        first, last = lines.index(fence), len(lines) - 1 - lines[::-1].index(fence)
        assert [4, True] == [lines.count(fence), first < lines.index(QUESTION) < last]
        fences.append(fence)
    assert fences[0] != fences[1]


async def test_a_second_attempt_is_told_what_was_wrong(author, llmock):
    llmock.reply(json.dumps(SAID))
    await author.write(replace(TASK, again="it was not written in ko"))
    assert "Your last answer could not be used: it was not written in ko." in prompt_of(llmock)


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        (lambda server: server.fail(500), True),
        (lambda server: server.fail(503), True),
        (lambda server: server.rate_limit(retry_after=2), True),
        (lambda server: server.delay(3), True),
        (lambda server: server.fail(401), False),
        (lambda server: server.fail(403), False),
        (lambda server: server.fail(404), False),
        (lambda server: server.context_overflow(), False),
        (lambda server: server.reply("I would say at noon."), True),
        (lambda server: server.reply("{}"), True),
        (lambda server: server.reply('{"completeness": "full", "claims": [{"text": 1}]}'), True),
        (lambda server: server.reply('{"completeness": "full", "claims": [{"text": "cut'), True),
    ],
)
async def test_whatever_goes_wrong_is_one_error_that_tells_nothing_of_the_question(author, llmock, fault, again):
    fault(llmock)
    with pytest.raises(ModelFailed) as failed:
        await author.write(TASK)
    assert [again, False, False] == [failed.value.again, "Ferry" in str(failed.value), "secret" in str(failed.value)]


async def test_the_wait_that_the_server_asks_for_is_known(author, llmock):
    llmock.rate_limit(retry_after=7)
    with pytest.raises(ModelFailed) as failed:
        await author.write(TASK)
    assert 7 == failed.value.seconds


async def test_a_server_that_is_not_there_is_one_error_too():
    author = LanguageModel(connect("openai:writer-1", "http://127.0.0.1:9/v1", "", 0.5), load("answer"))
    with pytest.raises(ModelFailed) as failed:
        await author.write(TASK)
    await author.close()
    assert failed.value.again


async def test_two_failures_and_a_third_attempt_are_an_answer(author, llmock):
    llmock.fail(503).fail(500).reply(json.dumps(SAID))
    written = await Insisting(author, Patience(pause=0.001)).write(TASK)
    assert [Completeness.PARTIAL, 3] == [written.completeness, len(llmock.requests)]


@pytest.mark.parametrize("model", ["nobody:writer-1", "anthropic:writer-1", "openai"])
def test_a_model_that_cannot_be_had_is_refused_with_what_to_do(model):
    with pytest.raises(SettingsRefused, match=r"EXCHANGE_MODEL=.*provider:name"):
        connect(model, "", "key", 1.0)
