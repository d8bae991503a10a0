"""What every store promises: what is remembered, and how it is forgotten."""

from dataclasses import replace

import pytest

from bot.errors import StoreHeld
from bot.messaging.model import Address, Feedback, Handled, Interaction, Part, Profile
from bot.messaging.ports import Store
from tests.contracts.test_store import ANNA, BORIS, HOUR, NOON, delivery, event, finished, interaction
from tests.contracts.test_store_tickets import keep, part, ticket
from tests.doubles.postgres import Home

pytest_plugins = ["tests.doubles.postgres"]

OFFICE = Address("telegram", "office", "7")
EMPTY = {
    "pending": 0,
    "undelivered": 0,
    "dead": 0,
    "interactions": 0,
    "people": 0,
    "helpful": 0,
    "unhelpful": 0,
    "tickets": 0,
    "waiting": 0,
}
OF_THE_OFFICE = {"posts", "accounts", "sessions", "passes"}
"""Tables that hold nothing of a conversation."""


@pytest.fixture(params=[False, True], ids=["free", "held"])
async def store(request: pytest.FixtureRequest, home: Home) -> Store:
    """A store that is held may answer from its own memory: it must promise the same."""
    opened = await home.open()
    if request.param:
        await opened.hold()
    return opened


async def remember(store: Store, *interactions: Interaction, replaces: str = "") -> None:
    """Interactions that took place, each after an event of its own."""
    for one in interactions:
        came = event(f"for {one.id}", one.address, person=one.person)
        await finished(store, came, Handled(interaction=one, replaces=replaces), one.at)


async def everything(store: Store, address: Address, name: str) -> None:
    """Something of one person in every table; what is theirs holds `name`."""
    told = interaction(f"{name}-i", address, person=name)
    came = event(f"{name}-1", address, person=name)
    both = (delivery(f"{name} 1", address, told.id), delivery(f"{name} 2", address, told.id), delivery(name, address))
    parcels = await finished(store, came, Handled(both, told, language="ko"))
    await store.delivered(parcels[0], f"{name}-a")
    await finished(
        store, event(f"{name}-2", address, person=name), Handled(feedback=Feedback(told.id, helpful=True, reason=name))
    )
    await store.put([event(f"{name}-3", address, person=name)], NOON)
    await store.bury(event(f"{name}-3", address, person=name), Handled((delivery(name, address),)), NOON)
    await store.dropped(parcels[2], name, NOON)


class TestMemory:
    async def test_recent_ones_are_the_last_of_an_address_oldest_first(self, store: Store) -> None:
        told = [interaction(str(number), at=NOON + number * HOUR) for number in range(4)]
        await remember(store, told[2], told[0], told[3], told[1])
        await remember(store, interaction("b", BORIS), interaction("t", Address("telegram", "anna", "7")))

        assert told[2:] == await store.recent(ANNA, NOON, 2)
        assert told[1:] == await store.recent(ANNA, NOON + HOUR, 9)
        assert [] == await store.recent(ANNA, NOON, 0)
        assert [] == await store.recent(ANNA, NOON + 9 * HOUR, 9)

    async def test_those_of_one_moment_keep_their_order(self, store: Store) -> None:
        told = [interaction(identity) for identity in ("c", "a", "b")]
        await remember(store, *told)

        assert told == await store.recent(ANNA, NOON, 9)
        assert told[1:] == await store.recent(ANNA, NOON, 2)

    async def test_an_edited_question_replaces_its_interaction(self, store: Store) -> None:
        old, new = interaction("old"), interaction("new", parts=(("q-old", "Where?"),))
        said = Handled((delivery(interaction="old"),), old)
        (parcel,) = await finished(store, event(), said)
        await store.delivered(parcel, "a1")

        await remember(store, new, replaces="old")

        assert [new] == await store.recent(ANNA, NOON, 9)
        assert [new, new] == [await store.shown_as(ANNA, "q-old"), await store.shown_as(ANNA, "a1")]
        assert old == await store.interaction("old")
        assert 2 == await store.count("telegram", "anna")

    async def test_a_question_may_be_taken_back_for_nothing(self, store: Store) -> None:
        await remember(store, interaction("old"))

        await finished(store, event("2"), Handled(replaces="old"))
        await finished(store, event("3"), Handled(replaces="unknown"))

        assert [] == await store.recent(ANNA, NOON, 9)
        assert interaction("old") == await store.shown_as(ANNA, "q-old")

    async def test_every_message_of_a_question_leads_to_it(self, store: Store) -> None:
        told = interaction("i", OFFICE, parts=(("q1", "When"), ("q2", "and where?"), ("", "unknown")))
        await remember(store, told)

        elsewhere = Address("telegram", "office")

        assert [told, told] == [await store.shown_as(OFFICE, "q1"), await store.shown_as(elsewhere, "q2")]
        assert [None, None] == [await store.shown_as(OFFICE, ""), await store.shown_as(ANNA, "q1")]

    async def test_what_is_unknown_is_none(self, store: Store) -> None:
        assert await store.interaction("unknown") is None
        assert Profile() == await store.profile("telegram", "anna")
        assert 0 == await store.count("telegram", "anna")

    async def test_a_profile_changes_only_where_something_is_said(self, store: Store) -> None:
        steps = [
            (Handled(language="ko"), Profile("ko")),
            (Handled(blocked=True), Profile("ko", blocked=True)),
            (Handled(), Profile("ko", blocked=True)),
            (Handled(language="", blocked=False), Profile()),
        ]
        for number, (handled, expected) in enumerate(steps):
            await finished(store, event(str(number)), handled)
            assert expected == await store.profile("telegram", "anna")

    async def test_interactions_are_counted_by_person_in_all_chats(self, store: Store) -> None:
        await remember(store, interaction("1"), interaction("2", OFFICE, person="anna"), interaction("3", OFFICE))

        assert 2 == await store.count("telegram", "anna")
        assert 0 == await store.count("line", "anna")


class TestForgetting:
    async def test_no_trace_of_the_person_is_left_in_any_table(self, store: Store, home: Home) -> None:
        await everything(store, ANNA, "anna")
        await remember(store, interaction("anna-j", OFFICE, person="anna"))
        await keep(store, ticket("anna-t"))
        (card,) = await finished(store, event("anna-4"), Handled((part("anna-t", Part.CARD),)))
        await store.delivered(card, "anna-c")
        full = {name: "anna" in str(rows) for name, rows in (await home.rows()).items()}
        assert full.keys() - OF_THE_OFFICE == {name for name, found in full.items() if found}

        came = event("bye", person="anna")
        await store.put([came], NOON)
        (confirmation,) = await store.finish([came], Handled((delivery("Forgotten."),), forget=True), NOON)

        assert [confirmation] == await store.undelivered()
        left = {name: len(rows) for name, rows in (await home.rows()).items() if rows}
        assert left.pop("events")
        assert {"parcels": 1} == left
        assert "anna" not in str((await home.rows())["events"]).replace("anna-", "")

    async def test_others_are_left_alone(self, store: Store, home: Home) -> None:
        await everything(store, OFFICE, "boris")
        await everything(store, Address("line", "office", "7"), "anna")
        before = await home.rows()

        await everything(store, OFFICE, "clara")
        await finished(store, event("bye", OFFICE, person="clara"), Handled(forget=True))

        after = await home.rows()
        assert {name: rows for name, rows in before.items() if name != "events"} == {
            name: rows for name, rows in after.items() if name != "events"
        }

    async def test_later_events_of_the_person_still_come(self, store: Store) -> None:
        await store.put([event("1"), event("2")], NOON)

        await store.finish([event("1")], Handled(forget=True, language="ko"), NOON)

        assert [event("2")] == await store.pending()
        assert Profile("ko") == await store.profile("telegram", "anna")


class TestUpkeep:
    async def test_what_is_old_goes_with_all_that_hangs_on_it(self, store: Store, home: Home) -> None:
        await everything(store, ANNA, "anna")
        before = await home.rows()
        waiting = before["parcels"]

        gone = await store.expire(NOON + HOUR)

        after = await home.rows()
        assert waiting == after.pop("parcels")
        assert before["profiles"] == after.pop("profiles")
        assert [] == [name for name, rows in after.items() if rows]
        assert 3 + 1 + 2 + 1 + 2 == gone
        assert 0 == await store.expire(NOON + HOUR)

    async def test_what_is_younger_or_not_done_stays(self, store: Store) -> None:
        await everything(store, ANNA, "anna")
        await store.put([event("waiting")], NOON - 9 * HOUR)

        assert 0 == await store.expire(NOON)
        assert [event("waiting")] == await store.pending()

    async def test_a_profile_goes_when_it_says_nothing_of_nobody(self, store: Store, home: Home) -> None:
        for name, handled in (("a", Handled(language="")), ("b", Handled(language="ko")), ("c", Handled(blocked=True))):
            await finished(store, event(name, Address("telegram", name)), handled, NOON + HOUR)
        await finished(store, event("d", OFFICE, person="d"), Handled(interaction=interaction("d", OFFICE, person="d")))
        await finished(store, event("e", OFFICE, person="d"), Handled(language=""), NOON + HOUR)

        assert 1 == await store.expire(NOON)
        assert 3 == len((await home.rows())["profiles"])

    async def test_everything_is_counted(self, store: Store) -> None:
        assert EMPTY == await store.counts()

        await everything(store, ANNA, "anna")
        await everything(store, OFFICE, "boris")
        await remember(store, interaction("j", OFFICE, person="clara"))
        await store.put([event("waiting")], NOON)

        counted = {"pending": 1, "undelivered": 4, "dead": 4, "interactions": 3, "people": 3, "helpful": 2}
        assert EMPTY | counted == await store.counts()

    async def test_what_was_read_before_a_change_is_not_read_after_it(self, store: Store) -> None:
        first, second = interaction("i"), interaction("j")
        for _ in range(2):
            assert ([], Profile()) == (
                await store.recent(ANNA, NOON - HOUR, 3),
                await store.profile("telegram", "anna"),
            )
        await remember(store, first)
        assert [first] == await store.recent(ANNA, NOON - HOUR, 3)
        await finished(store, event("2", person="anna"), Handled(interaction=second, replaces="i", language="ko"), NOON)
        assert [second] == await store.recent(ANNA, NOON - HOUR, 3)
        assert Profile("ko") == await store.profile("telegram", "anna")
        await store.blocked(Address("telegram", "anna"))
        assert Profile("ko", blocked=True) == await store.profile("telegram", "anna")
        await finished(store, event("3", person="anna"), Handled(forget=True), NOON)
        assert ([], Profile()) == (await store.recent(ANNA, NOON - HOUR, 3), await store.profile("telegram", "anna"))

    async def test_only_one_may_hold_it_and_others_may_still_look(self, store: Store, home: Home) -> None:
        other = await home.open()
        await store.hold()
        await store.hold()

        with pytest.raises(StoreHeld, match=r"another exchange-bot serve works with .*: stop it first"):
            await other.hold()

        assert EMPTY == await other.counts()
        assert 0 == await other.expire(NOON)
        await store.close()
        await other.hold()

    async def test_it_comes_back_as_it_was(self, store: Store, home: Home) -> None:
        await everything(store, ANNA, "anna")
        await store.put([event("waiting")], NOON)
        parcels, before = await store.undelivered(), await home.rows()
        await store.close()

        again = await home.open()

        assert before == await home.rows()
        assert parcels == await again.undelivered()
        assert [event("waiting")] == await again.pending()
        assert replace(interaction("anna-i"), person="anna") == await again.interaction("anna-i")
