"""A small office on the web: the real service over a small real index, on a free port of this machine."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters.store import SqlStore, open_store
from bot.app import build_assistant
from bot.assembly.service import assemble
from bot.handover.roles import Role
from bot.serving import Service
from bot.settings import Settings
from bot.staffing import add, one_time_login
from retrieval import versions
from tests.contracts.channels.telegram import free_port
from tests.doubles.pages import WebPages, serving
from tests.flows.conftest import ROOT, Desk

PASSWORD = "correct horse battery staple"
_TOKEN = re.compile(r'name="form" value="([^"]+)"')
_BUTTON = re.compile(r'name="message" value="(\d+)">\s*<input type="hidden" name="data" value="([^"]+)">')
_KEYS = iter(range(1, 1_000_000))


@dataclass
class Person:
    """Somebody with a browser, without its script."""

    base: str
    page: str = ""
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(base_url=self.base, follow_redirects=True, timeout=20)

    async def opens(self, path: str) -> httpx.Response:
        """Load a page, and remember its forms."""
        answer = await self.client.get(path)
        self.page = answer.text
        return answer

    async def posts(self, path: str, **fields: str) -> httpx.Response:
        """Send a form of the page that was loaded last."""
        found = _TOKEN.search(self.page)
        sent = {"form": found.group(1) if found else "", "key": f"key-{next(_KEYS)}"} | fields
        answer = await self.client.post(path, data=sent)
        if answer.is_success:
            self.page = answer.text
        return answer

    async def says(self, text: str, path: str = "/chat/messages", **fields: str) -> httpx.Response:
        """Write something."""
        return await self.posts(path, text=text, **fields)

    async def presses(self, label: str, path: str = "/chat/presses") -> httpx.Response:
        """Press the last button with a label."""
        before, _, _ = self.page.rpartition(f'<button type="submit">{label}')
        message, data = _BUTTON.findall(before)[-1]
        return await self.posts(path, message=message, data=data)

    async def sees(self, text: str, path: str, seconds: float = 10) -> str:
        """Load a page again until it shows a text."""
        async with asyncio.timeout(seconds):
            while True:
                if text in (await self.opens(path)).text:
                    return self.page
                await asyncio.sleep(0.1)


@dataclass
class WebOffice:
    """The service and the ways into it."""

    service: Service
    store: SqlStore
    base: str
    corpus: Path
    people: list[Person] = field(default_factory=list)

    def somebody(self) -> Person:
        """A visitor with a browser of their own."""
        self.people.append(Person(self.base))
        return self.people[-1]

    async def official(self, name: str = "kim", role: Role = Role.SUPERVISOR, language: str = "en") -> Person:
        """Somebody who has signed in."""
        await add(self.store, name, name.title(), role, language, PASSWORD)
        person = self.somebody()
        await person.opens("/desk/login")
        await person.client.post("/desk/login", data={"name": name, "password": PASSWORD})
        await person.opens("/desk/rooms/tickets")
        return person

    async def login(self, name: str = "chief") -> str:
        """The path of a one-time login."""
        return await one_time_login(self.store, name)


@pytest.fixture
def small_office(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of the small corpus and its index, which may be written to."""
    for name in ("corpus", "index"):
        shutil.copytree(getattr(desk, name), tmp_path / name)
    path = versions.live(tmp_path / "index") / "manifest.json"
    path.write_text(path.read_text().replace(str(desk.corpus), str(tmp_path / "corpus")))
    monkeypatch.setenv("EXCHANGE_CORPUS", str(tmp_path / "corpus"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Desk(tmp_path / "corpus", tmp_path / "index")


@pytest.fixture
async def office(small_office: Desk, tmp_path: Path) -> AsyncIterator[WebOffice]:
    """The service as `exchange-bot serve` runs it, ended when the test is done."""
    base = f"127.0.0.1:{free_port()}"
    changes: dict[str, Any] = {"grades": "desk=internal", "moment_seconds": 0, "listen": base}
    chosen = Settings(_env_file=None, index=small_office.index, store=f"sqlite:///{tmp_path / 'desk.db'}", **changes)
    store = await open_store(chosen.store)
    await store.hold()
    service = await assemble(chosen, build_assistant(chosen, lambda _message: None), store, lambda _message: None)
    started = asyncio.Event()
    running = asyncio.create_task(service.run(started.set))
    await asyncio.wait([running, waiting := asyncio.create_task(started.wait())], return_when="FIRST_COMPLETED")
    waiting.cancel()
    made = WebOffice(service, store, f"http://{base}", small_office.corpus)
    yield made
    for person in made.people:
        await person.client.aclose()
    service.stop()
    await running


@pytest.fixture
async def pages() -> AsyncIterator[WebPages]:
    """The pages alone: rooms in memory, and events that are only collected."""
    async with serving() as served:
        yield served
