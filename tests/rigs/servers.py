"""Starts what the rig consists of, each program in a process of its own on loopback, and ends it by its number."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

PYTHON = Path(__file__).parents[2] / ".venv" / "rigs" / "bin" / "python"
"""The environment that tests/rigs/requirements.lock describes; `make test` creates it."""
HOST = "127.0.0.1"
KEY = "key-of-the-rig"
_PATIENCE = 30.0
"""Seconds in which a program must answer."""
_REDIS = f"import sys, fakeredis; fakeredis.TcpFakeServer(('{HOST}', int(sys.argv[1]))).serve_forever()"


def free_port() -> int:
    """A port that nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Servers:
    """The processes of a rig; what each prints is in `folder`."""

    folder: Path
    _running: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def telemelya(self) -> str:
        """Start the mock Bot API and what it keeps things in; returns its address once it answers."""
        redis, objects, api = free_port(), free_port(), free_port()
        await self._start("redis", "-c", _REDIS, str(redis))
        await self._start("objects", "-m", "moto.server", "-H", HOST, "-p", str(objects))
        await self._until("redis", lambda: _listens(redis))
        await self._until("objects", lambda: _listens(objects))
        known = {"MOCK_SERVER_HOST": HOST, "MOCK_SERVER_PORT": str(api), "AUTH_KEYS": KEY, "STRICT_EDIT": "true"}
        below = {"REDIS_URL": f"redis://{HOST}:{redis}/0", "MINIO_ENDPOINT": f"{HOST}:{objects}"}
        await self._start("telemelya", "-m", "telemelya.server.app", **known, **below)
        await self._until("telemelya", lambda: _healthy(f"http://{HOST}:{api}"))
        return f"http://{HOST}:{api}"

    def printed(self, name: str) -> str:
        """What a program has printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    async def end(self) -> None:
        """End them all, the last one first."""
        for process in reversed(self._running):
            if process.returncode is None:
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 5)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def _start(self, name: str, *arguments: str, **environment: str) -> None:
        """In a folder and environment of the rig: our own, and a `.env` that lies about, would change what they do."""
        known = {"HOME": str(self.folder), "PYTHONUNBUFFERED": "1", **environment}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                PYTHON, *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, env=known
            )
        self._running.append(process)

    async def _until(self, name: str, answers: Callable[[], Awaitable[bool]]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while self._running[-1].returncode is None:
                    if await answers():
                        return
                    await asyncio.sleep(0.05)
        raise AssertionError(f"{name} does not answer:\n{self.printed(name)[-2000:]}")


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def _healthy(url: str) -> bool:
    """Whether it answers and reaches what it keeps things in."""
    try:
        async with (
            aiohttp.ClientSession(url, headers={"Authorization": f"Bearer {KEY}"}) as session,
            session.get("/api/v1/test/health") as response,
        ):
            return bool((await response.json())["ok"])
    except (aiohttp.ClientError, OSError):
        return False
