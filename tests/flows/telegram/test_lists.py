"""Long lists: page by page, every row once, there and back."""

import re

import pytest
import pytest_asyncio

from bot.answering.lookup import Lookup
from bot.model import Answer, Citation, Outcome
from tests.doubles.dialogue import long_office
from tests.doubles.library import FakeLibrary
from tests.flows.telegram.conftest import PHRASES, Resident, Town, buttons, say
from tests.simulators.telegram.posts import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROWS = tuple(f"{number}. Row{number:03d} of the list, with a few words about it" for number in range(1, 201))
CITED = Citation("city-kushima", "Amberly and Kushima", "Harbour gazette", "2024-05-01", "signed")
LONG = Answer("", Outcome.ANSWERED, "\n".join(["All rows: 200", *ROWS[:10]]), "en", (CITED,), ROWS[10:])


@pytest_asyncio.fixture(loop_scope="module")
async def shown(town: Town, mina: Resident) -> Message:
    """The first page of a long list."""
    town.clerk.script["Which rows does the long list have?"] = LONG
    return await mina.asks("Which rows does the long list have?")


async def turned(town: Town, mina: Resident, message: Message, label: str) -> Message:
    """The message after a button that turns a page was pressed."""
    pressed = mina.presses(message, label)
    await pressed.answered()
    await town.until(lambda: town.simulator.message(mina.identity, message.message_id).text != message.text)
    return mina.now(message)


async def leafed(town: Town, mina: Resident, first: Message, on: str) -> list[Message]:
    """All pages from one on, by pressing one button until it is gone."""
    pages = [first]
    while on in buttons(pages[-1]):
        pages.append(await turned(town, mina, pages[-1], on))
    return pages


def rows(*pages: Message) -> list[str]:
    """The rows on pages."""
    return [row for page in pages for row in re.findall(r"Row\d+", page.text)]


EVERY = [f"Row{number:03d}" for number in range(1, 201)]


async def test_every_row_is_on_exactly_one_page(town: Town, mina: Resident, shown: Message) -> None:
    second = await turned(town, mina, shown, say("button-more", count=190))
    pages = [shown, *await leafed(town, mina, second, "▶")]
    assert EVERY == rows(*pages)
    assert all(page.text.startswith("All rows: 200") for page in pages)
    assert 1 == len(mina.messages)


async def test_pages_are_the_same_there_and_back(town: Town, mina: Resident, shown: Message) -> None:
    second = await turned(town, mina, shown, say("button-more", count=190))
    there = await leafed(town, mina, second, "▶")
    back = await leafed(town, mina, there[-1], "◀")
    assert EVERY == rows(*reversed(back))
    assert [page.text for page in there] == [page.text for page in reversed(back[:-1])]
    assert shown.text == back[-1].text


async def test_the_button_in_the_middle_says_where_one_is_and_changes_nothing(
    town: Town, mina: Resident, shown: Message
) -> None:
    second = await turned(town, mina, shown, say("button-more", count=190))
    (here,) = [label for label in buttons(second) if re.fullmatch(r"2 / \d+", label)]
    await mina.presses(second, here).answered()
    await town.until(lambda: any(call.error for call in town.simulator.called("editMessageText")))
    await mina.asks("Does the chat go on after that?")
    assert (second.text, buttons(second)) == (mina.now(second).text, buttons(mina.now(second)))


async def test_a_page_can_still_be_judged(town: Town, mina: Resident, shown: Message) -> None:
    second = await turned(town, mina, shown, say("button-more", count=190))
    await mina.presses(second, say("button-helpful")).answered()
    await town.until(lambda: say("button-helpful") not in buttons(mina.now(second)))
    assert rows(second) == rows(mina.now(second))


async def test_two_lists_are_leafed_through_at_once(town: Town, mina: Resident, shown: Message) -> None:
    other = await mina.asks("Which rows does the long list have?")
    second = await turned(town, mina, shown, say("button-more", count=190))
    third = await turned(town, mina, second, "▶")
    await turned(town, mina, other, say("button-more", count=190))
    assert third.text == mina.now(shown).text
    assert second.text == mina.now(other).text


async def test_a_page_is_turned_by_another_member_of_the_group(town: Town, mina: Resident, jun: Resident) -> None:
    town.clerk.script["Which rows does the long list have?"] = LONG
    club = town.group(mina, jun)
    first = await club.asks(mina, "@city_bot Which rows does the long list have?")
    await jun.presses(first, say("button-more", count=190)).answered()
    await town.until(lambda: "Row011" in club.now(first).text)


async def test_the_sources_of_a_page_are_shown_in_full(town: Town, mina: Resident, shown: Message) -> None:
    second = await turned(town, mina, shown, say("button-more", count=190))
    details = await mina.picks(second, say("button-sources"))
    assert "Harbour gazette" in details.text
    assert second.message_id == details.reply_to


@pytest.mark.parametrize("language", ["en", "ko", "ru", "th", "id"])
async def test_all_partners_of_a_large_office_are_listed(town: Town, language: str) -> None:
    usual, town.clerk.lookup = town.clerk.lookup, Lookup(FakeLibrary(facts=long_office(40)), PHRASES)
    resident = town.resident(language)
    first = await resident.commands("cities")
    town.clerk.lookup = usual
    second = await turned(town, resident, first, say("button-more", language, count=29))
    pages = [first, *await leafed(town, resident, second, "▶")]
    listed = [name for page in pages for name in re.findall(r"^\d+\. (P\d+) \(", page.text, re.MULTILINE)]
    assert [f"P{number}" for number in range(40)] == listed
