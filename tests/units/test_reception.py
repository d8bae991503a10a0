"""What comes in is stored, then handled once and in its order; what cannot be handled is a dead letter."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from bot.messaging.courier import Courier
from bot.messaging.model import Event, Handled, Kind
from bot.messaging.reception import Reception, Rules
from bot.metrics import Metrics
from tests.doubles.channel import CITY, FakeChannel, ShakyStore, asked, logged, passed, sending, without_waiting
from tests.doubles.disk import Disk
from tests.doubles.store import MemoryStore

SECRET = "xylophone 비밀"
RULES = Rules(attempts=3, abreast=4)
SAYS = ("takes", "fails")


class Desk:
    """A reception whose handler answers each event with its id; `takes` are seconds and `fails` how often, by id."""

    def __init__(self, store: Any = None, rules: Rules = RULES, **scripted: dict[str, Any]) -> None:
        self.takes, self.fails = (scripted.get(name, {}) for name in SAYS)
        self.store = store or MemoryStore()
        self.disk: Disk = self.store.disk
        self.channel = FakeChannel()
        self.metrics = Metrics()
        self.courier = Courier(self.store, {CITY: self.channel}, self.metrics)
        parts = (self.store, self.handle, sorry, self.courier, {CITY: self.channel}, self.metrics, rules)
        self.reception = Reception(*parts)
        self.begun: list[str] = []
        self.most = self.abreast = 0

    async def handle(self, events: Sequence[Event]) -> Handled:
        name = "+".join(event.id for event in events)
        self.begun.append(name)
        self.abreast += 1
        self.most = max(self.most, self.abreast)
        try:
            await asyncio.sleep(self.takes.get(name, 0))
        finally:
            self.abreast -= 1
        if Counter(self.begun)[name] <= self.fails.get(name, 0):
            raise ValueError(f"cannot read {events}")
        return Handled((sending(f"answer to {name}", events[0].address.chat),))

    async def receive(self, *events: Event, seconds: float = 600) -> list[str]:
        """What is answered so many seconds after these came in."""
        await self.reception.receive(events)
        await asyncio.sleep(seconds)
        return self.channel.texts

    @property
    def pending(self) -> list[str]:
        return [row.event.id for row in self.disk.events.values() if row.event]

    @property
    def dead(self) -> list[str]:
        return [letter.content.id for letter in self.disk.dead]


def sorry(event: Event) -> Handled:
    return Handled((sending(f"sorry for {event.id}", event.address.chat),))


@without_waiting
async def test_a_question_is_answered_and_erased():
    desk = Desk()
    assert ["answer to a"] == await desk.receive(asked("a"))
    assert ([], 0) == (desk.pending, len(desk.reception._lines))
    assert 1.0 == desk.metrics.events.labels(CITY, "text")._value.get()
    assert 0.0 == desk.metrics.waiting._value.get()


@without_waiting
async def test_it_is_stored_before_it_is_handled():
    desk = Desk()
    await desk.reception.receive([asked("a"), asked("b")])
    assert (["a", "b"], []) == (desk.pending, desk.begun)


@without_waiting
async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again():
    desk = Desk(ShakyStore(MemoryStore(), put=1))
    with pytest.raises(OSError, match="away"):
        await desk.reception.receive([asked("a")])
    await asyncio.sleep(60)
    assert [] == desk.begun
    assert ["answer to a"] == await desk.receive(asked("a"))


@without_waiting
async def test_what_comes_again_is_handled_once():
    desk = Desk(takes={"a": 5})
    await desk.receive(asked("a"), asked("a"), seconds=0)
    await desk.receive(asked("a"), seconds=1)
    await desk.receive(asked("a"), asked("b"))
    assert ["answer to a", "answer to b"] == await desk.receive(asked("a"))
    assert ["a", "b"] == desk.begun


@without_waiting
async def test_a_chat_is_answered_in_order_however_long_each_takes():
    desk = Desk(takes={"a": 9, "b": 1, "c": 5})
    assert [f"answer to {name}" for name in "abcd"] == await desk.receive(*map(asked, "abcd"))
    assert 1 == desk.most


@without_waiting
async def test_chats_and_topics_do_not_wait_for_each_other():
    desk = Desk(takes={"a": 50})
    events = (asked("a"), asked("b", chat="2"), asked("c", thread="7"), asked("d"))
    assert ["answer to b", "answer to c"] == await desk.receive(*events, seconds=10)


@without_waiting
async def test_only_so_many_are_handled_at_once():
    desk = Desk(takes={str(chat): 5 for chat in range(20)})
    assert 20 == len(await desk.receive(*(asked(str(chat), chat=str(chat)) for chat in range(20))))
    assert RULES.abreast == desk.most


@without_waiting
async def test_where_too_much_waits_taking_in_waits_too():
    desk = Desk(takes={"0": 30, "1": 30})
    await desk.receive(*(asked(str(number)) for number in range(20_000)), seconds=1)
    late = asyncio.create_task(desk.reception.receive([asked("late", chat="2")]))
    await asyncio.sleep(10)
    assert (False, 20_000) == (late.done(), len(desk.pending))
    await asyncio.sleep(25)
    assert (True, ["0", "1", "late"]) == (late.done(), desk.begun)
    await desk.reception.stop(0)


@without_waiting
async def test_short_messages_are_handled_together():
    desk = Desk(rules=Rules(moment=0.2))
    events = (asked("a", "hello"), asked("b", "sister cities"), asked("c", "in Japan?"), asked("d", "hello"))
    assert ["answer to a+b+c", "answer to d"] == await desk.receive(*events, seconds=100_000)
    assert (["a+b+c", "d"], []) == (desk.begun, desk.pending)


# Typing


@pytest.mark.parametrize(("expected", "seconds"), [(0, 0.2), (1, 1.0), (3, 10.0)])
@without_waiting
async def test_typing_is_shown_where_it_takes_long_and_no_longer(expected: int, seconds: float):
    desk = Desk(takes={"a": seconds})
    await desk.receive(asked("a", thread="7"))
    assert [asked("a", thread="7").address] * expected == desk.channel.typed


@without_waiting
async def test_typing_ends_where_it_fails():
    desk = Desk(takes={"a": 1}, fails={"a": 3})
    await desk.receive(asked("a"))
    assert 3 == len(desk.channel.typed)


# Failing


@without_waiting
async def test_what_fails_is_tried_again_and_nobody_hears_of_it():
    desk = Desk(fails={"a": 2})
    await desk.receive(asked("a"), asked("b"), seconds=0.1)
    assert ["a"] == desk.begun
    assert ["answer to a", "answer to b"] == await desk.receive()
    assert (["a", "a", "a", "b"], []) == (desk.begun, desk.dead)


@without_waiting
async def test_what_always_fails_is_a_dead_letter_with_one_apology_and_the_chat_goes_on():
    desk = Desk(fails={"a": 99})
    assert ["sorry for a", "answer to b"] == await desk.receive(asked("a"), asked("b"))
    assert (["a", "a", "a", "b"], ["a"], []) == (desk.begun, desk.dead, desk.pending)
    assert 1.0 == desk.metrics.dead.labels("event")._value.get()
    assert ["sorry for a", "answer to b"] == await desk.receive(asked("a"))


@without_waiting
async def test_a_question_of_several_messages_that_always_fails_gets_one_apology():
    desk = Desk(fails={"a+b": 99})
    inline = [asked(name, kind=Kind.INLINE) for name in "ab"]
    assert ["sorry for b", "answer to c"] == await desk.receive(*inline, asked("c"))
    assert (["a", "b"], []) == (desk.dead, desk.pending)


@without_waiting
async def test_what_never_ends_is_given_up_and_the_chat_goes_on():
    desk = Desk(takes={"a": 100_000})
    assert ["sorry for a", "answer to b"] == await desk.receive(asked("a"), asked("b"))
    assert ["a"] == desk.dead


@pytest.mark.parametrize(
    "failures", [{"finish": 1}, {"finish": 1, "failed": 1}, {"finish": 2, "failed": 4}, {"finish": 1, "failed": 30}]
)
@without_waiting
async def test_while_the_store_is_away_nothing_is_lost_and_nothing_is_out_of_order(failures: dict[str, int]):
    desk = Desk(ShakyStore(MemoryStore(), **failures))
    assert ["answer to a", "answer to b"] == await desk.receive(asked("a"), asked("b"))
    assert ([], []) == (desk.pending, desk.dead)


@without_waiting
async def test_a_dead_letter_waits_for_the_store():
    desk = Desk(ShakyStore(MemoryStore(), bury=2), fails={"a": 99})
    assert ["sorry for a", "answer to b"] == await desk.receive(asked("a"), asked("b"))
    assert (["a"], []) == (desk.dead, desk.pending)
    assert 1.0 == desk.metrics.dead.labels("event")._value.get()


@pytest.mark.parametrize("form", ["json", "console"])
@without_waiting
async def test_no_log_holds_what_was_asked(form: str):
    with logged(form) as written:
        desk = Desk(ShakyStore(MemoryStore(), finish=1, failed=1, bury=1), fails={"a": 99})
        await desk.receive(asked("a", f"{SECRET}?"), asked("b", f"{SECRET}?", command=SECRET, callback=SECRET))
    assert [True] * 2 == [said in written.getvalue() for said in ("event.failed", "ValueError")]
    assert SECRET not in written.getvalue()


# Stopping and starting


@without_waiting
async def test_stopping_ends_what_is_being_handled_and_keeps_the_rest():
    desk = Desk(takes={"a": 5})
    await desk.receive(asked("a"), asked("b"), seconds=1)
    await desk.reception.stop(60)
    await desk.courier.stop(60)
    assert (["a"], ["b"], ["answer to a"]) == (desk.begun, desk.pending, desk.channel.texts)
    assert ["answer to a"] == await desk.receive(asked("c"))
    assert (["a"], ["b", "c"]) == (desk.begun, desk.pending)


@without_waiting
async def test_stopping_does_not_wait_for_ever():
    desk = Desk(takes={"a": 50})
    await desk.receive(asked("a"), seconds=1)
    await desk.reception.stop(10)
    assert (11, ["a"], []) == (round(passed()), desk.pending, desk.dead)


@without_waiting
async def test_stopping_does_not_wait_for_more_of_a_question():
    desk = Desk(rules=Rules(moment=10_000_000))
    await desk.receive(asked("a", "hello"), seconds=1)
    await desk.reception.stop(10)
    assert (1, [], ["a"]) == (round(passed()), desk.begun, desk.pending)


@without_waiting
async def test_the_next_process_goes_on_where_the_last_one_stopped():
    before = Desk(takes={"a": 5})
    await before.receive(*map(asked, "abc"), asked("d", chat="2"), seconds=1)
    await before.reception.stop(0)
    after = Desk(MemoryStore(before.disk))
    await after.courier.start()
    await after.reception.start()
    assert [f"answer to {name}" for name in "abc"] == await after.receive(asked("b"))
    assert (["answer to d"], []) == (before.channel.texts, after.pending)


@without_waiting
async def test_what_ends_process_after_process_is_given_up():
    disk, begun = Disk(), Counter[str]()
    for _ in range(8):
        desk = Desk(MemoryStore(disk), takes={"killer": 50})
        await desk.reception.start()
        await desk.receive(asked("killer"), asked("b"), seconds=10)
        await desk.reception.stop(0)
        begun.update(desk.begun)
    assert (["killer"], []) == (desk.dead, desk.pending)
    assert begun["killer"] <= RULES.attempts + 1
