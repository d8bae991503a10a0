"""What every store promises: tickets, what happened to them, and as which messages they are shown."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.errors import TicketChanged
from bot.messaging.model import Action, Address, Delivery, Handled, Interaction, Line, Message, Part
from bot.messaging.ports import Store
from bot.messaging.tickets import (
    CLOCK,
    INQUIRER,
    Change,
    Draft,
    Entry,
    Intent,
    Origin,
    Reason,
    Reply,
    Similar,
    State,
    Step,
    Ticket,
)
from bot.model import Outcome
from tests.contracts.test_store import ANNA, BORIS, HOUR, NOON, delivery, event, finished, interaction
from tests.doubles.postgres import Home

pytest_plugins = ["tests.doubles.postgres"]

DESK, TOPIC = Address("desk", "office"), Address("telegram", "anna", "7")


def ticket(identity: str = "t", address: Address = ANNA, person: str = "", **fields: object) -> Ticket:
    """A question that was handed over just now."""
    origin = Origin(address.channel, address.chat, address.thread, person or address.chat, "id", "m1")
    made = Ticket(identity, origin, Reason.NOT_FOUND, "Kapan?", "When?", NOON, NOON + HOUR, ("office",))
    return replace(made, **fields)  # type: ignore[arg-type]


def opening(new: Ticket, *deliveries: Delivery) -> Handled:
    """It is opened."""
    return Handled(deliveries, tickets=(Change(new, (Entry(Step.OPEN, INQUIRER, new.opened_at),)),))


def step(before: Ticket, taken: Step, at: datetime = NOON, *deliveries: Delivery, **fields: object) -> Handled:
    """What follows where an official does something with it."""
    return Handled(deliveries, tickets=(Change(before.after(taken, **fields), (Entry(taken, "kim", at),)),))


def part(of: str, kind: Part, address: Address = DESK, text: str = "Card") -> Delivery:
    """A message about a ticket; at the desk its thread is only the line it is delivered in."""
    place = replace(address, thread=of) if address == DESK else address
    return Delivery(Action.SEND, place, Message((Line(text),)), ticket=of, part=kind)


async def keep(store: Store, *tickets: Ticket, at: datetime = NOON) -> None:
    """Tickets as they are, each opened by an event of its own."""
    for one in tickets:
        await finished(store, event(f"for {one.id}", person=one.origin.person), opening(one), at)


async def act(store: Store, handled: Handled, at: datetime = NOON) -> None:
    """An official does something."""
    (change,) = handled.tickets
    came = event(f"{change.ticket.id} {change.ticket.version}", DESK, person="kim")
    for parcel in await finished(store, came, handled, at):
        await store.delivered(parcel, f"{parcel.delivery.part} {parcel.delivery.ticket} {parcel.number}")


@pytest.fixture
async def store(home: Home) -> Store:
    return await home.open()


class TestTickets:
    async def test_it_comes_back_whole(self, store: Store, home: Home) -> None:
        whole = ticket(
            interaction="i",
            answer=interaction("i").answer,
            similar=(Similar("s", "Where?", "Here."),),
            added=(("m2", "And where?"),),
            notes=(("n1", "Mine."),),
            holder="kim",
            draft=Draft("In May.", "kim", "d1", 2, Intent.QUESTION),
            replies=(Reply("In June.", "kim", NOON),),
            wake_at=NOON + HOUR,
            reminded=3,
            introduced=True,
            document="approved-1",
        )
        await keep(store, whole)
        await store.close()

        again = await home.open()

        assert whole == await again.ticket("t")
        assert [Entry(Step.OPEN, INQUIRER, NOON)] == await again.trail("t")

    async def test_what_is_unknown_is_none(self, store: Store) -> None:
        assert [None] * 4 == [
            await store.ticket("unknown"),
            await store.ticket_about("unknown"),
            await store.ticket_shown_as(ANNA, "unknown"),
            await store.held(ANNA, "anna"),
        ]
        assert ([], []) == (await store.trail("unknown"), await store.tickets_of("telegram", "anna"))
        assert "" == await store.shown_of("unknown", DESK, Part.CARD)

    async def test_a_change_counts_and_its_steps_stand_in_the_trail(self, store: Store) -> None:
        opened = ticket()
        claimed = opened.after(Step.CLAIM, holder="kim")
        entries = (Entry(Step.REMIND, CLOCK, NOON, "late"), Entry(Step.CLAIM, "kim", NOON - HOUR))
        await keep(store, opened)

        await finished(store, event("2", DESK), Handled(tickets=(Change(claimed, entries),)))

        assert claimed == await store.ticket("t")
        assert [Entry(Step.OPEN, INQUIRER, NOON), *entries] == await store.trail("t")

    @pytest.mark.parametrize(
        "late",
        [
            ticket(version=1),
            ticket(version=2, holder="lee"),
            ticket(version=4),
            ticket("unknown", version=2),
        ],
        ids=["opened again", "was changed", "is not yet so far", "is unknown"],
    )
    async def test_where_somebody_was_faster_nothing_is_stored(self, store: Store, home: Home, late: Ticket) -> None:
        await keep(store, ticket())
        await act(store, step(ticket(), Step.CLAIM, holder="kim"))
        await store.put([event("late", person="lee")], NOON)
        before = await home.rows()
        handled = replace(opening(late, delivery()), interaction=interaction("j"), language="ko", replaces="i")

        refused = f"ticket {late.id} is not at .* any more: read it again"
        with pytest.raises(TicketChanged, match=refused):
            await store.finish([event("late")], handled, NOON)
        with pytest.raises(TicketChanged, match=refused):
            await store.bury(event("late"), handled, NOON)

        assert before == await home.rows()

    async def test_several_may_change_together(self, store: Store) -> None:
        first, second = ticket("a"), ticket("b", BORIS)
        both = opening(first).also(opening(second))

        await finished(store, event(), both)

        assert [first, second] == [await store.ticket("a"), await store.ticket("b")]


class TestQueries:
    async def test_the_newest_about_an_interaction(self, store: Store) -> None:
        first, second = ticket("b", interaction="i"), ticket("a", interaction="i", opened_at=NOON - HOUR)
        await keep(store, first, second, ticket("c", interaction="j"))

        assert second == await store.ticket_about("i")

    async def test_held_is_the_newest_that_an_official_has(self, store: Store) -> None:
        mine = ticket("mine", holder="kim", state=State.CLAIMED)
        answered = ticket("answered", holder="kim", state=State.ANSWERED)
        gone = [
            ticket(state.value, holder="kim", state=state)
            for state in State
            if state in {State.CLOSED, State.WITHDRAWN}
        ]
        topic = ticket("topic", TOPIC, "anna", holder="lee", state=State.CLAIMED)
        others = [ticket("waiting"), ticket("other", person="boris", holder="kim", state=State.CLAIMED)]
        await keep(store, mine, topic, *others, *gone)
        assert [mine, topic] == [await store.held(ANNA, "anna"), await store.held(TOPIC, "anna")]

        await keep(store, answered)

        assert answered == await store.held(ANNA, "anna")
        assert await store.held(ANNA, "lee") is None
        assert await store.held(Address("line", "anna"), "anna") is None

    async def test_those_of_a_person_are_the_newest_first(self, store: Store) -> None:
        first, second = ticket("b"), ticket("a", TOPIC, "anna")
        await keep(store, first, second, ticket("c", BORIS), ticket("d", Address("line", "anna")))
        await act(store, step(first, Step.CLOSE))

        assert [second, first.after(Step.CLOSE)] == await store.tickets_of("telegram", "anna")

    async def test_those_that_wait_longest_come_first(self, store: Store) -> None:
        moments = {"a": NOON + HOUR, "b": NOON, "c": NOON, "d": NOON - HOUR}
        waiting = {name: ticket(name, opened_at=moment) for name, moment in moments.items()}
        reopened = replace(waiting["d"], state=State.REOPENED)
        await keep(store, waiting["a"], waiting["b"], waiting["c"], reopened, ticket("e", state=State.CLOSED))

        both = {State.OPEN, State.REOPENED}
        assert [reopened, waiting["b"], waiting["c"], waiting["a"]] == await store.tickets_in(both, 9)
        assert [waiting["b"], waiting["c"]] == await store.tickets_in([State.OPEN], 2)
        assert ([], [], []) == (
            await store.tickets_in(both, 0),
            await store.tickets_in(both, -1),
            await store.tickets_in([], 9),
        )

    async def test_those_whose_time_has_come(self, store: Store) -> None:
        late, now, later = (
            ticket(name, wake_at=NOON + hours * HOUR) for name, hours in (("a", 0), ("b", -1), ("c", 1))
        )
        await keep(store, late, now, later, ticket("d"))

        assert [now, late] == await store.awake(NOON)
        await act(store, step(now, Step.REMIND, wake_at=None))
        assert [late, later] == await store.awake(NOON + HOUR)

    async def test_steps_between_two_moments(self, store: Store) -> None:
        first, second = ticket("a"), ticket("b", opened_at=NOON + HOUR)
        await keep(store, second, first)
        await act(store, step(first, Step.CLAIM, NOON + HOUR, holder="kim"))
        await act(store, step(second, Step.CLAIM, NOON + 2 * HOUR, holder="kim"))

        opened = ("a", Entry(Step.OPEN, INQUIRER, NOON))
        within = [("b", Entry(Step.OPEN, INQUIRER, NOON + HOUR)), ("a", Entry(Step.CLAIM, "kim", NOON + HOUR))]
        assert [opened, *within] == await store.steps(NOON, NOON + 2 * HOUR)
        assert within == await store.steps(NOON + HOUR, NOON + 2 * HOUR)

    async def test_what_ended_in_vain_between_two_moments(self, store: Store) -> None:
        def ended(identity: str, outcome: Outcome, hours: int = 0) -> Interaction:
            answer = replace(interaction(identity).answer, outcome=outcome)
            return interaction(identity, at=NOON + hours * HOUR, answer=answer)

        told = [ended(outcome.value, outcome) for outcome in Outcome]
        later, after = ended("later", Outcome.PARTIAL, 1), ended("after", Outcome.PARTIAL, 2)
        for one in (after, later, *told, ended("replaced", Outcome.NOT_FOUND)):
            await finished(store, event(f"for {one.id}"), Handled(interaction=one))
        await finished(store, event("edited"), Handled(replaces="replaced"))

        vain = [one for one in told if one.answer.outcome in {Outcome.NOT_FOUND, Outcome.PARTIAL}]
        assert [*vain, later] == await store.unanswered(NOON, NOON + 2 * HOUR)
        assert [later] == await store.unanswered(NOON + HOUR, NOON + 2 * HOUR)
