"""What rooms promise: what is said on the web pages is kept once, and shown to whom it is for."""

import asyncio
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.store.store import SqlStore
from bot.messaging.model import Button, Line, Message, Style
from bot.messaging.tickets import State
from bot.web.ports import Post, Rooms
from tests.contracts.test_store import ANNA, HOUR, NOON
from tests.contracts.test_store_tickets import keep, ticket
from tests.contracts.test_store_writes import ANY_TEXT
from tests.doubles.postgres import Home
from tests.doubles.rooms import MemoryRooms

pytest_plugins = ["tests.doubles.postgres"]

NUMBERS = count(1)
SQL = pytest.mark.parametrize("home", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
async def rooms(home: Home) -> Rooms:
    opened = await home.open()
    return opened if isinstance(opened, SqlStore) else MemoryRooms()


@pytest.fixture
async def store(home: Home) -> SqlStore:
    opened = await home.open()
    assert isinstance(opened, SqlStore)
    return opened


def said(text: str = "Hello", chat: str = "office", thread: str = "", **fields: object) -> Post:
    """A post that everybody in the room sees."""
    message = Message((Line(text, Style.BOLD),), ((Button("Yes", "y"),),))
    return replace(Post("desk", chat, thread, "kim", message, NOON), **fields)  # type: ignore[arg-type]


async def post(rooms: Rooms, *posts: Post) -> list[Post]:
    """Posts as they are kept."""
    return [replace(one, number=await rooms.post(one, f"key {next(NUMBERS)}")) for one in posts]


async def seen(rooms: Rooms, person: str = "", chat: str = "office", thread: str = "", limit: int = 9) -> list[Post]:
    """What somebody sees."""
    return await rooms.said("desk", chat, thread, person, limit)


class TestPosts:
    async def test_it_comes_back_as_it_was(self, rooms: Rooms) -> None:
        (whole,) = await post(rooms, said(ticket="t", seen_by="lee", thread="7"))

        assert whole == await rooms.found(whole.number)
        assert await rooms.found(whole.number + 1) is None

    async def test_a_known_key_posts_nothing(self, rooms: Rooms) -> None:
        number = await rooms.post(said("One"), "key")

        assert number == await rooms.post(said("Two", "other"), "key")
        assert [replace(said("One"), number=number)] == await seen(rooms)
        assert [] == await seen(rooms, chat="other")

    async def test_the_same_at_once_is_posted_once(self, rooms: Rooms) -> None:
        numbers = await asyncio.gather(*(rooms.post(said(), f"key {number % 2}") for number in range(20)))

        assert sorted(set(numbers)) == [one.number for one in await seen(rooms)]
        assert 2 == len(set(numbers))

    async def test_it_may_be_edited(self, rooms: Rooms) -> None:
        first, second = await post(rooms, said("One"), said("Two"))
        new = Message((Line("Three"),))

        assert await rooms.edit(first.number, new, NOON + HOUR)

        assert [replace(first, message=new, edited_at=NOON + HOUR), second] == await seen(rooms)

    async def test_what_is_removed_is_gone(self, rooms: Rooms) -> None:
        first, second = await post(rooms, said("One"), said("Two"))

        await rooms.remove(first.number)
        await rooms.remove(first.number)

        assert [second] == await seen(rooms)
        assert await rooms.found(first.number) is None
        assert not await rooms.edit(first.number, first.message, NOON)

    async def test_those_of_a_ticket_or_of_a_room_are_erased(self, rooms: Rooms) -> None:
        about, thread, other, plain, elsewhere, web = await post(
            rooms,
            said(ticket="a"),
            said(ticket="a", thread="1"),
            said(ticket="b"),
            said(),
            said(chat="club", ticket="a"),
            said(channel="web", ticket="a"),
        )

        await rooms.erase("desk", "office", "a")
        assert [None, None] == [await rooms.found(about.number), await rooms.found(thread.number)]
        assert [other, plain] == await seen(rooms)

        await rooms.erase("desk", "office", "")
        assert [] == await seen(rooms)
        assert [elsewhere, web] == [await rooms.found(elsewhere.number), await rooms.found(web.number)]

    @settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=ANY_TEXT, name=ANY_TEXT)
    async def test_any_text_comes_back_as_it_was(self, rooms: Rooms, text: str, name: str) -> None:
        chat = f"{name}{next(NUMBERS)}"
        made = Post(name, chat, name, text, Message((Line(text),)), NOON, text, text)

        number = await rooms.post(made, chat)

        assert number == await rooms.post(made, chat)
        assert replace(made, number=number) == await rooms.found(number)
        assert [number] == [one.number for one in await rooms.said(name, chat, name, text, 9)]
        assert {chat: number} == await rooms.newest(name, [chat])
        await rooms.erase(name, chat, text)
        assert await rooms.found(number) is None


class TestSeeing:
    async def test_the_last_ones_of_a_room_oldest_first(self, rooms: Rooms) -> None:
        posts = await post(rooms, *map(said, "abcd"))
        await post(rooms, said(chat="club"), said(channel="web"), said(thread=str(posts[0].number)))

        assert posts == await seen(rooms)
        assert posts[2:] == await seen(rooms, limit=2)
        assert ([], []) == (await seen(rooms, limit=0), await seen(rooms, limit=-1))

    async def test_a_thread_begins_with_the_post_that_it_hangs_on(self, rooms: Rooms) -> None:
        root, other = await post(rooms, said("Root"), said("Other"))
        thread = str(root.number)
        replies = await post(rooms, said("One", thread=thread), said("Two", thread=thread))
        await post(rooms, said(thread=str(other.number)), said(chat="club", thread=thread))

        assert [root, *replies] == await seen(rooms, thread=thread)

    async def test_a_thread_hangs_on_no_post_of_another_room(self, rooms: Rooms) -> None:
        (root,) = await post(rooms, said(chat="club"))

        assert [] == await seen(rooms, thread=str(root.number))

    @pytest.mark.parametrize("write", ["0{}", " {}", "+{}", "{}.0"])
    async def test_a_thread_is_named_in_one_way_only(self, rooms: Rooms, write: str) -> None:
        (root,) = await post(rooms, said())

        assert [] == await seen(rooms, thread=write.format(root.number))

    @pytest.mark.parametrize("thread", ["\u0661", "\u00b2", "9" * 30, "-1", "\x00"])
    async def test_what_is_no_number_is_no_thread(self, rooms: Rooms, thread: str) -> None:
        await post(rooms, said(), said())

        assert [] == await seen(rooms, thread=thread)

    async def test_what_is_for_one_person_only_they_see(self, rooms: Rooms) -> None:
        all_of_them, hers = await post(rooms, said(), said(seen_by="lee"))
        thread = str(all_of_them.number)
        (hint,) = await post(rooms, said(thread=thread, seen_by="lee"))

        assert [all_of_them, hers] == await seen(rooms, "lee")
        assert [[all_of_them], [all_of_them]] == [await seen(rooms, "kim"), await seen(rooms)]
        assert [all_of_them, hint] == await seen(rooms, "lee", thread=thread)
        assert [all_of_them] == await seen(rooms, "kim", thread=thread)

    async def test_replies_that_a_person_sees_are_counted(self, rooms: Rooms) -> None:
        first, second, third = (one.number for one in await post(rooms, said(), said(), said()))
        hangs = [
            said(thread=str(first)),
            said(thread=str(first), seen_by="lee"),
            said(thread=str(second), seen_by="lee"),
        ]
        await post(rooms, *hangs, said(thread=str(third)), said(chat="club", thread=str(second)))

        assert {first: 2, second: 1} == await rooms.replies("desk", "office", "lee", [first, second])
        assert {first: 1, third: 1} == await rooms.replies("desk", "office", "kim", [first, second, third])
        assert {} == await rooms.replies("desk", "office", "kim", [])

    async def test_the_newest_of_each_room_threads_counted(self, rooms: Rooms) -> None:
        root, _, web = await post(rooms, said(), said(chat="club"), said(channel="web"))
        (reply,) = await post(rooms, said(thread=str(root.number)))

        assert {"office": reply.number} == await rooms.newest("desk", ["office", "empty"])
        assert {"office": web.number} == await rooms.newest("web", ["office", "club"])
        assert {} == await rooms.newest("desk", [])


@SQL
class TestKeeping:
    async def test_they_are_there_again_and_no_number_comes_back(self, store: SqlStore, home: Home) -> None:
        first, last = await post(store, said("One"), said("Two"))
        await store.remove(last.number)
        await store.close()
        again = await home.open()
        assert isinstance(again, SqlStore)

        (new,) = await post(again, said("Three"))

        assert [first, new] == await seen(again)
        assert last.number < new.number

    async def test_old_ones_go_unless_their_ticket_lives(self, store: SqlStore) -> None:
        await keep(store, ticket("living"), ticket("closed", state=State.CLOSED), at=NOON)
        old = await post(store, said(), said(ticket="living"), said(ticket="closed"), said(ticket="unknown"))
        (young,) = await post(store, said(at=NOON + 2 * HOUR))
        events_and_ticket = 2 + 2

        assert 3 + events_and_ticket == await store.expire(NOON + HOUR)

        assert [old[1], young] == await seen(store)
        assert ticket("living") == await store.ticket("living")

    async def test_a_room_is_erased_for_everybody_who_looks(self, store: SqlStore, home: Home) -> None:
        other = await home.open()
        assert isinstance(other, SqlStore)
        await post(store, said(chat=ANNA.chat))

        await other.erase("desk", ANNA.chat, "")

        assert [] == await seen(store, chat=ANNA.chat)
