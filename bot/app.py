"""Composition root of the assistant: joins what answers. What serves is joined in `bot.assembly`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.adapters.extractive_writer import ExtractiveWriter
from bot.adapters.library import IndexLibrary
from bot.answering.pipeline import steps
from bot.concierge import Concierge
from bot.model import Answer, Question
from bot.phrases import Phrases
from bot.ports import Knowledge
from bot.settings import Settings
from retrieval import app as retrieval
from retrieval.errors import IndexBroken
from retrieval.model import Audience
from retrieval.register.register import Register
from retrieval.settings import Settings as RetrievalSettings


@dataclass(frozen=True, slots=True)
class Assistant:
    """What channels and desks need: somebody to ask, the facts to show people around, and what the documents know."""

    ask: Callable[[Question], Awaitable[Answer]]
    register: Callable[[Audience], Register]
    knowledge: Knowledge


def build_concierge(settings: Settings, on_repair: Callable[[str], None] = lambda message: None) -> Concierge:
    """The service every channel calls; raises `IndexMissing` where nothing has been ingested.

    A broken index is rebuilt from what is cached first; `on_repair` is told so.
    """
    return _concierge(settings, _library(settings, on_repair))


def build_assistant(settings: Settings, on_repair: Callable[[str], None]) -> Assistant:
    """The same with its register, for channels."""
    library = _library(settings, on_repair)
    return Assistant(_concierge(settings, library).ask, library.register, library)


def retrieval_settings(settings: Settings) -> RetrievalSettings:
    """Retrieval's settings with the bot's choice of index."""
    return RetrievalSettings(index=settings.index)


def _concierge(settings: Settings, library: IndexLibrary) -> Concierge:
    phrases = Phrases()
    pipeline = steps(library, ExtractiveWriter(), phrases, (settings.floor, settings.topic_floor))
    return Concierge(pipeline, phrases, settings.answer_seconds)


def _library(settings: Settings, on_repair: Callable[[str], None]) -> IndexLibrary:
    """The library over the live index, repaired when it cannot be opened."""
    live = retrieval.open_search(retrieval_settings(settings))
    try:
        live.current  # noqa: B018 - opening is what is tried here
    except IndexBroken as error:
        on_repair(f"{error}; rebuilding it from the cached vectors")
        retrieval.repair_index(retrieval_settings(settings), lambda *_: None)
    return IndexLibrary(live)
