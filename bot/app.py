"""Composition root of the assistant: joins what answers. What serves is joined in `bot.assembly`."""

from collections.abc import Callable

from bot.adapters.extractive_writer import ExtractiveWriter
from bot.adapters.library import IndexLibrary
from bot.answering.pipeline import steps
from bot.concierge import Concierge
from bot.phrases import Phrases
from bot.settings import Settings
from retrieval import app as retrieval
from retrieval.errors import IndexBroken
from retrieval.settings import Settings as RetrievalSettings


def build_concierge(settings: Settings, on_repair: Callable[[str], None] = lambda message: None) -> Concierge:
    """The service every channel calls; raises `IndexMissing` where nothing has been ingested.

    A broken index is rebuilt from what is cached first; `on_repair` is told so.
    """
    return concierge_of(settings, open_library(settings, on_repair))


def concierge_of(settings: Settings, library: IndexLibrary) -> Concierge:
    """The service over a library."""
    phrases = Phrases()
    pipeline = steps(library, ExtractiveWriter(), phrases, (settings.floor, settings.topic_floor))
    return Concierge(pipeline, phrases, settings.answer_seconds)


def open_library(settings: Settings, on_repair: Callable[[str], None]) -> IndexLibrary:
    """The library over the live index, repaired when it cannot be opened."""
    live = retrieval.open_search(retrieval_settings(settings))
    try:
        live.current  # noqa: B018 - opening is what is tried here
    except IndexBroken as error:
        on_repair(f"{error}; rebuilding it from the cached vectors")
        retrieval.repair_index(retrieval_settings(settings), lambda *_: None)
    return IndexLibrary(live)


def retrieval_settings(settings: Settings) -> RetrievalSettings:
    """Retrieval's settings with the bot's choice of index."""
    return RetrievalSettings(index=settings.index)
