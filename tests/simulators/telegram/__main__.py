"""The simulator in a process of its own: `python -m tests.simulators.telegram --port 8081 --control`."""

import argparse
import asyncio
import signal

from tests.simulators.telegram.simulator import TOKEN, Simulator


def options() -> argparse.Namespace:
    """What was written on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulators.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--username", default="city_bot")
    parser.add_argument("--control", action="store_true", help="let other processes act for people")
    return parser.parse_args()


async def serve(chosen: argparse.Namespace) -> None:
    """Listen until somebody asks to stop."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    simulator = Simulator(chosen.token, chosen.username)
    await simulator.start(chosen.port, control=chosen.control)
    print(f"listening on {simulator.url}", flush=True)
    await stopped.wait()
    await simulator.stop()


if __name__ == "__main__":
    asyncio.run(serve(options()))
