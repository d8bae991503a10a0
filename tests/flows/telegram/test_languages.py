"""In which language the bot speaks: the question's, the app's as long as nothing is asked, or the chosen one."""

import pytest

from bot.messaging.voice import name_of
from bot.phrases import languages
from tests.flows.telegram.conftest import Resident, Town, buttons, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("app", "spoken"), [("ko", "ko"), ("pt-br", "en"), ("zh-hans", "zh"), ("tl", "fil"), ("in", "id"), ("", "en")]
)
async def test_help_is_in_the_language_of_the_app(town: Town, app: str, spoken: str) -> None:
    shown = await town.resident(app).commands("help")
    assert shown.text.startswith(say("chat-help", spoken))
    assert say("command-forget", spoken) in shown.text


@pytest.mark.parametrize("language", languages())
async def test_everything_can_be_said_in_every_language(town: Town, language: str) -> None:
    resident = town.resident(language)
    for command in ("start", "help", "language", "cities", "privacy", "forget", "nonsense"):
        shown = await resident.commands(command)
        assert "{" not in shown.text
    assert say("command-unknown", language) == resident.messages[-1].text
    assert say("forgotten", language) == resident.messages[-2].text


@pytest.mark.parametrize("language", ["ko", "ru", "th", "my", "zh"])
async def test_a_button_chooses_a_language(town: Town, mina: Resident, language: str) -> None:
    offer = await mina.commands("language")
    await mina.presses(offer, name_of(language, language)).answered()
    chosen = say("language-set", language, language=name_of(language, language))
    await town.until(lambda: mina.now(offer).text == chosen)
    assert [] == mina.now(offer).buttons
    await mina.asks("In which language am I answered?")
    assert language == town.clerk.questions("In which language am I answered?")[-1].language


async def test_all_languages_are_offered_by_their_own_names(mina: Resident) -> None:
    offer = await mina.commands("language")
    expected = {name_of(language, language) for language in languages()} | {say("language-automatic")}
    assert expected == set(buttons(offer))


@pytest.mark.parametrize("named", ["ko", "KO", "한국어", "korean", "Корейский"])
async def test_a_language_is_chosen_by_any_of_its_names(town: Town, mina: Resident, named: str) -> None:
    shown = await mina.commands("language", named)
    assert say("language-set", "ko", language="한국어") == shown.text
    assert (await mina.commands("help")).text.startswith(say("chat-help", "ko"))


@pytest.mark.parametrize("named", ["Klingon", "xx", "🎉", "<b>", "{language}", "a" * 1000])
async def test_a_language_nobody_speaks_here_is_told(mina: Resident, named: str) -> None:
    shown = await mina.commands("language", named)
    assert say("language-unknown") == shown.text
    assert say("language-automatic") in buttons(shown)


async def test_the_question_decides_again_when_that_is_chosen(town: Town, mina: Resident) -> None:
    await mina.commands("language", "ru")
    offer = await mina.commands("language")
    await mina.presses(offer, say("language-automatic", "ru")).answered()
    await mina.asks("Who decides on the language now?")
    assert (None, "en") == _asked(town, "Who decides on the language now?")


async def test_a_choice_is_kept_and_forgotten_on_demand(town: Town, mina: Resident) -> None:
    await mina.commands("language", "vi")
    assert say("status-language", "vi", language=name_of("vi", "vi")) in (await mina.commands("status")).text
    await mina.commands("forget")
    await mina.asks("Is the choice of a language forgotten?")
    assert (None, "en") == _asked(town, "Is the choice of a language forgotten?")


async def test_a_choice_is_one_persons_alone_also_in_a_group(town: Town, mina: Resident, jun: Resident) -> None:
    club = town.group(mina, jun)
    await club.asks(mina, "/language ja")
    await club.asks(mina, "@city_bot Which language do I get?")
    await club.asks(jun, "@city_bot Which language do the others get?")
    assert "ja" == _asked(town, "Which language do I get?")[0]
    assert None is _asked(town, "Which language do the others get?")[0]


async def test_the_frame_of_an_answer_is_in_its_language(town: Town, mina: Resident) -> None:
    await mina.commands("language", "es")
    shown = await mina.asks("What is written around this answer?")
    assert {say("button-helpful", "es"), say("button-sources", "es")} < set(buttons(shown))
    assert say("sources", "es") in shown.text


async def test_a_link_chooses_the_language(town: Town, mina: Resident) -> None:
    hello = await mina.commands("start", "th")
    assert hello.text.startswith(say("chat-greeting", "th", city="#")[:8])
    await mina.asks("Which language did the link choose?")
    assert "th" == _asked(town, "Which language did the link choose?")[0]


def _asked(town: Town, text: str) -> tuple[str | None, str | None]:
    """The chosen language and the hint that came with a question."""
    question = town.clerk.questions(text)[-1]
    return question.language, question.hint
