"""Third step: a follow-up borrows what it leaves out from the conversation.

"And its population?" lacks a name, "And Vladivostok?" lacks a question. No wording is looked for:
a message is offered to the search as it stands and with what the earlier turns can lend it, and the
search's own certainty chooses between the readings.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.ports import Draft, Heard, Library
from retrieval.cleaning import clean_question

_TURNS_BACK = 6


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
        borrowed = _named_before(heard) if not draft.heard.names else _asked_before(heard)
        readings = (f"{borrowed} {draft.text}", draft.text) if borrowed else (draft.text,)
        return replace(draft, readings=readings)


def _named_before(heard: Sequence[tuple[str, Heard]]) -> str:
    """The names of the newest turn that has any; the inquirer's own turns before the assistant's."""
    for role in ("user", "assistant"):
        for speaker, turn in reversed(heard):
            if speaker == role and turn.names:
                return " ".join(turn.names[:2])
    return ""


def _asked_before(heard: Sequence[tuple[str, Heard]]) -> str:
    """What the inquirer last asked, without whom it was about."""
    return next((turn.words for role, turn in reversed(heard) if role == "user"), "")
