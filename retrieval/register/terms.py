"""The words of the register in many languages: relations, times, regions, topics; found in a text, and said again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path

import yaml
from babel import Locale

from retrieval.gazetteer import Gazetteer, Mention
from retrieval.names import LANGUAGES, Name, normalised
from retrieval.register import groupings

_SECTIONS = ("relation", "time", "beside", "measure", "state", "region", "group", "topic", "nationality", "aspect")
_ASPECT = "aspect:"
_COUNTRY = "nationality"
_LABELS = "labels.json"

Labels = Mapping[str, Mapping[str, str]]
"""The first term of each id by language."""


class Terms:
    """Finds terms such as `relation:sister`, `time:since`, `region:150`, `topic:film` and `country:JP`."""

    def __init__(self, things: Gazetteer, aspects: Gazetteer, labels: Labels) -> None:
        """`aspects` are what is asked of `things`; the words of one may stand inside the other's."""
        self._things = things
        self._aspects = aspects
        self._labels = labels

    @classmethod
    def build(cls) -> "Terms":
        """From the vocabulary that ships with the package and the names of regions (CLDR through Babel)."""
        vocabulary = _vocabulary()
        labels = {identity: {language: terms[0] for language, terms in of.items()} for identity, of in vocabulary}
        names = [(normalised(term), identity) for identity, of in vocabulary for terms in of.values() for term in terms]
        for name, identity, language in _region_names():
            names.append((normalised(name), identity))
            labels.setdefault(identity, {})[language] = name
        things = [name for name in names if not name[1].startswith(_ASPECT)]
        aspects = [name for name in names if name[1].startswith(_ASPECT)]
        return cls(_finder(things), _finder(aspects), labels)

    def save(self, folder: Path) -> None:
        """Write the terms."""
        self._things.save(folder / "things")
        self._aspects.save(folder / "aspects")
        (folder / _LABELS).write_text(json.dumps(self._labels, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Terms":
        """Map the terms into memory."""
        labels = json.loads((folder / _LABELS).read_text(encoding="utf-8"))
        return cls(Gazetteer.load(folder / "things"), Gazetteer.load(folder / "aspects"), labels)

    def find(self, text: str) -> list[Mention]:
        """Every term in a text but for aspects, longest first at each place."""
        return self._things.find(text, typos=False)

    def aspects(self, text: str) -> set[str]:
        """The ids of what a text asks for, by its words."""
        return self._aspects.ids(text)

    @property
    def identities(self) -> Iterable[str]:
        """Every id there is a term for."""
        return self._labels.keys()

    def topics(self, value: str) -> tuple[str, ...]:
        """The topics that a value such as "ports and logistics" is about, without their prefix."""
        found = dict.fromkeys(identity for mention in self.find(value) for identity in mention.ids)
        return tuple(identity.removeprefix("topic:") for identity in found if identity.startswith("topic:"))

    def label(self, identity: str, language: str) -> str:
        """What an id is called in a language, else in English, else the id's own name."""
        of = self._labels.get(identity, {})
        return of.get(language) or of.get(language.partition("-")[0]) or of.get("en") or identity.partition(":")[2]


def _finder(names: list[Name]) -> Gazetteer:
    return Gazetteer.build(names, (), (), (), cased=False)


def fingerprint() -> str:
    """Terms, regions and groups as text: what an index must be built anew for when it changes."""
    return json.dumps([_vocabulary(), asdict(groupings.shipped())], sort_keys=True)


def _vocabulary() -> list[tuple[str, dict[str, list[str]]]]:
    text = resources.files("retrieval").joinpath("data/vocabulary.yaml").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=yaml.CSafeLoader)
    return [
        (f"{'country' if section == _COUNTRY else section}:{name}", of)
        for section in _SECTIONS
        for name, of in content[section].items()
    ]


def _region_names() -> Iterator[tuple[str, str, str]]:
    codes = groupings.shipped().regions
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        for code in codes:
            if code in territories:
                yield territories[code], f"region:{code}", language.replace("_", "-")
