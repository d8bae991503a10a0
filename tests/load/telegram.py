"""Load: many chats through the simulated Telegram, beside the same questions asked in process.

`python -m tests.load.telegram`: simulator and service run in processes of their own; everything ends by itself.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import build_concierge
from bot.logs import configure
from bot.model import Question, Turn
from bot.settings import Settings
from tests.doubles.processes import Process, started

TOKEN = "123456:TEST-token-of-nobody"
ABREAST = 16
"""Questions under way at once in process, as many as the service handles."""
LONGEST = 1200.0
"""Seconds after which a run is given up."""
SERVE = [sys.executable, "-c", "from bot.cli import main; main()", "serve"]
ECHO = [sys.executable, "-m", "tests.load.echo"]
"""The same service with an assistant that answers at once."""
TEXTS = [
    "When did Busan and {} become sister cities?",
    "{}의 인구는 몇 명인지 알려 주세요.",
    "Program pertukaran apa saja yang ada dengan {}?",
    "{} có phải là thành phố kết nghĩa của Busan không?",
    "Who signed the agreement between Busan and {}?",
    "부산과 {}의 협정은 언제 체결되었습니까?",
    "Berapa jumlah penduduk {} menurut dokumen?",
    "Ai đã ký thỏa thuận giữa Busan và {}?",
    "Which exchange programmes are there with {} at the moment?",
    "{}은 부산의 자매도시입니까, 우호협력도시입니까?",
    "Sejak kapan {} menjadi kota saudara Busan?",
    "Dân số của {} là bao nhiêu theo tài liệu?",
    "What is the population of {} according to the documents?",
    "부산과 {} 사이의 교류 프로그램을 알려 주세요.",
    "Apakah {} kota kembar Busan?",
    "Busan và {} kết nghĩa từ khi nào?",
    "Is {} a sister city or a friendly-cooperation city of Busan?",
    "부산과 {}의 협정에는 누가 서명했습니까?",
    "Siapa yang menandatangani perjanjian antara Busan dan {}?",
    "Có những chương trình giao lưu nào với {}?",
]
PLACES = (
    "Surabaya Osaka Shanghai Vladivostok Bangkok Fukuoka Chicago Hamburg Barcelona Auckland Kaohsiung Nagasaki Tianjin "
    "Shimonoseki Dubai Manila Chongqing Shenzhen Dalian Qingdao Istanbul Valparaiso Montreal Rotterdam Barranquilla "
    "Casablanca Almaty Yangon Ulaanbaatar Cebu Mumbai Kuwait Gdansk Tijuana Westland Thessaloniki Beijing Toyama "
    "Sofia London Paris Berlin Sydney Lima Nairobi Oslo Hanoi Jakarta Seoul Incheon"
).split()

WARMING = [(chat, f"Where is {place}?") for chat, place in enumerate(PLACES, start=1)]


@dataclass(frozen=True)
class Run:
    """What a run took; waits in seconds, memory in MiB."""

    seconds: float
    cpu: float
    waits: list[float]
    memory: float
    lost: int
    disordered: int


def questions(chats: int, each: int) -> list[tuple[int, str]]:
    """Chat and text in the order they come: every chat's first question, then every chat's second; all different."""
    asked = []
    for number in range(each):
        for chat in range(chats):
            place = chat * each + number
            asked.append((chat + 1, TEXTS[place % len(TEXTS)].format(PLACES[place // len(TEXTS) % len(PLACES)])))
    return asked


async def in_process(asked: Sequence[tuple[int, str]]) -> tuple[Run, list[str]]:
    """Ask the assistant directly, each chat with its own history; also the first words of each answer."""
    concierge = build_concierge(Settings(_env_file=None))  # type: ignore[call-arg]
    abreast = asyncio.Semaphore(ABREAST)
    waits: list[float] = []
    heads: dict[tuple[int, str], str] = {}

    async def converse(chat: int, texts: Sequence[str]) -> None:
        history: tuple[Turn, ...] = ()
        for text in texts:
            async with abreast:
                begun = time.perf_counter()
                answer = await concierge.ask(Question("load", text, history=history[-6:], hint="en"))
                waits.append(time.perf_counter() - begun)
            history = (*history, Turn("user", text), Turn("assistant", answer.text))
            heads[chat, text] = answer.text.partition("\n")[0]

    await asyncio.gather(*(converse(0, [f"Where is {place}?"]) for place in PLACES))
    waits.clear()
    begun, spent = time.perf_counter(), time.process_time()
    chats = {chat: [text for other, text in asked if other == chat] for chat, _ in asked}
    await asyncio.gather(*(converse(chat, texts) for chat, texts in chats.items()))
    run = Run(time.perf_counter() - begun, time.process_time() - spent, waits, 0, 0, 0)
    return run, [heads[one] for one in asked]


class People:
    """Writes for everybody through the simulator's control surface."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, url

    async def say(self, chat: int, text: str) -> float:
        """Write; returns when, in seconds of the epoch."""
        at = time.time()
        async with self._session.post(f"{self._url}/control/say", json={"chat": chat, "text": text}) as response:
            response.raise_for_status()
        return at

    async def answers(self) -> int:
        """How many messages the bot has sent."""
        async with self._session.get(f"{self._url}/control/counts") as response:
            return int((await response.json())["calls"].get("sendMessage", 0))

    async def shown(self, chat: int) -> list[dict[str, Any]]:
        """The bot's messages in a chat."""
        async with self._session.get(f"{self._url}/control/messages", params={"chat": chat}) as response:
            return list(await response.json())


@asynccontextmanager
async def service(folder: Path, program: Sequence[str]) -> AsyncIterator[tuple[People, Process]]:
    """The people in front of the simulator, and a program that serves them."""
    command = [sys.executable, "-m", "tests.simulators.telegram", "--control", "--token", TOKEN]
    simulator = await started(command, "listening on ", {})
    url = simulator.told.removeprefix("listening on ")
    limits = dict.fromkeys(("MINUTE", "DAY", "MINUTE_ALL"), "1000000")
    environment = {
        **{f"EXCHANGE_QUESTIONS_PER_{name}": count for name, count in limits.items()},
        "EXCHANGE_TELEGRAM_TOKEN": TOKEN,
        "EXCHANGE_TELEGRAM_API": url,
        "EXCHANGE_STORE": f"sqlite:///{folder / 'desk.db'}",
        "EXCHANGE_LISTEN": "127.0.0.1:0",
        "EXCHANGE_LOG_LEVEL": "error",
    }
    try:
        serving = await started(program, "exchange-bot: serving", environment)
        try:
            async with aiohttp.ClientSession() as session:
                yield People(session, url), serving
        finally:
            await serving.end()
    finally:
        await simulator.end()


async def through_telegram(
    people: People, serving: Process, asked: Sequence[tuple[int, str]], heads: Sequence[str]
) -> Run:
    """Write all questions as fast as the simulator takes them, and wait for every answer."""
    before, spent, begun = await people.answers(), serving.cpu_seconds(), time.perf_counter()
    said = [(chat, await people.say(chat, text), head) for (chat, text), head in zip(asked, heads, strict=True)]
    async with asyncio.timeout(LONGEST):
        while await people.answers() < before + len(asked):  # noqa: ASYNC110 - another process answers
            await asyncio.sleep(0.05)
    seconds, cpu = time.perf_counter() - begun, serving.cpu_seconds() - spent
    chats: dict[int, list[tuple[float, str]]] = {}
    for chat, at, head in said:
        chats.setdefault(chat, []).append((at, head))
    waits, lost, disordered = [], 0, 0
    for chat, expected in chats.items():
        shown = (await people.shown(chat))[-len(expected) :]
        lost += len(expected) - len(shown)
        waits += [one["at"] - at for one, (at, _) in zip(shown, expected, strict=False)]
        disordered += not in_order([head for _, head in expected], [one["text"] for one in shown])
    return Run(seconds, cpu, waits, serving.megabytes(), lost, disordered)


def in_order(heads: Sequence[str], shown: Sequence[str]) -> bool:
    """Whether answers come in the order of their questions, as far as their first words tell."""
    for number, text in enumerate(shown):
        others = [*heads[:number], *heads[number + 1 :]]
        if not text.startswith(heads[number]) and any(text.startswith(head) for head in others):
            return False
    return True


def quantile(waits: Sequence[float], share: float) -> float:
    """A quantile in milliseconds."""
    return sorted(waits)[int(share * (len(waits) - 1))] * 1000


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.telegram", description=__doc__)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--each", type=int, default=5)
    parser.add_argument("--more", type=int, default=10, help="times as many for the memory at the end; 0 for none")
    chosen = parser.parse_args()
    configure("error", "console")
    asked = questions(chosen.chats, chosen.each)
    bare, heads = await in_process(asked)
    print("| what | through Telegram | in process |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        async with service(Path(folder), SERVE) as (people, serving):
            await through_telegram(people, serving, WARMING, [""] * len(WARMING))
            run = await through_telegram(people, serving, asked, heads)
            report(len(asked), bare, run, await _calm(people, serving, asked, heads))
            for _ in range(chosen.more):
                more = await through_telegram(people, serving, asked, heads)
                print(f"| memory after as many again | {more.memory:.0f} MB | |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        async with service(Path(folder), ECHO) as (people, serving):
            await through_telegram(people, serving, WARMING, [""] * len(WARMING))
            echo = await through_telegram(people, serving, asked, [""] * len(asked))
    print(f"| messages a second, answered at once | {len(asked) / echo.seconds:.0f} | |")
    print(f"| CPU of the chat alone (aim at most 2 ms) | {echo.cpu / len(asked) * 1000:.1f} ms | |")


async def _calm(
    people: People, serving: Process, asked: Sequence[tuple[int, str]], heads: Sequence[str]
) -> list[float]:
    """What one person waits while nobody else asks."""
    waits = []
    for one, head in zip(asked[:40], heads, strict=False):
        waits += (await through_telegram(people, serving, [one], [head])).waits
    return waits


def report(count: int, bare: Run, run: Run, calm: Sequence[float]) -> None:
    """The figures as a table of Markdown."""
    cpu = (run.cpu - bare.cpu) / count * 1000
    print(f"| questions a second | {count / run.seconds:.1f} | {count / bare.seconds:.1f} |")
    print(f"| their ratio (aim at least 0.7) | {bare.seconds / run.seconds:.2f} | |")
    print(f"| CPU a question | {run.cpu / count * 1000:.1f} ms | {bare.cpu / count * 1000:.1f} ms |")
    print(f"| CPU beyond the answer, with both at work | {cpu:.1f} ms | |")
    print(f"| wait in the burst, p50 / p95 | {quantile(run.waits, 0.5):.0f} / {quantile(run.waits, 0.95):.0f} ms | |")
    print(
        f"| wait of one person alone, p50 / p95 | {quantile(calm, 0.5):.0f} / {quantile(calm, 0.95):.0f} ms | "
        f"{statistics.median(bare.waits) / ABREAST * 1000:.0f} ms |"
    )
    print(f"| lost / chats out of order | {run.lost} / {run.disordered} | |")
    print(f"| memory | {run.memory:.0f} MB | |", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
