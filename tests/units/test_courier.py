"""Every delivery is done once and in its order, tried again where that helps, and given up with a trace."""

import asyncio
from itertools import repeat
from typing import Any

import pytest

from bot.messaging.courier import Courier
from bot.messaging.errors import Blocked, Moved, NotModified, Rejected, RetryAfter, Stale, TooLong, Transient
from bot.messaging.model import Action, Address, Delivery, Handled, Interaction, Parcel
from bot.metrics import Metrics
from bot.model import Answer, Outcome
from tests.doubles.channel import (
    CITY,
    NOW,
    FakeChannel,
    ShakyStore,
    asked,
    logged,
    passed,
    sending,
    stored,
    without_waiting,
)
from tests.doubles.store import MemoryStore

SECRET = "xylophone 비밀"
ANSWER = Interaction("i1", Address(CITY, "1"), "1", (("q1", "?"),), Answer("q", Outcome.ANSWERED, "Yes.", "en"), NOW)


class Round:
    """A courier at work between a store and one channel."""

    def __init__(self, *errors: Exception | float | None, store: Any = None) -> None:
        self.store = store or MemoryStore()
        self.disk = self.store.disk
        self.channel = FakeChannel(errors=errors)
        self.metrics = Metrics()
        self.courier = Courier(self.store, {CITY: self.channel}, self.metrics)

    async def take(self, *deliveries: Delivery) -> list[Parcel]:
        parcels = await stored(self.store, *deliveries)
        self.courier.take(parcels)
        return parcels

    async def deliver(self, *deliveries: Delivery, seconds: float = 600) -> list[str]:
        """The texts that are shown after so many seconds."""
        await self.take(*deliveries)
        await asyncio.sleep(seconds)
        return self.channel.texts

    async def answer(self, delivery: Delivery) -> None:
        await self.store.put([asked("q1")], NOW)
        self.courier.take(await self.store.finish([asked("q1")], Handled((delivery,), ANSWER), NOW))
        await asyncio.sleep(1)

    @property
    def left(self) -> list[str]:
        """What the store still holds."""
        return [row.parcel.delivery.message.text for row in self.disk.parcels.values()]

    def counted(self, result: str) -> float:
        return self.metrics.deliveries.labels(CITY, result)._value.get()


@without_waiting
async def test_what_is_taken_is_delivered_and_erased():
    city = Round()
    assert ["hello"] == await city.deliver(sending("hello"))
    assert ([], 1.0) == (city.left, city.counted("delivered"))


@without_waiting
async def test_a_chat_gets_its_messages_in_order_however_long_each_takes():
    city = Round(3.0, 0.1, Transient("x"), 2.0, RetryAfter(5), 0.1)
    assert list("0123456789") == await city.deliver(*map(sending, "0123456789"))
    assert [] == city.left


@without_waiting
async def test_chats_and_their_topics_do_not_wait_for_each_other():
    city = Round(50.0)
    await city.take(sending("slow"), sending("other chat", chat="2"), sending("topic", thread="7"))
    await asyncio.sleep(10)
    assert ["other chat", "topic"] == city.channel.texts


@without_waiting
async def test_not_everything_is_sent_at_once():
    city = Round(*repeat(5.0, 100))
    await city.take(*(sending("hello", chat=str(chat)) for chat in range(100)))
    await asyncio.sleep(1)
    assert 10 < len(city.channel.tried) < 100
    await asyncio.sleep(60)
    assert 100 == len(city.channel.deliveries)


@without_waiting
async def test_a_message_is_known_as_the_answer_it_shows():
    city = Round()
    await city.answer(sending("a", interaction="i1"))
    assert ANSWER == await city.store.shown_as(Address(CITY, "1"), "101")


# What is tried again


@without_waiting
async def test_too_fast_is_waited_out():
    city = Round(RetryAfter(30), RetryAfter(7))
    await city.take(sending("a"), sending("b"))
    await asyncio.sleep(29)
    assert 1 == len(city.channel.tried)
    await asyncio.sleep(600)
    assert (["a", "b"], 2.0) == (city.channel.texts, city.counted("retry-after"))
    assert [] == city.disk.dead


@pytest.mark.parametrize("error", [Transient("x"), TimeoutError(), OSError(), ValueError(SECRET)])
@without_waiting
async def test_what_failed_for_now_is_tried_again(error: Exception):
    city = Round(*[error] * 5)
    assert ["a", "b"] == await city.deliver(sending("a"), sending("b"))
    assert (5.0, [], []) == (city.counted("transient"), city.left, city.disk.dead)


@without_waiting
async def test_it_is_tried_less_and_less_often():
    city = Round(*repeat(Transient("x"), 10_000))
    await city.take(sending("a"))
    await asyncio.sleep(60)
    soon = len(city.channel.tried)
    await asyncio.sleep(600)
    assert (True, True) == (4 <= soon <= 10, 9 <= len(city.channel.tried) - soon <= 11)


@without_waiting
async def test_what_takes_for_ever_is_tried_again():
    city = Round(10_000.0)
    assert ["a", "b"] == await city.deliver(sending("a"), sending("b"))


@without_waiting
async def test_after_about_a_day_it_is_given_up_and_the_chat_goes_on():
    city = Round(*repeat(Transient("x"), 1_500))
    await city.take(sending("a"), sending("b"))
    await asyncio.sleep(20 * 3_600)
    assert ([], ["a", "b"]) == (city.disk.dead, city.left)
    await asyncio.sleep(10 * 3_600)
    assert (["a"], ["b"]) == ([letter.content.message.text for letter in city.disk.dead], city.channel.texts)


# What is over


@pytest.mark.parametrize("error", [NotModified("the same"), Stale("too old")])
@without_waiting
async def test_what_needs_no_doing_is_done(error: Exception):
    city = Round(error)
    assert ["b"] == await city.deliver(sending("a", action=Action.EDIT, target="5"), sending("b"))
    assert ([], []) == (city.left, city.disk.dead)


@without_waiting
async def test_a_message_that_shows_the_answer_already_is_known_as_it():
    city = Round(NotModified("the same"))
    await city.answer(sending("a", action=Action.EDIT, target="55", interaction="i1"))
    assert ANSWER == await city.store.shown_as(Address(CITY, "1"), "55")


@pytest.mark.parametrize("error", [Rejected("can't parse"), TooLong("message is too long")])
@without_waiting
async def test_what_is_refused_is_a_dead_letter_and_the_chat_goes_on(error: Exception):
    city = Round(error)
    assert ["b"] == await city.deliver(sending("a"), sending("b"))
    (letter,) = city.disk.dead
    assert ("parcel", "a", str(error)) == (letter.kind, letter.content.message.text, letter.error)
    assert ([], 1.0) == (city.left, city.counted("dropped"))
    assert 1.0 == city.metrics.dead.labels("delivery")._value.get()


@without_waiting
async def test_who_blocked_the_bot_is_remembered_and_gets_nothing_more():
    city = Round(Blocked("bot was blocked by the user"))
    await city.take(sending("a"), sending("b"), sending("c"), sending("other", chat="2"))
    await asyncio.sleep(600)
    assert (["other"], []) == (city.channel.texts, city.left)
    assert 2 == len(city.channel.tried)
    assert (True, False) == tuple([(await city.store.profile(CITY, who)).blocked for who in "12"])
    assert [] == city.disk.dead


@without_waiting
async def test_who_comes_back_is_heard():
    city = Round(Blocked("bot was blocked by the user"))
    await city.deliver(sending("a"), sending("b"))
    assert ["hello again"] == await city.deliver(sending("hello again"))


@without_waiting
async def test_a_chat_that_moved_gets_it_where_it_is_now():
    city = Round(Moved("-1001"))
    await city.deliver(sending("a", chat="-1", thread="7", target="5"))
    (done,) = city.channel.deliveries
    assert (Address(CITY, "-1001", "7"), "", "a") == (done.address, done.target, done.message.text)
    assert [] == city.left


@pytest.mark.parametrize("action", [Action.EDIT, Action.KEYBOARD])
@without_waiting
async def test_what_was_to_be_changed_in_a_chat_that_moved_is_there_no_more(action: Action):
    city = Round(Moved("-1001"))
    assert ["b"] == await city.deliver(sending("a", action=action, target="5"), sending("b"))
    assert ([], []) == (city.left, city.disk.dead)


# Stopping and starting


@without_waiting
async def test_stopping_ends_what_is_being_sent_and_keeps_the_rest():
    city = Round(5.0)
    await city.take(sending("a"), sending("b"))
    await asyncio.sleep(1)
    await city.courier.stop(60)
    assert (["a"], ["b"]) == (city.channel.texts, city.left)
    await city.take(sending("c"))
    await asyncio.sleep(60)
    assert (["a"], ["b", "c"]) == (city.channel.texts, city.left)


@pytest.mark.parametrize(("ended", "met"), [(40, RetryAfter(1_000)), (40, Transient("x")), (40, None), (50, 1_000.0)])
@without_waiting
async def test_stopping_does_not_wait_for_what_must_wait(ended: int, met: Exception | float | None):
    city = Round(*repeat(met, 10), store=ShakyStore(MemoryStore(), delivered=99))
    await city.take(sending("a"))
    await asyncio.sleep(40)
    await city.courier.stop(10)
    assert (["a"], ended) == (city.left, round(passed()))


@without_waiting
async def test_the_next_process_goes_on_where_the_last_one_stopped():
    before = Round(5.0)
    await before.take(sending("a"), sending("b"), sending("other", chat="2"), sending("c"))
    await asyncio.sleep(1)
    await before.courier.stop(60)
    after = Round(store=MemoryStore(before.disk))
    await after.courier.start()
    await asyncio.sleep(10)
    assert (["a", "other"], ["b", "c"]) == (sorted(before.channel.texts), after.channel.texts)
    assert [] == after.left


@without_waiting
async def test_what_goes_to_a_channel_that_does_not_run_waits_in_the_store():
    city = Round()
    await city.take(sending("elsewhere", channel="desk"), sending("here"))
    await city.courier.start()
    await asyncio.sleep(60)
    assert ({"here"}, ["elsewhere"]) == (set(city.channel.texts), city.left)
    assert [0] == [row.parcel.attempts for row in city.disk.parcels.values()]
    desk = FakeChannel("desk")
    courier = Courier(MemoryStore(city.disk), {"desk": desk}, Metrics())
    await courier.start()
    await asyncio.sleep(60)
    assert (["elsewhere"], []) == (desk.texts, city.left)


# The store is away


@pytest.mark.parametrize("times", [1, 5])
@without_waiting
async def test_what_cannot_be_noted_as_sent_is_not_sent_again(times: int):
    city = Round(store=ShakyStore(MemoryStore(), delivered=times))
    assert ["a", "b"] == await city.deliver(sending("a"), sending("b"))
    assert [] == city.left


@pytest.mark.parametrize(
    ("expected", "method", "error"),
    [(["a", "b"], "postponed", Transient("x")), (["b"], "dropped", Rejected("x")), ([], "blocked", Blocked("x"))],
)
@without_waiting
async def test_how_it_ended_is_noted_as_soon_as_it_can_be(expected: list[str], method: str, error: Exception):
    city = Round(error, store=ShakyStore(MemoryStore(), **{method: 3}))
    assert (expected, []) == (await city.deliver(sending("a"), sending("b")), city.left)


@pytest.mark.parametrize("form", ["json", "console"])
@without_waiting
async def test_no_log_holds_what_was_sent(form: str):
    store = ShakyStore(MemoryStore(), delivered=1, postponed=1, dropped=1)
    with logged(form) as written:
        city = Round(ValueError(SECRET), OSError(SECRET), Transient("x"), None, Rejected("no"), store=store)
        await city.deliver(*[sending(SECRET, note=SECRET)] * 3)
    assert [True] * 2 == [event in written.getvalue() for event in ("delivery.postponed", "delivery.dropped")]
    assert SECRET not in written.getvalue()
