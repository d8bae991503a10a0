"""Fifth step: search the documents the inquirer may see."""

import asyncio
from dataclasses import dataclass, replace

from bot.ports import Draft, Library
from retrieval.model import Found
from retrieval.tokens import estimated_tokens

_CLEAR_LEAD = 0.15
"""How much surer the message alone must be before the conversation's reading gives way."""
_FRAGMENT = 4
"""Estimated tokens below which a message cannot change what is found."""


@dataclass(frozen=True, slots=True)
class Find:
    """Searches each reading and keeps the surest, the first unless another is clearly surer."""

    library: Library

    async def __call__(self, draft: Draft) -> Draft:
        """Fill in what was found."""
        best: Found | None = None
        for reading in draft.readings:
            found = await asyncio.to_thread(self._found, draft, reading)
            if reading != draft.text and await asyncio.to_thread(self._repeats, draft, reading, found):
                continue
            if best is None or found.answerable > best.answerable + _CLEAR_LEAD:
                best = found
        return replace(draft, found=best)

    def _found(self, draft: Draft, text: str) -> Found:
        question = draft.question
        return self.library.find(text, question.audience, draft.heard.language if draft.heard else "en", question.day)

    def _repeats(self, draft: Draft, reading: str, found: Found) -> bool:
        """Whether what was borrowed finds the same alone, and as surely: the message added nothing."""
        borrowed = reading.removesuffix(draft.text).strip()
        if borrowed in {"", reading} or estimated_tokens(draft.text) < _FRAGMENT:
            return False
        alone = self._found(draft, borrowed)
        return _sentence(found) == _sentence(alone) and found.answerable <= alone.answerable


def _sentence(found: Found) -> tuple[str, int] | None:
    """The sentence of the best passage that is closest to the question."""
    if not found.hits:
        return None
    best = found.hits[0]
    return best.passage.id, best.closest
