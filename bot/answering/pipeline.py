"""The way of a question, on one screen."""

from collections.abc import Sequence

from bot.answering.approved import AnsweredBefore, FoundAnswered
from bot.answering.compose import Compose
from bot.answering.find import Find
from bot.answering.hear import Hear
from bot.answering.judge import Judge
from bot.answering.lookup import Lookup
from bot.answering.resolve import Resolve
from bot.answering.screen import Screen
from bot.model import Answer, Question
from bot.phrases import Phrases
from bot.ports import Draft, Library, Step, Writer


def steps(library: Library, writer: Writer, phrases: Phrases, floors: tuple[float, float]) -> tuple[Step, ...]:
    """Clean it, hear its language and names, tie it to the conversation, look it up, search, judge, compose.

    What the office has answered and approved comes before what is looked up, and before what is composed.
    `floors` are the least probabilities of an answer and of being on topic.
    """
    return (
        Screen(phrases),
        Hear(library),
        Resolve(library),
        AnsweredBefore(library, phrases),
        Lookup(library, phrases),
        Find(library),
        FoundAnswered(library, phrases),
        Judge(phrases, *floors),
        Compose(library, writer, phrases),
    )


async def run(pipeline: Sequence[Step], question: Question) -> Answer:
    """Take a question through the steps until one answers."""
    draft = Draft(question, question.text)
    for step in pipeline:
        result = await step(draft)
        if isinstance(result, Answer):
            return result
        draft = result
    raise RuntimeError("the last step of the pipeline must answer")
