"""Probabilities from signals; the models that ship fit the signals that search computes."""

import json
from dataclasses import astuple, fields, replace
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answerability import Answerability, Logistic, lead, shipped, untrained
from retrieval.signals import Signals

NAMES = tuple(field.name for field in fields(Signals))
FLOATS = st.floats(-1e6, 1e6)
SIGNALS = st.builds(Signals, **dict.fromkeys(NAMES, FLOATS))
NOTHING = Signals(*(0.0 for _ in NAMES))


def logistic(intercept: float = 0.0, **weights: float) -> Logistic:
    """A model that weighs only the named signals, unstandardised."""
    zeros, ones = tuple(0.0 for _ in NAMES), tuple(1.0 for _ in NAMES)
    return Logistic(zeros, ones, tuple(weights.get(name, 0.0) for name in NAMES), intercept, {})


def test_a_model_without_evidence_is_undecided():
    assert logistic().probability(NOTHING, "en") == 0.5


def test_signals_move_the_probability_the_way_of_their_weight():
    model = logistic(closeness=2.0, unknown=-1.0)
    assert (
        model.probability(replace(NOTHING, closeness=1.0), "en")
        > 0.5
        > model.probability(replace(NOTHING, unknown=1.0), "en")
    )


def test_signals_are_standardised_first():
    model = replace(logistic(closeness=1.0), means=(0.7, *NOTHING_BUT_FIRST), scales=(0.1, *(1.0 for _ in NAMES[1:])))
    assert model.probability(replace(NOTHING, closeness=0.7), "en") == 0.5
    assert pytest.approx(1 / (1 + np.exp(-1))) == model.probability(replace(NOTHING, closeness=0.8), "en")


NOTHING_BUT_FIRST = tuple(0.0 for _ in NAMES[1:])


def test_same_and_cross_language_have_their_own_models():
    models = {
        "answerable-same": logistic(1.0),
        "on_topic-same": logistic(2.0),
        "answerable-cross": logistic(-1.0),
        "on_topic-cross": logistic(-2.0),
    }
    answerability = Answerability(models, 0.0)
    for case, same in [("same", True), ("cross", False)]:
        expected = tuple(models[f"{what}-{case}"].probability(NOTHING, "en") for what in ("answerable", "on_topic"))
        assert pytest.approx(expected) == answerability.judge(NOTHING, "en", same_language=same)


def test_the_models_that_ship_can_be_loaded():
    assert {"answerable-same", "answerable-cross", "on_topic-same", "on_topic-cross"} <= shipped().models.keys()


def test_the_models_that_ship_weigh_every_signal_and_divide_by_none():
    for model in shipped().models.values():
        assert {len(NAMES)} == {len(model.means), len(model.scales), len(model.weights)}
        assert all(scale > 0 for scale in model.scales)
        assert all(np.isfinite((*model.means, *model.scales, *model.weights, model.intercept)))


def test_the_file_that_ships_names_the_signals_in_order():
    content = json.loads(resources.files("retrieval").joinpath("data/answerability.json").read_text(encoding="utf-8"))
    assert list(NAMES) == content["signals"]


def test_models_for_other_signals_are_refused(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "answerability.json").write_text('{"signals": ["closeness"], "models": {}}', encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    with pytest.raises(RuntimeError, match="exchange-evals calibrate"):
        shipped.__wrapped__()


@given(SIGNALS, st.booleans())
def test_any_signals_give_probabilities(signals, same):
    assert all(0 <= value <= 1 for value in shipped().judge(signals, "en", same_language=same))
    assert len(NAMES) == len(astuple(signals))


def scores(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_the_lead_is_over_the_best_passages_of_other_documents():
    margin, _ = lead(scores(1.0, 0.9, 0.5, 0.4, 0.3), ["a", "a", "b", "b", "c"])
    assert pytest.approx(1.0 - (0.5 + 0.3) / 2) == margin


@pytest.mark.parametrize("documents", [["a"], ["a", "a", "a"]])
def test_a_document_without_rivals_has_no_lead(documents):
    assert lead(scores(*(1.0 for _ in documents)), documents) == (0.0, 0.0)


def test_equal_scores_have_no_lead_and_no_deviation():
    assert lead(scores(1, 1, 1), ["a", "b", "c"]) == (0.0, 0.0)


def test_a_language_shifts_the_odds_and_an_unknown_one_does_not():
    model = replace(logistic(), languages={"km": 1.0})
    assert model.probability(NOTHING, "km") > 0.5 == model.probability(NOTHING, "xx")


def test_a_place_in_no_document_lowers_the_odds_of_an_answer_but_not_of_the_topic():
    even = dict.fromkeys(["answerable-same", "answerable-cross", "on_topic-same", "on_topic-cross"], logistic())
    judged = Answerability(even, 3.0).judge(replace(NOTHING, unknown=1.0), "en", same_language=True)
    assert judged == (pytest.approx(1 / (1 + np.exp(3))), 0.5)


def test_untrained_models_are_undecided_whatever_they_see():
    seen = replace(NOTHING, closeness=1.0, unknown=1.0)
    assert untrained().judge(seen, "ko", same_language=False) == (0.5, 0.5)
