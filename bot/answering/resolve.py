"""Third step: a follow-up borrows what it leaves out from the conversation.

"And its population?" lacks a name, "And Vladivostok?" lacks a question. No wording is looked for:
a message is offered to the search as it stands and with what the earlier turns can lend it, and the
search's own certainty chooses between the readings.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.ports import Draft, Heard, Library
from retrieval.cleaning import clean_question
from retrieval.tokens import estimated_tokens

_TURNS_BACK = 6
_FRAGMENT = 4
"""Estimated tokens beside the names below which a message names somebody but asks nothing."""

_WHOLE = 9.5
"""Estimated tokens from which a message is a question by itself."""
_STRANGE = 0.1
"""Probability of being on the documents' topic below which a message changes the subject."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """Offers readings of a message, the likeliest first."""

    library: Library

    async def __call__(self, draft: Draft) -> Draft:
        """Fill in the readings: one where there is no conversation to borrow from."""
        turns = [(turn, clean_question(turn.text)) for turn in draft.question.history[-_TURNS_BACK:]]
        if not turns or draft.heard is None:
            return replace(draft, readings=(draft.text,))
        heard = [
            (turn.role, await asyncio.to_thread(self.library.hear, text, draft.question.audience, draft.language))
            for turn, text in turns
            if text
        ]
        if not draft.heard.names:
            borrowing = await asyncio.to_thread(self._leaves_something_out, draft)
            readings = [*(_about_the_same(draft.heard, heard) if borrowing else ()), draft.text]
        elif estimated_tokens(draft.heard.words) < _FRAGMENT:
            readings = [*_about_another(draft.heard, heard), draft.text]
        else:
            readings = [draft.text]
        return replace(draft, readings=tuple(dict.fromkeys(readings)))

    def _leaves_something_out(self, draft: Draft) -> bool:
        """Whether a message without names goes on with what was said: a whole question, or one on quite another
        subject, begins anew."""
        tokens = estimated_tokens(draft.text)
        if tokens < _FRAGMENT or draft.heard is None:
            return True
        if tokens >= _WHOLE:
            return False
        found = self.library.find(draft.text, draft.question.audience, draft.heard.language, draft.question.day)
        return found.on_topic >= _STRANGE


def _about_another(message: Heard, turns: Sequence[tuple[str, Heard]]) -> Iterator[str]:
    """ "And Vladivostok?": what the inquirer last asked, asked of the name that came now."""
    asked = next((turn for speaker, turn in reversed(turns) if speaker == "user"), None)
    if asked is not None:
        yield asked.about(message.names[0])


def _about_the_same(message: Heard, turns: Sequence[tuple[str, Heard]]) -> Iterator[str]:
    """ "And its population?": asked of the newest name, and read together with what was asked before."""
    named = [
        turn for role in ("user", "assistant") for speaker, turn in reversed(turns) if speaker == role and turn.names
    ]
    if named:
        yield f"{' '.join(named[0].names[:2])} {message.text}"
    asked = next((turn for speaker, turn in reversed(turns) if speaker == "user"), None)
    if asked is not None:
        yield f"{asked.text} {message.text}"
