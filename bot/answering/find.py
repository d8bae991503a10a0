"""Fifth step: search the documents the inquirer may see."""

import asyncio
from dataclasses import dataclass, replace

from bot.ports import Draft, Library
from retrieval.model import Found

_CLEAR_LEAD = 0.15
"""How much surer the message alone must be before the conversation's reading gives way."""


@dataclass(frozen=True, slots=True)
class Find:
    """Searches each reading and keeps the surest, the first unless another is clearly surer."""

    library: Library

    async def __call__(self, draft: Draft) -> Draft:
        """Fill in what was found."""
        best: Found | None = None
        for reading in draft.readings:
            found = await asyncio.to_thread(
                self.library.find, reading, draft.question.audience, draft.heard.language if draft.heard else "en"
            )
            if best is None or found.answerable > best.answerable + _CLEAR_LEAD:
                best = found
        return replace(draft, found=best)
