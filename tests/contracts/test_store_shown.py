"""What every store promises: as which messages tickets are shown, and how tickets end."""

from dataclasses import replace

import pytest

from bot.errors import TicketChanged
from bot.messaging.model import Address, Handled, Part
from bot.messaging.ports import Store
from bot.messaging.tickets import State, Step
from tests.contracts.test_store import ANNA, BORIS, HOUR, NOON, delivery, event, finished
from tests.contracts.test_store_tickets import DESK, act, keep, opening, part, step, ticket
from tests.doubles.postgres import Home

pytest_plugins = ["tests.doubles.postgres"]

TABLES = ("tickets", "ticket_entries", "ticket_messages", "parcels", "dead_letters")


@pytest.fixture
async def store(home: Home) -> Store:
    return await home.open()


async def show(store: Store, *shown: tuple[str, Part, str]) -> None:
    """Parts of tickets as messages, one after the other, whatever is new or edited."""
    for number, (identity, kind, message) in enumerate(shown):
        (parcel,) = await finished(store, event(f"{number} {shown}", DESK), Handled((part(identity, kind),)))
        await store.delivered(parcel, message)


async def sizes(home: Home) -> list[int]:
    """How many rows of tickets there are, by table."""
    rows = await home.rows()
    return [len(rows[name]) for name in TABLES]


class TestMessages:
    async def test_a_message_leads_to_its_ticket_whatever_its_thread(self, store: Store) -> None:
        await keep(store, ticket("a"), ticket("b"))
        await show(store, ("a", Part.CARD, "1"), ("b", Part.THREAD, "2"))

        places = [(DESK, "1"), (Address("desk", "office", "a"), "2"), (ANNA, "1"), (DESK, "3"), (DESK, "")]
        found = [await store.ticket_shown_as(address, message) for address, message in places]

        assert [ticket("a"), ticket("b"), None, None, None] == found

    async def test_the_last_message_of_a_part_is_known(self, store: Store) -> None:
        await keep(store, ticket("a"), ticket("b"))
        await show(store, ("a", Part.CARD, "9"), ("a", Part.PREVIEW, "8"), ("a", Part.PREVIEW, "7"))
        await show(store, ("b", Part.CARD, "6"), ("a", Part.PREVIEW, "8"))

        assert "9" == await store.shown_of("a", DESK, Part.CARD)
        assert "7" == await store.shown_of("a", Address("desk", "office", "other"), Part.PREVIEW)
        assert "6" == await store.shown_of("b", DESK, Part.CARD)
        assert ["", ""] == [await store.shown_of("a", ANNA, Part.CARD), await store.shown_of("a", DESK, Part.REPLY)]

    async def test_a_message_may_become_something_else(self, store: Store) -> None:
        await keep(store, ticket("a"), ticket("b"))
        await show(store, ("a", Part.PREVIEW, "1"), ("b", Part.THREAD, "1"))

        assert ticket("b") == await store.ticket_shown_as(DESK, "1")
        assert ["", "1"] == [
            await store.shown_of("a", DESK, Part.PREVIEW),
            await store.shown_of("b", DESK, Part.THREAD),
        ]

    async def test_what_is_no_message_no_part_or_of_no_ticket_is_not_noted(self, store: Store, home: Home) -> None:
        await keep(store, ticket("a"))

        await show(
            store, ("a", Part.CARD, ""), ("a", Part.NONE, "1"), ("unknown", Part.CARD, "2"), ("", Part.CARD, "3")
        )

        assert [] == (await home.rows())["ticket_messages"]


class TestForgetting:
    async def test_nothing_is_left_of_the_persons_tickets(self, store: Store, home: Home) -> None:
        await keep(store, ticket("a"), ticket("b", Address("telegram", "club"), "anna"))
        await show(store, ("a", Part.CARD, "1"))
        reply = part("a", Part.REPLY, ANNA, "said by an official")
        lost, waiting = await finished(
            store, event("sends", DESK, person="kim"), step(ticket("a"), Step.CLOSE, NOON, reply, reply)
        )
        await store.dropped(lost, "TimeoutError", NOON)
        assert [2, 3, 1, 1, 1] == await sizes(home)

        (goodbye,) = await finished(store, event("bye"), Handled((delivery("Forgotten."),), forget=True))

        assert [goodbye] == await store.undelivered()
        assert [0, 0, 0, 1, 0] == await sizes(home)
        assert [] == await store.delivered(waiting, "2")
        assert [0, 0, 0, 1, 0] == await sizes(home)

    async def test_those_of_others_are_left_alone(self, store: Store, home: Home) -> None:
        others = (ticket("b", BORIS), ticket("c", ANNA, "boris"), ticket("d", Address("line", "anna")))
        await keep(store, *others)
        for one in others:
            await finished(
                store, event(f"card {one.id}", DESK), Handled((part(one.id, Part.CARD), part(one.id, Part.NONE)))
            )
        await show(store, ("b", Part.CARD, "1"), ("c", Part.CARD, "2"), ("d", Part.CARD, "3"))
        before = await sizes(home)

        await finished(store, event("bye"), Handled(forget=True))

        assert before == await sizes(home)
        assert list(others) == [await store.ticket(one.id) for one in others]

    async def test_what_is_brought_with_it_is_stored_after_it(self, store: Store) -> None:
        await keep(store, ticket())
        late = replace(step(ticket(), Step.CLOSE), forget=True)
        with pytest.raises(TicketChanged):
            await finished(store, event("late"), late)
        assert ticket() == await store.ticket("t")

        new = replace(opening(ticket(holder="kim"), part("t", Part.CARD)), forget=True)
        (card,) = await store.finish([event("late")], new, NOON)

        assert ticket(holder="kim") == await store.ticket("t")
        assert [card] == await store.undelivered()

    async def test_its_receipt_number_may_be_given_again(self, store: Store) -> None:
        await keep(store, ticket(holder="kim", state=State.CLAIMED))
        await finished(store, event("bye"), Handled(forget=True))

        await finished(store, event("again", BORIS), opening(ticket("t", BORIS)))

        assert ticket("t", BORIS) == await store.ticket("t")
        assert 1 == len(await store.trail("t"))


class TestExpiry:
    async def test_what_is_settled_goes_with_all_that_hangs_on_it(self, store: Store, home: Home) -> None:
        kept = {State.OPEN, State.CLAIMED, State.REOPENED}
        await keep(store, *(ticket(state.value, state=state) for state in State))
        await show(store, *((state.value, Part.CARD, f"m {state}") for state in State))

        gone = await store.expire(NOON + HOUR)

        left = await store.tickets_of("telegram", "anna")
        assert kept == {one.state for one in left}
        assert [3, 3, 3, 0, 0] == await sizes(home)
        finished_events = 6 + 6
        assert 3 * 3 + finished_events == gone
        assert 0 == await store.expire(NOON + HOUR)

    async def test_it_counts_when_it_last_changed(self, store: Store) -> None:
        old, living = (ticket(name, opened_at=NOON - 9 * HOUR) for name in ("a", "b"))
        await keep(store, old, living, at=NOON - 9 * HOUR)
        await act(store, step(old, Step.CLOSE), at=NOON)

        await store.expire(NOON)

        assert [living, old.after(Step.CLOSE)] == await store.tickets_of("telegram", "anna")
        await store.expire(NOON + HOUR)
        assert [living] == await store.tickets_of("telegram", "anna")

    async def test_those_that_nobody_has_are_counted(self, store: Store) -> None:
        await keep(store, *(ticket(state.value, state=state) for state in State))

        counts = await store.counts()

        assert (6, 2) == (counts["tickets"], counts["waiting"])
