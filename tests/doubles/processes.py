"""Programs in processes of their own: started, waited for, looked at, ended by their id."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0
"""Seconds until a program must have said that it is ready."""


@dataclass
class Process:
    """A running program; `told` is the line that said it was ready, `lines` everything it printed."""

    child: asyncio.subprocess.Process
    told: str = ""
    lines: list[str] = field(default_factory=list)
    reading: "asyncio.Task[None] | None" = None

    @property
    def pid(self) -> int:
        """Its id."""
        return self.child.pid

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.child.returncode is None:
            self.child.send_signal(number)

    async def end(self, number: signal.Signals = signal.SIGTERM, seconds: float = 45) -> int:
        """Send a signal and wait; one that does not end is killed. Returns the exit code."""
        self.send(number)
        return await self.ended(seconds)

    async def ended(self, seconds: float = 45) -> int:
        """Wait until it ends by itself; the exit code."""
        try:
            async with asyncio.timeout(seconds):
                code = await self.child.wait()
        except TimeoutError:
            self.child.kill()
            code = await self.child.wait()
        if self.reading:
            await self.reading
        return code

    def cpu_seconds(self) -> float:
        """CPU time it has used, its own and its threads'."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


async def started(command: Sequence[str], marker: str, environment: Mapping[str, str], folder: Path = ROOT) -> Process:
    """Start a program and wait until it prints a line that begins with `marker`; raises when it ends before."""
    base = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "HOME": str(folder)}
    child = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=base | dict(environment),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    process = Process(child)
    try:
        async with asyncio.timeout(_PATIENCE):
            while not process.told:
                await _read(process, marker)
    except BaseException:
        child.kill()
        await child.wait()
        raise
    process.reading = asyncio.create_task(_read_on(process))
    return process


async def _read(process: Process, marker: str) -> None:
    assert process.child.stdout is not None
    line = (await process.child.stdout.readline()).decode()
    if not line:
        raise RuntimeError(f"ended before it was ready: {''.join(process.lines)}")
    process.lines.append(line)
    if line.startswith(marker):
        process.told = line.strip()


async def _read_on(process: Process) -> None:
    assert process.child.stdout is not None
    while line := await process.child.stdout.readline():
        process.lines.append(line.decode())
