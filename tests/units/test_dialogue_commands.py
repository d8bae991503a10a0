"""What every command does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.commands import COMMANDS
from bot.messaging.model import Action, Delivery, Profile
from bot.model import Outcome
from bot.phrases import languages
from tests.doubles.dialogue import CHANNEL, DAYS, Citizen, Desk, answer, labels, say, sent, texts
from tests.doubles.facts import empty

MINA = Citizen()
KUSHIMA = "Kushima (Japan): sister city of Port Amberly since October 11, 1976 [1]"


async def said(desk: Desk, command: str, text: str = "", citizen: Citizen = MINA) -> str:
    """What the only message says that follows from a command."""
    (found,) = texts(await desk.hear(citizen.commands(command, text)))
    return found


async def language(desk: Desk) -> str:
    return (await desk.store.profile(CHANNEL, "7")).language


async def test_an_unknown_command_is_told_so():
    assert say("command-unknown") == await said(Desk(), "drop_table")


async def test_commands_in_a_group_are_answered_as_replies():
    for command in (*COMMANDS, "unknown"):
        event = Citizen(chat="-5", thread="3").commands(command)
        first = (await Desk().hear(event)).deliveries[0]
        assert (Action.SEND, event.message, event.address) == (first.action, first.target, first.address)


# /start


async def test_start_greets_and_offers_what_has_an_answer():
    desk = Desk()
    (message,) = sent(await desk.hear(MINA.commands("start")))
    assert (say("chat-greeting", city="Port Amberly"), say("chat-examples")) == (
        message.lines[0].text,
        message.lines[2].text,
    )
    assert 3 == len(labels(message))
    for row in message.keyboard:
        handled = await desk.hear(MINA.presses(row[0].data))
        assert handled.interaction is not None
        assert (Outcome.ANSWERED, row[0].label) == (handled.interaction.answer.outcome, handled.interaction.question)


async def test_start_without_any_facts_offers_nothing():
    (message,) = sent(await Desk(known=empty()).hear(MINA.commands("start")))
    assert ((), 1) == (message.keyboard, len(message.lines))


async def test_a_link_chooses_the_language():
    desk = Desk()
    (text,) = texts(await desk.hear(MINA.commands("start", "ko")))
    assert text.startswith(say("chat-greeting", "ko", city="앰벌리"))
    assert "ko" == await language(desk)


@pytest.mark.parametrize("document", ["city-kushima", "agreement-amberly-kushima", "programme-camp"])
async def test_a_link_leads_to_what_it_is_about(document: str):
    desk = Desk()
    greeting, text = texts(await desk.hear(MINA.commands("start", document)))
    assert say("chat-examples") in greeting
    assert text.startswith(KUSHIMA)
    assert "" == await language(desk)


async def test_what_a_link_leads_to_may_be_asked_about():
    desk = Desk()
    handled = await desk.hear(MINA.commands("start", "city-kushima"))
    await desk.hear(MINA.says("And the population?"))
    assert handled.interaction is not None
    assert handled.interaction.answer.text == desk.question.history[-1].text


async def test_a_link_may_choose_the_language_and_lead_to_something():
    desk = Desk()
    greeting, text = texts(await desk.hear(Citizen(language="ru").commands("start", "ko_city-kushima")))
    assert greeting.startswith(say("chat-greeting", "ko", city="앰벌리"))
    assert text.startswith("구시마 (Kushima, 일본)")
    assert ("ko", "ko") == (await language(desk), desk.question.language)


@pytest.mark.parametrize(
    "payload", ["inline", "xx", "city-atlantis", "city-amberly", "_", "__", "ko-kr", "KO", "xx_city-atlantis", "../etc"]
)
async def test_a_link_to_nothing_only_greets(payload: str):
    desk = Desk()
    assert texts(await desk.hear(MINA.commands("start"))) == texts(await desk.hear(MINA.commands("start", payload)))
    assert ("", []) == (await language(desk), desk.assistant.asked)


async def test_a_link_to_nothing_may_still_choose_the_language():
    desk = Desk()
    assert 1 == len(texts(await desk.hear(MINA.commands("start", "ko_city-atlantis"))))
    assert "ko" == await language(desk)


@given(st.text(max_size=64))
async def test_any_link_greets(payload: str):
    first, *_ = (await Desk().hear(MINA.commands("start", payload))).deliveries
    assert "Port Amberly" in first.message.text or "앰벌리" in first.message.text


# /help, /privacy, /status, /forget


async def test_help_names_every_command():
    text = await said(Desk(), "help")
    assert [f"/{name} – {say(f'command-{name}')}" for name in COMMANDS] == text.split("\n")[2:]
    assert say("chat-help") == text.split("\n")[0]


async def test_privacy_says_how_long_and_how_to_delete():
    assert f"{say('privacy-kept', days=DAYS)}\n\n{say('privacy-delete')}" == await said(Desk(), "privacy")


async def test_status_counts_ones_own_questions():
    desk = Desk()
    for citizen in (MINA, MINA, Citizen(chat="-5"), Citizen("8"), Citizen(channel="other")):
        await desk.hear(citizen.says())
    lines = (await said(desk, "status")).split("\n")
    assert say("status-kept", count=3, days=DAYS) == lines[1]
    assert say("status-no-person") == lines[0]


async def test_status_names_the_language():
    desk = Desk()
    assert say("status-language", language=say("language-automatic")) in await said(desk, "status")
    await desk.hear(MINA.commands("language", "ja"))
    assert say("status-language", "ja", language="日本語") in await said(desk, "status")


async def test_forget_leaves_nothing_of_a_person():
    desk = Desk()
    await desk.hear(MINA.commands("language", "ja"))
    for citizen in (MINA, Citizen(chat="-5"), Citizen("8")):
        await desk.hear(citizen.says())
    assert say("forgotten", "ja") == await said(desk, "forget")
    kept = desk.store.disk
    assert (["8"], {}, {}) == ([one.person for one in kept.interactions.values()], kept.profiles, kept.parcels)
    assert say("status-kept", count=0, days=DAYS) in await said(desk, "status")


# /language


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("ko", "ko"),
        (" KO ", "ko"),
        ("한국어", "ko"),
        ("Korean", "ko"),
        ("korean", "ko"),
        ("韓国語", "ko"),
        ("корейский", "ko"),
        ("Tiếng Việt", "vi"),
        ("vietnamita", "vi"),
        ("Filipino", "fil"),
        ("中文", "zh"),
    ],
)
async def test_a_language_may_be_named_in_any_language(text: str, chosen: str):
    desk = Desk()
    answered = await said(desk, "language", text)
    assert chosen == await language(desk)
    assert answered.startswith(say("language-set", chosen, language="…").partition("…")[0])


@pytest.mark.parametrize("text", ["klingon", "k", "korean please", "{language}", "🙂", "fr"])
async def test_a_language_that_is_unknown_is_told_and_all_are_offered(text: str):
    desk = Desk()
    (message,) = sent(await desk.hear(MINA.commands("language", text)))
    assert say("language-unknown") == message.text
    assert (len(languages()) + 1, "") == (len(labels(message)), await language(desk))


async def test_every_language_is_offered_by_its_own_name():
    desk = Desk()
    (message,) = sent(await desk.hear(MINA.commands("language")))
    assert say("language-choose", language=say("language-automatic")) == message.text
    assert {"한국어", "日本語", "Tiếng Việt", "Español", "ไทย"} <= set(labels(message))
    assert say("language-automatic") == labels(message)[-1]
    for button, code in zip([one for row in message.keyboard for one in row], (*languages(), ""), strict=True):
        await desk.hear(MINA.presses(button.data))
        assert code == await language(desk)


async def test_the_language_that_is_chosen_is_said():
    desk = Desk()
    await desk.hear(MINA.commands("language", "es"))
    assert say("language-choose", "es", language="Español") == await said(desk, "language")


# /cities and /programmes


@pytest.mark.parametrize(
    ("command", "heading"), [("cities", "Partners of Port Amberly: 4"), ("programmes", "Exchange programmes: 2")]
)
async def test_everything_is_listed(command: str, heading: str):
    desk = Desk()
    event = MINA.commands(command)
    handled = await desk.hear(event)
    assert heading == texts(handled)[0].partition("\n")[0]
    assert handled.interaction is not None
    assert ((event.message, say(f"command-{command}")),) == handled.interaction.parts
    assert handled.interaction.id == handled.deliveries[0].interaction


@pytest.mark.parametrize("command", ["cities", "programmes"])
async def test_a_part_of_it_is_asked_for_in_words(command: str):
    desk = Desk()
    text = f"{say(f'command-{command}')}: in Japan"
    desk.tell(text, answer("One."))
    assert (await said(desk, command, "in Japan")).startswith("One.")
    assert (text, None) == (desk.question.text, desk.question.choice)


async def test_lists_come_in_the_chosen_language_else_in_the_apps():
    desk = Desk()
    citizen = Citizen(language="ja")
    assert (await said(desk, "cities", citizen=citizen)).startswith("Port Amberly")
    assert "ja" == desk.question.language
    await desk.hear(citizen.commands("language", "ko"))
    assert (await said(desk, "cities", citizen=citizen)).startswith("앰벌리")
    assert "ko" == desk.question.language


async def test_lists_may_be_gone_on_with():
    desk = Desk()
    handled = await desk.hear(MINA.commands("cities"))
    await desk.hear(MINA.says("Only in Japan"))
    assert handled.interaction is not None
    assert handled.interaction.answer.text == desk.question.history[-1].text


# A person


async def test_where_a_person_can_be_asked_is_said():
    desk = Desk(contact="exchange@amberly.example")
    handled = desk.dialogue.commands.contact_only(MINA.says(), Profile("ko"))
    assert [f"{say('person-none', 'ko')}\nexchange@amberly.example"] == texts(handled)


async def test_without_a_contact_only_that_nobody_answers_here_is_said():
    handled = Desk().dialogue.commands.contact_only(MINA.says(), Profile())
    assert [say("person-none")] == texts(handled)
    assert all(isinstance(one, Delivery) and one.interaction == "" for one in handled.deliveries)
