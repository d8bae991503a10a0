"""The menu of commands and the bot's descriptions, in every language that is spoken."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError
from aiogram.types import BotCommand

from bot.dialogue.commands import COMMANDS
from bot.phrases import FALLBACK, Phrases, languages

log = structlog.get_logger("telegram")

_CODES = {"fil": "tl"}
"""Telegram takes two letters only."""


class Menu:
    """Puts commands and descriptions where Telegram shows them; what is there already is left alone."""

    def __init__(self, bot: Bot, phrases: Phrases, city: Callable[[str], str]) -> None:
        """`city` names the office's city in a language."""
        self._bot, self._phrases, self._city = bot, phrases, city

    async def publish(self) -> None:
        """Set what differs, English for every language without a catalogue; a failure is logged and does no harm."""
        for language in languages():
            code = None if language == FALLBACK else _CODES.get(language, language)
            try:
                await self._commands(language, code)
                await self._descriptions(language, code)
            except (AiogramError, TimeoutError) as error:
                log.warning("menu.failed", language=language, error=type(error).__name__)

    async def _commands(self, language: str, code: str | None) -> None:
        wanted = {name: self._phrases.say(f"command-{name}", language) for name in COMMANDS}
        shown = await self._bot.get_my_commands(language_code=code)
        if [(one.command, one.description) for one in shown] != [*wanted.items()]:
            commands = [BotCommand(command=name, description=said) for name, said in wanted.items()]
            await self._bot.set_my_commands(commands, language_code=code)

    async def _descriptions(self, language: str, code: str | None) -> None:
        city = self._city(language)
        long, short = (self._phrases.say(key, language, city=city) for key in ("bot-description", "bot-about"))
        described = await self._bot.get_my_description(language_code=code)
        await _unless(described.description == long, self._bot.set_my_description, description=long, language_code=code)
        about = await self._bot.get_my_short_description(language_code=code)
        setting = self._bot.set_my_short_description
        await _unless(about.short_description == short, setting, short_description=short, language_code=code)


async def _unless(same: bool, do: Callable[..., Awaitable[Any]], **arguments: Any) -> None:
    if not same:
        await do(**arguments)
