"""Which language is spoken, that every language is whole, and what is said without any question."""

from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import COMMANDS
from bot.messaging.model import Action, Address, Event, Handled, Kind, Profile
from bot.messaging.voice import language_of, name_of, spoken
from bot.phrases import FALLBACK, languages
from retrieval.model import Audience
from tests.doubles.dialogue import CHANNEL, PHRASES, Citizen, Desk, answer, labels, say, sent, texts

MINA = Citizen()
GROUP = Citizen(chat="-5", thread="3")
LONG_CITY = "Port Amberly-on-Seaa"


async def profile(desk: Desk, person: str = "7") -> Profile:
    return await desk.store.profile(CHANNEL, person)


# Languages


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *((code, code) for code in languages()),
        ("ko-KR", "ko"),
        ("zh-hans", "zh"),
        ("zh_TW", "zh"),
        ("ES-419", "es"),
        ("tl", "fil"),
        ("tl-PH", "fil"),
        ("in", "id"),
        ("pt-BR", "en"),
        ("xx", "en"),
        ("", "en"),
        ("-", "en"),
    ],
)
def test_the_language_of_an_app_is_the_nearest_that_is_spoken(tag: str, language: str):
    assert language == spoken(tag)


@given(st.text(max_size=20))
def test_any_tag_and_any_name_has_an_end(text: str):
    assert spoken(text) in languages()
    assert language_of(text) in {None, *languages()}


@pytest.mark.parametrize("language", languages())
def test_a_language_is_known_by_its_name_in_every_other(language: str):
    assert {language} == {language_of(name_of(language, other)) for other in languages()}
    assert {language} == {language_of(text) for text in (language, language.upper(), f" {language} ")}


@pytest.mark.parametrize(
    ("language", "displayed", "name"),
    [
        ("es", "es", "Español"),
        ("vi", "vi", "Tiếng Việt"),
        ("ko", "vi", "Tiếng Hàn"),
        ("kk", "kk", "Қазақ тілі"),
        ("zh", "zh", "中文"),
        ("??", "en", "??"),
    ],
)
def test_names_of_languages_are_written_as_in_a_list(language: str, displayed: str, name: str):
    assert name == name_of(language, displayed)


async def test_without_a_choice_the_language_of_the_app_is_a_hint():
    desk = Desk()
    await desk.hear(Citizen(language="ko-KR").says())
    assert (None, "ko") == (desk.question.language, desk.question.hint)


async def test_without_a_language_of_the_app_there_is_no_hint():
    desk = Desk()
    await desk.hear(MINA.says())
    assert (None, None) == (desk.question.language, desk.question.hint)


async def test_a_chosen_language_wins():
    desk = Desk()
    await desk.hear(MINA.commands("language", "ja"))
    await desk.hear(Citizen(language="ko").says())
    assert ("ja", "ko") == (desk.question.language, desk.question.hint)


async def test_what_stands_around_an_answer_is_in_the_answers_language():
    desk = Desk()
    desk.tell("언제?", answer("1976년부터 [1]", language="ko"))
    (message,) = sent(await desk.hear(Citizen(language="ru").says("언제?", attached=True)))
    assert say("caption-only", "ko") == message.lines[0].text
    assert say("button-helpful", "ko") in labels(message)


# Every language is whole


@pytest.mark.parametrize("language", languages())
async def test_every_command_speaks_every_language(language: str):
    desk = Desk()
    for command in (*COMMANDS, "unknown"):
        (message,) = sent(await desk.hear(Citizen("8", language=language).commands(command)))
        assert [] == [text for text in (message.text, *labels(message)) if set("{}") & set(text)]
        (english,) = sent(await desk.hear(Citizen("9").commands(command)))
        assert (command, language == FALLBACK) == (command, english.text == message.text)


@pytest.mark.parametrize("language", languages())
async def test_every_notice_speaks_every_language(language: str):
    desk = Desk()
    citizen = Citizen(chat="-5", language=language)
    kinds = (Kind.UNREADABLE, Kind.JOINED)
    said = [texts(await desk.hear(citizen.does(kind, "@city_bot")))[0] for kind in kinds]
    assert [say("unreadable-kind", language), say("chat-group-greeting", language, name="@city_bot")] == said


@pytest.mark.parametrize("language", languages())
def test_what_the_profile_says_is_short_enough(language: str):
    city = Desk().guide.city(Audience.PUBLIC, language)
    for name in (city, LONG_CITY):
        description, about = (say(key, language, city=name) for key in ("bot-description", "bot-about"))
        assert (True, True) == (name in description, name in about)
        assert (True, True) == (0 < len(description) <= 512, 0 < len(about) <= 120)


@pytest.mark.parametrize("language", languages())
def test_the_menu_has_a_description_of_every_command(language: str):
    assert [] == [name for name in COMMANDS if not 1 <= len(say(f"command-{name}", language)) <= 256]


@pytest.mark.parametrize("language", languages())
def test_a_note_after_a_press_is_short_enough(language: str):
    notes = ("answer-gone", "feedback-thanks", "feedback-why")
    assert [] == [key for key in notes if not 1 <= len(say(key, language)) <= 200]


@pytest.mark.parametrize("language", languages())
def test_phrases_have_the_same_placeholders_everywhere(language: str):
    keys = [
        *("chat-greeting", "chat-group-greeting", "bot-description", "bot-about", "language-choose", "language-set"),
        *("privacy-kept", "status-language", "status-kept", "too-long", "too-many", "button-more"),
    ]
    named = [{name for _, name, _, _ in Formatter().parse(PHRASES.say(key, language)) if name} for key in keys]
    assert [{name for _, name, _, _ in Formatter().parse(PHRASES.say(key, "en")) if name} for key in keys] == named


# Without a question


async def test_what_cannot_be_read_is_told_so():
    event = GROUP.does(Kind.UNREADABLE)
    (delivery,) = (await Desk().hear(GROUP.does(Kind.UNREADABLE), event)).deliveries
    assert (say("unreadable-kind"), event.message) == (delivery.message.text, delivery.target)


async def test_a_group_is_greeted_without_replying_to_anything():
    (delivery,) = (await Desk().hear(GROUP.does(Kind.JOINED, "@city_bot"))).deliveries
    assert (say("chat-group-greeting", name="@city_bot"), "") == (delivery.message.text, delivery.target)


async def test_who_blocks_is_remembered_until_they_come_back():
    desk = Desk()
    assert Handled(blocked=True) == await desk.hear(MINA.does(Kind.BLOCKED))
    assert (await profile(desk)).blocked
    assert Handled(blocked=False) == await desk.hear(MINA.does(Kind.UNBLOCKED))
    assert not (await profile(desk)).blocked


async def test_who_writes_again_is_no_longer_blocked():
    desk = Desk()
    await desk.hear(MINA.commands("language", "ko"))
    await desk.hear(MINA.does(Kind.BLOCKED))
    await desk.hear(MINA.says())
    assert Profile("ko", blocked=False) == await profile(desk)


async def test_who_writes_in_a_group_may_still_block_the_private_chat():
    desk = Desk()
    await desk.hear(MINA.does(Kind.BLOCKED))
    await desk.hear(GROUP.says())
    assert (await profile(desk)).blocked


async def test_who_asks_inline_may_still_block_the_private_chat():
    desk = Desk()
    await desk.hear(MINA.does(Kind.BLOCKED))
    await desk.hear(MINA.queries("when"))
    assert (await profile(desk)).blocked


async def test_a_group_that_is_joined_again_is_no_longer_blocked():
    desk = Desk()
    group = Citizen("-5", chat="-5")
    await desk.hear(group.does(Kind.BLOCKED))
    await desk.hear(group.does(Kind.JOINED, "@city_bot"))
    assert not (await profile(desk, "-5")).blocked


# When everything else has failed


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.EDITED, Kind.COMMAND, Kind.UNREADABLE])
def test_what_could_not_be_handled_is_apologised_for(kind: Kind):
    event = replace(GROUP, language="ko").does(kind, "x")
    delivery = Desk().dialogue.apology(event).deliveries[-1]
    assert (say("failed", "ko"), event.message, event.address) == (
        delivery.message.text,
        delivery.target,
        delivery.address,
    )


def test_a_press_that_could_not_be_handled_is_acknowledged():
    (delivery,) = Desk().dialogue.apology(replace(GROUP, language="ko").presses("x")).deliveries
    assert (Action.ACKNOWLEDGE, say("failed", "ko")) == (delivery.action, delivery.note)


@pytest.mark.parametrize("kind", [Kind.INLINE, Kind.JOINED, Kind.BLOCKED, Kind.UNBLOCKED])
def test_where_nobody_waits_nobody_is_apologised_to(kind: Kind):
    assert Handled() == Desk().dialogue.apology(Event("1", kind, Address(CHANNEL, "7"), "7", language="ko"))
