"""Opens what the evaluations measure; the only place of this package that builds the assistant."""

from pathlib import Path
from typing import TYPE_CHECKING

from evals.generate import Ask, Rank
from retrieval.errors import RetrievalError
from retrieval.model import Audience

if TYPE_CHECKING:
    from retrieval.ingest import Report

RANKED_DOCUMENTS = 10


class AssistantError(Exception):
    """The assistant or its index cannot be opened or built: says why."""


def asking(index: Path | None) -> Ask:
    """The assistant's `ask` over an index, by default the configured one."""
    from bot.app import build_concierge
    from bot.logs import configure
    from bot.settings import Settings

    settings = Settings(index=index) if index else Settings()
    configure(settings.log_level, settings.log_format)
    try:
        return build_concierge(settings).ask
    except RetrievalError as error:
        raise AssistantError(str(error)) from error


def ranking(index: Path | None) -> Rank:
    """The search alone, in the language the question is found to be in."""
    from retrieval.app import open_search
    from retrieval.languages import identify
    from retrieval.settings import Settings

    try:
        search = open_search(Settings(index=index) if index else Settings()).current
    except RetrievalError as error:
        raise AssistantError(str(error)) from error

    def rank(question: str, audience: Audience) -> list[str]:
        return search.ranked_documents(question, audience, identify(question), RANKED_DOCUMENTS)

    return rank


def ingest(folder: Path, index: Path) -> "Report":
    """Build an index of a folder with the project's own ingest."""
    from retrieval import app
    from retrieval.settings import Settings

    try:
        read = app.read_corpus([folder], Audience.PUBLIC)
        return app.ingest(Settings(index=index), read, lambda *_: None, force=True)
    except RetrievalError as error:
        raise AssistantError(str(error)) from error
