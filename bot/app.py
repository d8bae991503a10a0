"""Composition root of the assistant: joins what answers. What serves is joined in `bot.assembly`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.extractive_writer import ExtractiveWriter
from bot.adapters.library import IndexLibrary
from bot.answering.insisting import Insisting
from bot.answering.pipeline import Writing, steps
from bot.concierge import Concierge
from bot.errors import SettingsRefused
from bot.model import Answer, Question
from bot.phrases import Phrases
from bot.ports import Knowledge
from bot.prompts import load
from bot.settings import Settings
from retrieval import app as retrieval
from retrieval.errors import IndexBroken
from retrieval.model import Audience
from retrieval.register.register import Register
from retrieval.settings import Settings as RetrievalSettings

if TYPE_CHECKING:
    from bot.adapters.language_model import LanguageModel


async def _nothing() -> None:
    """There is nothing to close."""


@dataclass(frozen=True, slots=True)
class Assistant:
    """What channels and desks need: somebody to ask, the facts to show people around, and what the documents know.

    `close` lets go of what it holds.
    """

    ask: Callable[[Question], Awaitable[Answer]]
    register: Callable[[Audience], Register]
    knowledge: Knowledge
    close: Callable[[], Awaitable[None]] = _nothing


def build_concierge(settings: Settings, on_repair: Callable[[str], None] = lambda message: None) -> Concierge:
    """The service every channel calls; raises `IndexMissing` where nothing has been ingested.

    A broken index is rebuilt from what is cached first; `on_repair` is told so.
    """
    library = _library(settings, on_repair)
    return _concierge(settings, library, _writing(settings, library, build_model(settings) if settings.model else None))


def build_assistant(settings: Settings, on_repair: Callable[[str], None]) -> Assistant:
    """The same with its register, for channels."""
    library, model = _library(settings, on_repair), build_model(settings) if settings.model else None
    concierge = _concierge(settings, library, _writing(settings, library, model))
    return Assistant(concierge.ask, library.register, library, model.close if model else _nothing)


def retrieval_settings(settings: Settings) -> RetrievalSettings:
    """Retrieval's settings with the bot's choice of index."""
    return RetrievalSettings(index=settings.index)


def _concierge(settings: Settings, library: IndexLibrary, writing: Writing | None) -> Concierge:
    phrases = Phrases()
    floors = (settings.floor, settings.topic_floor)
    pipeline = steps(library, ExtractiveWriter(), phrases, floors, writing)
    return Concierge(pipeline, phrases, settings.answer_seconds)


def build_model(settings: Settings) -> "LanguageModel":
    """The language model that is set; raises `SettingsRefused` where it cannot be had."""
    try:
        from bot.adapters.language_model import LanguageModel, connect
    except ModuleNotFoundError as error:
        raise SettingsRefused(
            f"EXCHANGE_MODEL={settings.model} needs the package {error.name}, of the extra `model`: "
            'pip install "langchain>=1.5,<2" "langchain-openai>=1.7,<2"'
        ) from error

    key = settings.model_key.get_secret_value()
    return LanguageModel(connect(settings.model, settings.model_base_url, key, settings.model_seconds), load("answer"))


def _writing(settings: Settings, library: IndexLibrary, model: "LanguageModel | None") -> Writing | None:
    """What has it write, and checks what it wrote."""
    if model is None:
        return None
    author = Insisting(model, budget=settings.model_budget)
    return Writing(author, library.unsupported, settings.model_seconds)


def _library(settings: Settings, on_repair: Callable[[str], None]) -> IndexLibrary:
    """The library over the live index, repaired when it cannot be opened."""
    live = retrieval.open_search(retrieval_settings(settings))
    try:
        live.current  # noqa: B018 - opening is what is tried here
    except IndexBroken as error:
        on_repair(f"{error}; rebuilding it from the cached vectors")
        retrieval.repair_index(retrieval_settings(settings), lambda *_: None)
    return IndexLibrary(live)
