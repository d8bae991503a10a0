"""What the register says, in words: lists, programmes, readings to choose from, in every language."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.citing import SHOWN
from bot.facts.replies import key, query_of, reply
from bot.model import Outcome
from bot.phrases import languages
from retrieval.register.model import Relation, State
from retrieval.register.query import Operation, Query
from retrieval.register.understanding import Understood
from tests.doubles.facts import head, place, register, said, signed, tie
from tests.doubles.replies import LIST, answered, cited, wording

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
