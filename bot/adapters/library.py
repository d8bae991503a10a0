"""The bot's view of retrieval: names, languages, facts and passages of the live index."""

from collections.abc import Sequence
from datetime import date

from bot.adapters.approvals import TELLING, Approvals, Subject
from bot.answering.verify import Unsupported, Verify
from bot.ports import Fitting, Heard
from retrieval.centring import direction
from retrieval.languages import identify, of_names
from retrieval.live import LiveSearch
from retrieval.model import Audience, Found
from retrieval.ports import Vector
from retrieval.register import intents
from retrieval.register.clues import gather
from retrieval.register.register import Register
from retrieval.register.understanding import Understood, understand
from retrieval.search import Search


class IndexLibrary:
    """Answers from the index version that is live when asked."""

    def __init__(self, live: LiveSearch) -> None:
        """`live` reopens by itself when another version is put live."""
        self._live = live
        self._approved: Approvals | None = None
        self._verify: tuple[Search, Verify] | None = None

    def hear(self, text: str, audience: Audience, hint: str | None) -> Heard:
        """Names and language; the names are taken out before the language is told."""
        gazetteer = self._live.current.gazetteer(audience)
        mentions = gazetteer.find(text)
        words = gazetteer.masked(text, mentions)
        telling = tuple(mention.span for mention in mentions if gazetteer.weight(mention) >= TELLING)
        named = not any(map(str.isalpha, words))
        language = of_names(text, hint) if named else identify(words, hint, intents.shipped().lexicon)
        return Heard(text, telling, language)

    def understand(self, text: str, audience: Audience, language: str, asked_on: date) -> Understood:
        """What a question asks of the register."""
        search = self._live.current
        register = search.register(audience)
        model = intents.shipped()
        clues = gather(text, language, search.gazetteer(audience), register, model.lexicon.keys())

        def embed(words: str) -> Vector:
            return search.vector(words, language)

        return understand(text, clues, embed, asked_on, register, model)

    def language(self, text: str, hint: str | None) -> str:
        """The language of a text."""
        return identify(text, hint, intents.shipped().lexicon)

    def vector(self, text: str) -> Vector:
        """What a question means, with what its language shares taken out; of length 1."""
        return direction(self._live.current.vector(text, self.language(text, None)))

    def named(self, name: str) -> bool:
        """Whether public documents name somebody or something so."""
        search = self._live.current
        return bool(search.gazetteer(Audience.PUBLIC).find(name)) or search.texts.names(name)

    def restricted(self, text: str, audience: Audience) -> tuple[str, ...]:
        """Titles of the documents that an audience may not see and that a text repeats."""
        return self._live.current.texts.repeats(text, audience)

    def about(self, text: str) -> frozenset[frozenset[str]]:
        """The telling names of a text, each as the ids it may mean."""
        return Subject.of(text, self._live.current.gazetteer(Audience.INTERNAL)).names

    def terms(self, text: str, language: str) -> frozenset[str]:
        """The terms of the register's vocabulary in a text, such as "relation:sister" and "country:JP"."""
        search = self._live.current
        register = search.register(Audience.INTERNAL)
        return gather(text, language, search.gazetteer(Audience.INTERNAL), register).terms

    def unsupported(self, claim: str, language: str, passages: Sequence[str]) -> Sequence[Unsupported]:
        """What a claim states and none of its passages says, by the names of the index that is live."""
        known, search = self._verify, self._live.current
        if known is None or known[0] is not search:
            known = self._verify = (search, Verify(self.about, self.terms))
        return known[1](claim, language, passages)

    def register(self, audience: Audience) -> Register:
        """The facts of the index version that is live."""
        return self._live.current.register(audience)

    def find(self, text: str, audience: Audience, language: str, asked_on: date) -> Found:
        """The best passages for a question; of approved answers only those that may be used for it."""
        approvals = self._approvals()
        unusable = approvals.unusable(text, audience, asked_on)
        return approvals.search.find(text, audience, language, without=unusable)

    def fitting(self, text: str, audience: Audience, language: str, asked_on: date) -> Fitting | None:
        """The approved answer whose question comes closest, among those that may be used for it."""
        return self._approvals().fitting(text, audience, language, asked_on)

    def _approvals(self) -> Approvals:
        """Those of the index version that is live; what is known of another version's is forgotten."""
        known, search = self._approved, self._live.current
        if known is None or known.search is not search:
            known = self._approved = Approvals(search)
        return known
