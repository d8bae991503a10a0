"""Questions of five languages to the real assistant over a small invented city: cited, or honestly not found."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.flows.conftest import ASKED, TEXTS, Desk
from tests.flows.telegram.conftest import DeskTown, buttons, first_line, say
from tests.flows.test_ask import is_quoted_from
from tests.simulators.telegram.entities import part
from tests.simulators.telegram.posts import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNANSWERABLE = [
    ("en", "Who won the tennis championship of the moon in 1850?"),
    ("ko", "오늘 서울에서 가장 맛있는 피자집은 어디인가요?"),
    ("id", "Siapa pemenang lomba renang di planet Mars?"),
    ("th", "ใครเป็นแชมป์เทนนิสบนดวงจันทร์"),
    ("ru", "Кто выиграл чемпионат Луны по теннису?"),
]
FOLLOW_UPS = [
    ("en", "How much does a ticket for the Lantern Ferry cost for adults?", "And for children under six?", "for free"),
    ("ko", "앰벌리 유리 박물관은 무슨 요일에 문을 닫나요?", "그럼 입장료는 얼마인가요?", "구천 원"),
    ("ru", "Детей какого возраста принимают в хор «Янтарь»?", "А где он репетирует?", "в школе номер восемь"),
]


def quoted(message: Message) -> list[str]:
    """The lines that are set off as quotations."""
    found = [one for one in message.entities if one["type"] == "blockquote"]
    return [line for one in found for line in part(message.text, one["offset"], one["length"]).split("\n")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def city(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DeskTown]:
    """The small city's desk."""
    opened = DeskTown(tmp_path_factory.mktemp("city"), desk.index)
    await opened.open()
    yield opened
    await opened.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def strict_city(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DeskTown]:
    """The same desk where nothing is sure enough."""
    opened = DeskTown(tmp_path_factory.mktemp("strict"), desk.index, floor=1.0)
    await opened.open()
    yield opened
    await opened.stop()


@pytest.mark.parametrize(("language", "document", "text", "words"), ASKED)
async def test_a_question_is_answered_with_the_documents_words_in_the_askers_frame(
    city: DeskTown, language: str, document: str, text: str, words: str
) -> None:
    shown = await city.resident(language).asks(text)
    quotes = quoted(shown)
    assert any(words in quote for quote in quotes)
    assert say("quoted", language) == first_line(shown)
    assert all(is_quoted_from(TEXTS[document], quote) for quote in quotes if words in quote)
    assert say("sources", language) in shown.text
    assert say("button-sources", language) in buttons(shown)


async def test_the_sources_hold_the_very_words(city: DeskTown) -> None:
    language, _, text, words = ASKED[2]
    resident = city.resident(language)
    shown = await resident.asks(text)
    details = await resident.picks(shown, say("button-sources", language))
    assert say("sources-say", language) == first_line(details)
    assert words in details.text


@pytest.mark.parametrize("language", ["ko", "th", "ru", "id"])
async def test_the_chosen_language_frames_a_quote_of_another(city: DeskTown, language: str) -> None:
    resident = city.resident()
    await resident.commands("language", language)
    shown = await resident.asks(ASKED[0][2])
    assert say("quoted", language) == first_line(shown)
    assert "seven crowns" in shown.text


@pytest.mark.parametrize(("language", "first", "then", "words"), FOLLOW_UPS)
async def test_a_follow_up_is_answered_from_the_same_document(
    city: DeskTown, language: str, first: str, then: str, words: str
) -> None:
    resident = city.resident(language)
    await resident.asks(first)
    assert words in (await resident.asks(then)).text


@pytest.mark.parametrize(("language", "text"), UNANSWERABLE)
async def test_what_no_document_answers_is_said_so_and_a_person_offered(
    strict_city: DeskTown, language: str, text: str
) -> None:
    resident = strict_city.resident(language)
    shown = await resident.asks(text)
    assert say("offer", language) in shown.text
    assert say("button-person", language) in buttons(shown)
    assert {say("button-helpful", language), say("button-sources", language)}.isdisjoint(buttons(shown))
    assert [] == quoted(shown)
    told = await resident.picks(shown, say("button-person", language))
    assert say("person-none", language) == first_line(told)


@pytest.mark.parametrize(("language", "text"), UNANSWERABLE)
async def test_what_no_document_answers_gives_no_inline_result(strict_city: DeskTown, language: str, text: str) -> None:
    assert [] == await strict_city.resident(language).person.inline(text)


@pytest.mark.parametrize(("language", "document", "text", "words"), ASKED)
async def test_an_inline_result_quotes_and_names_its_source(
    city: DeskTown, language: str, document: str, text: str, words: str
) -> None:
    resident = city.resident(language)
    (result,) = await resident.person.inline(text)
    shown = resident.person.choose(result)
    assert words in shown.text
    assert say("sources", language) in shown.text
    assert is_quoted_from(TEXTS[document], result["title"])


async def test_a_question_in_a_group_is_answered_from_the_documents(city: DeskTown) -> None:
    resident = city.resident("id")
    club = city.group(resident)
    shown = await club.asks(resident, f"@city_bot {ASKED[3][2]}")
    assert "dua belas mahkota" in shown.text


@pytest.mark.parametrize("text", ["🎉🎉", "\u200b?", "....", "👨‍👩‍👧‍👦"])
async def test_what_holds_no_words_is_answered_kindly(city: DeskTown, text: str) -> None:
    shown = await city.resident("ru").asks(text)
    assert shown.text
    assert say("button-helpful", "ru") not in buttons(shown)
