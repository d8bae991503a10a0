"""A language model that says what a test wants."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.errors import ModelFailed
from bot.ports import Claim, Completeness, Task, Written


def said(*claims: tuple[str, tuple[int, ...]], completeness: str = "full", tokens: int = 100) -> Written:
    """What a model wrote: texts with the numbers of their passages."""
    return Written(tuple(Claim(*claim) for claim in claims), Completeness(completeness), "answer@0000", tokens)


@dataclass
class FakeAuthor:
    """A `bot.ports.Author` that gives its answers in turn, the last one for ever; each takes so many `seconds`."""

    answers: Sequence[Written | ModelFailed]
    seconds: float = 0.0
    tasks: list[Task] = field(default_factory=list)

    async def write(self, task: Task) -> Written:
        self.tasks.append(task)
        await asyncio.sleep(self.seconds)
        answer = self.answers[min(len(self.tasks), len(self.answers)) - 1]
        if isinstance(answer, ModelFailed):
            raise answer
        return answer
