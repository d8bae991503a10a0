"""The assistant and the inquirer of the desks' conversations."""

from bot.model import Answer, Outcome, Question
from retrieval.model import Audience

ANNA = "citizen"


async def reply(question: Question) -> Answer:
    """Finds nothing but what is internal, and that only for who may see it."""
    if "key" in question.text and question.audience is Audience.INTERNAL:
        return Answer(question.id, Outcome.ANSWERED, "The key is in the tin box.", "en")
    return Answer(question.id, Outcome.NOT_FOUND, "I did not find this.", question.hint or "en")
