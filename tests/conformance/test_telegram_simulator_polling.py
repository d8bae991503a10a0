"""getUpdates: numbers, offsets, limits, long polls, conflicts, expiry."""

import asyncio
import time

import pytest

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


@pytest.fixture(autouse=True)
def held(simulator):
    """Time moves only when a test says so."""
    simulator.clock.hold()


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def arrived(api, count=1):
    """So many polls have reached the server."""
    await api.simulator.until(lambda: api.simulator.counts()["getUpdates"] == count)


async def test_numbers_rise_by_one_and_the_offset_confirms(api, mina):
    for text in "abc":
        mina.say(text)
    first = await api.updates()
    numbers = [update["update_id"] for update in first]
    assert list(range(numbers[0], numbers[0] + 3)) == numbers
    assert first == await api.updates()
    assert ["b", "c"] == texts(await api.updates(offset=numbers[1]))
    assert ["b", "c"] == texts(await api.updates(offset=numbers[0]))
    assert [] == await api.updates(offset=numbers[2] + 1)
    assert [] == await api.updates()


async def test_a_negative_offset_keeps_the_last(api, mina):
    for text in "abcd":
        mina.say(text)
    assert ["c", "d"] == texts(await api.updates(offset=-2))
    assert ["c", "d"] == texts(await api.updates())


async def test_an_offset_far_ahead_is_not_believed(api, mina):
    mina.say("a")
    number = (await api.updates())[0]["update_id"]
    assert ["a"] == texts(await api.updates(offset=number + 1000))
    assert [] == await api.updates(offset=number + 1)


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (5, 5), (0, 1), (500, 100), ("x", 100), (None, 100)])
async def test_a_limit_is_moved_into_its_range(api, mina, limit, count):
    for number in range(101):
        mina.say(str(number))
    assert count == len(await api.updates(limit=limit))


async def test_a_long_poll_ends_with_an_update(api, mina):
    poll = asyncio.create_task(api.updates(timeout=30))
    await arrived(api)
    mina.say("a")
    assert ["a"] == texts(await asyncio.wait_for(poll, 5))


async def test_a_long_poll_ends_after_at_most_fifty_seconds(api, simulator):
    poll = asyncio.create_task(api.updates(timeout=500))
    await arrived(api)
    simulator.clock.advance(49)
    await asyncio.sleep(0.05)
    assert not poll.done()
    simulator.clock.advance(1.1)
    assert [] == await asyncio.wait_for(poll, 5)


async def test_of_two_pollers_the_older_gets_the_conflict(api, mina):
    older = asyncio.create_task(api.refusal("getUpdates", timeout=30))
    await arrived(api)
    newer = asyncio.create_task(api.updates(timeout=30))
    await arrived(api, 2)
    assert (409, OTHER) == await asyncio.wait_for(older, 5)
    mina.say("a")
    assert ["a"] == texts(await asyncio.wait_for(newer, 5))


async def test_a_poller_that_need_not_wait_disturbs_nobody(api, mina):
    waiting = asyncio.create_task(api.updates(timeout=30))
    await arrived(api)
    assert [] == await api.updates()
    mina.say("a")
    assert ["a"] == texts(await asyncio.wait_for(waiting, 5))


async def test_a_poller_that_has_gone_disturbs_nobody(api, mina):
    gone = asyncio.create_task(api.updates(timeout=30))
    await arrived(api)
    gone.cancel()
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(api.updates(timeout=30))
    await arrived(api, 2)
    mina.say("a")
    assert ["a"] == texts(await asyncio.wait_for(waiting, 5))


async def test_polling_conflicts_with_a_webhook(api, receiver):
    await api.call("setWebhook", url=receiver.url)
    assert (409, ACTIVE) == await api.refusal("getUpdates")
    await api.call("deleteWebhook")
    assert [] == await api.updates()


async def test_a_webhook_ends_a_long_poll(api, receiver):
    poll = asyncio.create_task(api.refusal("getUpdates", timeout=30))
    await arrived(api)
    await api.call("setWebhook", url=receiver.url)
    assert (409, "Conflict: terminated by setWebhook request") == await asyncio.wait_for(poll, 5)


async def test_updates_expire_after_a_day(api, mina, simulator):
    mina.say("a")
    simulator.clock.advance(24 * 60 * 60 - 1)
    mina.say("b")
    assert ["a", "b"] == texts(await api.updates())
    simulator.clock.advance(2)
    assert ["b"] == texts(await api.updates())


async def test_presses_expire_after_150_seconds(api, mina, simulator):
    number = (await api.send("x", reply_markup=KEYBOARD))["message_id"]
    mina.press(number, "a")
    simulator.clock.advance(149)
    assert 1 == len(await api.updates())
    simulator.clock.advance(2)
    assert [] == await api.updates()


async def test_unusual_kinds_come_only_on_request(api, mina):
    mina.block()
    mina.unblock()
    assert ["my_chat_member"] * 2 == [list(update)[1] for update in await api.updates()]
    await api.updates(offset=-1, allowed_updates=["callback_query"])
    mina.say("a")
    assert 1 == len(await api.updates())
    # Leaving it out keeps the choice, an empty list takes it back.
    mina.say("b")
    assert 1 == len(await api.updates(allowed_updates=[]))
    mina.say("c")
    assert ["my_chat_member", "message"] == [list(update)[1] for update in await api.updates()]


async def test_an_update_comes_again(api, mina, simulator):
    mina.say("a")
    mina.say("b")
    first, last = await api.updates()
    simulator.redeliver(first["update_id"])
    simulator.redeliver(last["update_id"])
    assert [first, first, last, last] == await api.updates()
    assert [] == await api.updates(offset=last["update_id"] + 1)
    simulator.redeliver(last["update_id"])
    assert [last] == await api.updates(offset=last["update_id"] + 1)
    assert [] == await api.updates(offset=last["update_id"] + 1)


async def test_any_update_can_be_sent(api, simulator):
    number = simulator.update_raw({"message": "no object"})
    simulator.update_raw({"update_id": 3, "something_new": {}})
    assert [{"update_id": 3, "something_new": {}}, {"update_id": number, "message": "no object"}] == simulator.pending
    assert simulator.pending == await api.updates()


async def test_what_is_delivered_was_true_when_it_happened(api, mina):
    number = mina.say("a")
    mina.edit(number, "b")
    message, edited = await api.updates()
    assert ("a", "b") == (message["message"]["text"], edited["edited_message"]["text"])
    assert edited["edited_message"]["edit_date"] >= edited["edited_message"]["date"]


async def test_repeated_calls_are_slowed_down(api, mina, simulator):
    simulator.switches.throttle = True
    mina.say("a")
    mina.say("b")
    assert 2 == len(await api.updates())
    assert 1 == len(await api.updates())
    number = (await api.updates(offset=-1))[0]["update_id"]
    assert [] == await api.updates(offset=number + 1)
    again = asyncio.create_task(api.updates(offset=number + 1))
    await arrived(api, 5)
    assert not again.done()
    simulator.clock.advance(3)
    assert [] == await asyncio.wait_for(again, 5)


async def test_repeated_conflicts_are_told_late(api, simulator, receiver):
    simulator.switches.throttle = True
    await api.call("setWebhook", url=receiver.url)
    assert (409, ACTIVE) == await api.refusal("getUpdates")
    late = asyncio.create_task(api.refusal("getUpdates"))
    await arrived(api, 2)
    assert not late.done()
    simulator.clock.advance(3)
    assert (409, ACTIVE) == await asyncio.wait_for(late, 5)


async def test_stopping_ends_a_long_poll_at_once(api, simulator):
    poll = asyncio.create_task(api.updates(timeout=50))
    await arrived(api)
    begin = time.monotonic()
    await simulator.stop()
    assert [] == await poll
    assert time.monotonic() - begin < 1
