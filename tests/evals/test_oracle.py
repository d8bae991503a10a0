"""The oracle: what a right answer holds, from a tiny corpus."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from evals.expect import Expect
from evals.facts import Signing, date_spellings, number_spellings, people
from evals.metrics import holds
from evals.oracle import Expected, Oracle

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)
SOURCES = [
    {"key": "official", "title": "List", "date": "2022", "confidence": "high"},
    {"key": "press", "title": "Report", "date": "2010", "confidence": "medium"},
]


def signed(day: str, source: str = "official", **more: str) -> dict[str, Any]:
    precision = {4: "year", 7: "month", 10: "day"}[len(day)]
    return {"event": "signed", "date": day, "precision": precision, "sources": [source], **more}


def tie(home: str, partner: str, country: str, *dates: dict[str, Any], **more: Any) -> dict[str, Any]:
    head = {"id": f"agreement-{home}-{partner}", "title": f"{home} and {partner}: agreement", "level": "city"}
    return {**head, "home": home, "partner": partner, "country": country, "dates": dates, "relation": "sister", **more}


def place(name: str, country: str, *figures: tuple[str, float], **more: Any) -> dict[str, Any]:
    measured = [{"measure": measure, "value": value, "sources": ["official"]} for measure, value in figures]
    title = name.replace("-", " ").title()
    head = {"id": f"city-{name}", "title": f"{title}: city profile", "place": name, "country": country}
    return {**head, "figures": measured, **more}


AGREEMENTS = [
    tie("busan", "oldtown", "JP", signed("1976-10-11"), fields=["film and art", "ports"]),
    tie(
        "busan",
        "twotown",
        "ID",
        signed("1994-11-10", "press", place="Twotown"),
        signed("1994-08-29", place="City hall; room 2"),
        signed("1994-08"),
        {**signed("1993-01-01"), "event": "letter-of-intent"},
        pair="agreement-busan-twotown",
        statements=[{"name": "signatories", "value": "Deputy Mayor Jo Ha-na (Busan); the other is not named"}],
        fields=["trade"],
    ),
    tie(
        "busan",
        "twotown",
        "ID",
        signed("1994-08-29"),
        id="agreement-busan-twotown-ko",
        pair="agreement-busan-twotown",
        fields=["무역"],
    ),
    tie("busan", "northland", "TL", signed("2023-05-25"), relation="friendly-cooperation", level="province"),
    tie("busan", "plantown", "RO", {**signed("2024-12-16"), "event": "talks"}),
    tie("incheon", "oldtown", "JP", signed("2012-06")),
]
CITIES = [
    place("oldtown", "JP", ("population", 300_000), ("population", 280_000), names={"ja": ["旧市"]}),
    place("twotown", "ID", ("population", 2_850_000), ("area_km2", 350.5), industries=["shipbuilding"]),
    place("northland", "TL", names={"en": ["North Land"]}),
    place("plantown", "RO"),
]
PROGRAMMES = [
    {"id": "programme-a", "title": "Film days", "partners": ["oldtown"], "state": "planned", "dates": [signed("2020")]},
    {"id": "programme-b", "title": "Fire school", "partners": ["twotown"], "state": "past", "category": "officials"},
    {"id": "programme-c", "title": "Youth hub", "countries": ["JP"], "state": "planned"},
]


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Oracle:
    corpus = tmp_path_factory.mktemp("corpus")
    for folder, headers in (("agreements", AGREEMENTS), ("cities", CITIES), ("programmes", PROGRAMMES)):
        (corpus / folder).mkdir()
        for header in headers:
            text = yaml.safe_dump({**header, "sources": SOURCES}, allow_unicode=True)
            (corpus / folder / f"{header['id']}.md").write_text(f"---\n{text}---\n\ntext\n", "utf-8")
    return Oracle(corpus)


def ask(oracle: Oracle, operation: str, language: str = "en", on: date = TODAY, **filters: Any) -> Expected:
    return oracle.expected(Expect.model_validate({"operation": operation, **filters}), on, language)


def held(text: str, expected: Expected) -> bool:
    return all(any(holds(text, spelling) for spelling in fact) for fact in expected.facts)


def partners(expected: Expected) -> set[str]:
    return {document.removeprefix("agreement-busan-") for document in expected.documents}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"oldtown", "twotown", "northland"}),
        ({"relation": "sister"}, {"oldtown", "twotown"}),
        ({"country": "JP"}, {"oldtown"}),
        ({"continent": "asia"}, {"oldtown", "twotown", "northland"}),
        ({"continent": "europe"}, set()),
        ({"region": "035"}, {"twotown", "northland"}),
        ({"group": "asean"}, {"twotown", "northland"}),
        ({"group": "asean", "in_force_on": "2024-01-01"}, {"twotown"}),
        ({"in_force_on": "1990-01-01"}, {"oldtown"}),
        ({"signed_from": "1990", "signed_to": "1999"}, {"twotown"}),
        ({"signed_from": "1994-11"}, {"northland"}),
        ({"field": ["FILM"]}, {"oldtown"}),
        ({"industry": ["steel", "shipbuilding"]}, {"twotown"}),
        ({"partners": ["oldtown", "northland"]}, {"oldtown", "northland"}),
    ],
)
def test_filters(oracle: Oracle, filters: dict[str, Any], found: set[str]) -> None:
    assert partners(ask(oracle, "list", **filters)) == found


def test_a_list_holds_its_places_by_any_name_oldest_first(oracle: Oracle) -> None:
    expected = ask(oracle, "list")

    assert [names[0] for names in expected.facts] == ["Oldtown", "Twotown", "Northland"]
    assert held("旧市, Twotown, North Land", expected)
    assert not held("Oldtown and Twotown", expected)


def test_a_count_is_of_agreements_and_not_of_their_translations(oracle: Oracle) -> None:
    assert ask(oracle, "count").facts == (("3",),)
    assert ask(oracle, "count", country="RO") == Expected()


def test_another_home_has_other_partners(oracle: Oracle) -> None:
    assert ask(oracle, "list", home="incheon").documents == {"agreement-incheon-oldtown"}


def test_first_and_latest(oracle: Oracle) -> None:
    first, latest = ask(oracle, "first"), ask(oracle, "latest")

    assert partners(first) == {"oldtown"}
    assert held("Oldtown, 11 October 1976", first)
    assert partners(latest) == {"northland"}
    assert held("North Land since 2023-05-25", latest)


def test_of_competing_dates_all_are_given_but_no_month_that_contains_the_day(oracle: Oracle) -> None:
    expected = ask(oracle, "date", "ko", partner="twotown")

    assert expected.documents == {"agreement-busan-twotown", "agreement-busan-twotown-ko"}
    assert held("1994년 8월 29일 또는 1994년 11월 10일", expected)
    assert not held("1994년 8월 29일", expected)
    assert len(expected.facts) == 2


def test_the_official_date_counts_though_it_is_not_the_first(oracle: Oracle) -> None:
    assert ask(oracle, "years", partner="twotown", on=date(2026, 9, 1)).facts[0] == ("32",)


@pytest.mark.parametrize(("on", "years"), [(date(2026, 10, 10), "49"), (date(2026, 10, 11), "50")])
def test_only_completed_years_count(oracle: Oracle, on: date, years: str) -> None:
    assert ask(oracle, "years", partner="oldtown", on=on).facts == ((years,),)


def test_anniversaries(oracle: Oracle) -> None:
    assert partners(ask(oracle, "anniversaries", year=2026)) == {"oldtown"}
    assert ask(oracle, "anniversaries", year=2026).facts[-1] == ("50",)
    assert partners(ask(oracle, "anniversaries", year=2033, round=10)) == {"northland"}
    assert ask(oracle, "anniversaries", year=1976) == Expected()


def test_not_cities_and_changes(oracle: Oracle) -> None:
    assert partners(ask(oracle, "not-cities")) == {"northland"}
    assert partners(ask(oracle, "changes", since="1994-08-29")) == {"twotown", "northland"}


def test_talks_and_letters_are_no_agreement(oracle: Oracle) -> None:
    assert ask(oracle, "date", partner="plantown") == Expected()


def test_a_tie_is_named_in_the_language_of_the_question(oracle: Oracle) -> None:
    assert held("Northland: 우호협력도시", ask(oracle, "is-partner", "ko", partner="northland"))
    assert not held("Northland: sister city", ask(oracle, "is-partner", partner="northland"))


def test_signatories_places_and_fields(oracle: Oracle) -> None:
    assert ask(oracle, "signatories", partner="twotown").facts == (("Jo Ha-na",),)
    assert {fact[0] for fact in ask(oracle, "place", partner="twotown").facts} == {"City hall", "Twotown"}
    assert ask(oracle, "fields", partner="twotown").facts == (("trade", "무역"),)


def test_figures_hold_every_competing_value(oracle: Oracle) -> None:
    assert held("300,000 or 280 000", ask(oracle, "population", partner="oldtown"))
    assert not held("300,000", ask(oracle, "population", partner="oldtown"))
    assert held("350,5 km²", ask(oracle, "area", partner="twotown"))
    assert ask(oracle, "industries", partner="twotown").documents == {"city-twotown"}
    assert ask(oracle, "population", partner="northland") == Expected()


def test_largest_smallest_and_compare(oracle: Oracle) -> None:
    assert ask(oracle, "largest", measure="population").documents == {"city-twotown"}
    assert ask(oracle, "smallest", measure="population").documents == {"city-oldtown"}
    assert ask(oracle, "largest", measure="area_km2", country="JP") == Expected()
    compared = ask(oracle, "compare", partners=["oldtown", "twotown"])
    assert held("Oldtown 1976-10-11; Twotown 1994-08-29, 1994-11-10", compared)
    assert len(ask(oracle, "compare", partners=["oldtown", "twotown"], measure="population").facts) == 5


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "planned"}, {"a", "c"}),
        ({"partner": "oldtown"}, {"a"}),
        ({"country": "JP"}, {"a", "c"}),
        ({"category": "officials"}, {"b"}),
        ({"year": 2020}, {"a"}),
        ({"group": "asean"}, {"b"}),
    ],
)
def test_programmes(oracle: Oracle, filters: dict[str, Any], found: set[str]) -> None:
    assert ask(oracle, "programmes", **filters).documents == {f"programme-{letter}" for letter in found}
    assert ask(oracle, "count-programmes", **filters).facts == ((str(len(found)),),)


@pytest.mark.parametrize(
    "wrong", [{"operation": "date"}, {"operation": "largest"}, {"operation": "sing"}, {"operation": "list", "town": 1}]
)
def test_a_spec_that_says_too_little_or_too_much_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Expect.model_validate(wrong)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "August 29, 1994"),
        ("es", "29 de agosto de 1994"),
        ("ru", "29 августа 1994 г."),
        ("vi", "ngày 29 tháng 8 năm 1994"),
        ("ja", "1994年8月29日"),
        ("kk", "1994 жылғы 29 тамыз"),
        ("th", "29 สิงหาคม 1994"),
        ("mn", "29.08.1994"),
    ],
)
def test_dates_are_spelled_as_people_write_them(language: str, text: str) -> None:
    assert any(holds(text, spelling) for spelling in date_spellings(Signing("1994-08-29", "day", "", True), language))


def test_months_and_years_are_spelled_too() -> None:
    assert "marzo de 2011" in date_spellings(Signing("2011-03", "month", "", True), "es")
    assert date_spellings(Signing("1992", "year", "", True), "ru") == ("1992",)


def test_numbers_and_people_are_spelled() -> None:
    assert {"2857000", "2.857 million", "285.7만"} <= set(number_spellings(2_857_000))
    assert number_spellings(123.82) == ("123.82", "123,82")
    value = "First Mayor Ann Lee (A); Commissioner Bo Li and Mayor Cy Ma (C); the fourth is not named"
    assert people(value) == [("Ann Lee",), ("Bo Li",), ("Cy Ma",)]
