"""Claims are checked against the passages they cite."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.answering.verify import Flaw, Unsupported, Verify
from bot.answering.verifying.days import Day, dated
from bot.answering.verifying.quantities import stated
from bot.answering.verifying.vocabulary import LANGUAGES, folded
from evals.planted.measuring import Planted, Rate, measured

PLACES = {
    "ulaanbaatar": ("Ulaanbaatar", "Улан-Батор", "Улаанбаатар", "울란바토르", "乌兰巴托"),
    "kobe": ("Kobe", "고베", "神戸", "Кобе"),
    "incheon": ("Incheon", "인천", "仁川", "Инчхон"),
    "almaty": ("Almaty", "Алматы", "알마티"),
}
TIES = {
    "relation:sister": ("sister city", "sister-city", "twin", "побратим", "자매도시", "姉妹都市", "ciudad hermana"),
    "relation:friendly-cooperation": (
        "friendly-cooperation",
        "дружественн",
        "우호협력",
        "友好合作",
        "cooperación amistosa",
    ),
}
ULAANBAATAR = (
    "Busan and Ulaanbaatar, the capital of Mongolia, signed a friendly-cooperation agreement on 3 August 2016.\n"
    "Mayor Suh Byung-soo signed for Busan, and the sources found do not name who signed for Ulaanbaatar.\n"
    'The page calls it a "friendly city" and names 1,234 guests, ten speakers and 3.85 million won.'
)
KOBE = (
    "Kobe is a sister-city partner of Incheon in South Korea. "
    "Kobe is not a partner of Busan according to the lists found up to January 2026."
)
ALMATY = "알마티는 2022년 9월 14일부터 부산의 우호협력도시입니다. 협정에는 이성권 부시장이 서명했습니다."


def names(text: str) -> frozenset[frozenset[str]]:
    """The places above that a text writes."""
    return frozenset(frozenset({place}) for place, written in PLACES.items() if any(name in text for name in written))


def relations(text: str, language: str) -> frozenset[str]:
    """The ties above that a text writes."""
    low = text.casefold()
    return frozenset(tie for tie, written in TIES.items() if any(word in low for word in written))


VERIFY = Verify(names, relations)


def flaws(claim: str, language: str, *passages: str) -> list[Flaw]:
    """The kinds of what is found in a claim."""
    return [one.flaw for one in VERIFY(claim, language, passages)]


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("Busan and Ulaanbaatar became friendly-cooperation partners on August 3, 2016.", "en"),
        ("The agreement with Ulaanbaatar dates from 2016-08-03.", "en"),
        ("The agreement with Ulaanbaatar dates from August 2016.", "en"),
        ("The agreement with Ulaanbaatar dates from 2016.", "en"),
        ("El acuerdo de cooperación amistosa con Ulaanbaatar es del 3 de agosto de 2016.", "es"),
        ("Соглашение с городом Улан-Батор подписано 3 августа 2016 года.", "ru"),
        ("Улаанбаатартай 2016 оны 8 дугаар сарын 3-нд гэрээ байгуулсан.", "mn"),
        ("Ulaanbaatar келісімі 2016 жылғы 3 тамызда жасалды.", "kk"),
        ("부산과 울란바토르는 2016년 8월 3일 우호협력 협정을 맺었습니다.", "ko"),
        ("釜山与乌兰巴托于2016年8月3日签署友好合作协议。", "zh"),
        ("ปูซานลงนามในข้อตกลงเมื่อวันที่ 3 สิงหาคม พ.ศ. 2559", "th"),
        ("ប៊ូសានបានចុះហត្ថលេខានៅថ្ងៃទី៣ ខែសីហា ឆ្នាំ២០១៦។", "km"),
        ("ဘူဆန်သည် ၂၀၁၆ ခုနှစ် ဩဂုတ်လ ၃ ရက်တွင် လက်မှတ်ရေးထိုးခဲ့သည်။", "my"),
        ("Busan ký thỏa thuận ngày 3 tháng 8 năm 2016.", "vi"),
        ("Nilagdaan ang kasunduan noong Agosto 3, 2016.", "fil"),
        ("Perjanjian itu ditandatangani pada 3 Agustus 2016.", "id"),
        ("There were 1.234 guests and 10 speakers.", "en"),
        ("손님 1,234명이 왔고 385만 원이 들었습니다.", "ko"),
        ("The sources do not say who signed for Ulaanbaatar.", "en"),
        ("It is called a “Friendly City”.", "en"),
    ],
)
def test_a_claim_that_its_passage_makes_is_supported(claim: str, language: str) -> None:
    assert VERIFY(claim, language, [ULAANBAATAR]) == []


@pytest.mark.parametrize(
    ("claim", "language", "passage", "flaw"),
    [
        ("The agreement with Ulaanbaatar dates from 4 August 2016.", "en", ULAANBAATAR, Flaw.DATE),
        ("Соглашение с городом Улан-Батор подписано в 2017 году.", "ru", ULAANBAATAR, Flaw.DATE),
        ("ปูซานลงนามในข้อตกลงเมื่อวันที่ 3 สิงหาคม พ.ศ. 2560", "th", ULAANBAATAR, Flaw.DATE),
        ("There were 1,243 guests.", "en", ULAANBAATAR, Flaw.NUMBER),
        ("There were eleven speakers.", "en", ULAANBAATAR, Flaw.NUMBER),
        ("비용은 385억 원이었습니다.", "ko", ULAANBAATAR, Flaw.NUMBER),
        ("The agreement is one of Busan and Kobe.", "en", ULAANBAATAR, Flaw.NAME),
        ("For Busan signed Mayor Hur.", "en", ULAANBAATAR, Flaw.NAME),
        ("울란바토르는 일본의 도시입니다.", "ko", ULAANBAATAR, Flaw.NAME),
        ("협정에는 안성민 시장이 서명했습니다.", "ko", ALMATY, Flaw.NAME),
        ("The page calls it a “twin of hearts”.", "en", ULAANBAATAR, Flaw.QUOTE),
        ("该网页称其为“兄弟之城”。", "zh", ULAANBAATAR, Flaw.QUOTE),
        ("Ulaanbaatar has been a sister city since 2016.", "en", ULAANBAATAR, Flaw.RELATION),
        ("알마티는 부산의 자매도시입니다.", "ko", ALMATY, Flaw.RELATION),
        ("Busan and Ulaanbaatar did not sign an agreement on 3 August 2016.", "en", ULAANBAATAR, Flaw.NEGATION),
        ("Kobe is a partner of Busan according to the lists.", "en", KOBE, Flaw.NEGATION),
        ("Кобе не является городом-побратимом Инчхона.", "ru", KOBE, Flaw.NEGATION),
    ],
)
def test_what_no_passage_says_is_found(claim: str, language: str, passage: str, flaw: Flaw) -> None:
    assert flaw in flaws(claim, language, passage)


def test_a_claim_may_not_be_more_exact_than_its_passage() -> None:
    passage = "Suwon and Tours have been partners since May 2023."
    assert flaws("They have been partners since 12 May 2023.", "en", passage) == [Flaw.DATE]
    assert flaws("They have been partners since 2023.", "en", passage) == []


def test_a_date_without_a_year_has_that_of_the_date_beside_it() -> None:
    passage = "The term ran from 19 August to 29 November 2024."
    assert flaws("The term began on 19 August 2024.", "en", passage) == []
    assert flaws("The term began on 19 August 2023.", "en", passage) == [Flaw.DATE]


def test_a_number_that_stands_only_beside_another_date_is_found() -> None:
    passage = "In August 2022 there were 37 partners. In December 2023 there were 49 partners."
    assert flaws("In December 2023 there were 49 partners.", "en", passage) == []
    assert flaws("In December 2023 there were 37 partners.", "en", passage) == [Flaw.NUMBER]


def test_no_more_than_denies_nothing() -> None:
    passage = "A delegation has at most twelve members."
    assert flaws("A delegation has no more than 12 members.", "en", passage) == []


def test_a_claim_without_passages_has_what_it_states_against_it() -> None:
    assert flaws("In 2016 there were 40 guests from Kobe.", "en") == [Flaw.DATE, Flaw.NUMBER, Flaw.NAME]


def test_a_flaw_says_what_is_not_supported() -> None:
    assert VERIFY("The agreement has 77 pages.", "en", [ULAANBAATAR]) == [Unsupported(Flaw.NUMBER, "77")]


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("12만 3천", {12.0, 123000.0}),
        ("3억", {3e8}),
        ("1 234 567", {1234567.0}),
        ("50.000", {50000.0}),
        ("3,85", {3.85}),
        ("1.2 million", {1.2e6}),
        ("٣٥", {35.0}),
    ],
)
def test_a_number_has_the_values_that_its_signs_may_mean(written: str, values: set[float]) -> None:
    assert [set(found) for _, found in stated(folded(written))] == [values]


def test_a_day_in_digits_is_read_in_both_orders() -> None:
    assert set(dated("11/1/2018").days) == {frozenset({Day(2018, 1, 11), Day(2018, 11, 1)})}


ANY = st.text(max_size=120) | st.text(alphabet="0123456789.,/- 年月日만억“”'\"()notмаяÀ", max_size=60)


@settings(max_examples=200, deadline=None)
@given(ANY, st.sampled_from([*LANGUAGES, "xx", "pt-BR", ""]), st.lists(ANY, max_size=3))
@example("9999-99-99 ៩៩ ۱۲۳ ①② ½ Ⅷ", "km", ["\ud800", "०"])
def test_no_text_makes_it_raise(claim: str, language: str, passages: list[str]) -> None:
    assert all(isinstance(one, Unsupported) for one in VERIFY(claim, language, passages))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([ULAANBAATAR, KOBE, ALMATY]) | ANY, st.sampled_from(LANGUAGES))
@example("0 AAΆ", "en")
def test_a_sentence_always_supports_itself(text: str, language: str) -> None:
    assert VERIFY(text, language, [text]) == []


@settings(max_examples=50, deadline=None)
@given(st.permutations([ULAANBAATAR, KOBE, ALMATY]))
def test_the_order_of_passages_does_not_matter(passages: list[str]) -> None:
    for claim in (
        "Kobe has been a sister city since 2016.",
        "알마티는 고베가 아닙니다.",
        "Suh Byung-soo was in Almaty.",
    ):
        assert VERIFY(claim, "en", passages) == VERIFY(claim, "en", [ULAANBAATAR, KOBE, ALMATY])


def test_figures_tell_caught_errors_from_dropped_claims() -> None:
    cases = [
        Planted(id="a", language="en", passages=(ULAANBAATAR,), claim="It dates from 2016."),
        Planted(id="b", language="en", passages=(ULAANBAATAR,), claim="It dates from 2017.", flaw=Flaw.DATE),
        Planted(id="c", language="en", passages=(ULAANBAATAR,), claim="It dates from 2016.", flaw=Flaw.NAME),
    ]
    figures = measured(cases, VERIFY)
    assert (figures.caught, figures.dropped, figures.missed) == (Rate(1, 2), Rate(0, 1), ("c",))
    assert figures.by_flaw[Flaw.DATE] == Rate(1, 1)
    assert figures.by_language == {"en": Rate(1, 2)}
