"""Joins the citizens' bot on Telegram."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiogram import Bot

from bot.channels.telegram import citizens
from bot.channels.telegram.intake import Polling, Reader, Webhook, announce
from bot.channels.telegram.menu import Menu
from bot.channels.telegram.reading import Me
from bot.facts.guide import Guide
from bot.messaging.reception import Reception
from bot.settings import Settings
from bot.web.server import Hook
from retrieval.model import Audience

HOOK = "/hooks/telegram"
"""Path that Telegram posts to."""


@dataclass
class Intakes:
    """How events come in, and what is done once the service listens."""

    hooks: dict[str, Hook] = field(default_factory=dict)
    polling: list[Polling] = field(default_factory=list)
    opened: list[Callable[[], Awaitable[object]]] = field(default_factory=list)


async def intakes(
    settings: Settings, bot: Bot, reception: Reception, guide: Guide, tell: Callable[[str], None]
) -> Intakes:
    """Long polling, or a webhook where an address is set; `tell` hears which."""
    me = await citizens.introduced(bot)
    known = Me(citizens.NAME, me.id, me.username or "")
    reader = Reader(bot, citizens.dispatcher(known), reception.receive)
    menu = Menu(bot, guide.phrases, lambda language: guide.city(Audience.PUBLIC, language))
    if not settings.telegram_webhook:
        tell(f"Telegram: @{known.username}, asking for messages (long polling)")
        return Intakes(polling=[Polling(bot, reader)], opened=[menu.publish])
    secret = settings.telegram_secret.get_secret_value()
    url = settings.telegram_webhook.rstrip("/") + HOOK

    async def tell_telegram() -> None:
        await announce(bot, url, secret)

    tell(f"Telegram: @{known.username}, messages are posted to {url}")
    return Intakes(hooks={HOOK: Webhook(reader, secret).take}, opened=[tell_telegram, menu.publish])
