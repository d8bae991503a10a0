"""Rows from front matter, and what is selected of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from retrieval.register.conflicts import marks, ranked, signed_on, signings
from retrieval.register.model import Level, Measure, Relation
from retrieval.register.query import Operation, Query
from retrieval.register.reading import level_of, rows_of
from retrieval.register.register import Register
from tests.doubles.facts import HEADS, TODAY, empty, head, place, register, said, signed, terms, tie

ALL = Query(Operation.LIST)


@pytest.fixture(scope="module")
def known() -> Register:
    return register()


def partners(known: Register, **filters: object) -> list[str]:
    return [row.partner for row in known.select(replace(ALL, **filters), TODAY)]  # type: ignore[arg-type]


def test_the_home_is_the_city_with_the_most_agreements(known):
    assert ("amberly", {"amberly", "otherhome"}) == (known.home, known.homes)


def test_without_agreements_there_is_no_home():
    assert "" == empty().home


@pytest.mark.parametrize(
    ("printed", "level"),
    [
        ("city", Level.CITY),
        ("capital", Level.CITY),
        ("city/emirate", Level.CITY),
        ("metropolitan city", Level.CITY),
        (None, Level.CITY),
        ("province", Level.PROVINCE),
        ("combined authority", Level.REGION),
        ("federal state", Level.STATE),
        ("canton", Level.OTHER),
    ],
)
def test_the_kind_of_place_by_the_documents_own_word(printed, level):
    assert level == level_of(printed)


def test_a_month_is_no_rival_of_a_day_in_it_and_a_letter_of_intent_no_signing(known):
    by_partner = {row.partner: row for row in known.rows.agreements if row.home == "amberly"}
    assert ["2021-04-30"] == [event.date for event in signings(by_partner["tarnby"])]
    assert ["2010-12-02", "2011-07"] == [event.date for event in signings(by_partner["dresport"])]


def test_the_official_value_comes_first_and_the_newer_source_is_told(known):
    agreement = known.of_partner("dresport")[0]
    first, second = ranked(agreement.stated("relation"))
    assert ("friendship city", "sister city") == (first.value, second.value)
    assert (True, False) == (marks(first, (first, second)).official, marks(first, (first, second)).newest)
    assert (False, True) == (marks(second, (first, second)).official, marks(second, (first, second)).newest)


def test_samples_and_second_versions_are_no_rows():
    heads = [
        place("nowhere", "KR", sample=True),
        tie("kushima", "JP", "sister", signed("1976-10-11"), pair="k"),
        head(
            "agreement-kushima-ko",
            "agreement",
            language="ko",
            pair="k",
            home="amberly",
            partner="kushima",
            country="JP",
            relation="sister",
            names={"ko": ["구시마"]},
        ),
    ]
    rows = rows_of(heads, terms())
    assert ["agreement-amberly-kushima"] == [row.document for row in rows.agreements]
    assert () == rows.cities


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["kushima", "dresport", "valmora", "tarnby"]),
        ({"relation": Relation.SISTER}, ["kushima", "valmora", "tarnby"]),
        ({"countries": ("JP",)}, ["kushima"]),
        ({"regions": ("150",)}, ["dresport", "tarnby"]),
        ({"regions": ("035",)}, ["valmora"]),
        ({"groups": ("asean",)}, ["valmora"]),
        ({"groups": ("eu",), "relation": Relation.SISTER}, ["tarnby"]),
        ({"signed_from": "2011"}, ["valmora", "tarnby"]),
        ({"signed_from": "2010-12", "signed_to": "2011"}, ["dresport", "valmora"]),
        ({"signed_to": "1999"}, ["kushima"]),
        ({"in_force_on": "2010-12-01"}, ["kushima"]),
        ({"in_force_on": "2010-12-02"}, ["kushima", "dresport"]),
        ({"topics": ("film",)}, ["kushima"]),
        ({"topics": ("port",)}, ["kushima", "dresport"]),
        ({"topics": ("port",), "about": "industries"}, ["dresport"]),
        ({"topics": ("port",), "about": "fields"}, ["kushima"]),
        ({"topics": ("shipbuilding",)}, ["tarnby"]),
        ({"home": "otherhome"}, ["kushima"]),
        ({"home": "lonetown"}, []),
        ({"countries": ("JP", "DK")}, ["kushima", "tarnby"]),
    ],
)
def test_filters_select_oldest_first(known, filters, expected):
    assert expected == partners(known, **filters)


def test_what_is_signed_after_the_question_is_not_there_yet(known):
    assert ["kushima", "dresport"] == [row.partner for row in known.select(ALL, date(2011, 1, 1))]


def test_membership_counts_on_the_day():
    dili = [place("dili", "TL"), tie("dili", "TL", "friendly-cooperation", signed("2023-05-25"))]
    known = register(*dili)
    asean = replace(ALL, groups=("asean",))
    assert ["valmora"] == [row.partner for row in known.select(asean, date(2024, 1, 1))]
    assert ["valmora", "dili"] == [row.partner for row in known.select(asean, TODAY)]
    assert ["valmora"] == [row.partner for row in known.select(replace(asean, in_force_on="2024-12-31"), TODAY)]


def test_partners_that_are_no_cities(known):
    assert ["valmora"] == [row.partner for row in known.not_cities(ALL, TODAY)]


def test_round_anniversaries_of_a_year(known):
    found = known.anniversaries(ALL, [2026], TODAY)
    assert [("tarnby", 5, "2026-04-30"), ("kushima", 50, "2026-10-11"), ("valmora", 15, "2026-12-16")] == [
        (one.agreement.partner, one.years, one.day) for one in found
    ]
    assert ["kushima"] == [one.agreement.partner for one in known.anniversaries(replace(ALL, every=10), [2026], TODAY)]


def test_two_places_have_one_agreement_in_either_order(known):
    assert known.between("kushima", "amberly") is known.between("amberly", "kushima")
    assert known.between("kushima", "dresport") is None


def test_programmes_by_partner_country_state_topic_and_year(known):
    def titles(**filters: object) -> list[str]:
        query = replace(Query(Operation.PROGRAMMES), **filters)  # type: ignore[arg-type]
        return [row.document for row in known.programmes(query, TODAY)]

    assert ["programme-camp", "programme-fair"] == titles()
    assert ["programme-camp"] == titles(places=("kushima",)) == titles(countries=("JP",)) == titles(topics=("youth",))
    assert ["programme-fair"] == titles(regions=("150",)) == titles(state="past") == titles(year=2019)
    assert [] == titles(groups=("asean",))


def test_cities_are_ordered_by_their_best_figure(known):
    cities = [city for city in known.rows.cities if city.place != "amberly"]
    assert ["kushima", "dresport"] == [city.place for city in known.by_measure(cities, Measure.POPULATION)]
    assert [] == known.by_measure(cities, Measure.AREA)


def test_an_undated_agreement_has_no_date():
    undated = register(place("fog", "IS"), tie("fog", "IS", "sister")).of_partner("fog")[0]
    assert "" == signed_on(undated)


def test_published_totals_are_kept_from_any_document():
    known = register(
        head("guide-totals", "guide", statements=[said("total", "50 in 2024"), said("total", "51 in 2025")])
    )
    assert ["50 in 2024", "51 in 2025"] == [statement.value for _, statement in known.totals()]


def test_every_head_of_the_small_office_is_a_row():
    rows = rows_of(HEADS, terms())
    assert len(HEADS) == len(rows.agreements) + len(rows.cities) + len(rows.programmes) + len(rows.others)


def test_a_query_holds_nothing_but_enums_ids_and_dates():
    schema = TypeAdapter(Query).json_schema()
    for name, property_ in schema["properties"].items():
        for part in _parts(property_):
            closed = {"enum", "pattern", "const", "$ref"} & part.keys() or part.get("type") in {"integer", "null"}
            assert closed, f"{name} takes free text"


def _parts(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """A schema without its alternatives and lists."""
    inner = [*schema.get("anyOf", []), *([schema["items"]] if "items" in schema else [])]
    return [part for one in inner for part in _parts(one)] if inner else [schema]
