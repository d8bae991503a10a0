"""Last step: the answer itself, in a fixed frame in the inquirer's language."""

import asyncio
from dataclasses import dataclass

from bot.answering.approved import provenance
from bot.facts.citing import Citing
from bot.facts.differences import differences
from bot.facts.wording import Wording
from bot.model import Answer, Outcome
from bot.phrases import Phrases
from bot.ports import Draft, Library, Quoted, Writer


@dataclass(frozen=True, slots=True)
class Compose:
    """Lets the writer speak, names what its words rest on, and says where sources differ or are old."""

    library: Library
    writer: Writer
    phrases: Phrases

    async def __call__(self, draft: Draft) -> Answer:
        """Answer with citations."""
        return await asyncio.to_thread(self._answer, draft)

    def _answer(self, draft: Draft) -> Answer:
        quoted = self.writer.write(draft.found.hits if draft.found else ())
        register = self.library.register(draft.question.audience)
        citing = Citing(Wording(self.phrases, register, draft.language, draft.question.day))
        citing.keep(quoted.citations)
        notes = [*_approvals(draft, quoted, citing.wording), *differences(citing, quoted.citations), *citing.age()]
        text = "\n".join([self.phrases.say("quoted", draft.language), quoted.text, *notes])
        return Answer(draft.question.id, Outcome.ANSWERED, text, draft.language, tuple(citing.citations))


def _approvals(draft: Draft, quoted: Quoted, wording: Wording) -> list[str]:
    """What the office was asked and when it answered, for each approved answer that is quoted."""
    cited = {citation.document for citation in quoted.citations}
    hits = draft.found.hits if draft.found else ()
    approved = dict.fromkeys(hit.approved for hit in hits if hit.approved and hit.citable.document in cited)
    return [line for answer in approved for line in provenance(answer, wording, shown=True)]
