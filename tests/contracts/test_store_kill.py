"""What was acknowledged survives the process's death."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.store import open_store
from bot.messaging.model import Event
from tests.contracts.test_store import ANNA, NOON, event

CHILD = """
import asyncio, sys
from bot.adapters.store import open_store
from dataclasses import replace
from tests.contracts.test_store import ANNA, NOON, delivery, event, interaction
from tests.contracts.test_store_tickets import opening, ticket

async def serve(store, start):
    for number in range(start, 10**6, 8):
        came = event(str(number))
        await store.put([came], NOON)
        print("put", number, flush=True)
        if number % 3:
            told = interaction(str(number))
            card = replace(delivery(str(number), ANNA, told.id), ticket=told.id)
            await store.finish([came], replace(opening(ticket(told.id), card), interaction=told), NOON)
            print("finish", number, flush=True)

async def main():
    store = await open_store(sys.argv[1])
    await store.hold()
    await asyncio.gather(*(serve(store, start) for start in range(8)))

asyncio.run(main())
"""


def acknowledged(url: str, lines: int) -> dict[str, list[str]]:
    """What a process said is safe before it was killed in the midst of its work."""
    said: dict[str, list[str]] = {"put": [], "finish": []}
    with subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for _ in range(lines):
            verb, number = child.stdout.readline().split()
            said[verb].append(number)
        child.kill()
        for line in child.stdout.read().splitlines(keepends=True):
            if line.endswith("\n"):
                verb, number = line.split()
                said[verb].append(number)
    return said


def numbers(events: list[Event]) -> set[str]:
    return {one.id for one in events}


@pytest.mark.slow
async def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/desk.db"

    said = acknowledged(url, 300)

    store = await open_store(url)
    await store.hold()
    pending = numbers(await store.pending())
    parcels = {parcel.delivery.interaction for parcel in await store.undelivered()}
    tickets = {one.id for one in await store.tickets_of("telegram", "anna")}
    remembered = {told.id for told in await store.recent(ANNA, NOON, 10**6)}
    known = numbers(await store.put([event(number) for number in said["put"]], NOON))
    await store.close()
    assert (set(), set()) == (known, set(said["finish"]) - parcels)
    assert set() == set(said["finish"]) & pending
    assert {number for number in said["put"] if int(number) % 3 == 0} <= pending
    assert (parcels, parcels) == (remembered, tickets)
