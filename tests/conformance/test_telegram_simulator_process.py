"""The simulator in a process of its own, and acting for people over HTTP."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.simulators.telegram.simulator import Simulator

ROOT = Path(__file__).parents[2]
KEYBOARD = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}


@pytest.mark.slow
async def test_a_process_of_its_own():
    command = ("-m", "tests.simulators.telegram", "--port", "0", "--token", "5:X", "--username", "own_bot", "--control")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()
    assert line.startswith("listening on http://127.0.0.1:")
    url = line.removeprefix("listening on ")
    async with ClientSession() as session:
        async with session.get(f"{url}/bot5:X/getMe") as response:
            assert "own_bot" == (await response.json())["result"]["username"]
        async with session.post(f"{url}/control/say", json={"chat": 7, "text": "x", "language": "ko"}) as response:
            assert {"message_id": 1} == await response.json()
        async with session.get(f"{url}/bot5:X/getUpdates") as response:
            assert "ko" == (await response.json())["result"][0]["message"]["from"]["language_code"]
    process.send_signal(signal.SIGTERM)
    _, complaints = await asyncio.wait_for(process.communicate(), 10)
    assert (0, b"") == (process.returncode, complaints)


async def test_acting_over_http():
    simulator = Simulator()
    await simulator.start(control=True)
    async with ClientSession(simulator.url) as session:
        async with session.post("/control/say", json={"chat": 7, "text": "x"}) as response:
            assert {"message_id": 1} == await response.json()
        parameters = {"chat_id": 7, "text": "y", "reply_markup": KEYBOARD}
        async with session.post(f"/bot{simulator.token}/sendMessage", json=parameters) as response:
            assert 200 == response.status
        async with session.get("/control/messages", params={"chat": 7}) as response:
            shown = (await response.json())[0]
            assert ("y", [[["a", "b"]]], False) == (shown["text"], shown["buttons"], shown["edited"])
        async with session.post("/control/press", json={"chat": 7, "message_id": 2, "label": "a"}) as response:
            assert {"update_id": simulator.pending[-1]["update_id"], "answer": None} == await response.json()
        async with session.post("/control/press", json={"chat": 7, "message_id": 2, "label": "z"}) as response:
            assert (404, True) == (response.status, "no button 'z'" in (await response.json())["error"])
        async with session.get("/control/counts") as response:
            expected = {"calls": {"sendMessage": 1, "getUpdates": 0}, "pending": 2, "attempts": 0}
            assert expected == await response.json()
    await simulator.stop()


async def test_without_being_asked_nobody_else_acts(simulator):
    async with ClientSession() as session, session.get(f"{simulator.url}/control/counts") as response:
        assert 404 == response.status
