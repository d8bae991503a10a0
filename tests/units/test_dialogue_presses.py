"""What every button does, and that no press is left without an acknowledgement."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.layout import REASONS
from bot.messaging.model import Action, Delivery, Feedback, Handled
from bot.messaging.tokens import Token, Verb, read
from bot.model import Answer, Outcome
from tests.doubles.dialogue import (
    Citizen,
    Desk,
    answer,
    buttons,
    cite,
    labelled,
    labels,
    long_office,
    options,
    say,
    texts,
)

MINA = Citizen()
GROUP = Citizen(chat="-5", thread="3")
ABOUT_AN_ANSWER = [verb for verb in Verb if verb not in {Verb.LANGUAGE, Verb.START}]
LONG = long_office()
UNCLEAR = answer("Which?\n1. One\n2. Two", Outcome.CLARIFY, options=options("One", "Two"), language="ko")


async def ask(desk: Desk, said: Answer, citizen: Citizen = MINA) -> str:
    """Ask something; the id of the interaction."""
    desk.tell("When?", said)
    handled = await desk.hear(citizen.says("When?"))
    assert handled.interaction is not None
    return handled.interaction.id


async def press(desk: Desk, label: str, citizen: Citizen = MINA) -> Handled:
    """Press a button of the message that was sent last."""
    return await desk.hear(citizen.presses(labelled(desk.shown[desk.last], label), desk.last))


def note(handled: Handled) -> str:
    """The acknowledgement of a press: there is just one, and it comes first."""
    first, *others = handled.deliveries
    assert (Action.ACKNOWLEDGE, "callback") == (first.action, first.target)
    assert Action.ACKNOWLEDGE not in {other.action for other in others}
    return first.note


# Any press


@given(st.text(max_size=80) | st.from_regex(r"\A[onpshyurlb]?:?.{0,12}:?[0-9-]{0,20}\Z"))
async def test_nonsense_is_acknowledged_and_does_nothing_to_the_answers(data: str):
    desk = Desk()
    handled = await desk.hear(MINA.presses(data))
    note(handled)
    assert (handled.feedback, handled.forget, handled.replaces) == (None, False, "")


@given(st.sampled_from(Verb), st.text(max_size=20) | st.integers().map(str))
async def test_a_real_answer_with_any_detail_is_acknowledged(verb: Verb, detail: str):
    desk = Desk(known=LONG)
    await desk.hear(MINA.commands("cities"))
    (identity,) = desk.store.disk.interactions
    note(await desk.hear(MINA.presses(f"{verb}:{identity}:{detail}")))


@pytest.mark.parametrize("verb", Verb)
async def test_no_number_is_too_long(verb: Verb):
    desk = Desk()
    identity = await ask(desk, UNCLEAR)
    note(await desk.hear(MINA.presses(f"{verb}:{identity}:{'9' * 5000}")))


@pytest.mark.parametrize("verb", ABOUT_AN_ANSWER)
@pytest.mark.parametrize(
    "elsewhere", [replace(GROUP, chat="-6"), replace(MINA, identity="8"), replace(GROUP, channel="other")]
)
async def test_an_answer_of_another_chat_is_gone(verb: Verb, elsewhere: Citizen):
    desk = Desk()
    identity = await ask(desk, answer(rest=("2. b",), options=options("One")), GROUP)
    handled = await desk.hear(elsewhere.presses(f"{verb}:{identity}:0"))
    assert (say("answer-gone"), 1) == (note(handled), len(handled.deliveries))
    assert (None, None, 1) == (handled.interaction, handled.feedback, len(desk.assistant.asked))


@pytest.mark.parametrize("verb", ABOUT_AN_ANSWER)
async def test_a_forgotten_answer_is_gone(verb: Verb):
    desk = Desk()
    identity = await ask(desk, answer())
    await desk.hear(MINA.commands("forget"))
    handled = await desk.hear(replace(MINA, language="ko").presses(f"{verb}:{identity}:0"))
    assert (say("answer-gone", "ko"), 1) == (note(handled), len(handled.deliveries))


@given(st.sampled_from(Verb), st.from_regex(r"[\w-]{0,12}", fullmatch=True), st.text())
def test_tokens_come_back(verb: Verb, identity: str, detail: str):
    token = Token(verb, identity, detail)
    assert token == read(str(token))


# What may be picked or asked next


@pytest.mark.parametrize("chosen", ["", "ja"])
async def test_a_reading_that_is_picked_is_asked(chosen: str):
    desk = Desk()
    await desk.hear(MINA.commands("language", chosen or "nonsense"))
    await ask(desk, UNCLEAR)
    handled = await press(desk, "Two")
    assert ("", "Two", "key of Two") == (note(handled), desk.question.text, desk.question.choice)
    assert (chosen or "ko") == desk.question.language
    assert handled.interaction is not None
    assert (("", "Two"),) == handled.interaction.parts
    assert handled.interaction.id == handled.deliveries[1].interaction


async def test_a_suggestion_is_answered():
    desk = Desk()
    await ask(desk, answer())
    handled = await press(desk, "Partners of Port Amberly")
    assert "" == note(handled)
    assert handled.interaction is not None
    assert (Outcome.ANSWERED, "Partners of Port Amberly: 4") == (
        handled.interaction.answer.outcome,
        texts(handled)[0].partition("\n")[0],
    )


async def test_what_was_picked_may_be_asked_about():
    desk = Desk()
    await ask(desk, UNCLEAR)
    await press(desk, "Two")
    await desk.hear(MINA.says("And there?", reply_to=desk.last))
    assert "Two" == desk.question.history[0].text


@pytest.mark.parametrize("number", ["2", "-1", "", "x", "٣"])
@pytest.mark.parametrize("verb", [Verb.OPTION, Verb.SUGGESTION, Verb.START])
async def test_what_is_not_there_cannot_be_picked(verb: Verb, number: str):
    desk = Desk()
    identity = await ask(desk, UNCLEAR)
    handled = await desk.hear(MINA.presses(f"{verb}:{identity}:{'3' if number == '2' else number}"))
    assert ("", 1, 1) == (note(handled), len(handled.deliveries), len(desk.assistant.asked))


@pytest.mark.parametrize("detail", ["xx", "0", "KO", "ko-KR", " "])
async def test_a_language_that_is_not_there_cannot_be_picked(detail: str):
    desk = Desk()
    await desk.hear(MINA.commands("language", "ko"))
    handled = await desk.hear(MINA.presses(f"l::{detail}"))
    assert ("", 1, None) == (note(handled), len(handled.deliveries), handled.language)


async def test_in_a_group_whoever_picks_has_asked():
    desk = Desk()
    await ask(desk, UNCLEAR, GROUP)
    shown = desk.last
    handled = await press(desk, "One", replace(GROUP, identity="8"))
    assert handled.interaction is not None
    assert ("8", shown) == (handled.interaction.person, handled.deliveries[1].target)


async def test_a_language_is_chosen_where_all_are_offered():
    desk = Desk()
    await desk.hear(MINA.commands("language"))
    handled = await press(desk, "한국어")
    assert ("", "ko") == (note(handled), handled.language)
    assert (say("language-set", "ko", language="한국어"), ()) == (
        desk.shown[desk.last].text,
        desk.shown[desk.last].keyboard,
    )


async def test_the_language_of_the_question_is_chosen_again():
    desk = Desk()
    await desk.hear(MINA.commands("language", "ko"))
    await desk.hear(MINA.commands("language"))
    handled = await press(desk, say("language-automatic", "ko"))
    assert ("", say("language-set", language=say("language-automatic"))) == (
        handled.language,
        desk.shown[desk.last].text,
    )
    await desk.hear(MINA.says())
    assert desk.question.language is None


# Sources and a person


async def test_sources_are_shown_in_full_as_a_reply():
    desk = Desk()
    quotes = (cite("Signed in May.", title="Treaty", source="Archive", day="1976"), cite("Renewed.", source="Echo"))
    identity = await ask(desk, answer("Since 1976. [1]", citations=quotes))
    shown = desk.last
    handled = await press(desk, "Sources")
    (text,) = texts(handled)
    assert f"{say('sources-say')}\n\n1. Archive – 1976\nTreaty: Signed in May.\n\n2. Echo – 2024\nD: Renewed." == text
    assert (shown, identity) == (handled.deliveries[1].target, handled.deliveries[1].interaction)
    await desk.hear(MINA.says("And there?", reply_to=desk.last))
    assert "When?" == desk.question.history[0].text


async def test_a_person_is_named_in_the_answers_language():
    desk = Desk(contact="exchange@amberly.example")
    await ask(desk, answer("없음", Outcome.NOT_FOUND, language="ko"))
    handled = await press(desk, say("button-person", "ko"))
    assert ("", [f"{say('person-none', 'ko')}\nexchange@amberly.example"]) == (note(handled), texts(handled))


# Verdicts


async def test_a_good_verdict_is_kept_and_its_buttons_go():
    desk = Desk()
    identity = await ask(desk, answer())
    before = labels(desk.shown[desk.last])
    handled = await press(desk, "👍")
    assert (say("feedback-thanks"), Feedback(identity, True)) == (note(handled), handled.feedback)
    assert [label for label in before if label[0] not in "👍👎"] == labels(desk.shown[desk.last])
    assert {"helpful": 1, "unhelpful": 0}.items() <= (await desk.store.counts()).items()


@pytest.mark.parametrize("number", range(len(REASONS)))
async def test_a_bad_verdict_asks_for_the_reason(number: int):
    desk = Desk()
    identity = await ask(desk, answer())
    handled = await press(desk, "👎")
    assert (say("feedback-why"), Feedback(identity, False)) == (note(handled), handled.feedback)
    reasons = [say(f"reason-{reason}") for reason in REASONS]
    assert reasons == labels(desk.shown[desk.last])[:4]
    handled = await press(desk, reasons[number])
    assert (say("feedback-thanks"), Feedback(identity, False, REASONS[number])) == (note(handled), handled.feedback)
    assert not {*reasons, say("button-unhelpful")} & set(labels(desk.shown[desk.last]))
    assert {"helpful": 0, "unhelpful": 1}.items() <= (await desk.store.counts()).items()


@pytest.mark.parametrize("verb", [Verb.HELPFUL, Verb.UNHELPFUL, Verb.REASON])
async def test_a_verdict_of_somebody_else_is_ignored(verb: Verb):
    desk = Desk()
    identity = await ask(desk, answer(), GROUP)
    handled = await desk.hear(replace(GROUP, identity="8").presses(f"{verb}:{identity}:0", desk.last))
    event = replace(GROUP, identity="8").presses("")
    expected = Delivery(Action.ACKNOWLEDGE, event.address, target="callback")
    assert Handled((expected,)) == handled
    assert {} == desk.store.disk.feedback


# What buttons carry


async def test_buttons_carry_ids_and_never_content():
    desk = Desk(known=LONG)
    for command in ("start", "language", "cities", "programmes"):
        await desk.hear(MINA.commands(command))
    await press(desk, "👎")
    await ask(desk, UNCLEAR)
    shown = [button.data for message in desk.shown.values() for button in buttons(message)]
    kept = "|".join(desk.store.disk.interactions)
    of_tickets = {Verb.SOLVED, Verb.ASSISTANT, Verb.WITHDRAW}
    assert {*Verb} - of_tickets == {token.verb for data in shown if (token := read(data))}
    assert [] == [data for data in shown if not re.fullmatch(rf"[a-z]:({kept})?:([0-9]{{0,2}}|[a-z]{{2,3}})", data)]
    assert all(len(data.encode()) <= 64 for data in shown)
