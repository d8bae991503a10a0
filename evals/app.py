"""Opens what the evaluations measure; the only place of this package that builds the assistant."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from evals.generate import Ask, Rank
from retrieval.errors import RetrievalError
from retrieval.model import Audience

if TYPE_CHECKING:
    from bot.app import Assistant
    from retrieval.ingest import Report
    from retrieval.search import Search

RANKED_DOCUMENTS = 10
APPROVED = Path(__file__).parent / "approved-answers"
"""Approved answers of an invented office: they are asked for beside the corpus, and never in it."""
_VECTORS = "vectors.sqlite"


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


def assistant(index: Path | None) -> "Assistant":
    """The whole assistant over an index, as channels and desks have it."""
    from bot.app import build_assistant
    from bot.logs import configure
    from bot.settings import Settings

    configure("critical", "console")  # episodes fail on purpose
    try:
        return build_assistant(Settings(index=index) if index else Settings(), lambda _message: None)
    except RetrievalError as error:
        raise AssistantError(str(error)) from error


def searching(index: Path | None) -> "Search":
    """The search over an index, by default the configured one."""
    from retrieval.app import open_search
    from retrieval.settings import Settings

    try:
        return open_search(Settings(index=index) if index else Settings()).current
    except RetrievalError as error:
        raise AssistantError(str(error)) from error


def ranking(index: Path | None) -> Rank:
    """The search alone, in the language the question is found to be in."""
    from retrieval.languages import identify

    search = searching(index)

    def rank(question: str, audience: Audience) -> list[str]:
        return search.ranked_documents(question, audience, identify(question), RANKED_DOCUMENTS)

    return rank


def with_approved(index: Path | None, corpus: Path) -> Path:
    """An index of the corpus and the approved answers, beside the one that is measured and made of its vectors."""
    from retrieval.settings import Settings

    measured = (Settings(index=index) if index else Settings()).index
    folder = measured.with_name(f"{measured.name}-approved")
    folder.mkdir(parents=True, exist_ok=True)
    if (measured / _VECTORS).exists() and not (folder / _VECTORS).exists():
        shutil.copyfile(measured / _VECTORS, folder / _VECTORS)
    ingest(corpus, folder, APPROVED)
    return folder


def ingest(folder: Path, index: Path, *more: Path) -> "Report":
    """Build an index of folders with the project's own ingest."""
    from retrieval import app
    from retrieval.settings import Settings

    try:
        read = app.read_corpus([folder, *more], Audience.PUBLIC)
        return app.ingest(Settings(index=index), read, lambda *_: None, force=True)
    except RetrievalError as error:
        raise AssistantError(str(error)) from error
