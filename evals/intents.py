"""Trains the intent model on the examples of `calibration/intents`, and says how it does on held-out ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evals.calibrate import Say, indexed
from evals.examples import Example, lexicon, read
from retrieval import app
from retrieval.model import Audience
from retrieval.register.clues import Clues, gather
from retrieval.register.intents import ASKED, INTENTS, RELATIONS, SUSPECTED, features
from retrieval.search import Search

WEIGHTS = Path(app.__file__).parent / "data" / "intents.npz"
_STRENGTH = 0.02
"""Inverse of the regularisation, chosen on the held-out examples among 0.0007 to 0.1."""

_SUSPECTED = float(np.log(SUSPECTED / (1 - SUSPECTED)))

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the held-out examples of a language are told right."""

    name: str
    language: str
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What the model sees of all examples: vectors (n, d) of the texts and of the masked texts, clues (n, c).

    `unknown` are the clues as if no topic were known: what is asked for must be told without.
    """

    texts: Floats
    masked: Floats
    clues: Floats
    unknown: Floats


def train(workspace: Path, say: Say) -> list[Share]:
    """Train over an index of the corpus in `workspace`; its names and terms are the clues of the examples."""
    return train_over(indexed(workspace, [Path("corpus")]), say)


def train_over(search: Search, say: Say) -> list[Share]:
    """Fit on the training part, report the held-out part, then fit on all and write `data/intents.npz`."""
    examples = list(read(search.register(Audience.PUBLIC), search.gazetteer(Audience.PUBLIC)))
    say(f"{len(examples):,} examples of {len(INTENTS)} intents")
    inputs = _inputs(search, examples)
    trained = np.array([example.train for example in examples])
    shares = list(_shares(examples, inputs, _fits(examples, inputs, trained)))
    everything = np.ones(len(examples), dtype=bool)
    weights = {name: fit.astype(np.float32) for name, fit in _fits(examples, inputs, everything).items()}
    named = {
        "embedder": np.array(search.embedder),
        "words": np.array(list(lexicon())),
        "languages": np.array([" ".join(languages) for languages in lexicon().values()]),
    }
    np.savez_compressed(WEIGHTS, allow_pickle=False, **named, **weights)
    return shares


def _inputs(search: Search, examples: Sequence[Example]) -> _Inputs:
    clues = [_clues(search, example) for example in examples]
    return _Inputs(
        texts=_vectors(search, examples, [example.text for example in examples]),
        masked=_vectors(search, examples, [found.masked for found in clues]),
        clues=np.stack([features(found) for found in clues]),
        unknown=np.stack([features(_without_topics(found)) for found in clues]),
    )


def _without_topics(clues: Clues) -> Clues:
    return replace(clues, terms=frozenset(term for term in clues.terms if not term.startswith("topic:")))


def _clues(search: Search, example: Example) -> Clues:
    gazetteer, register = search.gazetteer(Audience.PUBLIC), search.register(Audience.PUBLIC)
    return gather(example.text, example.language, gazetteer, register, lexicon().keys(), {example.home})


def _vectors(search: Search, examples: Sequence[Example], texts: Sequence[str]) -> Floats:
    rows = [search.vector(text, example.language) for text, example in zip(texts, examples, strict=True)]
    return np.stack(rows).astype(np.float64)


def _fits(examples: Sequence[Example], inputs: _Inputs, chosen: npt.NDArray[np.bool_]) -> dict[str, Floats]:
    """The weights of every head, fitted on the chosen examples."""
    intents = [example.intent for example in examples]
    asking = chosen & _where(examples, "unplaced")
    known = chosen & ~_where(examples, "strange")
    related = known & _where(examples, "relation")
    return {
        "intents": _fitted(np.hstack([inputs.texts, inputs.clues]), intents, INTENTS, known),
        "masked": _fitted(np.hstack([inputs.masked, inputs.clues]), intents, INTENTS, known),
        "relations": _fitted(inputs.texts, [example.relation for example in examples], RELATIONS, related),
        "suspected": _fitted(
            np.hstack([inputs.texts, inputs.unknown]),
            [example.asks("any") for example in examples],
            (False, True),
            asking,
        ),
        "asked": np.hstack(
            [
                _fitted(
                    np.hstack([inputs.masked, inputs.unknown]),
                    [example.asks(kind) for example in examples],
                    (False, True),
                    asking,
                )
                for kind in ASKED
            ]
        ),
    }


def _where(examples: Sequence[Example], name: str) -> npt.NDArray[np.bool_]:
    return np.array([bool(getattr(example, name)) for example in examples])


def _shares(examples: Sequence[Example], inputs: _Inputs, fits: Mapping[str, Floats]) -> Iterator[Share]:
    """The held-out shares of every head, all languages first."""
    held = ~_where(examples, "train")
    known, intents = held & ~_where(examples, "strange"), [example.intent for example in examples]
    for name, vectors in (("intents", inputs.texts), ("masked", inputs.masked)):
        told = _with_one(np.hstack([vectors, inputs.clues])) @ fits[name]
        right = [INTENTS[row.argmax()] == intent for row, intent in zip(told, intents, strict=True)]
        yield from _by_language(name, examples, right, known)
    told = _with_one(inputs.texts) @ fits["relations"]
    right = [RELATIONS[row.argmax()] == one.relation for row, one in zip(told, examples, strict=True)]
    yield from _by_language("relations", examples, right, known & _where(examples, "relation"))
    suspected = (_with_one(np.hstack([inputs.texts, inputs.unknown])) @ fits["suspected"])[:, 0]
    right = [bool(value > _SUSPECTED) or not one.asks("any") for value, one in zip(suspected, examples, strict=True)]
    yield from _by_language("suspected", examples, right, held & _where(examples, "unplaced"))
    told = _with_one(np.hstack([inputs.masked, inputs.unknown])) @ fits["asked"]
    for place, kind in enumerate(ASKED):
        right = [bool(row[place] > 0) == one.asks(kind) for row, one in zip(told, examples, strict=True)]
        yield from _by_language(kind, examples, right, held & _where(examples, "unplaced"))


def _by_language(
    name: str, examples: Sequence[Example], right: Sequence[bool], chosen: npt.NDArray[np.bool_]
) -> Iterator[Share]:
    marks = [(one.language, mark) for one, mark, held in zip(examples, right, chosen, strict=True) if held]
    for language in ("all", *sorted({language for language, _ in marks})):
        own = [mark for of, mark in marks if language in {of, "all"}]
        yield Share(name, language, sum(own) / len(own), len(own))


def _fitted(
    inputs: Floats, truth: Sequence[object], classes: Sequence[object], chosen: npt.NDArray[np.bool_]
) -> Floats:
    """Weights (inputs + 1, classes) in the order of `classes`; one column where there are two."""
    own, wanted = inputs[chosen], [classes.index(one) for one, held in zip(truth, chosen, strict=True) if held]
    scaler = StandardScaler().fit(own)
    model = LogisticRegression(C=_STRENGTH, max_iter=1_000).fit(scaler.transform(own), wanted)
    weights = model.coef_.T / scaler.scale_[:, None]
    return np.vstack([weights, model.intercept_ - scaler.mean_ @ weights])


def _with_one(inputs: Floats) -> Floats:
    return np.hstack([inputs, np.ones((len(inputs), 1))])
