"""How writes are grouped, and what is in the columns."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.store import open_store
from bot.adapters.store.encoding import EVENT, Exact
from bot.adapters.store.writes import Writer
from bot.messaging.model import Address, Event, Kind

GUILTY = "guilty"


@dataclass
class FakeEngine:
    """Transactions that only keep count; `broken` ones do not begin."""

    broken: bool = False
    begun: int = 0
    ended: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[list[str]]:
        self.begun += 1
        await self.gate.wait()
        if self.broken:
            raise ConnectionRefusedError
        done: list[str] = []
        yield done
        self.ended += done


async def big(connection: Any, arguments: Sequence[str]) -> list[str]:
    """A work that notes how it was called."""
    connection.append("big " + " ".join(arguments))
    if GUILTY in arguments:
        raise ValueError(GUILTY)
    return [argument.upper() for argument in arguments]


async def small(connection: Any, arguments: Sequence[str]) -> list[str]:
    """Another."""
    connection.append("small " + " ".join(arguments))
    return list(arguments)


async def short(connection: Any, arguments: Sequence[str]) -> list[str]:
    """One that returns too little."""
    return []


async def written(engine: FakeEngine, *writes: tuple[Any, str]) -> list[Any]:
    """What writes that wait together return."""
    writer = Writer(cast("AsyncEngine", engine))
    tasks = [asyncio.create_task(writer.write(work, argument)) for work, argument in writes]
    await asyncio.sleep(0)
    engine.gate.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    await writer.close()
    return results


class TestWriter:
    async def test_all_that_wait_are_committed_together_and_alike_ones_are_done_in_one_go(self) -> None:
        engine = FakeEngine()

        results = await written(engine, (big, "a"), (small, "b"), (big, "c"), (small, "d"))

        assert ["A", "b", "C", "d"] == results
        assert (1, ["big a c", "small b d"]) == (engine.begun, engine.ended)

    async def test_what_comes_meanwhile_is_the_next_group(self) -> None:
        engine = FakeEngine()

        assert 300 == len(await written(engine, *[(big, str(number)) for number in range(300)]))
        assert 2 == engine.begun

    async def test_the_innocent_are_done_each_alone(self) -> None:
        engine = FakeEngine()

        results = await written(engine, (big, "a"), (big, GUILTY), (small, "b"))

        assert ["A", "b"] == [result for result in results if isinstance(result, str)]
        assert isinstance(results[1], ValueError)
        assert ["big a", "small b"] == engine.ended

    async def test_a_result_is_missing(self) -> None:
        (result,) = await written(FakeEngine(), (short, "a"))

        assert isinstance(result, ValueError)

    async def test_where_nothing_can_begin_all_hear_of_it_at_once(self) -> None:
        engine = FakeEngine(broken=True)

        results = await written(engine, (big, "a"), (big, "b"), (small, "c"))

        assert [ConnectionRefusedError] * 3 == [type(result) for result in results]
        assert 1 == engine.begun

    async def test_nobody_waits_for_a_writer_that_was_cancelled(self) -> None:
        before = asyncio.all_tasks()
        writer = Writer(cast("AsyncEngine", FakeEngine()))
        (running,) = asyncio.all_tasks() - before
        tasks = [asyncio.create_task(writer.write(big, "a"))]
        await asyncio.sleep(0.01)
        tasks.append(asyncio.create_task(writer.write(big, "b")))
        await asyncio.sleep(0.01)

        running.cancel()

        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [asyncio.CancelledError] * 2 == [type(result) for result in results]


class TestColumns:
    @pytest.mark.parametrize(
        ("text", "stored"),
        [
            ("", ""),
            ("서울 😀 100%", "서울 😀 100%"),
            ("%41", "%%2541"),
            ("a\x00b", "%a%00b"),
            ("\ud83d", "%%ED%A0%BD"),
        ],
    )
    def test_odd_text_is_written_so_that_both_databases_take_it(self, text: str, stored: str) -> None:
        column, dialect = Exact(), sqlite.dialect()

        assert stored == column.process_bind_param(text, dialect)
        assert text == column.process_result_value(stored, dialect)

    def test_a_payload_is_ascii(self) -> None:
        event = Event("1", Kind.TEXT, Address("telegram", "1"), "1", "서울 😀\x00\ud800!")

        payload = EVENT.dump(event)

        assert payload.isascii()
        assert "\x00" not in payload
        assert event == EVENT.load(payload)

    def test_two_halves_side_by_side_become_the_character_they_make(self) -> None:
        event = Event("1", Kind.TEXT, Address("telegram", "1"), "1", "\ud83d" + "\ude00")

        assert "😀" == EVENT.load(EVENT.dump(event)).text

    async def test_a_moment_has_a_time_zone_and_errors_hold_no_content(self, tmp_path: Path) -> None:
        store = await open_store(f"sqlite:///{tmp_path}/desk.db")
        event = Event("1", Kind.TEXT, Address("telegram", "1"), "1", "a secret")

        with pytest.raises(StatementError) as caught:
            await store.put([event], datetime(2026, 11, 24))  # noqa: DTZ001 - that is what is refused
        await store.close()

        assert "secret" not in str(caught.value)
