"""What a question names: places, countries, terms and times, in many scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.cleaning import clean_question
from retrieval.gazetteer import Gazetteer
from retrieval.names import country_names, normalised
from retrieval.register.clues import Clues, gather
from tests.doubles.facts import HEADS, register

KNOWN = register()


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    own = [
        (normalised(name), head.place)
        for head in HEADS
        if head.place
        for names in head.names.values()
        for name in names
    ]
    return Gazetteer.build(
        [*own, ("lantern camp", "document:programme-camp"), ("farville", "geo:1"), *country_names()], (), (), ()
    )


def clues(gazetteer: Gazetteer, text: str, language: str = "en") -> Clues:
    return gather(text, language, gazetteer, KNOWN)


def test_places_are_told_apart_by_what_the_register_knows(gazetteer):
    found = clues(gazetteer, "Did Port Amberly sign with Kushima, Farville or in Denmark?")
    assert (("amberly",), (("kushima",),), ("geo:1",), ("DK",)) == (
        found.homes,
        found.partners,
        found.strangers,
        found.countries,
    )
    assert (("kushima", "Kushima"), ("geo:1", "Farville")) == found.written


def test_a_country_that_only_says_where_a_place_lies_is_no_filter(gazetteer):
    assert () == clues(gazetteer, "Kushima, Japan").countries
    assert () == clues(gazetteer, "Port Amberly, South Korea").countries


@pytest.mark.parametrize(
    ("text", "language", "term"),
    [
        ("sister cities in film", "en", "relation:sister"),
        ("자매도시와 영화", "ko", "relation:sister"),
        ("부산자매도시", "ko", "relation:sister"),
        ("города-побратимы", "ru", "relation:sister"),
        ("Which partners cooperate in film?", "en", "topic:film"),
        ("เมืองพี่เมืองน้องในยุโรป", "th", "region:150"),
        ("European partners", "en", "region:150"),
        ("アセアンの都市", "ja", "group:asean"),
        ("since 2020", "en", "time:since"),
        ("next year", "en", "time:next-year"),
        ("partners of the 1990s", "en", "time:decade"),
        ("1990년대 도시", "ko", "time:decade"),
    ],
)
def test_terms_are_found_in_every_script(gazetteer, text, language, term):
    assert term in clues(gazetteer, text, language).terms


def test_a_nationality_is_a_country(gazetteer):
    assert ("DE",) == clues(gazetteer, "German partner cities").countries


def test_ten_years_are_meant_only_beside_a_year_that_begins_them(gazetteer):
    assert "time:decade" not in clues(gazetteer, "in 1994 for a decade").terms


def test_short_words_of_time_count_only_beside_a_year(gazetteer):
    assert "time:since" in clues(gazetteer, "соглашения с 2020 года", "ru").terms
    assert "time:since" not in clues(gazetteer, "соглашение с городом, подписанное, возможно, в 2020", "ru").terms


def test_something_written_like_a_name_is_noticed(gazetteer):
    common = frozenset({"which", "partners", "sister", "cities"})

    def stray(text: str) -> bool:
        return gather(text, "en", gazetteer, KNOWN, common).stray

    assert stray("Which partners in Zamonia?")
    assert stray("アトランティスの姉妹都市")
    assert not stray("Which sister cities in Denmark?")


def test_a_city_of_the_world_is_known_in_lower_case_unless_it_is_a_common_word(gazetteer):
    assert ("geo:1",) == gather("is farville a partner?", "en", gazetteer, KNOWN).strangers
    assert () == gather("is farville a partner?", "en", gazetteer, KNOWN, frozenset({"farville"})).strangers
    assert () == gather("is farvile a partner?", "en", gazetteer, KNOWN).strangers


def test_both_tiers_said_together_are_any(gazetteer):
    assert ("any",) == clues(gazetteer, "자매·우호협력도시 목록", "ko").of("relation")


@pytest.mark.parametrize(
    ("text", "language", "times"),
    [
        ("in 1994", "en", ("1994",)),
        ("between 1990 and 1999", "en", ("1990", "1999")),
        ("since 2023-05-25", "en", ("2023-05-25",)),
        ("since May 2023", "en", ("2023-05",)),
        ("on 25 May 2023", "en", ("2023-05-25",)),
        ("May 25, 2023", "en", ("2023-05-25",)),
        ("2023年5月25日", "ja", ("2023-05-25",)),
        ("25 мая 2023 года", "ru", ("2023-05-25",)),
        ("в сентябре 2022 года", "ru", ("2022-09",)),
        ("maybe 2022", "en", ("2022",)),
        ("2023년 5월 이후", "ko", ("2023-05",)),
        ("2022年10月の時点", "ja", ("2022-10",)),
        ("с мая 2023 года", "ru", ("2023-05",)),
        ("ปี พ.ศ. 2537", "th", ("1994",)),
        ("ปี ๑๙๙๔", "th", ("1994",)),
        ("ឆ្នាំ១៩៩៤", "km", ("1994",)),
        ("2023-02-31", "en", ("2023-02",)),
        ("room 1234567", "en", ()),
        ("5000 people", "en", ()),
    ],
)
def test_times_are_read_as_exactly_as_they_are_given(gazetteer, text, language, times):
    assert times == clues(gazetteer, text, language).times


def test_names_are_masked_by_their_kind(gazetteer):
    assert (
        "Is Paris (Japan) a partner of Busan?"
        == clues(gazetteer, "Is Kushima (Germany) a partner of Port Amberly?").masked
    )


def test_a_programme_is_known_by_its_name(gazetteer):
    assert ("document:programme-camp",) == clues(gazetteer, "When is the Lantern Camp?").programmes


@given(st.text(max_size=200))
def test_any_text_has_clues(text):
    found = gather(clean_question(text), "en", Gazetteer.build([("kushima", "kushima")], (), (), ()), KNOWN)
    assert all(4 <= len(time) <= 10 for time in found.times)
