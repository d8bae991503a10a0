"""What every store promises: many writes at once, and any text."""

import asyncio
import re
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import TicketChanged
from bot.messaging.model import Action, Address, Delivery, Event, Handled, Kind, Line, Message, Parcel, Part
from bot.messaging.ports import Store
from bot.messaging.tickets import Change, Entry, Origin, Reason, State, Step, Ticket
from tests.contracts.test_store import HOUR, NOON, delivery, event, finished, interaction
from tests.contracts.test_store_tickets import keep, opening, part, step, ticket
from tests.doubles.postgres import Home

pytest_plugins = ["tests.doubles.postgres"]

NUMBERS = count(1)
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30).filter(lambda text: not PAIR.search(text))
EVENTS = [event(str(number), Address("telegram", str(number % 7))) for number in range(60)]


@pytest.fixture
async def store(home: Home) -> Store:
    return await home.open()


def handled(came: Event, identity: str = "") -> Handled:
    """An answer to an event."""
    told = interaction(identity or came.id, came.address)
    return Handled((delivery(came.id, came.address, told.id),), told)


class TestWrites:
    async def test_many_at_once_are_each_done(self, store: Store) -> None:
        async def handle(came: Event) -> Parcel:
            assert [came] == await store.put([came, came], NOON)
            (parcel,) = await store.finish([came], handled(came), NOON)
            await store.delivered(parcel, f"a{came.id}")
            return parcel

        parcels = await asyncio.gather(*map(handle, EVENTS))

        assert [came.id for came in EVENTS] == [parcel.delivery.message.lines[0].text for parcel in parcels]
        assert len(EVENTS) == len({parcel.number for parcel in parcels})
        shown = [await store.shown_as(came.address, f"a{came.id}") for came in EVENTS]
        assert [came.id for came in EVENTS] == [told.id for told in shown if told]

    async def test_the_same_at_once_is_done_once(self, store: Store) -> None:
        new = await asyncio.gather(*(store.put([event()], NOON) for _ in range(9)))
        assert 1 == sum(map(len, new))

        sorry = Handled((delivery("Sorry"),))
        buried = (store.bury(event(), sorry, NOON) for _ in range(3))
        parcels = await asyncio.gather(*(store.finish([event()], sorry, NOON) for _ in range(9)), *buried)

        assert 1 == sum(map(len, parcels))
        assert 1 == len(await store.undelivered())

    async def test_only_the_guilty_one_fails(self, store: Store, home: Home) -> None:
        await store.put(EVENTS, NOON)
        await finished(store, event("first"), Handled(interaction=interaction("taken")))
        guilty = EVENTS[3]

        work = [store.finish([came], handled(came, "taken" if came is guilty else ""), NOON) for came in EVENTS]
        results = await asyncio.gather(*work, return_exceptions=True)

        assert isinstance(results.pop(3), home.refusal)
        assert [1] * len(results) == [len(parcels) for parcels in results if isinstance(parcels, list)]
        assert [guilty] == await store.pending()
        assert 1 == len(await store.finish([guilty], handled(guilty), NOON))

    async def test_a_caller_that_goes_away_harms_nobody(self, store: Store) -> None:
        tasks = [asyncio.create_task(store.put([came], NOON)) for came in EVENTS]
        await asyncio.sleep(0)
        tasks[3].cancel()

        results = await asyncio.gather(*tasks, return_exceptions=True)

        others = [[came] for came in EVENTS if came is not EVENTS[3]]
        assert others == [new for new in results if new != [EVENTS[3]] and isinstance(new, list)]
        assert [] == await store.put(EVENTS, NOON)

    async def test_closing_finishes_what_waits(self, store: Store, home: Home) -> None:
        tasks = [asyncio.create_task(store.put([came], NOON)) for came in EVENTS]
        await asyncio.sleep(0)

        await store.close()

        assert [[came] for came in EVENTS] == await asyncio.gather(*tasks)
        assert EVENTS == await (await home.open()).pending()

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=ANY_TEXT, name=ANY_TEXT)
    async def test_any_text_comes_back_as_it_was(self, store: Store, text: str, name: str) -> None:
        address = Address("telegram", name + str(next(NUMBERS)), name)
        came = Event(address.chat, Kind.TEXT, address, name, text, message=name)
        told = interaction(address.chat, address, parts=((name, text),), person=name)

        assert [came] == await store.put([came, came], NOON)
        assert came in await store.pending()
        (parcel,) = await store.finish([came], Handled((delivery(text, address, told.id),), told, language=name), NOON)

        assert parcel in await store.undelivered()
        await store.delivered(parcel, "a" + name)
        assert [told] == await store.recent(address, NOON, 9)
        assert told == await store.shown_as(address, "a" + name)
        assert name == (await store.profile("telegram", name)).language
        assert [] == await store.put([came], NOON)


class TestTicketWrites:
    async def test_of_many_who_change_it_at_once_one_wins(self, store: Store) -> None:
        await keep(store, ticket())
        officials = [event(f"press {number}", person=f"official {number}") for number in range(50)]
        await store.put(officials, NOON)

        def claims(came: Event) -> Handled:
            return step(ticket(), Step.CLAIM, NOON, part("t", Part.CARD, text=came.person), holder=came.person)

        work = (store.finish([came], claims(came), NOON) for came in officials)
        results = await asyncio.gather(*work, return_exceptions=True)

        won = [(came, parcels) for came, parcels in zip(officials, results, strict=True) if isinstance(parcels, list)]
        ((winner, parcels),) = won
        assert 49 == sum(isinstance(result, TicketChanged) for result in results)
        assert parcels == await store.undelivered()
        assert [Step.OPEN, Step.CLAIM] == [entry.step for entry in await store.trail("t")]
        (now,) = await store.tickets_of("telegram", "anna")
        assert (2, winner.person, winner.person) == (now.version, now.holder, parcels[0].delivery.message.text)
        assert [came for came in officials if came is not winner] == await store.pending()

    async def test_who_is_late_harms_nobody_else(self, store: Store) -> None:
        await keep(store, ticket(), at=NOON)
        await store.put(EVENTS, NOON)
        late = EVENTS[3]

        def handled_with_ticket(came: Event) -> Handled:
            new = ticket(f"new {came.id}", came.address, version=5 if came is late else 1)
            return handled(came).also(opening(new))

        work = [store.finish([came], handled_with_ticket(came), NOON) for came in EVENTS]
        results = await asyncio.gather(*work, return_exceptions=True)

        assert isinstance(results.pop(3), TicketChanged)
        assert [1] * len(results) == [len(parcels) for parcels in results if isinstance(parcels, list)]
        assert [late] == await store.pending()
        assert await store.interaction(late.id) is None
        assert len(EVENTS) == (await store.counts())["tickets"]

    async def test_one_after_another_may_change_it_within_a_moment(self, store: Store) -> None:
        versions = [ticket()]
        while len(versions) < 20:
            versions.append(versions[-1].after(Step.NOTE))
        await store.put(EVENTS[:20], NOON)

        await asyncio.gather(
            *(store.finish([came], opening(one), NOON) for came, one in zip(EVENTS, versions, strict=False))
        )

        assert versions[-1] == await store.ticket("t")

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=ANY_TEXT, name=ANY_TEXT)
    async def test_any_text_of_a_ticket_comes_back_as_it_was(self, store: Store, text: str, name: str) -> None:
        identity = f"{name}{next(NUMBERS)}"
        origin = Origin(name, identity, name, name, text, name)
        new = Ticket(
            identity, origin, Reason.REQUESTED, text, text, NOON, NOON, (name,), identity, notes=((name, text),)
        )
        new = replace(new, holder=name or "somebody", state=State.CLAIMED, wake_at=NOON)
        entry = Entry(Step.OPEN, name, NOON, text)
        place = Address(name, identity, identity)
        shown = Delivery(Action.SEND, place, Message((Line(text),)), name, note=text, ticket=identity, part=Part.CARD)
        came = Event(identity, Kind.COMMAND, Address(name, identity), name)

        (parcel,) = await finished(store, came, Handled((shown,), tickets=(Change(new, (entry,)),)))

        assert parcel in await store.undelivered()
        await store.delivered(parcel, "c" + name)
        changed = new.after(Step.NOTE)
        await finished(store, replace(came, id=f"{identity} again"), Handled(tickets=(Change(changed, ()),)))
        assert [changed] * 5 == [
            await store.ticket(identity),
            await store.ticket_about(identity),
            await store.ticket_shown_as(place, "c" + name),
            await store.held(Address(name, identity, name), name),
            (await store.tickets_of(name, name))[0],
        ]
        assert "c" + name == await store.shown_of(identity, place, Part.CARD)
        assert [entry] == await store.trail(identity)
        assert (identity, entry) in await store.steps(NOON, NOON + HOUR)
