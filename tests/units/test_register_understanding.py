"""From clues and a model's leanings to queries: readings, filters, and what is not known."""

from collections.abc import Mapping

import numpy as np
import pytest

from retrieval.register.clues import Clues
from retrieval.register.filters import query_for
from retrieval.register.intents import ASKED, INTENTS, RELATIONS, IntentModel, features, shipped
from retrieval.register.model import Measure, Relation, State
from retrieval.register.query import Operation
from retrieval.register.reading import rows_of
from retrieval.register.register import Register
from retrieval.register.understanding import Understood, understand
from tests.doubles.facts import TODAY, place, register, terms

KNOWN = register()
KUSHIMA = (("kushima",),)


class Leaning:
    """A model that leans as it is told, whatever the vector."""

    def __init__(self, intents: Mapping[str, float], masked: Mapping[str, float] | None = None, **asked: float) -> None:
        self.intents, self.masked, self.asked = intents, masked or intents, asked
        self.embedded: list[str] = []

    def of_text(self, _vector: object, _clues: Clues) -> dict[str, float]:
        return {intent: self.intents.get(intent, 0.0) for intent in INTENTS}

    def of_masked(self, _vector: object, _clues: Clues) -> dict[str, float]:
        return {intent: self.masked.get(intent, 0.0) for intent in INTENTS}

    def relation(self, _vector: object) -> dict[str, float]:
        return {"any": 1.0, "sister": 0.0, "friendly-cooperation": 0.0}

    def suspicion(self, _vector: object, _clues: Clues) -> float:
        return max(self.asked.values(), default=0.0)

    def filters(self, _vector: object, _clues: Clues) -> dict[str, float]:
        return {kind: self.asked.get(kind, 0.0) for kind in ASKED}

    def embed(self, text: str) -> np.ndarray:
        self.embedded.append(text)
        return np.zeros(4, dtype=np.float32)


def asked(model: Leaning, clues: Clues, known: Register = KNOWN) -> Understood:
    return understand("the question", clues, model.embed, TODAY, known, model)  # type: ignore[arg-type]


def operations(understood: Understood) -> list[Operation]:
    return [query.operation for query in understood.queries]


def query(operation: Operation, clues: Clues, **relations: float):
    return query_for(operation, clues, {"any": 1.0} | relations, TODAY, KNOWN)


# Readings


def test_a_clear_question_is_embedded_once():
    model = Leaning({"count-partners": 0.9, "text": 0.1})
    assert [Operation.COUNT] == operations(asked(model, Clues(homes=("amberly",), countries=("JP",))))
    assert ["the question"] == model.embedded


def test_an_unclear_one_is_weighed_without_its_names_too():
    model = Leaning({"text": 0.6, "first-partner": 0.4}, {"text": 0.1, "first-partner": 0.9})
    clues = Clues(masked="the masked question", countries=("JP",))
    assert [Operation.FIRST] == operations(asked(model, clues))
    assert ["the question", "the masked question"] == model.embedded


def test_what_is_for_the_text_is_left_to_it():
    assert Understood() == asked(Leaning({"text": 0.9, "list-partners": 0.1}), Clues())


def test_intents_that_come_to_the_same_are_one_reading():
    model = Leaning({"list-partners": 0.3, "is-partner": 0.3, "agreement-date": 0.1, "text": 0.3})
    assert [Operation.LIST] == operations(asked(model, Clues(countries=("JP",))))


def test_two_likely_readings_are_both_offered():
    model = Leaning({"largest": 0.45, "smallest": 0.4, "text": 0.15})
    assert [Operation.LARGEST, Operation.SMALLEST] == operations(asked(model, Clues()))


def test_the_likeliest_of_many_must_outweigh_the_text():
    assert [Operation.LARGEST] == operations(
        asked(Leaning({"largest": 0.4, "smallest": 0.25, "first-partner": 0.2, "text": 0.15}), Clues())
    )
    assert [] == operations(asked(Leaning({"largest": 0.4, "smallest": 0.25, "text": 0.35}), Clues()))


def test_without_agreements_the_text_must_answer():
    empty = Register(rows_of([], terms()), KNOWN.groupings, KNOWN.terms)
    assert Understood() == asked(Leaning({"list-partners": 1.0}), Clues(), empty)


def test_readings_whose_answers_hold_one_another_need_no_asking_back():
    model = Leaning({"count-partners": 0.4, "list-partners": 0.35, "text": 0.25})
    assert [Operation.COUNT] == operations(asked(model, Clues()))
    tie = Leaning({"is-partner": 0.3, "agreement-date": 0.25, "agreement-years": 0.2, "text": 0.25})
    assert [Operation.AGREEMENT_DATE] == operations(asked(tie, Clues(partners=KUSHIMA)))


def test_a_question_about_a_place_that_names_none_is_not_turned_into_another():
    model = Leaning({"signatories": 0.9, "first-partner": 0.1}, place=0.1)
    assert Understood() == asked(model, Clues())
    unknown = asked(Leaning({"signatories": 0.9, "first-partner": 0.1}, place=0.9), Clues())
    assert ((), "place") == (unknown.queries, unknown.unknown)


# What is not known


def test_without_a_suspicion_there_is_no_second_look():
    model = Leaning({"list-partners": 1.0}, place=0.05)
    assert "" == asked(model, Clues(masked="the masked question")).unknown
    assert ["the question"] == model.embedded


@pytest.mark.parametrize(
    ("asks", "unknown"),
    [
        ({"place": 0.99}, "place"),
        ({"topic": 0.99}, "topic"),
        ({"any": 0.9, "topic": 0.6, "place": 0.4}, "topic"),
        ({"place": 0.5}, ""),
    ],
)
def test_a_filter_that_names_nothing_known_is_told(asks, unknown):
    assert unknown == asked(Leaning({"list-partners": 1.0}, **asks), Clues()).unknown


@pytest.mark.parametrize(
    "clues", [Clues(countries=("JP",)), Clues(terms=frozenset({"region:150"})), Clues(homes=("otherhome",))]
)
def test_a_known_filter_is_not_doubted(clues):
    assert "" == asked(Leaning({"list-partners": 1.0}, place=0.99), clues).unknown


def test_a_topic_that_no_value_is_about_is_not_known():
    clues = Clues(terms=frozenset({"topic:coffee"}))
    assert "topic" == asked(Leaning({"list-partners": 1.0}), clues).unknown


# Filters


def test_a_place_is_needed_where_one_is_asked_about():
    assert query(Operation.AGREEMENT_DATE, Clues()) is None
    assert query(Operation.COMPARE, Clues(partners=KUSHIMA)) is None
    assert query(Operation.POPULATION, Clues()) is None


def test_a_citys_own_figures_may_be_the_homes():
    found = query(Operation.POPULATION, Clues(homes=("amberly",)))
    assert found is not None
    assert ("amberly",) == found.places


def test_one_place_makes_a_list_a_question_about_it():
    found = query(Operation.LIST, Clues(partners=KUSHIMA))
    assert found is not None
    assert (Operation.IS_PARTNER, ("kushima",)) == (found.operation, found.places)


def test_a_second_home_is_the_place_asked_about():
    found = query(Operation.IS_PARTNER, Clues(homes=("amberly", "otherhome")))
    assert found is not None
    assert ("amberly", ("otherhome",)) == (found.home, found.places)


def test_another_home_alone_is_the_home():
    found = query(Operation.LIST, Clues(homes=("otherhome",)))
    assert found is not None
    assert "otherhome" == found.home


@pytest.mark.parametrize(
    ("terms_said", "relations", "relation"),
    [
        ({"relation:sister"}, {}, Relation.SISTER),
        ({"relation:sister", "relation:any"}, {}, Relation.SISTER),
        ({"relation:sister", "relation:friendly-cooperation"}, {}, None),
        ({"relation:any"}, {"sister": 0.99, "any": 0.01}, None),
        (set(), {"sister": 0.99, "any": 0.01}, Relation.SISTER),
        (set(), {"sister": 0.6, "any": 0.4}, None),
    ],
)
def test_the_relation_is_what_is_said_and_else_what_is_sure(terms_said, relations, relation):
    found = query(Operation.LIST, Clues(terms=frozenset(terms_said)), **relations)
    assert found is not None
    assert relation == found.relation


@pytest.mark.parametrize(
    ("times", "said", "expected"),
    [
        (("2010",), set(), (None, None, "2010-12-31")),
        (("2010",), {"aspect:sign"}, ("2010", "2010", None)),
        (("2010",), {"since"}, ("2010", None, None)),
        (("2010",), {"before"}, (None, "2009-12-31", None)),
        (("2010-05",), {"before"}, (None, "2010-04-30", None)),
        (("2010",), {"as-of"}, (None, None, "2010-12-31")),
        (("2010-02",), {"as-of"}, (None, None, "2010-02-28")),
        (("1990", "1999"), set(), ("1990", "1999", None)),
        (("1990",), {"decade"}, ("1990", "1999", None)),
        ((), {"last-year"}, (None, None, "2025-12-31")),
        ((), set(), (None, None, None)),
    ],
)
def test_times_become_bounds(times, said, expected):
    found = query(Operation.COUNT, Clues(times=times, terms=frozenset(_term(word) for word in said)))
    assert found is not None
    assert expected == (found.signed_from, found.signed_to, found.in_force_on)


def _term(word: str) -> str:
    return word if ":" in word else f"time:{word}"


def test_a_list_of_a_year_is_of_what_was_signed_in_it():
    found = query(Operation.LIST, Clues(times=("2010",)))
    assert found is not None
    assert ("2010", "2010") == (found.signed_from, found.signed_to)


def test_who_signed_without_a_place_but_with_a_time_is_a_list():
    found = query(Operation.SIGNATORIES, Clues(times=("2020",), terms=frozenset({"time:since"})))
    assert found is not None
    assert (Operation.LIST, "2020") == (found.operation, found.signed_from)


def test_a_city_of_the_homes_country_is_the_home_meant():
    known = register(place("icheon", "KR"))
    clues = Clues(partners=(("icheon",), ("kushima",)))
    found = query_for(Operation.AGREEMENT_DATE, clues, {"any": 1.0}, TODAY, known)
    assert found is not None
    assert ("icheon", ("kushima",)) == (found.home, found.places)


def test_changes_begin_with_last_year_unless_said():
    found = query(Operation.CHANGES, Clues())
    assert found is not None
    assert "2025" == found.signed_from


def test_anniversaries_have_a_year_and_a_multiple():
    found = query(Operation.ANNIVERSARIES, Clues(terms=frozenset({"time:next-year"}), numbers=(10,)))
    assert found is not None
    assert (2027, 10) == (found.year, found.every)


def test_state_and_measure_are_read_from_terms():
    found = query(Operation.PROGRAMMES, Clues(terms=frozenset({"state:planned"})))
    assert found is not None
    assert State.PLANNED == found.state
    found = query(Operation.LARGEST, Clues(terms=frozenset({"measure:area"})))
    assert found is not None
    assert Measure.AREA == found.measure


# The model


def test_the_shipped_model_fits_its_classes_and_clues():
    model = shipped()
    inputs = len(features(Clues())) + 385
    assert (inputs, len(INTENTS)) == model.intents.shape == model.masked.shape
    assert (385, len(RELATIONS)) == model.relations.shape
    assert (inputs, len(ASKED)) == model.asked.shape
    assert (inputs, 1) == model.suspected.shape
    assert {"sister", "cities", "kota"} <= model.lexicon.keys()


def test_leanings_are_probabilities():
    model = IntentModel(
        embedder="e",
        intents=np.zeros((2 + len(features(Clues())) + 1, len(INTENTS))),
        masked=np.zeros((2 + len(features(Clues())) + 1, len(INTENTS))),
        relations=np.zeros((3, len(RELATIONS))),
        asked=np.zeros((2 + len(features(Clues())) + 1, len(ASKED))),
        suspected=np.zeros((2 + len(features(Clues())) + 1, 1)),
        lexicon={},
    )
    vector = np.ones(2, dtype=np.float32)
    assert pytest.approx(1.0) == sum(model.of_text(vector, Clues()).values())
    assert pytest.approx(1.0) == sum(model.relation(vector).values())
    assert dict.fromkeys(ASKED, 0.5) == model.filters(vector, Clues())
