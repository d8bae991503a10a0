"""Sixth step: is the answer in there at all? An honest "not found" beats a near miss."""

from dataclasses import dataclass

from bot.model import Answer, Outcome, Weighed
from bot.phrases import Phrases
from bot.ports import Draft
from retrieval.model import Found


@dataclass(frozen=True, slots=True)
class Judge:
    """Stops a question whose answer the search is not sure of."""

    phrases: Phrases
    floor: float
    topic_floor: float

    async def __call__(self, draft: Draft) -> Draft | Answer:
        """Pass it on, or end with NOT_FOUND or OFF_TOPIC."""
        found = draft.found
        off_topic = found is None or found.on_topic < self.topic_floor
        if found is not None and found.hits and found.answerable >= self.floor and not off_topic:
            return draft
        return missing(draft, Outcome.OFF_TOPIC if off_topic else Outcome.NOT_FOUND, self.phrases)


def missing(draft: Draft, outcome: Outcome, phrases: Phrases) -> Answer:
    """That the documents do not hold it, or that it is off topic, with the offer of a person."""
    text = phrases.say("off-topic" if outcome is Outcome.OFF_TOPIC else "not-found", draft.language)
    offer = phrases.say("offer", draft.language)
    weighed = _weighed(draft.found) if draft.found else ()
    return Answer(draft.question.id, outcome, f"{text} {offer}", draft.language, weighed=weighed)


def _weighed(found: Found) -> tuple[Weighed, ...]:
    """The passages that were not enough: the sentence of each that comes closest."""
    return tuple(
        Weighed(hit.citable.document, hit.citable.title, hit.passage.sentences[hit.closest]) for hit in found.hits
    )
