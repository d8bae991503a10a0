"""Last step: the answer itself, in a fixed frame in the inquirer's language."""

import asyncio
from dataclasses import dataclass

from bot.model import Answer, Outcome
from bot.phrases import Phrases
from bot.ports import Draft, Writer


@dataclass(frozen=True, slots=True)
class Compose:
    """Lets the writer speak and names what its words rest on."""

    writer: Writer
    phrases: Phrases

    async def __call__(self, draft: Draft) -> Answer:
        """Answer with citations."""
        hits = draft.found.hits if draft.found else ()
        quoted = await asyncio.to_thread(self.writer.write, hits)
        frame = self.phrases.say("quoted", draft.language)
        return Answer(draft.question.id, Outcome.ANSWERED, f"{frame}\n{quoted.text}", draft.language, quoted.citations)
