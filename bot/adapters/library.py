"""The bot's view of retrieval: names, languages, facts and passages of the live index."""

from datetime import date

from bot.ports import Heard
from retrieval.languages import identify, of_names
from retrieval.live import LiveSearch
from retrieval.model import Audience, Found
from retrieval.ports import Vector
from retrieval.register import intents
from retrieval.register.clues import gather
from retrieval.register.register import Register
from retrieval.register.understanding import Understood, understand

_TELLING = 0.25
"""Weight from which a name says what a message is about; the office's own city is in every passage."""


class IndexLibrary:
    """Answers from the index version that is live when asked."""

    def __init__(self, live: LiveSearch) -> None:
        """`live` reopens by itself when another version is put live."""
        self._live = live

    def hear(self, text: str, audience: Audience, hint: str | None) -> Heard:
        """Names and language; the names are taken out before the language is told."""
        gazetteer = self._live.current.gazetteer(audience)
        mentions = gazetteer.find(text)
        words = gazetteer.masked(text, mentions)
        telling = tuple(mention.span for mention in mentions if gazetteer.weight(mention) >= _TELLING)
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

    def register(self, audience: Audience) -> Register:
        """The facts of the index version that is live."""
        return self._live.current.register(audience)

    def find(self, text: str, audience: Audience, language: str) -> Found:
        """The best passages for a question."""
        return self._live.current.find(text, audience, language)
