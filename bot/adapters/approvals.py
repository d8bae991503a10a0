"""Which approved answers fit a question, and which must not be used for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import regex

from bot.ports import Fitting
from retrieval.centring import direction
from retrieval.cleaning import clean_question
from retrieval.gazetteer import Gazetteer
from retrieval.model import Approved, Audience
from retrieval.search import Search

TELLING = 0.25
"""Weight from which a name says what a message is about; the office's own city is in every passage."""
_NUMBER = regex.compile(r"\p{Nd}{2,}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: its telling names, each as the ids it may mean, and its numbers."""

    names: frozenset[frozenset[str]]
    numbers: frozenset[int]

    @classmethod
    def of(cls, text: str, gazetteer: Gazetteer) -> "Subject":
        """The subject of a text; a country counts where nothing else is named: it may only be a language."""
        telling = [mention for mention in gazetteer.find(text) if gazetteer.weight(mention) >= TELLING]
        names = frozenset(frozenset(mention.ids) for mention in telling)
        places = frozenset(name for name in names if not all(one.startswith("country:") for one in name))
        return cls(places or names, frozenset(int(number) for number in _NUMBER.findall(text)))

    def same(self, other: "Subject") -> bool:
        """Whether each names what the other names, and the same numbers."""
        named = _all_in(self.names, other.names) and _all_in(other.names, self.names)
        return named and self.numbers == other.numbers

    def another(self, other: "Subject") -> bool:
        """Whether they are about different things: no name, or no number, of the one is in the other."""
        return _apart(self.names, other.names) or bool(
            self.numbers and other.numbers and self.numbers.isdisjoint(other.numbers)
        )


class Approvals:
    """The approved answers of one index version."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._subjects: dict[Audience, tuple[Subject, ...]] = {}

    def unusable(self, text: str, audience: Audience, day: date) -> frozenset[str]:
        """Documents that must not be used for a question: past their day, or about another place or year."""
        answers = self.search.answers(audience).approved
        if not answers:
            return frozenset()
        asked = self._subject(text, audience)
        return frozenset(
            answer.citable.document
            for answer, subject in zip(answers, self._known(audience), strict=True)
            if answer.expired(day) or asked.another(subject)
        )

    def fitting(self, text: str, audience: Audience, language: str, day: date) -> Fitting | None:
        """The answer whose question comes closest, among those that may be used and are about the same."""
        answers = self.search.answers(audience)
        if not answers.approved:
            return None
        asked = self._subject(text, audience)
        closeness = answers.closeness(direction(self.search.vector(text, language))).tolist()
        known = zip(answers.approved, self._known(audience), closeness, strict=True)
        fitting = [
            Fitting(answer, close, answer.citable.language == language)
            for answer, subject, close in known
            if not answer.expired(day) and asked.same(subject)
        ]
        return max(fitting, key=lambda fit: (fit.closeness, fit.approved.published), default=None)

    def _known(self, audience: Audience) -> tuple[Subject, ...]:
        """The subjects of all answers, read once."""
        if audience not in self._subjects:
            answers: Iterable[Approved] = self.search.answers(audience).approved
            self._subjects[audience] = tuple(self._subject(answer.question, audience) for answer in answers)
        return self._subjects[audience]

    def _subject(self, text: str, audience: Audience) -> Subject:
        return Subject.of(clean_question(text), self.search.gazetteer(audience))


def _all_in(names: frozenset[frozenset[str]], others: frozenset[frozenset[str]]) -> bool:
    return all(any(name & other for other in others) for name in names)


def _apart(names: frozenset[frozenset[str]], others: frozenset[frozenset[str]]) -> bool:
    return bool(names and others) and not any(name & other for name in names for other in others)
