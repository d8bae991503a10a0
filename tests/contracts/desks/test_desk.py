"""What every desk promises: nothing lost, nothing said twice, nothing leaked, every refusal explained."""

import pytest

from bot.handover.readers import Readers
from tests.contracts.desks.rooms import RoomsDriver
from tests.contracts.desks.slack import SlackDriver, SlackHttpDriver

QUESTION = "May my choir sing at the harbour festival?"
ANSWER = "Yes, please write to the festival team before the first of March."
OTHER = "No, the stage is full this year, as we are sorry to say."
DRIVERS = [RoomsDriver, SlackDriver, SlackHttpDriver]


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.__name__)
async def desk(request, tmp_path):
    driver = request.param(tmp_path)
    await driver.start()
    await driver.asks(QUESTION)
    yield driver
    await driver.stop()


async def sent(desk, person="kim", text=ANSWER):
    """An answer that went out."""
    await desk.press(person, "claim")
    await desk.write(person, text)
    await desk.press(person, "send")


def seen(texts, part):
    """How often something is seen."""
    return sum(part in text for text in texts)


async def test_a_card_shows_what_an_official_needs(desk):
    card = await desk.card("kim")
    assert [] == [part for part in (QUESTION, "open", "I did not find this", "Answer promised by") if part not in card]
    assert ["claim", "not-ours", "close"] == await desk.buttons("kim")


async def test_the_inquirer_hears_that_it_is_passed_on_once_it_is(desk):
    assert 1 == seen(await desk.told(), "I have passed your question on to the office")
    assert 0 == seen(await desk.told(), "I have kept")


async def test_an_answer_is_previewed_and_leaves_with_send_only(desk):
    await desk.press("kim", "claim")
    await desk.write("kim", ANSWER)
    assert 0 == seen(await desk.told(), ANSWER)
    preview = (await desk.thread("kim"))[-1]
    await desk.press("kim", "send")
    (answer,) = [text for text in await desk.told() if ANSWER in text]
    assert answer in preview
    assert 1 == seen(await desk.thread("kim"), "Delivered to the inquirer")


@pytest.mark.parametrize("verb", ["claim", "send"])
async def test_a_press_that_arrives_three_times_counts_once(desk, verb):
    await desk.press("kim", "claim", times=3 if verb == "claim" else 1)
    await desk.write("kim", ANSWER)
    await desk.press("kim", "send", times=3 if verb == "send" else 1)
    assert 1 == seen(await desk.told(), ANSWER)
    assert 1 == seen(await desk.thread("kim"), "has it now")


async def test_of_two_who_claim_at_once_one_has_it_and_the_other_hears_who(desk):
    await desk.press_together("claim", "kim", "lee")
    card = await desk.card("kim")
    holders = [person for person in ("kim", "lee") if f"claimed ({person.capitalize()})" in card]
    assert 1 == len(holders)
    (other,) = {"kim", "lee"} - set(holders)
    assert 1 == seen(await desk.thread(other), "Not possible any more")
    assert 0 == seen(await desk.thread(holders[0]), "Not possible any more")


async def test_chatter_and_notes_stay_inside(desk):
    await desk.write("lee", "who takes this one?")
    await desk.press("kim", "claim")
    await desk.write("lee", "I would say no, the choir sang out of tune last year")
    await desk.write("kim", "thank you, I shall find kinder words", note=True)
    await desk.write("kim", "note: see the minutes of last year")
    await desk.write("kim", ANSWER)
    await desk.press("kim", "send")
    told = await desk.told()
    assert [0, 0, 0, 0, 1] == [seen(told, part) for part in ("who takes", "out of tune", "kinder", "minutes", ANSWER)]


async def test_words_of_a_note_in_an_answer_are_stopped(desk):
    await desk.write("lee", "the choir sang out of tune last year")
    await desk.press("kim", "claim")
    await desk.write("kim", f"{OTHER} The choir sang out of tune last year.")
    assert 1 == seen(await desk.thread("kim"), "Stopped: this repeats a note")
    assert 0 == seen(await desk.told(), "out of tune")


async def test_an_edited_draft_is_previewed_anew_and_the_old_preview_sends_nothing(desk):
    await desk.press("kim", "claim")
    await desk.write("kim", OTHER)
    await desk.edit("kim", ANSWER)
    assert 1 == seen(await desk.thread("kim"), "Replaced by a newer draft")
    await desk.press("kim", "send")
    assert [0, 1] == [seen(await desk.told(), OTHER), seen(await desk.told(), ANSWER)]


async def test_a_deleted_draft_is_put_aside(desk):
    await desk.press("kim", "claim")
    await desk.write("kim", ANSWER)
    await desk.delete("kim")
    assert 1 == seen(await desk.thread("kim"), "Put aside, not sent")
    assert 0 == seen(await desk.told(), ANSWER)


async def test_what_was_sent_stays_as_it_was_sent(desk):
    await sent(desk)
    await desk.edit("kim", OTHER)
    assert 1 == seen(await desk.thread("kim"), "What was sent stays as it was sent")
    assert 0 == seen(await desk.told(), OTHER)


@pytest.mark.parametrize(
    ("person", "verb", "refusal"),
    [("reader", "claim", "Your role (reader) may not do this (claim)"), ("reader", "close", "Your role (reader)")],
)
async def test_who_may_not_hears_why(desk, person, verb, refusal):
    await desk.press(person, verb)
    assert 1 == seen(await desk.thread(person), refusal)
    assert 0 == seen(await desk.thread("kim"), refusal)
    assert "open" in await desk.card("kim")


async def test_only_who_has_it_sends(desk):
    await desk.press("kim", "claim")
    await desk.write("kim", ANSWER)
    await desk.press("lee", "send")
    assert 1 == seen(await desk.thread("lee"), "Kim has this question")
    assert 0 == seen(await desk.told(), ANSWER)


async def test_restricted_text_is_stopped_and_not_even_a_supervisor_overrules(desk):
    await desk.press("kim", "claim")
    await desk.write("kim", "It is in the tin box, as our night rules say.")
    assert 1 == seen(await desk.thread("kim"), "Stopped: this repeats text of a document")
    await desk.press("kim", "override")
    assert 1 == seen(await desk.thread("kim"), "This may not be overruled here")
    assert 0 == seen(await desk.told(), "tin box")


async def test_a_foreign_language_is_stopped_and_overruled_by_a_supervisor_only(desk):
    await desk.press("lee", "claim")
    await desk.write("lee", "이것은 영어가 아닙니다. 삼월 첫째 날까지 신청해 주세요.")
    await desk.press("lee", "override")
    assert 1 == seen(await desk.thread("lee"), "Your role (agent) may not do this (overrule)")
    await desk.press("lee", "release")
    await desk.press("kim", "claim")
    await desk.write("kim", "이것은 영어가 아닙니다. 삼월 첫째 날까지 신청해 주세요.")
    await desk.press("kim", "override")
    assert 1 == seen(await desk.told(), "이것은 영어가 아닙니다")


async def test_while_a_person_has_it_the_assistant_is_silent_and_says_so_once(desk):
    await desk.press("kim", "claim")
    await desk.adds("We are thirty singers.")
    await desk.adds("And one drummer.")
    told = await desk.told()
    assert 1 == seen(told, "A person at the office has your question")
    assert 1 == seen(told, "I did not find this")
    thread = await desk.thread("kim")
    assert [1, 1] == [seen(thread, "thirty singers"), seen(thread, "one drummer")]


async def test_a_word_after_the_answer_opens_it_again(desk):
    await sent(desk)
    await desk.adds("And may we bring a drum?")
    assert "reopened" in await desk.card("kim")
    await desk.write("kim", "Yes, one drum.")
    await desk.press("kim", "send")
    assert [1, 1] == [seen(await desk.told(), ANSWER), seen(await desk.told(), "Yes, one drum.")]


async def test_closing_hands_the_chat_back(desk):
    await sent(desk)
    await desk.press("kim", "close")
    await desk.adds("Where is the harbour?")
    told = await desk.told()
    assert 1 == seen(told, "From here on I, the assistant, answer again")
    assert 2 == seen(told, "I did not find this")


async def test_a_question_back_is_answered_in_the_thread(desk):
    await desk.press("kim", "claim")
    await desk.press("kim", "ask-back")
    await desk.write("kim", "How many of you are there?")
    await desk.press("kim", "send")
    assert 1 == seen(await desk.told(), "The office asks you:\nHow many of you are there?")
    await desk.adds("Thirty.")
    assert 1 == seen(await desk.thread("kim"), "Thirty.")
    assert "claimed (Kim)" in await desk.card("kim")


async def test_what_is_not_for_the_office_is_said(desk):
    await desk.press("lee", "not-ours")
    assert 1 == seen(await desk.told(), "It is not a matter this office can answer")


@pytest.mark.parametrize("after", ["claim", "write"])
async def test_another_process_goes_on_where_one_died(desk, after):
    await desk.press("kim", "claim")
    if after == "write":
        await desk.write("kim", ANSWER)
    await desk.restart()
    if after == "claim":
        await desk.write("kim", ANSWER)
    await desk.press("kim", "send")
    assert 1 == seen(await desk.told(), ANSWER)


async def test_nobody_claiming_brings_a_reminder_and_then_the_second_group(desk):
    await desk.pass_hours(3)
    await desk.pass_hours(0)
    assert 1 == seen(await desk.thread("kim"), "Nobody has claimed this yet")
    assert [] == await desk.room("kim", "escalation")
    await desk.restart()
    await desk.pass_hours(30)
    assert 1 == seen(await desk.room("kim", "escalation"), QUESTION)
    assert 1 == seen(await desk.thread("kim"), "The second group has been told")


async def test_an_answer_that_nobody_takes_up_closes_by_itself(desk):
    await sent(desk)
    await desk.pass_hours(24 * 4)
    assert "closed" in await desk.card("kim")
    assert 1 == seen(await desk.told(), "From here on I, the assistant, answer again")


async def test_the_digest_comes_once_a_morning(desk):
    await desk.pass_hours(24)
    await desk.pass_hours(1)
    (digest,) = await desk.room("kim", "digest")
    assert "Open: 1" in digest
    assert f"1 × {QUESTION}" in digest


async def test_alone_an_official_finds_what_is_internal(desk):
    assert ["The key is in the tin box."] == [
        text.partition("\n")[0] for text in await desk.ask("kim", Readers.ALONE, "Where is the key?")
    ]


async def test_before_outsiders_nothing_internal_is_found_and_it_says_why(desk):
    thread = await desk.ask("kim", Readers.OUTSIDERS, "Where is the key?")
    assert [0, 1] == [seen(thread, "tin box"), seen(thread, "others than officials read this room")]


async def test_a_reader_finds_nothing_internal_and_hears_why(desk):
    thread = await desk.ask("reader", Readers.ALONE, "Where is the key?")
    assert [0, 1] == [seen(thread, "tin box"), seen(thread, "your role may not see internal ones")]


async def test_who_has_no_account_hears_so(desk):
    await desk.press("stranger", "claim")
    assert 1 == seen(await desk.thread("stranger"), "You do not work at this desk")
    assert "open" in await desk.card("kim")
