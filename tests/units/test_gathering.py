"""Several short messages are one question, an album is one thing, and of an inline query the last letter counts."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.gathering import gathered, hold
from bot.messaging.lines import Waiting
from bot.messaging.model import Event, Kind
from tests.doubles.channel import asked

MOMENT = 0.8
LONG = "Please tell me everything about the cities that our city is twinned with in Asia"


def event(text: str = "hello", kind: Kind = Kind.TEXT, person: str = "1", reply_to: str = "") -> Event:
    return asked("e", text, kind=kind, person=person, reply_to=reply_to)


def queue(*events: Event, apart: float = 0.1, since: float = 1000.0) -> list[Waiting[Event]]:
    """Events as they wait, each some seconds after the one before."""
    return [Waiting(replace(one, id=str(n)), since + n * apart) for n, one in enumerate(events)]


def together(*events: Event, apart: float = 0.1) -> int:
    """How many of them are handled at once."""
    waiting = queue(*events, apart=apart)
    group = gathered(waiting, MOMENT)
    assert waiting[: len(group)] == group
    return len(group)


def is_held(*events: Event, late: float = 0.0) -> bool:
    """Whether one more is waited for, so many seconds after the last came."""
    return hold(queue(*events, apart=0.0, since=time.monotonic() - late), 100.0) > 0


def test_short_messages_within_a_moment_are_one_question():
    assert 4 == together(event("hello"), event("sister cities"), event("in Japan"), event("please"))


def test_messages_that_are_further_apart_are_questions_of_their_own():
    assert 1 == together(event("hello"), event("sister cities"), apart=MOMENT + 0.01)


def test_the_moment_is_counted_from_message_to_message():
    assert 3 == together(event("hello"), event("sister cities"), event("in Japan"), apart=MOMENT - 0.05)


def test_a_long_message_ends_the_question():
    assert 2 == together(event("hello"), event(LONG), event("thanks"))
    assert 1 == together(event(LONG), event("thanks"))


@pytest.mark.parametrize("text", ["Kushima?", "串岛？", "久島は？ ", "كوشيما؟", "Kushima⁇\n", "Kushima⁈"])
def test_a_question_mark_of_any_script_ends_the_question(text):
    assert 1 == together(event(text), event("thanks"))
    assert 2 == together(event("hello"), event(text), event("thanks"))
    assert not is_held(event(text))


def test_a_question_mark_in_the_middle_ends_nothing():
    assert 2 == together(event("Kushima? or"), event("Tarnby"))


def test_another_person_begins_another_question():
    assert 1 == together(event("hello"), event("me too", person="2"))
    assert 2 == together(event("hello"), event("cities"), event("me too", person="2"), event("in Japan"))


def test_a_reply_is_a_question_of_its_own():
    assert 1 == together(event("hello"), event("and this", reply_to="5"))
    assert 1 == together(event("and this", reply_to="5"), event("hello"))
    assert not is_held(event("and this", reply_to="5"))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.TEXT, Kind.INLINE, Kind.UNREADABLE}])
def test_only_texts_make_a_question_together(kind):
    assert 1 == together(event("hello", kind), event("hello", kind))
    assert 1 == together(event("hello"), event("hello", kind))
    assert 1 == together(event("hello", kind), event("hello"))
    assert not is_held(event("hello", kind))


def test_a_command_between_two_texts_keeps_them_apart():
    assert 1 == together(event("hello"), event("", Kind.COMMAND), event("cities"))


def test_of_an_inline_query_every_letter_so_far_is_taken_at_once_however_slowly_it_is_typed():
    letters = [event(text, Kind.INLINE) for text in ("w", "wh", "where", "where is Kushima?")]
    assert 4 == together(*letters, apart=30.0)
    assert not is_held(*letters)
    assert not is_held(event("w", Kind.INLINE))


def test_inline_queries_of_two_people_are_two():
    assert 1 == together(event("w", Kind.INLINE), event("w", Kind.INLINE, person="2"))


def test_an_album_is_one_thing():
    pictures = [event("", Kind.UNREADABLE)] * 10
    assert 10 == together(*pictures)
    assert 1 == together(*pictures, apart=MOMENT + 0.01)
    assert is_held(*pictures[:9])
    assert not is_held(*pictures)
    assert is_held(pictures[0])


def test_an_album_has_one_caption():
    captioned = replace(event("What is this building called?"), attached=True)
    assert 3 == together(captioned, event("", Kind.UNREADABLE), event("", Kind.UNREADABLE))
    assert 3 == together(event("", Kind.UNREADABLE), captioned, event("hello"))
    assert is_held(captioned)


def test_whoever_never_stops_is_heard_all_the_same():
    assert 10 == together(*[event("and")] * 30, apart=0.0)
    assert not is_held(*[event("and")] * 10)


def test_a_picture_is_no_part_of_a_question():
    assert 1 == together(event("hello"), event("", Kind.UNREADABLE))
    assert 1 == together(event("", Kind.UNREADABLE), event("hello"))


def test_a_short_text_waits_for_more_but_not_for_ever():
    assert is_held(event("hello"))
    assert is_held(event("hello"), event("cities"))
    assert is_held(event("hello"), late=99.0)
    assert not is_held(event("hello"), late=100.1)


def test_the_last_message_says_how_long_more_is_waited_for():
    waiting = queue(event("hello"), event("cities"), apart=60.0, since=time.monotonic() - 110.0)
    assert 0 < hold(waiting, 100.0) <= 50


def test_what_is_complete_waits_for_nothing():
    assert not is_held(event(LONG))
    assert not is_held(event("hello"), event(LONG))


def test_who_is_followed_by_something_else_waits_for_nothing():
    assert not is_held(event("hello"), event("me too", person="2"))
    assert not is_held(event("hello"), event("", Kind.COMMAND))
    assert not is_held(event("", Kind.UNREADABLE), event("hello"))


@pytest.mark.parametrize("text", ["자매도시", "姉妹都市", "เมืองพี่เมืองน้อง", "города-побратимы"])
def test_a_few_words_of_any_script_are_short(text):
    assert is_held(event(text))


@pytest.mark.parametrize(
    "text", ["부산광역시의 자매도시와 우호협력도시를 모두 알려 주세요", "プサンの姉妹都市をすべて教えてください"]
)
def test_a_sentence_of_any_script_is_not(text):
    assert not is_held(event(text))


EVENTS = st.builds(
    event,
    text=st.sampled_from(["hello", "Kushima?", LONG, ""]),
    kind=st.sampled_from(Kind),
    person=st.sampled_from("12"),
    reply_to=st.sampled_from(["", "5"]),
)


@given(st.lists(EVENTS, min_size=1, max_size=8), st.sampled_from([0.1, 2.0]))
def test_what_is_handled_at_once_is_of_one_person_and_kind_and_always_something(events: list[Event], apart: float):
    waiting = queue(*events, apart=apart)
    taken: list[Waiting[Event]] = []
    while len(taken) < len(waiting):
        group = gathered(waiting[len(taken) :], MOMENT)
        assert group
        assert 1 == len({(one.item.person, one.item.kind) for one in group})
        taken += group
    assert waiting == taken
