"""The bot's view of retrieval: names, languages and passages of the live index."""

from bot.ports import Heard
from retrieval.languages import identify
from retrieval.live import LiveSearch
from retrieval.model import Audience, Found

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
        return Heard(text, telling, identify(words if any(map(str.isalpha, words)) else text, hint))

    def find(self, text: str, audience: Audience, language: str) -> Found:
        """The best passages for a question."""
        return self._live.current.find(text, audience, language)
