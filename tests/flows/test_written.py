"""A question in, a written and checked answer out: the real index, and a language model behind real HTTP."""

import json
import time

import pytest

from bot.app import build_assistant
from bot.model import Outcome, Question
from bot.settings import Settings

QUESTION = "How much does a ticket for the Lantern Ferry cost for adults?"
QUOTED = "A ticket for the Lantern Ferry costs seven crowns for adults."


@pytest.fixture
async def asked(desk, llmock):
    """Asks an assistant that writes."""
    settings = Settings(
        _env_file=None,
        index=desk.index,
        floor=0.0,
        topic_floor=0.0,
        model="openai:writer-1",
        model_base_url=llmock.base_url("openai"),
        model_seconds=1.0,
    )
    assistant = build_assistant(settings, lambda _message: None)

    async def ask(text=QUESTION, language=None):
        return await assistant.ask(Question("q", text, language=language))

    yield ask
    await assistant.close()


def saying(*texts, passages=(1,), completeness="full"):
    """What the model answers."""
    claims = [{"text": text, "passages": list(passages)} for text in texts]
    return json.dumps({"completeness": completeness, "claims": claims})


async def test_what_was_written_is_shown_with_its_source_and_the_name_of_its_prompt(asked, llmock):
    llmock.reply(saying("Adults pay seven crowns for a ticket of the Lantern Ferry."))
    answer = await asked()
    assert [Outcome.ANSWERED, True] == [answer.outcome, answer.prompt.startswith("answer@")]
    assert "Adults pay seven crowns for a ticket of the Lantern Ferry. [1]" in answer.text
    assert "ferry.txt" == answer.citations[0].document


async def test_it_is_written_in_the_inquirer_s_language(asked, llmock):
    said = "어른의 Lantern Ferry 표는 seven crowns이며 여섯 살 미만 어린이는 무료로 탈 수 있습니다."
    llmock.reply(saying(said))
    answer = await asked("Lantern Ferry 어른 표는 얼마예요?")
    assert [Outcome.ANSWERED, "ko"] == [answer.outcome, answer.language]
    assert said in answer.text


@pytest.mark.parametrize(
    "invented",
    [
        "Adults pay 19 crowns for a ticket of the Lantern Ferry.",
        "A ticket for the Lantern Ferry has cost seven crowns since 3 May 1987.",
        "Adults do not pay seven crowns for a ticket of the Lantern Ferry.",
        "Tickets are sold at https://tickets.invented.example.",
    ],
)
async def test_what_was_invented_is_not_shown(asked, llmock, invented):
    llmock.reply(saying(invented))
    answer = await asked()
    assert [False, True] == [invented in answer.text, QUOTED in answer.text]


@pytest.mark.parametrize(
    "fault",
    [
        lambda server: server.outage(),
        lambda server: server.fail(401, times=None),
        lambda server: server.rate_limit(times=None, retry_after=30),
        lambda server: server.delay(30, times=None),
        lambda server: server.context_overflow(times=None),
        lambda server: server.reply("I am sorry, I cannot help with that.", times=None),
        lambda server: server.reply('{"completeness": "full"', times=None),
    ],
)
async def test_however_the_model_fails_the_documents_are_quoted_in_time(asked, llmock, fault):
    fault(llmock)
    started = time.monotonic()
    answer = await asked()
    assert [True, Outcome.ANSWERED, ""] == [QUOTED in answer.text, answer.outcome, answer.prompt]
    assert time.monotonic() - started < 5


async def test_what_the_model_does_not_find_is_not_found(asked, llmock):
    llmock.reply(saying(completeness="none"))
    assert Outcome.NOT_FOUND == (await asked()).outcome


async def test_an_answer_in_another_language_is_asked_for_again_and_then_quoted(asked, llmock):
    llmock.reply(saying("Билет на паром стоит семь крон для взрослых, дети до шести лет ездят бесплатно."), times=2)
    answer = await asked()
    assert [2, True] == [len(llmock.requests), QUOTED in answer.text]
