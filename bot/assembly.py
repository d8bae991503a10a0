"""Composition root of the service: joins dialogue, messaging, the web app and the channels that are configured."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from aiogram import Bot

from bot.adapters.store import open_store
from bot.app import Assistant, build_assistant
from bot.channels.telegram import citizens
from bot.channels.telegram.intake import Polling, Reader, Webhook, announce
from bot.channels.telegram.menu import Menu
from bot.channels.telegram.reading import Me
from bot.dialogue.asking import Asking
from bot.dialogue.commands import Commands
from bot.dialogue.dialogue import Dialogue
from bot.dialogue.inline import Inline
from bot.dialogue.limits import Limit, Limits
from bot.dialogue.presses import Presses
from bot.errors import NothingToServe
from bot.facts.guide import Guide
from bot.messaging.courier import Courier
from bot.messaging.ports import Channel, Store
from bot.messaging.reception import Reception, Rules
from bot.metrics import Metrics
from bot.model import Answer, Question
from bot.phrases import Phrases
from bot.serving import Service
from bot.settings import Settings
from bot.web.server import Hook, Server, build
from retrieval.model import Audience

HOOK = "/hooks/telegram"
"""Path that Telegram posts to."""
_AUDIENCES = {citizens.NAME: Audience.PUBLIC}
"""Whose documents each channel may show."""


@dataclass
class Intakes:
    """How events come in, as far as it is decided."""

    hooks: dict[str, Hook] = field(default_factory=dict)
    polling: list[Polling] = field(default_factory=list)
    opened: list[Callable[[], Awaitable[object]]] = field(default_factory=list)


async def build_service(settings: Settings, tell: Callable[[str], None]) -> Service:
    """Everything that is configured, ready to run; `tell` hears what starts and what does not.

    Raises `NothingToServe`, `StoreHeld`, `StoreUnreachable`, `ChannelRefused` or `IndexMissing`.
    """
    if not settings.telegram_token.get_secret_value():
        raise NothingToServe(
            "no channel is configured: set EXCHANGE_TELEGRAM_TOKEN to the token that @BotFather gave you "
            '(README, "From BotFather to a running bot")'
        )
    assistant = build_assistant(settings, tell)
    store = await open_store(settings.store)
    try:
        await store.hold()
        return await assemble(settings, assistant, store, tell)
    except BaseException:
        await store.close()
        raise


async def assemble(settings: Settings, assistant: Assistant, store: Store, tell: Callable[[str], None]) -> Service:
    """The service with the citizens' bot on Telegram; `tell` hears how it runs."""
    metrics, phrases = Metrics(), Phrases()
    guide = Guide(assistant.register, phrases, date.today)
    bot = citizens.connect(settings.telegram_token.get_secret_value(), settings.telegram_api)
    channels: dict[str, Channel] = {citizens.NAME: citizens.CitizensChannel(bot)}
    dialogue = converse(settings, assistant.ask, guide, store, channels, metrics)
    courier = Courier(store, channels, metrics)
    rules = Rules(moment=settings.moment_seconds)
    reception = Reception(store, dialogue, dialogue.apology, courier, channels, metrics, rules)
    intakes = await _telegram(settings, bot, reception, tell)
    intakes.opened.append(Menu(bot, phrases, lambda language: guide.city(Audience.PUBLIC, language)).publish)
    host, _, port = settings.listen.rpartition(":")

    async def readiness() -> Mapping[str, bool]:
        return {"store": await _reachable(store), "telegram": all(one.ready for one in intakes.polling)}

    return Service(
        store=store,
        courier=courier,
        reception=reception,
        server=Server(build(metrics, readiness, intakes.hooks), host, int(port)),
        intakes=[one.run for one in intakes.polling],
        opened=intakes.opened,
        closing=[bot.session.close],
        keep=timedelta(days=settings.keep_days),
    )


def converse(
    settings: Settings,
    ask: Callable[[Question], Awaitable[Answer]],
    guide: Guide,
    store: Store,
    channels: Mapping[str, Channel],
    metrics: Metrics,
) -> Dialogue:
    """The dialogue over whatever answers."""
    limits = Limits(
        person=Limit(settings.questions_per_minute, 60.0),
        day=Limit(settings.questions_per_day, 86_400.0),
        everybody=Limit(settings.questions_per_minute_all, 60.0),
        length=settings.question_length,
    )
    reach = {name: channel.limit for name, channel in channels.items()}
    asking = Asking(ask, store, guide.phrases, guide, limits, reach, _AUDIENCES, metrics)
    commands = Commands(asking, settings.contact, settings.keep_days)
    return Dialogue(asking, commands, Presses(asking, commands), Inline(asking))


async def _telegram(settings: Settings, bot: Bot, reception: Reception, tell: Callable[[str], None]) -> Intakes:
    me = await citizens.introduced(bot)
    known = Me(citizens.NAME, me.id, me.username or "")
    reader = Reader(bot, citizens.dispatcher(known), reception.receive)
    if not settings.telegram_webhook:
        tell(f"Telegram: @{known.username}, asking for messages (long polling)")
        return Intakes(polling=[Polling(bot, reader)])
    secret = settings.telegram_secret.get_secret_value()
    url = settings.telegram_webhook.rstrip("/") + HOOK

    async def tell_telegram() -> None:
        await announce(bot, url, secret)

    tell(f"Telegram: @{known.username}, messages are posted to {url}")
    return Intakes(hooks={HOOK: Webhook(reader, secret).take}, opened=[tell_telegram])


async def _reachable(store: Store) -> bool:
    try:
        await store.profile(citizens.NAME, "0")
    except Exception:  # noqa: BLE001 - whatever it is, the store is not ready
        return False
    return True
