"""Inline queries: short cited results wherever somebody writes, without any conversation."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.dialogue.asking import Asking
from bot.dialogue.layout import compact, headline, messages
from bot.messaging.model import Action, Delivery, Event, Handled, Interaction, Line, Message, Profile, Result, Style
from bot.messaging.voice import Voice, spoken
from bot.model import Answer, Outcome, Question

_READINGS = 3
"""Readings of an unclear question that are answered each."""
_DESCRIPTION = 120
"""Characters under a result's title."""


@dataclass(frozen=True, slots=True)
class Inline:
    """Answers inline queries; what is not found gives no result rather than a wrong one."""

    asking: Asking

    async def __call__(self, event: Event, profile: Profile) -> Handled:
        """The results for the last of several queries typed in a row."""
        text = event.text.strip()
        voice = self.asking.voice(event, profile)
        within = len(text) <= self.asking.limits.length
        if not text or not within or self.asking.limits.broken(f"{event.address.channel}:{event.person}"):
            return _results(event, voice, ())
        question = self._question(event, profile, text)
        answers = [answer for answer in await self._answers(question) if answer.outcome is Outcome.ANSWERED]
        return _results(
            event, voice, tuple(self._result(event, number, answer) for number, answer in enumerate(answers))
        )

    def _question(self, event: Event, profile: Profile, text: str, choice: str | None = None) -> Question:
        return Question(
            id=f"{event.address.channel}:{event.id}",
            text=text,
            audience=self.asking.audience(event),
            language=profile.language or None,
            hint=spoken(event.language) if event.language else None,
            choice=choice,
        )

    async def _answers(self, question: Question) -> list[Answer]:
        """The answer; of an unclear question the answers to its readings."""
        answer = await self.asking.ask(question)
        self.asking.metrics.answers.labels("inline", answer.outcome).inc()
        if answer.outcome is not Outcome.CLARIFY:
            return [answer]
        picked = [
            Question(question.id, option.label, question.audience, answer.language, choice=option.key)
            for option in answer.options[:_READINGS]
        ]
        return [await self.asking.ask(one) for one in picked]

    def _result(self, event: Event, number: int, answer: Answer) -> Result:
        voice = Voice(self.asking.phrases, answer.language)
        shown = Interaction("", event.address, event.person, (), answer, datetime.now(UTC))
        asked = Line(f"❓ {event.text.strip()}", Style.ITALIC)
        first = messages(shown, voice, self.asking.reach[event.address.channel], [asked])[0]
        source = compact(answer.sources[0]) if answer.sources else ""
        return Result(str(number), headline(answer)[:_DESCRIPTION], source[:_DESCRIPTION], Message(first.lines))


def _results(event: Event, voice: Voice, results: tuple[Result, ...]) -> Handled:
    note = "" if results else voice.say("button-private")
    return Handled((Delivery(Action.RESULTS, event.address, target=event.callback, note=note, results=results),))
