"""Joins the service: everything that is configured, ready to run."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from aiogram import Bot

from bot.adapters.publisher import Publisher
from bot.adapters.store import SqlStore, open_store
from bot.app import Assistant, build_assistant, retrieval_settings
from bot.assembly import telegram
from bot.assembly.conversations import Joining
from bot.assembly.slack import Incoming, SlackDesk, connected
from bot.assembly.web import Web
from bot.channels.telegram import citizens
from bot.desk.timely import Ticking, lost
from bot.errors import NothingToServe
from bot.facts.guide import Guide
from bot.messaging.courier import Courier
from bot.messaging.model import Parcel
from bot.messaging.ports import Channel
from bot.messaging.reception import Reception, Rules
from bot.metrics import Metrics
from bot.phrases import Phrases
from bot.serving import Service
from bot.settings import Settings
from bot.web.server import Server, build
from retrieval.model import Audience

_AUDIENCES = {citizens.NAME: Audience.PUBLIC, "web": Audience.PUBLIC}
"""Whose documents each channel's inquirers may see."""


async def build_service(settings: Settings, tell: Callable[[str], None]) -> Service:
    """Everything that is configured; `tell` hears what starts and what does not.

    Raises `NothingToServe`, `StoreHeld`, `StoreUnreachable`, `ChannelRefused`, `SettingsRefused` or `IndexMissing`.
    """
    if not (settings.web or settings.on_slack or settings.telegram_token.get_secret_value()):
        raise NothingToServe(
            'no channel is configured: set EXCHANGE_WEB=true, EXCHANGE_SLACK_BOT_TOKEN (README, "Slack"), or '
            "EXCHANGE_TELEGRAM_TOKEN to the token that @BotFather "
            'gave you (README, "From BotFather to a running bot")'
        )
    assistant = build_assistant(settings, tell)
    store = await open_store(settings.store)
    try:
        await store.hold()
        return await assemble(settings, assistant, store, tell)
    except BaseException:
        await store.close()
        raise


async def assemble(settings: Settings, assistant: Assistant, store: SqlStore, tell: Callable[[str], None]) -> Service:
    """The service with the web pages and, where they are set up, citizens on Telegram and officials on Slack."""
    metrics, web = Metrics(), Web(store)
    where = retrieval_settings(settings)
    publisher = Publisher(where.corpus, where.index)
    slack = await connected(settings) if settings.on_slack else None
    token = settings.telegram_token.get_secret_value()
    bot = citizens.connect(token, settings.telegram_api) if token else None
    channels = _channels(web, slack, bot)
    talking = Joining(
        settings=settings,
        assistant=assistant,
        store=store,
        side=slack.side if slack else web.side,
        reach={name: channel.limit for name, channel in channels.items()},
        audiences=_AUDIENCES,
        metrics=metrics,
        reviews=publisher.review,
        clock=lambda: datetime.now(UTC),
    ).conversations()
    desk = talking.desk.acting.board.desk

    async def give_up(parcel: Parcel, reason: str) -> None:
        """Officials hear of it where it concerns a ticket."""
        if events := lost(desk, parcel, reason):
            await reception.receive(events)

    courier = Courier(store, {**channels, publisher.name: publisher}, metrics, give_up)
    rules = Rules(moment=settings.moment_seconds)
    reception = Reception(store, talking, talking.apology, courier, channels, metrics, rules)
    guide = Guide(assistant.register, Phrases(), date.today)
    intakes = await telegram.intakes(settings, bot, reception, guide, tell) if bot else telegram.Intakes()
    incoming = await slack.incoming(reception.receive, talking, tell) if slack else Incoming(None, {})
    sockets = [incoming.socket] if incoming.socket else []
    asking = ({"telegram": intakes.polling} if bot else {}) | ({"slack": sockets} if slack else {})
    site = web.site(reception.receive, talking, guide) if settings.web else None
    app = build(metrics, _readiness(store, asking), {**intakes.hooks, **incoming.hooks}, site)
    host, _, port = settings.listen.rpartition(":")
    return Service(
        store=store,
        courier=courier,
        reception=reception,
        server=Server(app, host, int(port)),
        intakes=[
            Ticking(store, desk, reception.receive).run,
            *(one.run for one in intakes.polling),
            *(one.run for one in sockets),
        ],
        opened=intakes.opened,
        closing=[assistant.close, *([bot.session.close] if bot else []), *([slack.close] if slack else [])],
        silenced=web.news.close,
        keep=timedelta(days=settings.keep_days),
    )


def _channels(web: Web, slack: SlackDesk | None, bot: Bot | None) -> dict[str, Channel]:
    """Every channel that runs, by name."""
    told: dict[str, Channel] = {citizens.NAME: citizens.CitizensChannel(bot)} if bot else {}
    return told | web.channels | ({slack.side.name: slack.channel} if slack else {})


class Asker(Protocol):
    """What comes in without being posted."""

    @property
    def ready(self) -> bool:
        """Whether it works, or did a moment ago."""
        ...


def _readiness(store: SqlStore, asking: Mapping[str, Sequence[Asker]]) -> Callable[[], Awaitable[Mapping[str, bool]]]:
    async def readiness() -> Mapping[str, bool]:
        parts = {name: all(one.ready for one in askers) for name, askers in asking.items()}
        return {"store": await _reachable(store), **parts}

    return readiness


async def _reachable(store: SqlStore) -> bool:
    try:
        await store.profile(citizens.NAME, "0")
    except Exception:  # noqa: BLE001 - whatever it is, the store is not ready
        return False
    return True
