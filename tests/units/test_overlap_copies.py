"""Copies of hidden text are found in any language and form; names, public text and chance are not stopped."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.overlap import Overlap

SENTENCES = {
    "en": "The delegation is told only on the day that nobody can receive it and that a deputy stands in for him.",
    "ko": "접견이 어려운 경우 대표단에는 당일에만 알리고 부시장이 대신 접견하도록 조용히 준비한다.",
    "ja": "面会できない場合は当日まで代表団に知らせず、副市長が代わりに面会して記念品を渡す。",
    "zh": "如市长无法接见，当天之前不得告知代表团，由副市长代为接见并致辞。",
    "id": "Rombongan baru diberi tahu pada hari itu bahwa wali kota tidak dapat menerima mereka dan ada wakilnya.",
    "vi": "Đoàn chỉ được báo trong ngày rằng thị trưởng không thể tiếp và phó thị trưởng sẽ tiếp thay.",
    "th": "คณะผู้แทนจะได้รับแจ้งเฉพาะในวันนั้นว่านายกเทศมนตรีไม่สามารถต้อนรับได้และรองนายกจะต้อนรับแทน",
    "ru": "Делегации сообщат только в тот же день, что мэр не сможет её принять и его заменит заместитель.",
    "km": "គណៈប្រតិភូនឹងត្រូវបានជូនដំណឹងតែនៅថ្ងៃនោះប៉ុណ្ណោះថាអភិបាលក្រុងមិនអាចទទួលបាន ហើយអភិបាលរងនឹងទទួលជំនួស។",
    "fil": "Sa mismong araw lamang sasabihan ang delegasyon na hindi sila matatanggap ng alkalde at may kapalit.",
    "my": "မြို့တော်ဝန် လက်ခံတွေ့ဆုံနိုင်ခြင်း မရှိကြောင်း ကိုယ်စားလှယ်အဖွဲ့ကို ထိုနေ့တွင်သာ အသိပေးပြီး ဒုမြို့တော်ဝန်က တွေ့ဆုံမည်။",
    "kk": "Делегацияға қала әкімі қабылдай алмайтыны тек сол күні айтылады және оны орынбасары ауыстырады.",
    "mn": "Хотын дарга хүлээн авч чадахгүй гэдгийг төлөөлөгчдөд зөвхөн тухайн өдөр хэлж орлогч дарга нь орлоно.",
    "es": "Solo ese mismo día se dirá a la delegación que el alcalde no puede recibirla y quién lo sustituye.",
}
PLANS = Overlap({f"Plan {code}": [f"Foreword. {text} Afterword."] for code, text in SENTENCES.items()}, [])
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
NAMES = [
    "Busan Foundation for International Cooperation",
    "Framework Act on Treatment of Foreigners Residing in the Republic of Korea",
    "Enforcement Decree of the Act on the Immigration and Legal Status of Overseas Koreans",
    "52 Geumgok-daero 20beon-gil, Buk-gu, Busan 46524, Republic of Korea",
    "051-711-6800, 051-711-6810, www.bfic.kr",
    "부산광역시 국제교류협력 증진에 관한 조례",
    "외국인근로자의 고용 등에 관한 법률 시행규칙",
    "「지방자치단체의 국제교류 및 협력 증진에 관한 기본 조례」",
    "부산광역시 연제구 중앙대로 1001 부산광역시청 국제협력과",
    "2026 부산 국제교류 청년 아카데미 참가자 모집",
    "釜山広域市国際交流財団",
    "在韩外国人待遇基本法",
    "Yayasan Kerja Sama Internasional Busan",
    "Quỹ Hợp tác Quốc tế Busan",
    "มูลนิธิความร่วมมือระหว่างประเทศปูซาน",
    "Ley de Fomento de la Inversión Extranjera",
]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES.items())
def test_a_copied_sentence_is_found_in_every_language(language, sentence):
    assert (f"Plan {language}",) == PLANS.titles(f"OK! {sentence} Bye")


@given(
    language=st.sampled_from(sorted(SENTENCES)),
    case=st.sampled_from([str, str.upper, str.lower, str.swapcase, str.title]),
    gap=st.sampled_from([" ", "", "\n", "\u3000", " — ", "\u00a0\u200b", " / ", '" "']),
    wide=st.booleans(),
    around=st.tuples(st.text(max_size=30), st.text(max_size=30)),
)
def test_a_copy_is_found_whatever_its_case_spacing_punctuation_and_width(language, case, gap, wide, around):
    copied = gap.join(re.sub(r"[.,、。，]", "", case(SENTENCES[language])).split())
    copied = copied.translate(WIDE) if wide else copied
    before, after = around
    assert f"Plan {language}" in PLANS.titles(f"{before} {copied} {after}")


@given(st.text(max_size=400), st.text(max_size=400), st.text(max_size=400))
def test_no_text_raises_and_what_may_be_seen_is_never_stopped(hidden, seen, reply):
    overlap = Overlap({"Plan": [hidden]}, [seen])
    assert overlap.titles(reply) in {(), ("Plan",)}
    assert overlap.titles(seen) == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hidden", ["Officials must read {} before they answer.", "담당자는 {} 내용을 확인한다."])
def test_a_name_that_only_a_hidden_document_holds_may_be_said(name, hidden):
    overlap = Overlap({"Plan": [hidden.format(name)]}, [])
    assert [()] * 3 == [overlap.titles(text) for text in (name, f"Please see {name}.", f"{name}를 참고하세요")]


def test_the_same_sentence_in_other_words_is_no_copy():
    said = "Only on the very day do we let visitors know that the mayor is away and who takes his place."
    assert PLANS.titles(said) == ()


@pytest.mark.parametrize("words", [2, 4, 6])
def test_a_few_words_are_a_coincidence(words):
    assert PLANS.titles(" ".join(SENTENCES["en"].split()[:words])) == ()


@pytest.mark.parametrize("start", range(11))
def test_eleven_words_in_a_row_are_no_coincidence(start):
    assert ("Plan en",) == PLANS.titles(" ".join(SENTENCES["en"].split()[start : start + 11]))


def test_one_changed_word_hides_no_copy():
    changed = "is told only on the day that somebody can receive it and that a deputy stands"
    assert ("Plan en",) == PLANS.titles(changed)


def test_public_text_in_a_hidden_document_may_be_repeated():
    public = "Every foreign resident may borrow five books for two weeks from the library of the centre."
    overlap = Overlap({"Plan": [f"{public} {SENTENCES['en']}"]}, [f"Rules. {public}"])
    assert overlap.titles(public.upper()) == ()
    assert ("Plan",) == overlap.titles(f"{public} {SENTENCES['en']}")


def test_public_words_within_a_hidden_sentence_do_not_hide_it():
    public = "every foreign resident may borrow five books for two weeks"
    hidden = f"We never tell anybody outside that {public} without any card being asked for at the desk"
    overlap = Overlap({"Plan": [hidden]}, [f"Today {public}. And so on."])
    assert ("Plan",) == overlap.titles(hidden)


def test_the_titles_of_hidden_documents_may_be_said():
    title = "What to do when a delegation arrives late and the hall is closed"
    overlap = Overlap({title: [f"{title}. {SENTENCES['en']}"]}, [])
    assert overlap.titles(f"There is a guide: {title}") == ()


def test_the_document_with_most_of_it_comes_first():
    assert ("Plan ru", "Plan es") == PLANS.titles(f"{SENTENCES['es'][:60]} {SENTENCES['ru']}")


def test_a_text_in_two_hidden_documents_names_both():
    overlap = Overlap({"One": [SENTENCES["en"]], "Two": [SENTENCES["en"]]}, [])
    assert {"One", "Two"} == set(overlap.titles(SENTENCES["en"]))


def test_a_text_in_capitals_is_not_taken_for_names():
    overlap = Overlap({"Plan": [SENTENCES["en"].upper()]}, [])
    assert ("Plan",) == overlap.titles(SENTENCES["en"])


@pytest.mark.parametrize("text", ["", "   ", "🎉🎉", "\ud800", "1001", "\u200b" * 50])
def test_what_has_no_text_repeats_nothing(text):
    assert PLANS.titles(text) == ()
    assert Overlap({"Plan": [text]}, [text]).titles(text) == ()


def test_a_document_takes_little_memory():
    text = "".join(f"{number} of them went {number * 7919} ways, {number**9 % 99991} " for number in range(2000))
    assert 0 < Overlap({"Plan": [text]}, []).nbytes < 9 * len(text)


def test_a_long_reply_is_checked_within_milliseconds():
    reply = (SENTENCES["en"] * 20)[:2000]
    taken = []
    for _ in range(10):
        began = time.perf_counter()
        PLANS.titles(reply)
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.010
