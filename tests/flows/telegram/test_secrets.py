"""What is a partner's or internal never reaches a citizen, on whatever way it is asked for."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.doubles.facts import HEADS
from tests.flows.conftest import GATE, SECRETS, ingest, write_corpus
from tests.flows.telegram.conftest import DeskTown, Resident
from tests.flows.test_register import SECRET, write
from tests.simulators.telegram.world import Call

pytestmark = pytest.mark.asyncio(loop_scope="module")

HIDDEN = [*SECRETS, "Veilhaven", "May 5", "5 мая"]
"""Words of the hidden documents and facts that no answer may hold."""
ABOUT_FACTS = [
    "Is Veilhaven a sister city of Port Amberly?",
    "Which sister cities does Port Amberly have in Norway?",
    "Which is the latest agreement of Port Amberly?",
    "Which agreements were signed in the year after 2024?",
    "베일헤이븐은 앰벌리의 자매도시인가요?",
    "Есть ли у Port Amberly города-побратимы в Норвегии?",
]
LINKS = ["gate-key", "gate-badge", "ko_gate-key", "city-veilhaven", "th_city-veilhaven", "agreement-amberly-veilhaven"]
COMMANDS = ["cities", "programmes", "language", "help", "status", "start", "privacy"]
ENOUGH = 8
"""Messages that wait to be looked at after which a chain was followed far enough."""
ARGUMENTS = ["gate-key", "Heron Gate", "Veilhaven", "Norway"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city's documents, and facts of which some are internal."""
    folder = tmp_path_factory.mktemp("hidden")
    ingest(write(write_corpus(folder / "corpus"), [*HEADS, *SECRET]), folder / "index")
    return folder / "index"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(index: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DeskTown]:
    """A desk with things to hide."""
    opened = DeskTown(tmp_path_factory.mktemp("city"), index)
    await opened.open()
    yield opened
    await opened.stop()


def leaks(calls: list[Call], asked: str = "") -> list[str]:
    """Hidden words in whatever the bot sent, buttons and results included; an inline result repeats what was asked."""
    said = "\n".join(str(call.arguments).replace(f"❓ {asked}", "") for call in calls)
    return [word for word in HIDDEN if word in said]


async def tried(city: DeskTown, text: str, act: Callable[[Resident], Awaitable[Any]]) -> list[str]:
    """What somebody new finds out by doing something."""
    resident, before = city.resident(), len(city.simulator.calls)
    await act(resident)
    assert city.simulator.calls[before:]
    return leaks(city.simulator.calls[before:], text)


@pytest.mark.parametrize("text", [*GATE, *ABOUT_FACTS])
async def test_a_question_opens_nothing(city: DeskTown, text: str) -> None:
    async def act(sly: Resident) -> None:
        await sly.asks(text)
        await sly.asks("And where exactly is it, and since when?")

    assert [] == await tried(city, "", act)


@pytest.mark.parametrize("text", [*GATE[:4], *ABOUT_FACTS[:3]])
async def test_an_inline_query_opens_nothing(city: DeskTown, text: str) -> None:
    assert [] == await tried(city, text, lambda sly: sly.person.inline(text))


@pytest.mark.parametrize("payload", LINKS)
async def test_a_link_opens_nothing(city: DeskTown, payload: str) -> None:
    assert [] == await tried(city, "", lambda sly: sly.commands("start", payload))


@pytest.mark.parametrize("argument", ARGUMENTS)
async def test_an_argument_of_a_command_opens_nothing(city: DeskTown, argument: str) -> None:
    async def act(sly: Resident) -> None:
        for command in COMMANDS:
            await sly.commands(command, argument)

    assert [] == await tried(city, "", act)


@pytest.mark.parametrize("text", [GATE[3], ABOUT_FACTS[0]])
async def test_neither_a_caption_nor_an_edit_nor_a_mention_opens_anything(city: DeskTown, text: str) -> None:
    async def act(sly: Resident) -> None:
        sly.person.photo(caption=text)
        await sly.hears(1)
        question = sly.person.say("Is this question changed?")
        await sly.hears(2)
        sly.person.edit(question, text)
        await sly.hears(3)
        club = city.group(sly)
        asked = club.says(sly, text)
        await club.asks(sly, "@city_bot", reply_to=asked)

    assert [] == await tried(city, "", act)


async def test_nothing_that_is_offered_leads_there(city: DeskTown) -> None:
    async def act(sly: Resident) -> None:
        waiting = [await sly.commands("start"), await sly.commands("cities"), await sly.commands("programmes")]
        while len(waiting) < ENOUGH:
            message = waiting.pop(0)
            labels = [label for row in message.buttons for label, data in row if data[0] in "bno"]
            waiting += [await sly.picks(message, label) for label in labels]

    assert [] == await tried(city, "", act)


async def test_a_list_counts_what_is_public_alone(city: DeskTown) -> None:
    shown = await city.resident().commands("cities")
    assert "Partners of Port Amberly: 4" in shown.text
    assert "Kushima" in shown.text


async def test_no_button_holds_content(city: DeskTown) -> None:
    resident = city.resident()
    for message in (
        await resident.commands("start"),
        await resident.commands("language"),
        await resident.commands("cities"),
        await resident.asks(GATE[0]),
    ):
        data = [data for row in message.buttons for _, data in row]
        assert [] == [one for one in data if not re.fullmatch(r"[a-z]:[\w-]{0,12}:([a-z]{2,3}|\d{0,3})", one)]
