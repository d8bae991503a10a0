"""What each check of a reply finds and lets pass, in every language and form; notes and numbers at the edges."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.masking import Masking, Private, Sort
from bot.handover.outbound import Finding, Outbound, Stop
from bot.messaging.tickets import Origin, Reason, Reply, Ticket
from retrieval.languages import identify
from retrieval.model import Audience
from retrieval.register import intents
from tests.doubles.official_replies import REPLIES

DAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
LEXICON = intents.shipped().lexicon
SECRET = "the green tin box"
SHORT = [
    *("2026-03-01", "Yes.", "OK", "네.", "はい。", "TOPIK 3", "VISA D-2, D-4", "👍 OK 10:00–12:00"),
    *("https://www.bfic.kr/en/board/notice?id=12", "051-711-6800", "+82 51 711 6800, 2 March", "info@bfic.kr"),
    *("Busan Global Center", "부산광역시청", "부산국제교류재단", "Busan Asia Week 2026: https://www.busan.go.kr"),
    "부산광역시 연제구 중앙대로 1001",
]


def language_of(text: str, hint: str | None) -> str:
    return identify(text, hint, LEXICON)


def ticket(language: str = "en", question: str = "May I bring my dog?", *added: str) -> Ticket:
    origin = Origin("telegram", "7", "", "7", language)
    written = tuple((str(number), text) for number, text in enumerate(added))
    return Ticket("K7M2Q4", origin, Reason.NOT_FOUND, question, question, DAY, DAY, ("room",), added=written)


def repeats(text: str, audience: Audience) -> tuple[str, ...]:
    hidden = SECRET in text and audience is not Audience.INTERNAL
    return ("Keys", "Boxes") if hidden else ()


def outbound(*overridable: Stop, known: Sequence[str] = ()) -> Outbound:
    return Outbound(repeats, Masking(known.__contains__, "KR").private, language_of, frozenset(overridable))


LANGUAGE_ONLY = Outbound(lambda *_: (), lambda *_: (), language_of, frozenset())


async def found(
    text: str, about: Ticket | None = None, *notes: str, audience: Audience = Audience.PUBLIC
) -> tuple[Finding, ...]:
    return await outbound()(text, about or ticket(), notes, audience)


async def test_an_ordinary_reply_is_not_stopped():
    assert await found("Yes, dogs are welcome in the garden of the centre.") == ()


@pytest.mark.parametrize("text", ["", " \n\t", "👍", "?!…", "\u200b\u2060\u00ad", "\u3164\u115f", "\ufe0f", "\ud800"])
async def test_a_reply_without_a_letter_or_digit_is_stopped(text):
    assert (Finding(Stop.EMPTY),) == await found(text)


@pytest.mark.parametrize("text", ["1", "네", "ဟုတ်", "٣", "½"])
async def test_one_letter_or_digit_is_something(text):
    assert await found(text) == ()


async def test_every_document_that_is_repeated_is_named():
    stops = await found(f"The key is in {SECRET} in the hall.")
    assert (Finding(Stop.RESTRICTED, "Keys"), Finding(Stop.RESTRICTED, "Boxes")) == stops


async def test_what_the_inquirers_channel_may_see_may_be_repeated():
    assert await found(f"The key is in {SECRET} in the hall.", audience=Audience.INTERNAL) == ()


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("Please call Mr Hong Gildong about it.", "Hong Gildong"),
        ("His number is 010-1234-5678 and he answers until six.", "010-1234-5678"),
        ("Please write to jane.roe@example.com about it.", "jane.roe@example.com"),
    ],
)
async def test_personal_data_that_the_inquirer_did_not_write_is_stopped(text, private):
    assert (Finding(Stop.PERSONAL, private),) == await found(text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("I am called Jane Roe.", "Thank you, Ms Roe, you may come on Monday."),
        ("my name is ROE jane", "We have put Ms Jane Roe on the list for Monday."),
        ("Call me: +82 10 1234 5678", "We shall call you at 010-1234-5678 on Monday."),
        ("０１０ー１２３４ー５６７８", "We shall call you at 010-1234-5678 on Monday."),
        ("On 2 March\n(010) 1234.5678", "We shall call you at 010-1234-5678 on Monday."),
        ("Write to Jane.Roe@Example.com", "We have written to jane.roe@example.com on Monday."),
    ],
)
async def test_what_the_inquirer_wrote_may_be_said_to_them_in_any_form(question, text):
    assert await found(text, ticket("en", question)) == ()
    assert await found(text, ticket("en", "Hello?", "One moment", question)) == ()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Ten minutes from the station?", "Please ask Ms Min at the desk about it."),
        ("My number is 010-1234-5678", "His number is 010-1234-5679, as far as we know."),
        ("I have 5678 friends", "His number is 010-1234-5678, as far as we know."),
    ],
)
async def test_what_is_only_alike_was_not_written_by_the_inquirer(question, text):
    assert [Stop.PERSONAL] == [finding.stop for finding in await found(text, ticket("en", question))]


async def test_personal_data_in_the_language_that_the_reply_is_in_is_found_too():
    stops = await found("담당자: 홍길동. 전화하시면 자세히 알려 드릴 겁니다.")
    assert (Finding(Stop.PERSONAL, "홍길동"), Finding(Stop.LANGUAGE, "ko")) == stops


async def test_whom_public_documents_name_may_be_named():
    check = outbound(known=["Hong Gildong"])
    assert await check("Please call Mr Hong Gildong about it.", ticket(), (), Audience.PUBLIC) == ()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Note: she has asked twice already", "Note:"),
        ("Yes, of course.\n  internal ： she has asked twice already", "internal ："),
        ("Yes, of course.\n[Internal note] she has asked twice", "[Internal note]"),
        ("@minji can you look at this please", "@minji"),
        ("메모: Yes, of course you may come.", "메모:"),
    ],
)
async def test_a_line_that_begins_like_a_note_is_stopped(text, mark):
    assert Finding(Stop.NOTE, mark) in await found(text)


@pytest.mark.parametrize(
    "text", ["Please note: it closes at six.", "Notable: it is open.", "It is free @ six o'clock."]
)
async def test_such_words_within_a_line_are_no_note(text):
    assert await found(text) == ()


NOTES = [
    "She asked twice, and then she came to the desk to ask me again. The budget is exhausted until September, sadly.",
    "Do not let him in.",
    "예산이 소진되어 9월까지 지원이 어렵다고 과장님이 말씀하심",
    "Thank you for your question. At Busan Foundation for International Cooperation: https://www.bfic.kr/en?id=12",
    "안녕하세요, 문의해 주셔서 감사합니다. 내일 회신 예정",
]


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "We regret that the BUDGET  is exhausted until september.", "The budget is exhausted until September"),
        ("en", "Our people do not let him in on Mondays.", "Do not let him in."),
        ("ko", "죄송합니다. 예산이소진되어 9월까지 지원이 어렵다고 합니다.", NOTES[2]),
    ],
)
async def test_what_repeats_a_note_is_stopped_and_shown(language, text, shown):
    assert (Finding(Stop.NOTE, shown),) == await found(text, ticket(language), *NOTES)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hello!"),
        ("en", "Thank you for your question. Please come to our office on Monday."),
        ("en", "Please ask Busan Foundation for International Cooperation, https://www.bfic.kr/en?id=12"),
        ("ko", "안녕하세요, 문의해 주셔서 감사합니다. 월요일에 사무실로 오시면 됩니다."),
        ("ko", "올해 예산은 이미 다 써서 가을까지 도와드리기 힘듭니다."),
    ],
)
async def test_courtesies_names_links_and_other_words_repeat_no_note(language, text):
    assert await found(text, ticket(language), *NOTES) == ()


async def test_what_the_inquirer_wrote_or_was_told_is_no_note():
    said = "may pupils travel on the ferry without a ticket at night"
    reply = f"You ask whether {said}: yes, they may."
    note = f"he asks: {said}"
    assert (Finding(Stop.NOTE, note),) == await found(reply, ticket(), note)
    assert await found(reply, ticket("en", f"Tell me, {said}?"), note) == ()
    told = replace(ticket(), replies=(Reply(f"About this: {said}", "chief", DAY),))
    assert await found(reply, told, note) == ()


@pytest.mark.parametrize(("language", "text"), [(language, text) for language in REPLIES for text in REPLIES[language]])
async def test_a_reply_in_the_inquirers_language_is_not_stopped(language, text):
    assert await LANGUAGE_ONLY(text, ticket(language), (), Audience.PUBLIC) == ()


@pytest.mark.parametrize("text", SHORT)
async def test_what_is_too_short_to_tell_is_not_stopped(text):
    stopped = [language for language in REPLIES if await LANGUAGE_ONLY(text, ticket(language), (), Audience.PUBLIC)]
    assert stopped == []


async def test_a_reply_in_another_language_is_stopped():
    missed = []
    for language, texts in REPLIES.items():
        for expected in REPLIES.keys() - {language}:
            for text in texts[:6]:
                stops = await LANGUAGE_ONLY(text, ticket(expected), (), Audience.PUBLIC)
                missed += [(language, expected, text)] if stops != (Finding(Stop.LANGUAGE, language),) else []
    assert missed == []


async def test_a_reply_in_both_languages_is_not_stopped():
    text = f"{REPLIES['ko'][1]}\n\n{REPLIES['en'][1]}"
    assert [(), ()] == [await found(text, ticket(language)) for language in ("ko", "en")]


async def test_only_what_all_may_be_overruled_may_be():
    check = outbound(Stop.NOTE, Stop.LANGUAGE)
    note, language, secret = Finding(Stop.NOTE), Finding(Stop.LANGUAGE), Finding(Stop.RESTRICTED)
    assert [True, True, False] == [check.may_override(one) for one in ([note, language], [], [note, secret])]


async def test_the_loop_is_not_held_up():
    threads: list[int] = []

    def private(text: str, language: str) -> list[Private]:
        threads.append(threading.get_ident())
        return [Private(Sort.NAME, 0, 1, "J")]

    check = Outbound(repeats, private, language_of, frozenset())
    await check("Yes, you may.", ticket(), (), Audience.PUBLIC)
    assert threads
    assert threading.get_ident() not in threads


@given(text=st.text(max_size=200), question=st.text(max_size=80), note=st.text(max_size=200))
async def test_no_text_raises_and_a_note_is_found_only_where_there_is_one(text, question, note):
    check = outbound()
    about = ticket("en", question)
    stops = {finding.stop for finding in await check(text, about, [note], Audience.PUBLIC)}
    assert stops == {Stop.EMPTY} or Stop.EMPTY not in stops
    without = {finding.stop for finding in await check(text, about, [], Audience.PUBLIC)}
    assert without <= stops <= without | {Stop.NOTE}
