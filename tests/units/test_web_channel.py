"""The web pages as a channel: what is delivered stands in a room, once."""

import pytest

from bot.messaging.errors import Rejected, Stale
from bot.messaging.model import Action, Address, Button, Delivery, Line, Message
from bot.web.channel import WebChannel
from tests.doubles.rooms import MemoryRooms

ROOM = Address("desk", "tickets")
HELLO = Message((Line("hello"),), ((Button("Claim", "claim:K7"),),))


@pytest.fixture
def rooms() -> MemoryRooms:
    return MemoryRooms()


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def channel(rooms, told) -> WebChannel:
    return WebChannel("desk", rooms, lambda channel, chat: told.append((channel, chat)))


def sent(message: Message = HELLO, address: Address = ROOM, ticket: str = "") -> Delivery:
    return Delivery(Action.SEND, address, message, ticket=ticket)


async def test_a_message_stands_where_it_was_sent(channel, rooms, told):
    shown = await channel.deliver(sent(address=Address("desk", "tickets", "12"), ticket="K7"), 1)
    post = rooms.posts[int(shown)]
    assert ("desk", "tickets", "12", "", "", "K7") == (
        post.channel,
        post.chat,
        post.thread,
        post.author,
        post.seen_by,
        post.ticket,
    )
    assert HELLO == post.message
    assert [("desk", "tickets")] == told


async def test_a_parcel_that_comes_again_is_the_same_post(channel, rooms):
    first, again = await channel.deliver(sent(), 7), await channel.deliver(sent(), 7)
    other = await channel.deliver(sent(), 8)
    assert first == again
    assert first != other
    assert 2 == len(rooms.posts)


async def test_an_edit_replaces_what_a_post_says(channel, rooms):
    shown = await channel.deliver(sent(), 1)
    changed = Message((Line("changed"),))
    assert shown == await channel.deliver(Delivery(Action.EDIT, ROOM, changed, target=shown), 2)
    assert changed == rooms.posts[int(shown)].message


async def test_a_new_keyboard_leaves_the_words(channel, rooms):
    shown = await channel.deliver(sent(), 1)
    await channel.deliver(Delivery(Action.KEYBOARD, ROOM, Message(()), target=shown), 2)
    assert Message(HELLO.lines) == rooms.posts[int(shown)].message


@pytest.mark.parametrize("target", ["99", "", "no number"])
@pytest.mark.parametrize("action", [Action.EDIT, Action.KEYBOARD])
async def test_what_is_not_there_cannot_be_edited(channel, action, target):
    with pytest.raises(Stale):
        await channel.deliver(Delivery(action, ROOM, HELLO, target=target), 1)


async def test_a_post_of_another_room_cannot_be_edited(channel):
    shown = await channel.deliver(sent(), 1)
    with pytest.raises(Stale):
        await channel.deliver(Delivery(Action.EDIT, Address("desk", "shared"), HELLO, target=shown), 2)


async def test_a_note_is_seen_only_by_who_pressed(channel, rooms):
    delivery = Delivery(Action.ACKNOWLEDGE, Address("desk", "tickets", "12"), target="kim", note="You may not do this")
    for _ in range(2):
        await channel.deliver(delivery, 5)
    assert ["You may not do this"] == [
        post.message.text for post in await rooms.said("desk", "tickets", "12", "kim", 9)
    ]
    assert [] == await rooms.said("desk", "tickets", "12", "lee", 9)


async def test_a_press_that_needs_no_word_gets_none(channel, rooms):
    assert await channel.deliver(Delivery(Action.ACKNOWLEDGE, ROOM, target="kim"), 1) == ""
    assert {} == rooms.posts


async def test_what_is_of_a_forgotten_ticket_goes(channel, rooms):
    await channel.deliver(sent(ticket="K7"), 1)
    kept = await channel.deliver(sent(ticket="K8"), 2)
    await channel.deliver(Delivery(Action.ERASE, ROOM, ticket="K7"), 3)
    assert [int(kept)] == list(rooms.posts)


async def test_a_page_publishes_nothing(channel):
    with pytest.raises(Rejected):
        await channel.deliver(Delivery(Action.PUBLISH, ROOM), 1)
