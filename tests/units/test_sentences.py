"""Text is cut into sentences in any script, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sentences import sentences

LANGUAGES = ["en", "ko", "ja", "zh", "zh-Hant", "th", "km", "my", "lo", "ru", "kk", "mn", "vi", "id", "fil", "ar", "xx"]
LONGEST = 320
MIXED = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" .?!…。？！។៕။؟।\n'\"()«»0123456789abcDE"))
)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Busan has a port.", "Is it large?", "Very!"]),
        ("en", ["Dr. Kim met Mr. Lee at 3 p.m. in Busan.", "They spoke."]),
        ("en", ["The area is 770.1 km².", "Visit www.example.org for more."]),
        ("ko", ["부산은 항구 도시입니다.", "인구는 330만 명입니다.", "맞나요?"]),
        ("ko", ["협정은 2008. 6. 3.에 체결되었다."]),
        ("ja", ["釜山は港町です。", "人口は?"]),
        ("zh", ["釜山是港口城市。", "人口多少？", "很多！"]),
        ("km", ["ប៊ូសាន ជាទីក្រុងកំពង់ផែ។", "វាធំណាស់។"]),
        ("my", ["ဘူဆန်သည် ဆိပ်ကမ်းမြို့ ဖြစ်သည်။", "ကြီးမားသည်။"]),
        ("th", ["ปูซานเป็นเมืองท่า มีประชากรสามล้านคน"]),
        ("vi", ["Busan là thành phố cảng.", "Dân số là bao nhiêu?"]),
        ("ru", ["Пусан — портовый город.", "Сколько там жителей?"]),
    ],
)
def test_sentences_of_a_paragraph(language, expected):
    assert expected == sentences(" ".join(expected), language)


@pytest.mark.parametrize("mark", ["។", "။", "؟", "।", "៕"])
def test_marks_of_other_scripts_end_a_sentence_without_a_space(mark):
    assert [f"ក{mark}", f"ខ{mark}"] == sentences(f"ក{mark}ខ{mark}", "xx")


def test_line_breaks_inside_a_sentence_become_spaces():
    assert sentences("Busan\nhas   a\tport.", "en") == ["Busan has a port."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n\t"])
def test_no_text_has_no_sentences(text):
    assert sentences(text, "en") == []


def test_long_thai_text_is_cut_at_its_spaces():
    clauses = ["เมืองปูซานเป็นเมืองท่าที่ใหญ่ที่สุด"] * 40
    pieces = sentences(" ".join(clauses), "th")
    assert clauses == [clause for piece in pieces for clause in piece.split()]
    assert len(pieces) > 1
    assert max(map(len, pieces)) <= LONGEST


@pytest.mark.parametrize("text", ["x" * 1000, "short " + "x" * 1000 + " tail", "ก" * 5000, "a. " + "界" * 999 + " b."])
def test_no_piece_is_over_long(text):
    assert max(map(len, sentences(text, "en"))) <= LONGEST


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=MIXED)
def test_nothing_is_lost(language, text):
    assert "".join(text.split()) == "".join("".join(sentences(text, language)).split())


@given(st.lists(st.sampled_from(["ab", "x" * 400, "Busan", "界" * 330, "สวัสดี", "y. Z"]), max_size=40))
def test_nothing_of_long_text_is_lost_and_every_piece_is_short(words):
    pieces = sentences(" ".join(words), "en")
    assert "".join("".join(words).split()) == "".join("".join(pieces).split())
    assert all(0 < len(piece) <= LONGEST and piece == piece.strip() for piece in pieces)
