"""The way of a question, on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.approved import AnsweredBefore, FoundAnswered
from bot.answering.compose import Compose
from bot.answering.find import Find
from bot.answering.hear import Hear
from bot.answering.judge import Judge
from bot.answering.lookup import Lookup
from bot.answering.resolve import Resolve
from bot.answering.screen import Screen
from bot.answering.write import Verify, Write
from bot.model import Answer, Question
from bot.phrases import Phrases
from bot.ports import Author, Draft, Library, Step, Writer


@dataclass(frozen=True, slots=True)
class Writing:
    """A language model that writes, what checks it, and the seconds that it may take for a question."""

    author: Author
    verify: Verify
    seconds: float


def steps(
    library: Library, writer: Writer, phrases: Phrases, floors: tuple[float, float], writing: Writing | None = None
) -> tuple[Step, ...]:
    """Clean it, hear its language and names, tie it to the conversation, look it up, search, judge, compose.

    What the office has answered and approved comes before what is looked up, and before what is composed.
    `floors` are the least probabilities of an answer and of being on topic.
    """
    compose = Compose(library, writer, phrases)
    last = Write(library, writing.author, writing.verify, phrases, compose, writing.seconds) if writing else compose
    return (
        Screen(phrases),
        Hear(library),
        Resolve(library),
        AnsweredBefore(library, phrases),
        Lookup(library, phrases),
        Find(library),
        FoundAnswered(library, phrases),
        Judge(phrases, *floors),
        last,
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
