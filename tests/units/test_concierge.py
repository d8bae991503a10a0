"""Whatever goes wrong, the inquirer gets a sentence, and no log holds what was asked."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from structlog.testing import capture_logs

from bot import concierge as module
from bot import logs
from bot.answering.screen import Screen
from bot.concierge import Concierge
from bot.model import Answer, Outcome, Question, Turn
from bot.phrases import Phrases
from bot.ports import Draft, Step
from tests.doubles.library import Endless, Failing

PHRASES = Phrases()
SECRET = "xylophone 비밀 7731-4462-9908"  # so long a number is in no timestamp by chance


@pytest.fixture(autouse=True)
def default_logging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging as a fresh process has it, before and after; no logger that another test has cached."""
    structlog.reset_defaults()
    monkeypatch.setattr(module, "log", structlog.get_logger("concierge"))
    yield
    structlog.reset_defaults()


async def answering(draft: Draft) -> Answer:
    return Answer(draft.question.id, Outcome.ANSWERED, "Yes.", "en")


def concierge(*steps: Step, limit: float = 5.0) -> Concierge:
    return Concierge(steps, PHRASES, limit)


def question(text: str = SECRET, language: str | None = None) -> Question:
    return Question("q1", text, language=language, history=(Turn("user", f"before: {SECRET}"),))


async def test_the_answer_of_the_steps_is_given():
    assert Answer("q1", Outcome.ANSWERED, "Yes.", "en") == await concierge(answering).ask(question())


@pytest.mark.parametrize(("language", "heard"), [("ko", "ko"), ("th", "th"), ("xx", "en"), (None, "en")])
async def test_too_slow_is_unavailable_in_the_asked_language(language, heard):
    answer = await concierge(Endless(), limit=0.01).ask(question(language=language))
    assert (Outcome.UNAVAILABLE, PHRASES.say("too-slow", heard)) == (answer.outcome, answer.text)


@pytest.mark.parametrize("error", [ValueError("x"), RuntimeError("x"), KeyError("x"), UnicodeError(), RecursionError()])
@pytest.mark.parametrize(("language", "heard"), [("ko", "ko"), ("xx", "en"), (None, "en")])
async def test_a_failure_gives_a_sentence_in_the_asked_language(error, language, heard):
    answer = await concierge(Failing(error)).ask(question(language=language))
    assert (Outcome.FAILED, PHRASES.say("failed", heard), ()) == (answer.outcome, answer.text, answer.citations)


async def test_a_pipeline_without_an_answer_gives_a_sentence():
    assert (await concierge().ask(question())).outcome == Outcome.FAILED


@pytest.mark.parametrize("text", ["", " ", "🎉", "🇰🇷🙏", "\u200b", "\ud800", "?"])
async def test_nothing_to_read_is_refused(text):
    answer = await concierge(Screen(PHRASES), answering).ask(question(text, "ko"))
    assert (Outcome.REFUSED, PHRASES.say("unreadable", "ko")) == (answer.outcome, answer.text)


CASES = [
    pytest.param([answering], id="answered"),
    pytest.param([Endless()], id="slow"),
    pytest.param([Failing(ValueError(f"cannot read {SECRET}"))], id="failed"),
    pytest.param([Failing(UnicodeEncodeError("utf-8", SECRET, 0, 1, SECRET))], id="encoding"),
    pytest.param([Failing(ExceptionGroup(SECRET, [ValueError(SECRET)]))], id="group"),
]


async def raising_from(draft: Draft) -> Answer:
    try:
        raise KeyError(draft.text)
    except KeyError as error:
        raise RuntimeError(f"cannot read {draft.text}") from error


CASES.append(pytest.param([raising_from], id="chained"))


@pytest.mark.parametrize("steps", CASES)
async def test_events_never_hold_the_question(steps):
    with capture_logs() as events:
        await concierge(*steps, limit=0.05).ask(question())
    assert events[-1]["event"] == "question.ended"
    assert [word for word in SECRET.split() if word in repr(events)] == []


@pytest.mark.parametrize("steps", CASES)
@pytest.mark.parametrize("form", ["json", "console"])
async def test_written_logs_never_hold_the_question(monkeypatch, steps, form):
    written = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", written)
    logs.configure("debug", form)
    await concierge(*steps, limit=0.05).ask(question())
    assert "question.ended" in written.getvalue()
    assert [
        word for word in SECRET.split() if word in written.getvalue() or ascii(word)[1:-1] in written.getvalue()
    ] == []


async def test_a_failure_is_logged_with_its_kind_and_place():
    with capture_logs() as events:
        await concierge(raising_from).ask(question())
    [failed] = [event for event in events if event["event"] == "question.failed"]
    assert (failed["log_level"], failed["id"], failed["error"]) == ("error", "q1", "RuntimeError")
    assert any("raising" in place or "test_concierge" in place for place in failed["place"])


async def test_json_logs_are_one_object_a_line(monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", written)
    logs.configure("info", "json")
    await concierge(raising_from).ask(question())
    assert [json.loads(row)["event"] for row in written.getvalue().splitlines()] == [
        "question.failed",
        "question.ended",
    ]


async def test_a_quiet_level_says_nothing_of_answered_questions(monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr(logs.sys, "stderr", written)
    logs.configure("warning", "console")
    await concierge(answering).ask(question())
    assert (written.getvalue(), logging.getLevelName("WARNING")) == ("", logging.WARNING)
