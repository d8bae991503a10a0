"""Questions in chats: what is asked, what is shown, what is kept, and what a follow-up goes on with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messaging.model import Action, Handled, Line, Style
from bot.model import Outcome, Turn
from retrieval.model import Audience
from tests.doubles.dialogue import CHANNEL, Citizen, Desk, answer, cite, generous, labels, say, sent, texts

MINA = Citizen()
GROUP = Citizen(chat="-5", thread="3")


def turns(*questions: str) -> tuple[Turn, ...]:
    return tuple(turn for text in questions for turn in (Turn("user", text), Turn("assistant", f"Answer to {text}")))


async def asked(desk: Desk, citizen: Citizen, *questions: str) -> list[str]:
    """Ask one after the other; the ids of the messages that show the answers."""
    shown = []
    for text in questions:
        desk.tell(text, answer(f"Answer to {text}"))
        await desk.hear(citizen.says(text))
        shown.append(desk.last)
    return shown


# An answer


async def test_an_answer_is_shown_with_its_sources_and_buttons():
    desk = Desk()
    desk.tell("When?", answer("Since 1976. [1]", citations=(cite(title="Agreement", day="2022"),)))
    (message,) = sent(await desk.hear(MINA.says("When?")))
    assert "Since 1976. [1]\n\nSources\n1. Agreement (2022)" == message.text
    partners, programmes, *rest = labels(message)
    assert ("Partners of Port Amberly", "Exchange programmes") == (partners, programmes)
    assert ["👍 Helpful", "👎 Not helpful", "Sources", "Ask a person"] == rest


async def test_an_interaction_is_kept():
    desk = Desk()
    event = MINA.says("When?")
    handled = await desk.hear(event)
    kept = handled.interaction
    assert kept is not None
    assert kept == await desk.store.interaction(kept.id)
    assert (event.address, "7", ((event.message, "When?"),)) == (kept.address, kept.person, kept.parts)
    assert {kept.id} == {delivery.interaction for delivery in handled.deliveries}
    assert desk.guide.next(Audience.PUBLIC, kept.answer) == kept.suggestions


async def test_every_interaction_has_an_id_of_its_own():
    desk = Desk()
    await asked(desk, MINA, *"abcdef")
    assert 6 == len(desk.store.disk.interactions)


async def test_only_public_documents_are_asked():
    desk = Desk()
    event = MINA.says("  When? ")
    await desk.hear(event)
    assert (Audience.PUBLIC, "  When? ", f"{CHANNEL}:{event.id}", None) == (
        desk.question.audience,
        desk.question.text,
        desk.question.id,
        desk.question.choice,
    )


async def test_what_is_not_found_offers_a_person_and_no_verdict():
    desk = Desk()
    desk.tell("When?", answer("Not found.", Outcome.NOT_FOUND))
    (message,) = sent(await desk.hear(MINA.says("When?")))
    assert ("Not found.", "Ask a person") == (message.text, labels(message)[-1])
    assert say("button-helpful") not in labels(message)


async def test_answers_are_counted_by_channel_and_outcome():
    desk = Desk()
    await asked(desk, MINA, "a", "b")
    assert 2.0 == desk.metrics.answers.labels(CHANNEL, Outcome.ANSWERED)._value.get()


async def test_what_is_attached_is_said_to_be_unread():
    desk = Desk()
    (message,) = sent(await desk.hear(MINA.says("When?", attached=True)))
    assert Line(say("caption-only"), Style.ITALIC) == message.lines[0]
    assert say("caption-only") not in texts(await desk.hear(MINA.says("When?")))[0]


async def test_what_is_attached_to_the_first_of_several_messages_is_said_to_be_unread():
    desk = Desk()
    (text,) = texts(await desk.hear(MINA.says("Look", attached=True), MINA.says("since when?")))
    assert say("caption-only") == text.partition("\n")[0]


async def test_a_private_answer_is_no_reply_and_one_in_a_group_is():
    desk = Desk()
    (private,) = (await desk.hear(MINA.says())).deliveries
    event = GROUP.says()
    (public,) = (await desk.hear(event)).deliveries
    assert ("", event.message) == (private.target, public.target)
    assert event.address == public.address


async def test_of_a_long_answer_the_first_message_is_a_reply_and_the_last_has_the_buttons():
    desk = Desk(reach=200)
    desk.tell("When?", answer("\n".join(f"{number}. {'x' * 80}" for number in range(5))))
    event = GROUP.says("When?")
    handled = await desk.hear(event)
    first, *middle, last = handled.deliveries
    assert (event.message, {""}) == (first.target, {one.target for one in (*middle, last)})
    assert not any(one.message.keyboard for one in (first, *middle))
    assert last.message.keyboard
    assert 1 == len({one.interaction for one in handled.deliveries})


# Several messages


async def test_several_messages_are_one_question():
    desk = Desk()
    events = [MINA.says("Hello"), MINA.says("Kushima"), MINA.says("since when?")]
    handled = await desk.hear(*events)
    assert ["Hello\nKushima\nsince when?"] == [question.text for question in desk.assistant.asked]
    assert handled.interaction is not None
    assert tuple((one.message, one.text) for one in events) == handled.interaction.parts


async def test_of_several_messages_the_first_says_what_they_reply_to():
    desk = Desk()
    old, _ = await asked(desk, MINA, "a", "b")
    await desk.hear(MINA.says("and", reply_to=old), MINA.says("since when?"))
    assert turns("a") == desk.question.history


# What a question follows


async def test_the_last_three_answers_are_gone_on_with():
    desk = Desk()
    await asked(desk, MINA, "a", "b", "c", "d", "e")
    assert turns("b", "c", "d") == desk.question.history


@pytest.mark.parametrize(
    "other",
    [
        Citizen(),
        Citizen(chat="-5"),
        Citizen(chat="-5", thread="4"),
        Citizen(chat="-6", thread="3"),
        Citizen(chat="-5", thread="3", channel="other"),
    ],
)
async def test_no_other_chat_or_topic_is_gone_on_with(other: Citizen):
    desk = Desk()
    await asked(desk, other, "a", "b")
    await asked(desk, GROUP, "c")
    assert () == desk.question.history
    await asked(desk, GROUP, "d")
    assert turns("c") == desk.question.history


async def test_what_is_older_than_six_hours_is_not_gone_on_with():
    desk = Desk()
    await asked(desk, MINA, "a")
    desk.age(timedelta(minutes=2))
    await asked(desk, MINA, "b")
    desk.age(timedelta(hours=5, minutes=59))
    await asked(desk, MINA, "c")
    assert turns("b") == desk.question.history


async def test_a_reply_goes_on_with_the_answer_it_replies_to_alone():
    desk = Desk()
    old, *_ = await asked(desk, MINA, "a", "b", "c")
    desk.age(timedelta(days=3))
    await desk.hear(MINA.says("And there?", reply_to=old))
    assert turns("a") == desk.question.history


async def test_a_reply_to_a_question_goes_on_with_its_answer():
    desk = Desk()
    event = MINA.says("a")
    desk.tell("a", answer("Answer to a"))
    await desk.hear(event)
    await asked(desk, MINA, "b")
    await desk.hear(MINA.says("And there?", reply_to=event.message))
    assert turns("a") == desk.question.history


async def test_a_reply_to_something_else_goes_on_with_the_conversation():
    desk = Desk()
    foreign, *_ = await asked(desk, GROUP, "secret")
    await asked(desk, MINA, "a")
    for message in ("999999", foreign):
        await desk.hear(MINA.says("And there?", reply_to=message))
        assert "a" == desk.question.history[0].text
        assert "secret" not in {turn.text for turn in desk.question.history}


async def test_a_forgotten_conversation_is_not_gone_on_with():
    desk = Desk()
    old, *_ = await asked(desk, MINA, "a")
    await desk.hear(MINA.commands("forget"))
    await desk.hear(MINA.says("And there?", reply_to=old))
    assert () == desk.question.history


# Edited questions


async def test_an_edited_question_is_answered_anew_as_a_reply_to_it():
    desk = Desk()
    event = MINA.says("Kushima?")
    before = await desk.hear(event)
    desk.tell("Dresport?", answer("Since 2010. [1]"))
    handled = await desk.hear(MINA.edits(event.message, "Dresport?"))
    (delivery,) = handled.deliveries
    assert (Action.SEND, event.message) == (delivery.action, delivery.target)
    assert (Line(say("edited"), Style.ITALIC), "Since 2010. [1]") == (
        delivery.message.lines[0],
        delivery.message.lines[1].text,
    )
    assert before.interaction is not None
    assert before.interaction.id == handled.replaces


async def test_an_edited_question_takes_the_place_of_the_old_one():
    desk = Desk()
    event = MINA.says("Kushima?")
    await desk.hear(event)
    shown = desk.last
    desk.tell("Dresport?", answer("Answer to Dresport?"))
    await desk.hear(MINA.edits(event.message, "Dresport?"))
    assert () == desk.question.history
    for reply_to in ("", shown, event.message):
        await desk.hear(MINA.says("And there?", reply_to=reply_to))
        assert turns("Dresport?") == desk.question.history[:2]


async def test_a_question_may_be_edited_again():
    desk = Desk()
    event = MINA.says("a")
    await desk.hear(event)
    second = await desk.hear(MINA.edits(event.message, "b"))
    third = await desk.hear(MINA.edits(event.message, "c"))
    assert second.interaction is not None
    assert (second.interaction.id, "c", ()) == (third.replaces, desk.question.text, desk.question.history)


async def test_an_edit_that_changes_nothing_does_nothing():
    desk = Desk()
    events = [MINA.says("Kushima"), MINA.says("When?")]
    await desk.hear(*events)
    for event in events:
        assert Handled() == await desk.hear(MINA.edits(event.message, event.text))
    assert 1 == len(desk.assistant.asked)


async def test_one_part_of_a_question_may_be_edited():
    desk = Desk()
    first, second = MINA.says("Kushima"), MINA.says("since when?")
    await desk.hear(first, second)
    handled = await desk.hear(MINA.edits(first.message, "Dresport"))
    assert "Dresport\nsince when?" == desk.question.text
    assert handled.interaction is not None
    assert ((first.message, "Dresport"), (second.message, "since when?")) == handled.interaction.parts
    assert first.message == handled.deliveries[0].target


@pytest.mark.parametrize("known", [True, False])
async def test_an_edit_by_somebody_else_or_of_an_unknown_message_is_a_new_question(known: bool):
    desk = Desk()
    event = GROUP.says("Kushima?")
    await desk.hear(event)
    edited = replace(GROUP, identity="8").edits(event.message, "x") if known else GROUP.edits("999999", "x")
    handled = await desk.hear(edited)
    assert ("", "x", 2) == (handled.replaces, desk.question.text, len(desk.store.disk.interactions))
    assert set() == desk.store.disk.replaced
    assert say("edited") not in texts(handled)[0]


async def test_an_edit_that_is_too_long_leaves_the_answer_as_it_is():
    desk = Desk(limits=generous(10))
    event = MINA.says("Kushima?")
    await desk.hear(event)
    handled = await desk.hear(MINA.edits(event.message, "Kushima? " * 3))
    assert ([say("too-long", length=27, limit=10)], "") == (texts(handled), handled.replaces)
    assert set() == desk.store.disk.replaced
