"""Any lines fit into messages: nothing but white space is lost, and nothing is out of order."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messaging.model import Line, Style
from bot.messaging.splitting import split, units
from bot.phrases import languages
from retrieval.cleaning import clean

TELEGRAM = 4096
SCRIPTS = "a b.? 부산시。 釜山は、 เมือง ភាសា မြန်မာ город é 🎉🇰🇷👩👧 𝔘𠮷 9.2. — «"
STRANGE = "\u0301\u2028\U0001f3fd\ud800\udfff\x00\x07\r\n\t\x85\u00a0\u200b\u200d\u202e\ufeff\u3000\U000e0041\ue000"
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(SCRIPTS), st.sampled_from(STRANGE)), max_size=300)
LINES = st.lists(st.builds(Line, TEXTS, st.sampled_from(Style)), max_size=8)
LIMITS = st.integers(10, 200)
LANGUAGES = st.sampled_from(sorted(languages()))


def seen(lines: Sequence[Line]) -> list[tuple[str, Style]]:
    """Every character that is no white space, with its style."""
    return [(character, line.style) for line in lines for character in "".join(clean(line.text).split())]


def sizes(messages: Sequence[Sequence[Line]]) -> list[int]:
    """UTF-16 units of each message, as they are counted outside Python."""
    return [len("\n".join(line.text for line in lines).encode("utf-16-le")) // 2 for lines in messages]


def texts(messages: Sequence[Sequence[Line]]) -> list[list[str]]:
    return [[line.text for line in message] for message in messages]


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(SCRIPTS))))
def test_units_are_those_of_utf_16(text):
    assert len(text.encode("utf-16-le")) // 2 == units(text)


def test_a_lone_surrogate_is_one_unit():
    assert (1, 2, 3) == (units("\ud83d"), units("😀"), units("😀\udc00"))


@given(LINES, LIMITS, LANGUAGES)
def test_every_message_fits(lines, limit, language):
    assert [] == [size for size in sizes(split(lines, limit, language)) if size > limit]


@given(LINES, LIMITS, LANGUAGES)
def test_no_message_is_blank(lines, limit, language):
    assert [] == [m for m in split(lines, limit, language) if not "".join(line.text for line in m).strip()]


@given(LINES, LIMITS, LANGUAGES)
def test_only_white_space_is_lost_and_everything_keeps_its_place_and_style(lines, limit, language):
    assert seen(lines) == seen([line for message in split(lines, limit, language) for line in message])


@given(LINES, LIMITS)
def test_what_comes_out_can_be_written_anywhere_and_has_no_line_breaks_within_lines(lines, limit):
    for message in split(lines, limit):
        for line in message:
            assert line.text == clean(line.text).replace("\n", " ")
            assert line.text == line.text.encode().decode()


@given(LINES)
def test_what_fits_is_one_message_with_its_lines_as_they_are(lines):
    whole = [Line(text, line.style) for line in lines for text in clean(line.text).split("\n")]
    expected = [tuple(whole)] if any(line.text.strip() for line in whole) else []
    assert expected == split(lines, 10_000)


@given(LINES, LIMITS)
def test_no_message_is_begun_before_the_one_before_it_is_full(lines, limit):
    messages = split(lines, limit)
    for before, after in pairwise(messages):
        assert sizes([(*before, after[0])])[0] >= limit


@pytest.mark.parametrize("lines", [[], [Line("")], [Line(" "), Line("\n\t")], [Line("\ud800\x00\u200b", Style.BOLD)]])
def test_nothing_to_see_is_no_message(lines):
    assert [] == split(lines, TELEGRAM)


def test_messages_end_between_lines():
    lines = [Line("a" * 40), Line("b" * 40), Line("c" * 40)]
    assert [["a" * 40, "b" * 40], ["c" * 40]] == texts(split(lines, 100))


def test_line_breaks_count():
    lines = [Line("a" * 5), Line("b" * 5)]
    assert 1 == len(split(lines, 12))
    assert 2 == len(split(lines, 10))


def test_blank_lines_between_others_stay():
    assert [["a", "", "b"]] == texts(split([Line("a"), Line(""), Line("b")], 100))
    assert [["a", "", "b"]] == texts(split([Line("a\n\nb")], 100))


def test_a_long_line_ends_between_sentences():
    sentence = "Kushima has been a sister city since 1976."
    assert [[sentence], [sentence], [sentence]] == texts(split([Line(f"{sentence} {sentence} {sentence}")], 60))


def test_sentences_of_a_long_line_stay_together_where_they_fit():
    sentence = "Kushima is a sister city."
    assert [[f"{sentence} {sentence}"], [sentence]] == texts(split([Line(f"{sentence} {sentence} {sentence}")], 60))


def test_every_piece_of_a_long_line_has_its_style():
    line = Line("Kushima is a sister city. " * 20, Style.QUOTE)
    messages = split([Line("Heading", Style.BOLD), line, Line("end")], 60)
    assert Line("Heading", Style.BOLD) == messages[0][0]
    assert {Style.QUOTE} == {line.style for message in messages[1:-1] for line in message}
    assert Line("end") == messages[-1][-1]


LONG = [
    pytest.param("a" * 5_000, id="one word"),
    pytest.param("😀" * 4_000, id="emoji"),
    pytest.param("👩‍👩‍👧" * 1_000, id="joined emoji"),
    pytest.param("釜山市の姉妹都市" * 600, id="no spaces"),
    pytest.param("เมืองพี่เมืองน้อง" * 400, id="Thai"),
    pytest.param("ទីក្រុងបងប្អូន" * 500, id="Khmer"),
    pytest.param("မြို့တော်" * 1_000, id="Burmese"),
    pytest.param("자매도시는 쿠시마입니다. " * 500, id="Korean"),
    pytest.param("e\u0301" * 5_000, id="accents"),
    pytest.param("1976. 10. 11. " * 400, id="dates"),
    pytest.param("?" * 5_000, id="marks"),
    pytest.param(". " * 3_000, id="points"),
    pytest.param("<b>&" * 3_000, id="markup"),
    pytest.param("a\n" * 3_000, id="many lines"),
    pytest.param("Where? 😀\u2028" * 1_000, id="line separators"),
]


@pytest.mark.parametrize("text", LONG)
def test_a_text_of_any_script_fits_into_telegrams_messages(text):
    lines = [Line(text, Style.ITALIC)]
    messages = split(lines, TELEGRAM)
    assert len(messages) > 1
    assert [] == [size for size in sizes(messages) if size > TELEGRAM]
    assert seen(lines) == seen([line for message in messages for line in message])
    assert min(sizes(messages)[:-1]) > TELEGRAM // 3


def test_a_character_is_never_cut():
    messages = split([Line("😀" * 3_000)], TELEGRAM)
    assert [] == [size for size in sizes(messages) if size > TELEGRAM]
    assert {"😀"} == {character for message in messages for character, _ in seen(message)}


@pytest.mark.parametrize("script", ["釜山", "เมือง", "😀", "a"])
def test_a_word_that_fits_into_no_message_is_cut_and_gets_no_spaces(script):
    messages = split([Line(script * 5_000)], TELEGRAM)
    assert [] == [line.text[:20] for message in messages for line in message if " " in line.text]


@given(st.lists(st.text("abcé釜😀", min_size=1, max_size=9), min_size=1, max_size=20), st.integers(700, 1500))
def test_words_are_not_cut_where_a_sentence_fits(words, limit):
    messages = split([Line(" ".join(words * 30))], limit)
    assert words * 30 == [word for message in messages for line in message for word in line.text.split()]
