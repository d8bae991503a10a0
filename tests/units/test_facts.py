"""What the register says, in words: lists, single agreements, places, programmes."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.citing import SHOWN, Reply
from bot.facts.replies import key, query_of, reply
from bot.facts.wording import Wording
from bot.model import Outcome
from bot.phrases import Phrases, languages
from retrieval.register.model import Measure, Relation, State
from retrieval.register.query import Operation, Query
from retrieval.register.understanding import Understood
from tests.doubles.facts import TODAY, head, place, register, said, signed, tie

KNOWN = register()
LIST = "Port Amberly, list of partners"


def wording(language: str = "en", known=KNOWN, **written: str) -> Wording:
    return Wording(Phrases(), known, language, TODAY, written)


def answered(operation: Operation, known=KNOWN, language: str = "en", **filters: object) -> Reply:
    query = replace(Query(operation), **filters)  # type: ignore[arg-type]
    found = reply(wording(language, known), Understood((query,)))
    assert found is not None
    return found


def cited(found: Reply) -> list[str]:
    return [citation.document for citation in found.citations]


# Lists


def test_a_list_never_mixes_relations():
    assert (
        "Partners of Port Amberly: 4",
        "Sister cities of Port Amberly: 3",
        "1. Kushima (Japan) – October 11, 1976 [1]",
        "2. Valmora (Philippines, province) – December 16, 2011 [1]",
        "3. Tarnby (Denmark) – April 30, 2021 [1]",
        "Friendly-cooperation cities of Port Amberly: 1",
        "1. Dresport (Germany) – December 2, 2010 * [1]",
        "* Sources differ: Dresport",
        "Counted on November 24, 2026 from the office's documents; newest source: May 21, 2024.",
    ) == answered(Operation.LIST).lines


def test_a_list_of_one_relation_says_what_it_leaves_out():
    found = answered(Operation.LIST, relation=Relation.SISTER)
    assert "Not counted here: Friendly-cooperation cities of Port Amberly: 1." in found.lines
    assert ["agreement-amberly-kushima", "agreement-amberly-valmora", "agreement-amberly-tarnby"] == cited(found)


def test_every_row_is_cited_with_its_official_source():
    found = answered(Operation.LIST, countries=("JP",))
    (citation,) = found.citations
    assert (LIST, "as of January 2022", "signed: 1976-10-11") == (citation.source, citation.date, citation.quote)


def test_an_empty_list_is_said_and_the_other_relation_shown():
    found = answered(Operation.LIST, countries=("DE",), relation=Relation.SISTER)
    assert (Outcome.ANSWERED, ["agreement-amberly-dresport"]) == (found.outcome, cited(found))
    assert "Sister cities of Port Amberly (Germany): 0" == found.lines[0]
    nothing = answered(Operation.COUNT, countries=("FR",))
    assert (Outcome.NOT_FOUND, ()) == (nothing.outcome, nothing.citations)
    assert ("Partners of Port Amberly (France): 0", "The office's documents name none.") == nothing.lines[:2]


def test_a_home_without_agreements_is_told():
    found = answered(Operation.LIST, home="lonetown")
    assert (Outcome.NOT_FOUND, ("The office's documents hold no agreements of Lonetown.",)) == (
        found.outcome,
        found.lines,
    )


def many(count: int):
    heads = [
        h
        for n in range(count)
        for h in (place(f"p{n}", "IT"), tie(f"p{n}", "IT", "sister", signed(f"{1950 + n}-01-01")))
    ]
    return register(*heads)


def test_a_long_list_is_cut_and_keeps_its_rest():
    found = answered(Operation.LIST, many(20), countries=("IT",))
    shown = [line for line in found.lines if line[0].isdigit()]
    assert (SHOWN, 5, 20) == (len(shown), len(found.rest), len(found.citations))
    assert "… and 5 more." in found.lines
    assert found.rest[0].startswith("16. P15 (Italy) – January 1, 1965")


def test_a_count_of_many_keeps_its_rows_back():
    found = answered(Operation.COUNT, many(20), countries=("IT",))
    assert "Sister cities of Port Amberly (Italy): 20" == found.lines[0]
    assert not [line for line in found.lines if line[0].isdigit()]
    assert (20, 20) == (len(found.rest), len(found.citations))


def test_a_count_of_all_stands_beside_published_totals():
    known = register(head("guide-totals", "guide", statements=[said("total", f"{n} in 202{n}") for n in range(1, 6)]))
    assert ("Published totals:", "• 5 in 2025 [2]", "• 4 in 2024 [2]", "• 3 in 2023 [2]") == tuple(
        line.replace("[1]", "[2]") for line in answered(Operation.COUNT, known).lines[-4:]
    )
    assert "• 3 in 2023" in answered(Operation.COUNT, known, in_force_on="2023-06").lines[-1]


def test_first_and_latest_name_all_of_the_day():
    assert "Kushima (Japan): sister city of Port Amberly since October 11, 1976 [1]" in answered(Operation.FIRST).lines
    twins = register(place("twin", "DK"), tie("twin", "DK", "sister", signed("2021-04-30")))
    latest = answered(Operation.LATEST, twins)
    assert ["agreement-amberly-tarnby", "agreement-amberly-twin"] == cited(latest)


def test_topics_show_the_value_that_matched():
    assert "1. Kushima (Japan) – October 11, 1976 – film [1]" in answered(Operation.LIST, topics=("film",)).lines


def test_anniversaries_of_a_year():
    found = answered(Operation.ANNIVERSARIES, year=2026)
    assert "Partners of Port Amberly: round anniversaries in 2026" == found.lines[0]
    assert "• Kushima (Japan): 50 years on October 11, 2026 [1]" in found.lines
    assert Outcome.NOT_FOUND is answered(Operation.ANNIVERSARIES, year=2023).outcome


def test_membership_of_a_group_is_dated_and_sourced():
    lines = answered(Operation.LIST, groups=("asean",)).lines
    assert any(line.startswith("ASEAN: member states on November 24, 2026, according to ") for line in lines)


# One agreement


def test_a_date_with_rivals_shows_each_with_source_and_standing():
    assert (
        "Dresport (Germany): friendly-cooperation city of Port Amberly since December 2, 2010 [1]",
        "15 full years on November 24, 2026",
        "Sources differ:",
        f"• December 2, 2010 – {LIST} (as of January 2022); official source [1]",
        "• July 2011 (reported) – Amberly Echo (2024-05-21); newest source [2]",
        "The newest source for this is of May 21, 2024.",
    ) == answered(Operation.AGREEMENT_DATE, places=("dresport",)).lines


def test_old_sources_are_told():
    lines = answered(Operation.AGREEMENT_DATE, places=("kushima",)).lines
    assert "The newest source for this is of January 2022." == lines[-1]


def test_full_years_on_the_day_of_the_question():
    assert "50 full years on November 24, 2026" == answered(Operation.AGREEMENT_YEARS, places=("kushima",)).lines[1]


def test_yes_and_no_only_where_sources_agree():
    assert answered(Operation.IS_PARTNER, places=("kushima",)).lines[0].startswith("Kushima")
    right = answered(Operation.IS_PARTNER, places=("kushima",), relation=Relation.SISTER)
    assert right.lines[0].startswith("Yes. Kushima")
    wrong = answered(Operation.IS_PARTNER, places=("kushima",), relation=Relation.FRIENDLY_COOPERATION)
    assert wrong.lines[0].startswith("No. Kushima")
    disputed = answered(Operation.IS_PARTNER, places=("dresport",), relation=Relation.SISTER)
    assert disputed.lines[0].startswith("Dresport")
    assert any(line.startswith("• sister city – Amberly Echo") for line in disputed.lines)


def test_a_partner_that_is_no_city_is_called_what_it_is():
    line = answered(Operation.IS_PARTNER, places=("valmora",)).lines[0]
    assert "Valmora (Philippines, province): sister relation of Port Amberly since December 16, 2011" in line


def test_no_agreement_is_not_found_and_no_other_date_is_shown():
    found = answered(Operation.AGREEMENT_DATE, places=("kushima",), home="lonetown")
    assert Outcome.NOT_FOUND is found.outcome
    assert "The office's documents hold no agreement between Lonetown and Kushima." == found.lines[0]
    assert "• Kushima (Japan): sister city of Port Amberly [1]" in found.lines
    assert "1976" not in " ".join(found.lines)


def test_a_place_of_the_world_is_called_as_the_question_does():
    query = Query(Operation.IS_PARTNER, places=("geo:1",))
    found = reply(wording(**{"geo:1": "Farville"}), Understood((query,)))
    assert found is not None
    assert "The office's documents hold no agreement between Port Amberly and Farville." == found.lines[0]


def test_what_no_row_states_is_left_to_the_text():
    for operation in (Operation.SIGNATORIES, Operation.SIGNING_PLACE):
        assert reply(wording(), Understood((Query(operation, places=("kushima",)),))) is None
    assert reply(wording(), Understood((Query(Operation.POPULATION, places=("tarnby",)),))) is None


def test_what_is_stated_of_an_agreement_stands_below_its_date():
    known = register(
        place("fairhaven", "US"),
        tie(
            "fairhaven",
            "US",
            "sister",
            signed("1990-05-05"),
            statements=[said("signatories", "Mayor A (Port Amberly)")],
        ),
    )
    lines = answered(Operation.SIGNATORIES, known, places=("fairhaven",)).lines
    assert "Fairhaven (United States): sister city of Port Amberly since May 5, 1990 [1]" == lines[0]
    assert "Signatories – Fairhaven (United States): Mayor A (Port Amberly) [1]" == lines[1]


def test_another_homes_tie_answers_where_no_home_is_named():
    known = register(place("solo", "JP"), tie("solo", "JP", "sister", signed("2001-01-01"), home="otherhome"))
    lines = answered(Operation.AGREEMENT_DATE, known, places=("solo",)).lines
    assert "Solo (Japan): sister city of otherhome since January 1, 2001 [1]" in lines
    asked = answered(Operation.AGREEMENT_DATE, known, places=("solo",), home="amberly")
    assert Outcome.NOT_FOUND is asked.outcome


def test_of_two_homes_the_first_is_asked_about_and_the_other_only_named():
    lines = answered(Operation.AGREEMENT_DATE, home="amberly", places=("kushima", "otherhome")).lines
    assert "Kushima (Japan): sister city of Port Amberly since October 11, 1976 [1]" == lines[0]
    assert "• Kushima (Japan): sister city of otherhome [1]" in lines


def test_names_and_dates_are_told_as_the_sources_write_them_too():
    line = answered(Operation.AGREEMENT_DATE, language="ko", places=("kushima",)).lines[0]
    assert line.startswith("구시마 (Kushima, 일본)")
    assert "(1976-10-11)" in answered(Operation.AGREEMENT_DATE, language="th", places=("kushima",)).lines[0]


# Places


def test_figures_that_differ_are_all_shown():
    lines = answered(Operation.POPULATION, places=("dresport",)).lines
    assert "Population – Dresport (Germany): 90,000 / 95,000" == lines[0]
    assert "• 95,000 (2024) – Amberly Echo (2024-05-21); newest source [2]" in lines


def test_largest_and_smallest_say_how_many_are_known():
    largest = answered(Operation.LARGEST, measure=Measure.POPULATION).lines
    assert ("Largest – Partners of Port Amberly, Population:", "• Kushima (Japan): 120,000 [1]") == largest[:2]
    assert "Compared: 2 / 4 partners with a known figure." in largest
    assert answered(Operation.SMALLEST).lines[1].startswith("• Dresport")
    assert reply(wording(), Understood((Query(Operation.LARGEST, measure=Measure.AREA),))) is None


def test_two_places_side_by_side():
    lines = answered(Operation.COMPARE, places=("kushima", "dresport")).lines
    assert "Kushima | Dresport" == lines[0]
    assert "Country: Japan | Germany" in lines
    assert "Population: 120,000 [1] | 90,000 [1] / 95,000 [2]" in lines
    assert "Industries: not stated | port [1]" in lines
    only = answered(Operation.COMPARE, places=("kushima", "dresport"), measure=Measure.POPULATION).lines
    assert 3 == len(only)


# Programmes


def test_programmes_with_their_state():
    found = answered(Operation.PROGRAMMES, state=State.PLANNED)
    assert ("Exchange programmes (planned): 1", "1. Lantern Camp – planned 2027 [1]") == found.lines
    assert Outcome.NOT_FOUND is answered(Operation.PROGRAMMES, state=State.PROPOSED).outcome


def test_no_programme_on_a_topic_is_said_before_those_that_fit_otherwise():
    lines = answered(Operation.PROGRAMMES, places=("kushima",), topics=("film",)).lines
    assert ("Exchange programmes (Kushima, film): 0", "Exchange programmes (Kushima): 1") == lines[:2]
    assert Outcome.NOT_FOUND is answered(Operation.PROGRAMMES, topics=("film",)).outcome


# Asking back, and what is not known


def test_two_readings_are_offered_as_options_that_come_back():
    queries = (Query(Operation.LARGEST), Query(Operation.SMALLEST, countries=("JP",)))
    found = reply(wording(), Understood(queries))
    assert found is not None
    assert (Outcome.CLARIFY, 2) == (found.outcome, len(found.options))
    assert "2. Smallest: Partners of Port Amberly (Japan)" == found.lines[2]
    assert queries == tuple(query_of(option.key) for option in found.options)


@pytest.mark.parametrize("kind", ["place", "topic"])
def test_an_unknown_filter_is_not_found_and_everything_offered(kind):
    found = reply(wording(), Understood((Query(Operation.LIST),), kind))
    assert found is not None
    assert Outcome.NOT_FOUND is found.outcome
    (option,) = found.options
    assert Query(Operation.LIST, home="amberly") == query_of(option.key)


@given(st.text(max_size=100))
def test_a_forged_option_is_nothing(choice):
    found = query_of(choice)
    assert found is None or isinstance(found, Query)


@pytest.mark.parametrize(
    "choice",
    [
        '{"operation":"drop"}',
        '{"operation":"compare","sql":"x"}',
        "[]",
        "null",
        '{"operation":"compare","places":["../x"]}',
    ],
)
def test_only_queries_of_the_schema_are_taken(choice):
    assert query_of(choice) is None


def test_keys_leave_out_what_is_not_said():
    assert {"operation": "list-partners", "every": 5} == json.loads(key(Query(Operation.LIST)))


# Languages


@pytest.mark.parametrize("language", [*languages(), "fr", "xx", "zh-Hant"])
@pytest.mark.parametrize("operation", list(Operation))
def test_every_operation_speaks_every_language(language, operation):
    filters = {
        "countries": ("JP",),
        "regions": ("142",),
        "topics": ("film",),
        "signed_from": "1970",
        "signed_to": "2020-05",
    }
    one = Query(operation, places=("kushima", "dresport"))
    for query in (Query(operation), one, replace(Query(operation), **filters), Query(operation, in_force_on="2020")):  # type: ignore[arg-type]
        found = reply(wording(language), Understood((query,)))
        assert found is None or all(line and "{" not in line for line in found.lines)
