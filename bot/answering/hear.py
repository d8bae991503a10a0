"""Second step: which language is it, and whom or what does it name?"""

import asyncio
from dataclasses import dataclass, replace

from bot.ports import Draft, Library
from retrieval.cleaning import clean_question


@dataclass(frozen=True, slots=True)
class Hear:
    """The inquirer's own choice of language wins; the earlier question helps where this one is too short."""

    library: Library

    async def __call__(self, draft: Draft) -> Draft:
        """Fill in language and names."""
        question = draft.question
        earlier = [clean_question(turn.text) for turn in question.history if turn.role == "user"]
        hint = question.language
        if hint is None and earlier:
            hint = (await asyncio.to_thread(self.library.hear, earlier[-1], question.audience, question.hint)).language
        heard = await asyncio.to_thread(self.library.hear, draft.text, question.audience, hint or question.hint)
        return replace(draft, heard=heard, language=question.language or heard.language)
