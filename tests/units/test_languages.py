"""The language of a text, by script and then by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.languages import identify, of_names

QUESTIONS = [
    ("en", "When did the two cities sign their sister agreement?"),
    ("ko", "두 도시는 언제 자매결연을 맺었나요?"),
    ("id", "Kapan kedua kota itu menandatangani perjanjian kota kembar mereka?"),
    ("vi", "Hai thành phố ký thỏa thuận kết nghĩa khi nào?"),
    ("th", "สองเมืองลงนามข้อตกลงเมื่อไร"),
    ("km", "តើទីក្រុងទាំងពីរចុះកិច្ចព្រមព្រៀងនៅពេលណា?"),
    ("my", "မြို့နှစ်မြို့ ဘယ်အချိန်မှာ သဘောတူညီချက် လက်မှတ်ထိုးခဲ့သလဲ။"),
    ("fil", "Kailan nilagdaan ng dalawang lungsod ang kanilang kasunduan?"),
    ("ru", "Когда два города подписали соглашение о побратимстве?"),
    ("kk", "Екі қала бауырластық туралы келісімге қашан қол қойды?"),
    ("mn", "Хоёр хот хэзээ ах дүүгийн гэрээ байгуулсан бэ?"),
    ("zh", "两个城市是什么时候签署友好协议的?"),
    ("ja", "二つの都市はいつ姉妹都市になりましたか?"),
    ("es", "¿Cuándo firmaron las dos ciudades su acuerdo de hermanamiento?"),
]


@pytest.mark.parametrize(("language", "text"), QUESTIONS)
def test_language_of_a_question(language, text):
    assert language == identify(text)


@pytest.mark.parametrize(("language", "text"), QUESTIONS)
def test_a_hint_does_not_overrule_a_clear_text(language, text):
    assert language == identify(text, "en" if language != "en" else "ko")


@pytest.mark.parametrize("text", ["", "???", "1994", "🎉", "12:30 - 14:00"])
def test_without_a_letter_the_hint_decides(text):
    assert (identify(text), identify(text, "ko")) == ("en", "ko")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "Surabaya와 Busan의 자매결연은 언제인가요?"),
        ("th", "Surabaya กับ Busan เป็นเมืองพี่เมืองน้องเมื่อไร"),
        ("zh", "Surabaya 和 Busan 是姐妹城市吗?"),
        ("ja", "釜山市と泗水市は姉妹都市ですか"),
        ("ru", "Когда Surabaya и Busan стали городами-побратимами?"),
    ],
)
def test_latin_names_do_not_hide_the_script_around_them(language, text):
    assert language == identify(text)


def test_one_foreign_word_does_not_turn_an_english_text():
    assert (
        identify("What does the word 자매 mean in the agreement that the two cities signed in the year 1994?") == "en"
    )


@given(st.text(), st.sampled_from(["en", "ko", None]))
def test_any_text_has_a_language(text, hint):
    assert identify(text, hint).isalpha()


@given(st.text("0123456789 .,?!…-–€🎉\n"))
def test_text_without_letters_gets_the_hint(text):
    assert identify(text, "xx") == "xx"


def test_common_words_tell_what_letters_cannot():
    lexicon = {"kapan": ("id",), "sister": ("en", "fil"), "city": ("en", "fil", "id"), "pertama": ("id",)}
    assert "id" == identify("Apa sister city pertama?", None, lexicon)
    assert identify("sister") == identify("sister", None, {})


def test_a_long_text_of_known_words_has_a_language_too():
    assert "id" == identify("kapan pertama " * 500, None, {"kapan": ("id",), "pertama": ("id",)})


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Busan", None, "en"),
        ("Busan", "id", "id"),
        ("부산", "id", "ko"),
        ("Пусан", None, "ru"),
        ("1994", "th", "th"),
        ("釜山", None, "zh"),
    ],
)
def test_names_alone_are_of_their_scripts_language(text, hint, language):
    assert language == of_names(text, hint)
