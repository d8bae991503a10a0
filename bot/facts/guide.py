"""Shows inquirers around: where to start, what to ask next, what a link leads to. Calls block for milliseconds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.facts import suggestions
from bot.facts.replies import key
from bot.facts.wording import Wording
from bot.model import Answer, Option
from bot.phrases import Phrases
from retrieval.model import Audience
from retrieval.register.query import Operation
from retrieval.register.register import Register

_STARTERS = 3
_NEXT = 2


@dataclass(frozen=True, slots=True)
class Guide:
    """Knows the register of an audience and says what it offers in any language."""

    register: Callable[[Audience], Register]
    phrases: Phrases
    today: Callable[[], date]

    def city(self, audience: Audience, language: str) -> str:
        """The name of the office's city."""
        wording = self._wording(audience, language)
        return wording.place(wording.register.home)

    def starters(self, audience: Audience, language: str) -> tuple[Option, ...]:
        """A few things that anybody may ask and that have an answer."""
        return suggestions.starters(self._wording(audience, language), _STARTERS)

    def next(self, audience: Audience, answer: Answer) -> tuple[Option, ...]:
        """What may be asked after an answer and has an answer."""
        return suggestions.suggested(self._wording(audience, answer.language), answer, _NEXT)

    def partners(self, audience: Audience) -> str:
        """The choice that lists all partners."""
        return suggestions.everything(self._wording(audience, "en"), Operation.LIST)

    def programmes(self, audience: Audience) -> str:
        """The choice that lists all programmes."""
        return suggestions.everything(self._wording(audience, "en"), Operation.PROGRAMMES)

    def linked(self, audience: Audience, document: str) -> str | None:
        """The choice that tells about a document's place; None for what the register does not hold."""
        query = suggestions.about(self._wording(audience, "en"), document)
        return key(query) if query else None

    def _wording(self, audience: Audience, language: str) -> Wording:
        return Wording(self.phrases, self.register(audience), language, self.today())
