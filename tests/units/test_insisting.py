"""A language model that fails: tried again within a time, then left alone; a budget ends with the day."""

import asyncio
from dataclasses import dataclass, field
from datetime import date

import pytest

from bot.answering.insisting import Insisting, Patience
from bot.errors import ModelFailed
from bot.ports import Task
from retrieval.model import Audience
from tests.doubles.author import FakeAuthor, said

TASK = Task("Where is the ferry?", "en", Audience.PUBLIC, (), date(2026, 11, 27))
WRITTEN = said(("At the pier.", (1,)))
AGAIN, NEVER = ModelFailed("503", again=True), ModelFailed("401")
QUICK = Patience(attempts=3, pause=0.001, failures=2, rest=30.0)


@dataclass
class Clock:
    """A clock and a calendar that a test turns."""

    seconds: float = 1000.0
    day: date = date(2026, 11, 27)
    times: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def today(self) -> date:
        return self.day


def insisting(author, clock=None, patience=QUICK, **budget):
    clock = clock or Clock()
    limits = {Audience(name): tokens for name, tokens in budget.items()}
    return Insisting(author, patience, limits, clock.today, clock.monotonic)


async def test_what_may_pass_is_tried_again():
    author = FakeAuthor([AGAIN, AGAIN, WRITTEN])
    assert [WRITTEN, 3] == [await insisting(author).write(TASK), len(author.tasks)]


@pytest.mark.parametrize(("failure", "attempts"), [(AGAIN, 3), (NEVER, 1)])
async def test_attempts_are_bounded_and_what_does_not_pass_is_not_tried_again(failure, attempts):
    author = FakeAuthor([failure])
    with pytest.raises(ModelFailed):
        await insisting(author).write(TASK)
    assert attempts == len(author.tasks)


async def test_one_that_hangs_until_nobody_waits_any_more_is_left_alone_as_well():
    author = FakeAuthor([WRITTEN], seconds=5)
    model = insisting(author)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(model.write(TASK), 0.01)
    with pytest.raises(ModelFailed, match="left alone"):
        await model.write(TASK)
    assert 2 == len(author.tasks)


async def test_questions_that_are_refused_for_themselves_say_nothing_of_the_next():
    author = FakeAuthor([ModelFailed("400", own=True)] * 5 + [WRITTEN])
    model = insisting(author)
    for _ in range(5):
        with pytest.raises(ModelFailed, match="400"):
            await model.write(TASK)
    assert WRITTEN == await model.write(TASK)


async def test_after_failures_in_a_row_it_is_left_alone_for_a_while():
    author, clock = FakeAuthor([NEVER]), Clock()
    model = insisting(author, clock)
    for _ in range(4):
        with pytest.raises(ModelFailed):
            await model.write(TASK)
    assert 2 == len(author.tasks)
    clock.seconds += 31
    with pytest.raises(ModelFailed):
        await model.write(TASK)
    assert 3 == len(author.tasks)


async def test_one_that_works_again_is_asked_as_before():
    author, clock = FakeAuthor([NEVER, NEVER, WRITTEN, NEVER, WRITTEN]), Clock()
    model = insisting(author, clock)
    for _ in range(2):
        with pytest.raises(ModelFailed):
            await model.write(TASK)
    clock.seconds += 31
    assert WRITTEN == await model.write(TASK)
    with pytest.raises(ModelFailed):
        await model.write(TASK)
    assert WRITTEN == await model.write(TASK)


async def test_a_day_s_budget_ends_clearly_and_begins_anew_the_next_day():
    author, clock = FakeAuthor([WRITTEN]), Clock()
    model = insisting(author, clock, public=150)
    assert [WRITTEN, WRITTEN] == [await model.write(TASK) for _ in range(2)]
    with pytest.raises(ModelFailed, match="budget for public is used up"):
        await model.write(TASK)
    clock.day = date(2026, 11, 28)
    assert WRITTEN == await model.write(TASK)


async def test_one_audience_s_budget_is_not_another_s():
    model = insisting(FakeAuthor([WRITTEN]), public=0)
    official = Task("Where?", "en", Audience.INTERNAL, (), date(2026, 11, 27))
    assert WRITTEN == await model.write(official)
    with pytest.raises(ModelFailed):
        await model.write(TASK)
