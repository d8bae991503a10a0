"""Fourth step: the register answers lists, counts, dates and comparisons exactly; the rest is searched for."""

import asyncio
from dataclasses import dataclass, replace

from bot.facts.citing import Reply
from bot.facts.replies import query_of, reply
from bot.facts.wording import Wording
from bot.model import Answer, Citation, Outcome
from bot.phrases import Phrases
from bot.ports import Draft, Library
from retrieval.cleaning import clean_question
from retrieval.register.understanding import Understood
from retrieval.tokens import estimated_tokens

_WHOLE = 4
"""Estimated tokens from which a message asks something by itself, whatever was said before."""
_NAMED = 0.99
"""Share of the names asked for that a sentence must hold to be what is known of them."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """Asks the register each reading; the first that it understands is answered."""

    library: Library
    phrases: Phrases

    async def __call__(self, draft: Draft) -> Draft | Answer:
        """Answer, or pass the question on to the search."""
        said = await asyncio.to_thread(self._said, draft)
        if said is None:
            return draft
        text = "\n".join(said.lines)
        return Answer(draft.question.id, said.outcome, text, draft.language, said.citations, said.rest, said.options)

    def _said(self, draft: Draft) -> Reply | None:
        if draft.question.choice is not None and (query := query_of(draft.question.choice)):
            return reply(self._wording(draft, Understood()), Understood((query,)))
        for reading in self._readings(draft):
            understood = self._understood(draft, reading)
            if self._repeats(draft, reading, understood):
                continue
            said = reply(self._wording(draft, understood), understood)
            if said is not None:
                return self._with_known(draft, reading, said) if _is_strange(said, understood) else said
        return None

    def _readings(self, draft: Draft) -> tuple[str, ...]:
        """The message by itself first where it is long enough to mean something by itself."""
        whole = estimated_tokens(draft.heard.words if draft.heard else draft.text) >= _WHOLE
        return tuple(dict.fromkeys([*([draft.text] if whole else []), *draft.readings]))

    def _repeats(self, draft: Draft, reading: str, understood: Understood) -> bool:
        """Whether a reading that holds the earlier question asks no more than that did: the message added nothing."""
        earlier = next((turn.text for turn in reversed(draft.question.history) if turn.role == "user"), "")
        asked = clean_question(earlier)
        if not asked or not understood.queries or not reading.startswith(f"{asked} "):
            return False
        return understood.queries == self._understood(draft, asked).queries

    def _understood(self, draft: Draft, reading: str) -> Understood:
        question = draft.question
        heard = draft.heard.language if draft.heard else draft.language
        return self.library.understand(reading, question.audience, heard, question.day)

    def _wording(self, draft: Draft, understood: Understood) -> Wording:
        register = self.library.register(draft.question.audience)
        return Wording(self.phrases, register, draft.language, draft.question.day, understood.written)

    def _with_known(self, draft: Draft, reading: str, said: Reply) -> Reply:
        """What is not found, with the one sentence of the documents that names all that was asked for."""
        language = draft.heard.language if draft.heard else "en"
        found = self.library.find(reading, draft.question.audience, language, draft.question.day)
        for hit in found.hits:
            for sentence, named in zip(hit.passage.sentences, hit.named, strict=True):
                if named >= _NAMED:
                    shown = (*said.lines, self.phrases.say("documents-say", draft.language), sentence)
                    known = hit.citable
                    citation = Citation(known.document, known.title, known.source, known.date, sentence)
                    return replace(said, lines=shown, citations=(*said.citations, citation))
        return said


def _is_strange(said: Reply, understood: Understood) -> bool:
    """Whether a place was asked for of which the register knows nothing at all."""
    nothing = said.outcome is Outcome.NOT_FOUND and not said.citations and not understood.unknown
    return nothing and bool(understood.written)
