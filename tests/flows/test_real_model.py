"""The wire to a real language model: llama.cpp's own server with small weights. Its words are not judged."""

import signal
from datetime import date
from pathlib import Path

import pytest

from bot.adapters.language_model import LanguageModel, connect
from bot.errors import ModelFailed
from bot.ports import Numbered, Task
from bot.prompts import load
from retrieval.model import Audience
from tests.contracts.channels.telegram import free_port
from tests.doubles.processes import ROOT, started

PYTHON = ROOT / ".venv" / "rigs-model" / "bin" / "python"
KEY = "a-key-of-this-test"
PASSAGES = (Numbered(1, "Lantern Ferry", "Harbour office", "2025", "The Lantern Ferry leaves the pier at noon."),)
TASK = Task("When does the Lantern Ferry leave?", "en", Audience.PUBLIC, PASSAGES, date(2026, 11, 27))
SECONDS = 120.0
"""A slow machine may take that long for one answer."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON.exists(), reason="the model has an environment of its own: `make slow` creates it"),
]


@pytest.fixture
async def server(tmp_path):
    port = free_port()
    script = Path(__file__).parents[1] / "rigs" / "model" / "serve.py"
    process = await started([str(PYTHON), str(script), str(port), KEY], "listening on", {}, tmp_path)
    yield f"http://127.0.0.1:{port}/v1"
    await process.end(signal.SIGTERM)


async def written(server, task=TASK, key=KEY, seconds=SECONDS, model="openai:smollm2"):
    author = LanguageModel(connect(model, server, key, seconds), load("answer"))
    try:
        return await author.write(task)
    finally:
        await author.close()


async def test_its_answer_has_the_form_that_the_schema_asks_for(server):
    answer = await written(server)
    assert [f"answer@{load('answer').digest}", True] == [answer.prompt, answer.tokens > 100]


@pytest.mark.parametrize(
    ("changes", "status", "again"),
    [
        ({"key": "wrong"}, "401", False),
        ({"task": Task("ferry " * 6000, "en", Audience.PUBLIC, PASSAGES, date(2026, 11, 27))}, "400", False),
    ],
)
async def test_what_it_refuses_is_not_tried_again(server, changes, status, again):
    with pytest.raises(ModelFailed, match=status) as failed:
        await written(server, **changes)
    assert again == failed.value.again


async def test_an_address_that_it_does_not_serve_is_refused(server):
    with pytest.raises(ModelFailed, match="404"):
        await written(server.replace("/v1", "/v9"))


async def test_one_that_takes_too_long_is_left(server):
    with pytest.raises(ModelFailed) as failed:
        await written(server, seconds=0.05)
    assert failed.value.again
