"""What the register says of one agreement or place."""

from bot.facts.replies import reply
from bot.model import Outcome
from retrieval.register.model import Measure, Relation
from retrieval.register.query import Operation, Query
from retrieval.register.understanding import Understood
from tests.doubles.facts import place, register, said, signed, tie
from tests.doubles.replies import LIST, answered, wording

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
