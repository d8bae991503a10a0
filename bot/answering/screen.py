"""First step: make the text safe to read, and stop where there is nothing to read."""

from dataclasses import dataclass, replace

from bot.model import Answer, Outcome
from bot.phrases import Phrases
from bot.ports import Draft
from retrieval.cleaning import clean_question


@dataclass(frozen=True, slots=True)
class Screen:
    """Cuts over-long text, drops hidden characters, refuses text without a letter or digit."""

    phrases: Phrases

    async def __call__(self, draft: Draft) -> Draft | Answer:
        """Clean the text, or refuse it."""
        text = clean_question(draft.text)
        if any(character.isalnum() for character in text):
            return replace(draft, text=text)
        language = draft.question.language or draft.question.hint or "en"
        sentence = self.phrases.say("unreadable", language)
        return Answer(draft.question.id, Outcome.REFUSED, sentence, language)
