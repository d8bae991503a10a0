"""What every store promises: events and deliveries, each once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.messaging.model import (
    Action,
    Address,
    Button,
    Delivery,
    Event,
    Feedback,
    Handled,
    Interaction,
    Kind,
    Line,
    Message,
    Parcel,
    Profile,
    Style,
)
from bot.messaging.ports import Store
from bot.model import Answer, Citation, Option, Outcome
from tests.doubles.postgres import Home

pytest_plugins = ["tests.doubles.postgres"]

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANNA, BORIS = Address("telegram", "anna"), Address("telegram", "boris")


def event(identity: str = "1", address: Address = ANNA, text: str = "When?", person: str = "") -> Event:
    """Something a person wrote; in a private chat the chat is called as its person."""
    return Event(identity, Kind.TEXT, address, person or address.chat, text, message=f"m{identity}", language="id")


def delivery(text: str = "In 1994.", address: Address = ANNA, interaction: str = "") -> Delivery:
    """A message to be sent, with everything it can have."""
    keyboard = ((Button("Yes", "y"), Button("No", "n")), (Button("All", "a"),))
    message = Message((Line(text, Style.BOLD), Line("[1] list")), keyboard)
    return Delivery(Action.SEND, address, message, "m1", interaction)


def interaction(identity: str, address: Address = ANNA, at: datetime = NOON, **fields: object) -> Interaction:
    """A question of one message, and its answer."""
    citation = Citation("d", "Title", "Source", "2022", "since 1994")
    answer = Answer("q", Outcome.ANSWERED, "In 1994. [1]", "en", (citation,), ("more",), (Option("Both", "b"),))
    parts = ((f"q-{identity}", "When?"),)
    made = Interaction(identity, address, address.chat, parts, answer, at, (Option("Next", "n"),))
    return replace(made, **fields)  # type: ignore[arg-type]


async def finished(store: Store, came: Event, handled: Handled, at: datetime = NOON) -> list[Parcel]:
    """An event that came in and was handled."""
    await store.put([came], at)
    return await store.finish([came], handled, at)


@pytest.fixture
async def store(home: Home) -> Store:
    return await home.open()


class TestInbox:
    async def test_new_events_come_back_in_order_and_known_ones_do_not(self, store: Store) -> None:
        first, second, third = event("2"), event("1"), event("3", BORIS)

        assert [first, second] == await store.put([first, second, first], NOON)
        assert [third] == await store.put([second, third], NOON)
        assert [] == await store.put([first, third], NOON)
        assert [] == await store.put([], NOON)

    async def test_an_id_is_the_channels_own(self, store: Store) -> None:
        other = event("1", Address("line", "anna"))
        await store.put([event("1")], NOON)

        assert [other] == await store.put([other], NOON)

    async def test_pending_events_are_the_oldest_first(self, store: Store) -> None:
        events = [event("3"), event("1", BORIS), event("2")]
        for one in events:
            await store.put([one], NOON)
        await store.finish([events[1]], Handled(), NOON)

        assert [events[0], events[2]] == await store.pending()

    async def test_what_stands_first_in_a_line_may_have_ended_the_process(self, store: Store) -> None:
        events = [event("1"), event("2"), event("3", BORIS)]
        await store.put(events, NOON)

        assert events == await store.pending()
        assert [2, 1, 2] == [await store.failed(one, "OSError") for one in events]

    async def test_what_was_tried_too_often_is_known(self, store: Store) -> None:
        await store.put([event("1"), event("2")], NOON)
        await store.failed(event("2"), "OSError")
        for _ in range(3):
            await store.pending()

        assert [event("1")] == await store.exhausted(2)
        assert [] == await store.exhausted(3)

    async def test_failed_attempts_are_counted_while_it_is_pending(self, store: Store) -> None:
        await store.put([event()], NOON)

        assert 1 == await store.failed(event(), "OSError bot/x.py:1")
        assert 2 == await store.failed(event(), "OSError bot/x.py:1")
        assert 0 == await store.failed(event("unknown"), "OSError")
        await store.finish([event()], Handled(), NOON)
        assert 0 == await store.failed(event(), "OSError")

    async def test_what_follows_is_stored_and_the_event_is_done(self, store: Store) -> None:
        said = Handled((delivery("One"), delivery("Two", BORIS)), interaction("i"), language="ko")

        parcels = await finished(store, event(), said)

        assert list(said.deliveries) == [parcel.delivery for parcel in parcels]
        assert parcels == sorted(parcels, key=lambda parcel: parcel.number)
        assert parcels == await store.undelivered()
        assert interaction("i") == await store.interaction("i")
        assert Profile("ko") == await store.profile("telegram", "anna")
        assert [] == await store.pending()

    async def test_an_event_is_finished_once(self, store: Store, home: Home) -> None:
        await finished(store, event(), Handled((delivery(),), interaction("i")))
        before = await home.rows()

        again = Handled((delivery("again"),), interaction("j"), language="ko", forget=True)

        assert [] == await store.finish([event()], again, NOON + HOUR)
        assert [] == await store.put([event()], NOON)
        assert [] == await store.bury(event(), again, NOON)
        assert before == await home.rows()

    async def test_events_that_belong_together_are_finished_together(self, store: Store) -> None:
        await store.put([event("1"), event("2"), event("3")], NOON)
        await store.finish([event("1")], Handled(), NOON)

        assert 1 == len(await store.finish([event("1"), event("2")], Handled((delivery(),)), NOON))
        assert [event("3")] == await store.pending()

    async def test_nothing_follows_from_events_that_never_came(self, store: Store) -> None:
        assert [] == await store.finish([event()], Handled((delivery(),)), NOON)
        assert [] == await store.finish([], Handled((delivery(),)), NOON)
        assert [] == await store.undelivered()

    async def test_the_content_of_a_finished_event_is_erased(self, store: Store, home: Home) -> None:
        await finished(store, event(text="a secret"), Handled())

        (row,) = (await home.rows())["events"]

        assert "secret" not in row
        assert "anna" not in row

    async def test_a_buried_event_is_a_dead_letter_and_its_sender_hears_of_it(self, store: Store, home: Home) -> None:
        await store.put([event(text="poison")], NOON)
        await store.failed(event(), "ValueError bot/x.py:1")

        (parcel,) = await store.bury(event(), Handled((delivery("Sorry"),)), NOON)

        assert delivery("Sorry") == parcel.delivery
        assert [] == await store.pending()
        assert [] == await store.put([event()], NOON)
        (letter,) = (await home.rows())["dead_letters"]
        assert ("poison" in letter, "ValueError bot/x.py:1" in letter) == (True, True)
        assert "poison" not in str((await home.rows())["events"])


class TestOutbox:
    async def test_a_delivered_parcel_is_gone_and_its_message_known(self, store: Store, home: Home) -> None:
        said = Handled((delivery(interaction="i"), delivery("Menu")), interaction("i"))
        first, second = await finished(store, event(), said)

        await store.delivered(first, "a1")
        await store.delivered(second, "a2")

        assert [] == await store.undelivered()
        assert [] == (await home.rows())["parcels"]
        assert interaction("i") == await store.shown_as(ANNA, "a1")
        assert await store.shown_as(ANNA, "a2") is None

    async def test_what_comes_then_is_kept_once_it_is_done(self, store: Store, home: Home) -> None:
        last = delivery("Three", BORIS)
        then = (replace(delivery("Two"), then=(last,)), delivery("Two more", BORIS))
        (first,) = await finished(store, event(), Handled((replace(delivery("One"), then=then),)))

        second, more = await store.delivered(first, "a1")

        assert list(then) == [second.delivery, more.delivery]
        assert [second, more] == await store.undelivered()
        assert [True] * 2 == ["anna" in row for row in (await home.rows())["parcels"]]
        assert [last] == [parcel.delivery for parcel in await store.delivered(second, "a2")]

    async def test_nothing_follows_from_a_parcel_that_is_gone(self, store: Store) -> None:
        then = replace(delivery("One"), then=(delivery("Two"),))
        done, lost, erased = await finished(store, event(), Handled((then, then, replace(then, address=BORIS))))
        assert 1 == len(await store.delivered(done, "a1"))
        await store.dropped(lost, "TimeoutError", NOON)
        await store.blocked(BORIS)

        assert [[], [], []] == [await store.delivered(parcel, "a1") for parcel in (done, lost, erased)]
        assert 1 == len(await store.undelivered())

    async def test_it_may_be_delivered_twice_and_as_no_message(self, store: Store) -> None:
        (parcel,) = await finished(store, event(), Handled((delivery(interaction="i"),), interaction("i")))

        await store.delivered(parcel, "")
        await store.delivered(parcel, "")

        assert [] == await store.undelivered()
        assert await store.shown_as(ANNA, "") is None

    async def test_an_answer_that_was_forgotten_meanwhile_is_not_noted(self, store: Store, home: Home) -> None:
        (parcel,) = await finished(store, event(), Handled((delivery(interaction="i"),), interaction("i")))
        await finished(store, event("2"), Handled(forget=True))

        await store.delivered(parcel, "a1")

        assert [] == (await home.rows())["messages"]

    async def test_numbers_never_come_back(self, store: Store, home: Home) -> None:
        (first,) = await finished(store, event("1"), Handled((delivery(),)))
        await store.delivered(first, "a1")
        await store.close()
        store = await home.open()

        (second,) = await finished(store, event("2"), Handled((delivery(),)))

        assert first.number < second.number

    async def test_postponed_parcels_know_their_attempts(self, store: Store) -> None:
        first, second = await finished(store, event(), Handled((delivery("One"), delivery("Two"))))

        assert 1 == await store.postponed(first, "TimeoutError")
        assert 2 == await store.postponed(first, "TimeoutError")
        assert [replace(first, attempts=2), second] == await store.undelivered()
        await store.delivered(first, "a1")
        assert 0 == await store.postponed(first, "TimeoutError")

    async def test_a_dropped_parcel_is_a_dead_letter_once(self, store: Store, home: Home) -> None:
        (parcel,) = await finished(store, event(), Handled((delivery("never arrives"),)))

        await store.dropped(parcel, "message is too long", NOON)
        await store.dropped(parcel, "message is too long", NOON)

        assert [] == await store.undelivered()
        (letter,) = (await home.rows())["dead_letters"]
        assert ("never arrives" in letter, "message is too long" in letter) == (True, True)

    async def test_nothing_waits_for_a_chat_that_blocked_the_bot(self, store: Store) -> None:
        topic = Address("telegram", "anna", "7")
        said = Handled((delivery("One"), delivery("Two", topic), delivery("Three", BORIS)), language="ko")
        parcels = await finished(store, event(), said)

        await store.blocked(ANNA)

        assert [parcels[2]] == await store.undelivered()
        assert Profile("ko", blocked=True) == await store.profile("telegram", "anna")
        assert Profile() == await store.profile("telegram", "boris")

    async def test_somebody_unknown_may_block_the_bot(self, store: Store) -> None:
        await store.blocked(BORIS)

        assert Profile(blocked=True) == await store.profile("telegram", "boris")


class TestFeedback:
    async def test_the_last_word_counts(self, store: Store) -> None:
        await finished(store, event("1"), Handled(interaction=interaction("i")))
        await finished(store, event("2"), Handled(feedback=Feedback("i", helpful=True)))
        await finished(store, event("3"), Handled(feedback=Feedback("i", helpful=False, reason="old")))

        counts = await store.counts()

        assert (0, 1) == (counts["helpful"], counts["unhelpful"])
        assert Feedback("i", helpful=False, reason="old") == await store.judged("i")

    async def test_an_unknown_answer_has_none(self, store: Store, home: Home) -> None:
        await finished(store, event(), Handled(feedback=Feedback("unknown", helpful=True)))

        assert [] == (await home.rows())["feedback"]
        assert await store.judged("unknown") is None
