"""The one service every channel calls: a question in, an answer out, never silence."""

import asyncio
import time
from collections.abc import Sequence

import structlog

from bot.answering.pipeline import run
from bot.logs import place
from bot.model import Answer, Outcome, Question
from bot.phrases import Phrases
from bot.ports import Step

log = structlog.get_logger("concierge")


class Concierge:
    """Runs the steps within a time limit; logs how a question ended, never what it said."""

    def __init__(self, pipeline: Sequence[Step], phrases: Phrases, limit: float) -> None:
        """`limit` is in seconds."""
        self._pipeline = pipeline
        self._phrases = phrases
        self._limit = limit

    async def ask(self, question: Question) -> Answer:
        """Answer a question; whatever goes wrong, the inquirer gets a sentence."""
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._limit):
                answer = await run(self._pipeline, question)
        except TimeoutError:
            answer = self._apology(question, Outcome.UNAVAILABLE, "too-slow")
        except Exception as error:  # noqa: BLE001 - the one place that catches all: silence is worse
            log.error("question.failed", id=question.id, error=type(error).__name__, place=place(error))
            answer = self._apology(question, Outcome.FAILED, "failed")
        seconds = round(time.perf_counter() - started, 4)
        log.info("question.ended", id=question.id, outcome=answer.outcome, language=answer.language, seconds=seconds)
        return answer

    def _apology(self, question: Question, outcome: Outcome, phrase: str) -> Answer:
        language = question.language or question.hint or "en"
        return Answer(question.id, outcome, self._phrases.say(phrase, language), language)
