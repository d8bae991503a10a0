"""Updates that cannot be read: those before and after them are answered, however they come in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.flows.telegram.conftest import PostedTown, Resident, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHAT = {"id": 1, "type": "private", "first_name": "Nobody"}
BROKEN: dict[str, dict[str, Any]] = {
    "nothing": {},
    "unknown kind": {"telepathy": {"thought": "?"}},
    "message without anything": {"message": {}},
    "message of a wrong type": {"message": "text"},
    "message that is a list": {"message": [1, 2, 3]},
    "message without a chat": {"message": {"message_id": 1, "date": 1, "text": "?"}},
    "chat of a wrong type": {"message": {"message_id": 1, "date": 1, "chat": "here", "text": "?"}},
    "number that is a word": {"message": {"message_id": "one", "date": 1, "chat": CHAT, "text": "?"}},
    "text that is a number": {"message": {"message_id": 1, "date": 1, "chat": CHAT, "text": 5}},
    "date beyond time": {"message": {"message_id": 1, "date": 10**20, "chat": CHAT, "text": "?"}},
    "nobody's message": {"message": {"message_id": 1, "date": 1, "chat": CHAT, "text": "?"}},
    "entity outside of the text": {
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": -5, "type": "group", "title": "Group"},
            "from": {"id": 1, "is_bot": False, "first_name": "Nobody"},
            "text": "?",
            "entities": [{"type": "mention", "offset": 500, "length": 900}],
        }
    },
    "press without anything": {"callback_query": {}},
    "query without a person": {"inline_query": {"id": "1", "query": "?", "offset": ""}},
    "membership without a chat": {"my_chat_member": {"date": 1}},
    "half a character": {"message": {"message_id": 1, "date": 1, "chat": CHAT, "text": "\ud83d"}},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[Town, PostedTown], ids=["polling", "webhook"])
async def any_town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Both ways in."""
    opened: Town = request.param(tmp_path_factory.mktemp("any"))
    await opened.open()
    yield opened
    await opened.stop()


@pytest.mark.parametrize("kind", BROKEN)
async def test_a_broken_update_between_two_good_ones_stops_neither(any_town: Town, kind: str) -> None:
    before, after = any_town.resident(), any_town.resident()
    before.person.say("Is the question before it answered?")
    any_town.simulator.update_raw(BROKEN[kind])
    after.person.say("Is the question after it answered?")
    await before.hears(1)
    await after.hears(1)
    await any_town.until(lambda: not any_town.simulator.pending)


async def test_many_broken_updates_in_one_batch_stop_nobody(any_town: Town) -> None:
    residents: list[Resident] = []
    for broken in BROKEN.values():
        residents.append(any_town.resident())
        residents[-1].person.say("Is everybody in the batch answered?")
        any_town.simulator.update_raw(broken)
    for resident in residents:
        await resident.hears(1)


async def test_a_field_that_is_new_does_no_harm(any_town: Town) -> None:
    resident = any_town.resident()
    chat = {"id": resident.identity, "type": "private", "first_name": "Resident", "aura": "green"}
    sender = {"id": resident.identity, "is_bot": False, "first_name": "Resident", "rank": {"stars": 5}}
    head = {"message_id": 20_000_000, "date": 1, "chat": chat, "from": sender, "text": "Is it read all the same?"}
    entities = [{"type": "hologram", "offset": 0, "length": 2}]
    resident.person.account.started = True
    any_town.simulator.update_raw({"message": head | {"entities": entities, "smell": "roses"}})
    assert (await resident.hears(1)).text.startswith("Echo: Is it read all the same?")
