"""What every store promises: many writes at once, and any text."""

import asyncio
import re
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.messaging.model import Address, Event, Handled, Kind, Parcel
from bot.messaging.ports import Store
from tests.contracts.test_store import NOON, delivery, event, finished, interaction
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
