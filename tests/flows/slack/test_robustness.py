"""What Slack and the network do wrong: nothing is lost, nothing is said twice, the order is kept."""

import asyncio
import time
from dataclasses import replace

import pytest

from bot.handover.readers import Readers
from bot.messaging.model import Address
from tests.contracts.desks.test_desk import ANSWER, QUESTION, seen, sent

KEY, FOUND = "Where is the key?", "The key is in the tin box."


def cards(desk):
    return [post for post in desk.workspace.top_level("CTICKETS") if post.bot]


def notes_of(desk, card):
    return [post.text for post in desk.workspace.thread(card.channel, card.ts)[1:]]


async def test_a_card_whose_posting_was_not_confirmed_is_posted_once(desk):
    desk.office.simulator.fail("chat.postMessage", "lost")
    await desk.asks(QUESTION)
    assert [1, 1] == [len(cards(desk)), seen(await desk.told(), "I have passed your question on")]


async def test_every_part_of_a_long_preview_that_was_not_confirmed_is_posted_once(desk):
    await desk.asks(QUESTION)
    await desk.press("kim", "claim")
    desk.office.simulator.fail("chat.postMessage", "lost", times=2)
    await desk.write("kim", "\n".join(f"{number}. The choir may sing." for number in range(1, 700)))
    texts = notes_of(desk, desk.office.card())
    assert len(texts) == len(set(texts))


async def test_a_card_that_was_posted_when_the_process_died_is_not_posted_again(desk):
    desk.stage.memory.forgets = True
    await desk.asks(QUESTION)
    assert 1 == len(cards(desk))
    await desk.restart()
    assert [1, 1] == [len(cards(desk)), seen(await desk.told(), "I have passed your question on")]


@pytest.mark.parametrize(
    "trouble", ["ratelimited", 500, "internal_error", "channel_not_found", "missing_scope", "invalid_auth"]
)
async def test_what_slack_refuses_for_a_while_is_delivered_later(desk, trouble):
    """A scope that is missing, or a channel it was not invited to, is set right by somebody."""
    desk.office.simulator.fail("chat.postMessage", trouble, times=4)
    await desk.asks(QUESTION)
    assert [1, 1] == [len(cards(desk)), seen(await desk.told(), "I have passed your question on")]


async def test_while_slack_is_away_a_question_is_kept_and_passed_on_later(desk):
    desk.office.simulator.down = True
    desk.stage.channels["slack"].down = True
    await desk.asks(QUESTION)
    assert 1 == seen(await desk.told(), "I have kept")
    desk.office.simulator.down = desk.stage.channels["slack"].down = False
    await desk.stage.settle()
    assert [1, 1] == [len(cards(desk)), seen(await desk.told(), "I have passed your question on")]


async def test_the_same_event_four_times_is_one(either):
    await either.asks(QUESTION)
    await either.press("kim", "claim")
    card = either.office.card()
    await either.people.write("UKIM", card.channel, ANSWER, card.ts, times=4)
    await either.stage.settle()
    assert 1 == seen(notes_of(either, card), "Preview")


async def test_twenty_questions_in_one_thread_are_answered_in_their_order(either):
    root = await either.people.write("ULEE", "CTEAM", f"<@UDESK> {KEY}")
    await either.stage.settle()
    texts = [f"Where is key number {number}, which I have been looking for everywhere?" for number in range(20)]
    await asyncio.gather(*[either.people.write("UKIM", "CTEAM", text, root) for text in texts])
    await either.stage.settle()
    assert [KEY, *texts] == await asked_in(either, root)


async def asked_in(desk, root):
    """The questions of a thread, in the order in which they were answered."""
    place = Address("slack", "CTEAM", root)
    return [one.question for one in await desk.stage.store.recent(place, desk.stage.now.replace(year=2000), 100)]


@pytest.mark.parametrize("how", ["refresh", "hang_up"])
async def test_a_connection_that_ends_in_between_loses_nothing(desk, how):
    root = await desk.people.write("ULEE", "CTEAM", f"<@UDESK> {KEY}")
    await desk.stage.settle()
    texts = [f"Where is key number {number}, which I have been looking for everywhere?" for number in range(20)]
    writing = [asyncio.create_task(desk.people.write("UKIM", "CTEAM", text, root)) for text in texts[:10]]
    await asyncio.sleep(0.005)
    ended = getattr(desk.office.simulator, how)()
    if ended is not None:
        await ended
    await asyncio.gather(*writing, *[desk.people.write("UKIM", "CTEAM", text, root) for text in texts[10:]])
    await desk.stage.settle()
    assert sorted([KEY, *texts]) == sorted(await asked_in(desk, root))


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(either):
    root = await either.people.write("UKIM", "CTEAM", f"<@UDESK> {KEY}")
    await either.stage.settle()
    working, failures = either.stage.store.put, iter([OSError("disk full")])

    async def put(events, at):
        for failure in failures:
            raise failure
        return await working(events, at)

    either.stage.reception._store = Shadow(either.stage.store, put)
    await either.people.write("UKIM", "CTEAM", "Where is the second key?", root)
    await either.stage.settle()
    thread = [post.text for post in either.workspace.thread("CTEAM", root)]
    assert 2 == seen(thread, FOUND)


class Shadow:
    """A store with another way of taking events in."""

    def __init__(self, store, put):
        self._store, self.put = store, put

    def __getattr__(self, name):
        return getattr(self._store, name)


async def test_events_are_acknowledged_at_once_however_long_an_answer_takes(either):
    slow, quick = asyncio.Event(), either.stage.assistant

    async def ask(question):
        await slow.wait()
        return await quick.ask(question)

    either.stage.assistant = replace(quick, ask=ask)
    started = time.monotonic()
    await asyncio.gather(
        *[either.people.write("UKIM", "CTEAM", f"<@UDESK> {KEY} {number}") for number in range(10)],
        either.people.command("ULEE", "CTEAM", "help"),
    )
    taken = time.monotonic() - started
    slow.set()
    await either.stage.settle()
    endings = {one.ending for one in either.office.simulator.deliveries if not one.own}
    answered = seen([post.text for post in either.workspace.posts], FOUND)
    assert [True, {"acknowledged"}, 10] == [taken < 3.0, endings, answered]


async def test_an_answer_is_relayed_once_although_the_note_of_it_failed(desk):
    await desk.asks(QUESTION)
    desk.office.simulator.fail("chat.update", "lost", times=2)
    await sent(desk)
    assert [1, 1] == [seen(await desk.told(), ANSWER), seen(await desk.thread("kim"), "Delivered to the inquirer")]


async def test_asking_while_slack_cannot_say_who_reads_along_shows_nothing_internal(desk):
    desk.office.simulator.fail("conversations.members", "internal_error", times=20)
    thread = await desk.ask("kim", Readers.OFFICIALS, KEY)
    assert [0, 1] == [seen(thread, FOUND), seen(desk.office.noted("UKIM"), "That could not be done")]
