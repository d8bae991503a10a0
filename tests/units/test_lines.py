"""Within a line one after the other, lines side by side, and nothing is left of a line that is empty."""

import asyncio
from collections import deque

from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.lines import Lines, Waiting
from tests.doubles.channel import logged, passed, without_waiting

SECRET = "xylophone 비밀"
Queue = deque[Waiting[str]]


class Worker:
    """Works on items as long as they say ("a 2" takes two seconds) and notes when it begins and ends."""

    def __init__(self) -> None:
        self.lines: Lines[str] = Lines(self.work)
        self.begun: list[str] = []
        self.ended: list[str] = []

    async def work(self, queue: Queue) -> None:
        item = queue[0].item
        self.begun.append(item)
        await asyncio.sleep(float(item.split()[-1]))
        self.ended.append(item)
        queue.popleft()


def is_empty(lines: Lines[str]) -> bool:
    return (0, {}, {}) == (len(lines), lines._queues, lines._tasks)


@without_waiting
async def test_a_line_is_worked_one_item_after_the_other():
    worker = Worker()
    for item in ("a 3", "b 1", "c 2"):
        worker.lines.add("line", item)
    await asyncio.sleep(2)
    assert (["a 3"], []) == (worker.begun, worker.ended)
    await asyncio.sleep(1.5)
    assert (["a 3", "b 1"], ["a 3"]) == (worker.begun, worker.ended)
    await asyncio.sleep(60)
    assert ["a 3", "b 1", "c 2"] == worker.ended


@without_waiting
async def test_a_slow_line_holds_no_other_up():
    worker = Worker()
    worker.lines.add("slow", "a 50")
    for line in "bcd":
        worker.lines.add(line, f"{line} 1")
    await asyncio.sleep(2)
    assert ["b 1", "c 1", "d 1"] == worker.ended


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.integers(0, 3)), max_size=20))
@without_waiting
async def test_whatever_comes_when_the_order_of_each_line_is_kept(arrivals: list[tuple[str, int, int]]):
    worker = Worker()
    items = [f"{line}-{number} {work}" for number, (line, work, _) in enumerate(arrivals)]
    for item, (line, _, before) in zip(items, arrivals, strict=True):
        await asyncio.sleep(before)
        worker.lines.add(line, item)
    await asyncio.sleep(1000)
    for line in "abc":
        expected = [item for item in items if item.startswith(line)]
        assert expected == [item for item in worker.ended if item.startswith(line)]
    assert is_empty(worker.lines)


@without_waiting
async def test_an_empty_line_takes_no_memory_and_can_be_used_again():
    worker = Worker()
    for number in range(50):
        worker.lines.add(f"line {number}", "a 1")
    assert 50 == len(worker.lines)
    await asyncio.sleep(2)
    assert is_empty(worker.lines)
    worker.lines.add("line 7", "b 1")
    await asyncio.sleep(2)
    assert "b 1" == worker.ended[-1]
    assert is_empty(worker.lines)


@without_waiting
async def test_what_comes_at_the_last_moment_of_a_line_is_worked_too():
    done: list[str] = []

    async def work(queue: Queue) -> None:
        done.append(queue.popleft().item)
        if len(done) < 3:
            lines.add("line", f"after {done[-1]}")

    lines: Lines[str] = Lines(work)
    lines.add("line", "a")
    await asyncio.sleep(1)
    assert ["a", "after a", "after after a"] == done
    assert is_empty(lines)


@without_waiting
async def test_what_work_leaves_in_the_queue_it_gets_again():
    seen: list[int] = []

    async def work(queue: Queue) -> None:
        seen.append(len(queue))
        if len(seen) == 3:
            queue.clear()

    lines: Lines[str] = Lines(work)
    lines.add("line", "a")
    lines.add("line", "b")
    await asyncio.sleep(1)
    assert [2, 2, 2] == seen
    assert is_empty(lines)


async def stumble(*items: str, taken: bool) -> list[str]:
    """What is done of items where work fails at each that is bad, before or after it took it from the queue."""
    done: list[str] = []

    async def work(queue: Queue) -> None:
        item = queue[0].item
        if taken or not item.startswith("bad"):
            queue.popleft()
        if item.startswith("bad"):
            raise ValueError(f"cannot read {item}")
        done.append(item)

    lines: Lines[str] = Lines(work)
    for item in items:
        lines.add("line", item)
    await asyncio.sleep(1)
    assert is_empty(lines)
    return done


@without_waiting
async def test_work_that_fails_does_not_stop_its_line():
    assert ["b", "d"] == await stumble("bad a", "b", "bad c", "d", taken=False)


@without_waiting
async def test_work_that_fails_after_it_took_its_item_costs_no_other():
    assert ["b", "d"] == await stumble("bad a", "b", "bad c", "d", taken=True)


@without_waiting
async def test_a_failure_is_logged_without_what_it_was_about():
    with logged() as written:
        await stumble(f"bad {SECRET}", "b", taken=False)
    assert "line.failed" in written.getvalue()
    assert "ValueError" in written.getvalue()
    assert SECRET not in written.getvalue()


@without_waiting
async def test_closing_lets_end_what_runs_and_starts_nothing_more():
    worker = Worker()
    for item in ("a 5", "b 1"):
        worker.lines.add("line", item)
    worker.lines.add("other", "c 9")
    await asyncio.sleep(1)
    await worker.lines.close(60)
    assert (["a 5", "c 9"], ["a 5", "c 9"]) == (worker.begun, worker.ended)
    assert passed() < 60
    worker.lines.add("new", "d 1")
    assert is_empty(worker.lines)
    await asyncio.sleep(60)
    assert ["a 5", "c 9"] == worker.begun


@without_waiting
async def test_closing_waits_no_longer_than_it_was_told():
    worker = Worker()
    worker.lines.add("line", "a 500")
    worker.lines.add("other", "b 3")
    await asyncio.sleep(1)
    await worker.lines.close(10)
    assert (11, ["b 3"]) == (round(passed()), worker.ended)
    await asyncio.sleep(1000)
    assert ["b 3"] == worker.ended


@without_waiting
async def test_closing_empty_lines_is_no_work():
    lines = Worker().lines
    await lines.close(10)
    await lines.close(10)
    assert 0 == passed()


@without_waiting
async def test_a_pause_is_as_long_as_it_is_told():
    lines = Worker().lines
    assert await lines.pause(7)
    assert 7 == round(passed(), 6)


@without_waiting
async def test_closing_ends_a_pause():
    lines = Worker().lines
    pause = asyncio.create_task(lines.pause(1000))
    await asyncio.sleep(1)
    await lines.close(5)
    assert not await pause
    assert 1 == passed()


@without_waiting
async def test_there_is_no_pause_once_closed():
    lines = Worker().lines
    await lines.close(5)
    assert not await lines.pause(1000)
    assert 0 == passed()


@without_waiting
async def test_closing_ends_a_pause_within_work():
    ended: list[bool] = []

    async def work(queue: Queue) -> None:
        ended.append(await lines.pause(1000))

    lines: Lines[str] = Lines(work)
    lines.add("line", "a")
    await asyncio.sleep(1)
    await lines.close(60)
    assert ([False], 1) == (ended, passed())
