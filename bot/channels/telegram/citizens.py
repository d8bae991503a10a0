"""The citizens' bot, on aiogram: updates in, deliveries out."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram import exceptions as aiogram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
    Update,
    User,
)
from aiogram.types import (
    Message as TelegramMessage,
)

from bot.channels.telegram import reading
from bot.channels.telegram.errors import bad_request
from bot.channels.telegram.markup import LIMIT, html
from bot.channels.telegram.reading import Me
from bot.errors import ChannelRefused
from bot.messaging.errors import Blocked, DeliveryError, Moved, Rejected, RetryAfter, TooLong, Transient
from bot.messaging.model import Action, Address, Delivery, Event, Keyboard, Result

NAME = "telegram"
"""The channel in addresses and metrics."""
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_NOTE = 200
"""Characters of the note after a press."""
_CACHED = 30
"""Seconds that Telegram keeps inline results of one person."""

_PAUSES = (1.0, 2.0, 5.0, 10.0)
"""Seconds between attempts to reach Telegram at the start."""


def connect(token: str, api: str) -> Bot:
    """The client; `api` is Telegram's server or one's own."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api))
    return Bot(token, session=session)


async def introduced(bot: Bot, pauses: Sequence[float] = _PAUSES) -> User:
    """Who the token belongs to; patient with a network that is not there yet, not with a wrong token.

    Raises `ChannelRefused`, and closes the session then; `pauses` are the seconds between attempts.
    """
    for pause in (*pauses, 0.0):
        try:
            return await bot.me()
        except (aiogram.TelegramUnauthorizedError, aiogram.TelegramNotFound) as error:
            await bot.session.close()
            raise ChannelRefused(
                "Telegram does not know EXCHANGE_TELEGRAM_TOKEN: copy it again from @BotFather (/mybots, API Token)"
            ) from error
        except (aiogram.AiogramError, TimeoutError):
            await asyncio.sleep(pause)
    await bot.session.close()
    raise ChannelRefused("Telegram cannot be reached (EXCHANGE_TELEGRAM_API): is the network up?")


def dispatcher(me: Me) -> Dispatcher:
    """Routes updates to handlers that read them: feeding an update gives its `Event`, or None."""
    router = Router(name="citizens")

    @router.message()
    async def written(message: TelegramMessage, event_update: Update) -> Event | None:
        return reading.written(me, event_update.update_id, message)

    @router.edited_message()
    async def edited(message: TelegramMessage, event_update: Update) -> Event | None:
        return reading.written(me, event_update.update_id, message, edited=True)

    @router.callback_query()
    async def pressed(query: CallbackQuery, event_update: Update) -> Event | None:
        return reading.pressed(me, event_update.update_id, query)

    @router.inline_query()
    async def queried(query: InlineQuery, event_update: Update) -> Event | None:
        return reading.queried(me, event_update.update_id, query)

    @router.my_chat_member()
    async def membership(change: ChatMemberUpdated, event_update: Update) -> Event | None:
        return reading.membership(me, event_update.update_id, change)

    routes = Dispatcher(disable_fsm=True)
    routes.include_router(router)
    return routes


class CitizensChannel:
    """Delivers to Telegram through aiogram; a `bot.messaging.ports.Channel`."""

    name = NAME
    limit = LIMIT

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._does = {
            Action.SEND: self._send,
            Action.EDIT: self._edit,
            Action.KEYBOARD: self._relabel,
            Action.ACKNOWLEDGE: self._acknowledge,
            Action.RESULTS: self._results,
            Action.ERASE: self._leave,
            Action.PUBLISH: self._leave,
        }

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """Do what a delivery says; returns the id of the message that is shown. Telegram takes no key for retries."""
        with _mapped():
            try:
                return await self._does[delivery.action](delivery)
            except aiogram.ClientDecodeError as error:
                return _accepted(error)

    async def typing(self, address: Address) -> None:
        """Show "typing…" for a few seconds."""
        thread = int(address.thread) if address.thread.isdecimal() else None
        if address.thread == reading.INLINE:
            return
        try:
            await self._bot.send_chat_action(int(address.chat), "typing", message_thread_id=thread, request_timeout=5)
        except (aiogram.AiogramError, TimeoutError):
            return

    async def _send(self, delivery: Delivery) -> str:
        target = delivery.target
        reply = ReplyParameters(message_id=int(target), allow_sending_without_reply=True) if target else None
        sent = await self._bot.send_message(
            int(delivery.address.chat),
            html(delivery.message.lines),
            parse_mode=ParseMode.HTML,
            message_thread_id=int(delivery.address.thread) if delivery.address.thread else None,
            reply_parameters=reply,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_markup(delivery.message.keyboard),
        )
        return str(sent.message_id)

    async def _edit(self, delivery: Delivery) -> str:
        await self._bot.edit_message_text(
            html(delivery.message.lines),
            chat_id=int(delivery.address.chat),
            message_id=int(delivery.target),
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_markup(delivery.message.keyboard),
        )
        return delivery.target

    async def _relabel(self, delivery: Delivery) -> str:
        await self._bot.edit_message_reply_markup(
            chat_id=int(delivery.address.chat),
            message_id=int(delivery.target),
            reply_markup=_markup(delivery.message.keyboard),
        )
        return delivery.target

    async def _acknowledge(self, delivery: Delivery) -> str:
        await self._bot.answer_callback_query(delivery.target, text=delivery.note[:_NOTE] or None)
        return ""

    async def _leave(self, delivery: Delivery) -> str:
        """What is in somebody's chat is theirs to delete."""
        return ""

    async def _results(self, delivery: Delivery) -> str:
        button = InlineQueryResultsButton(text=delivery.note, start_parameter=reading.INLINE) if delivery.note else None
        await self._bot.answer_inline_query(
            delivery.target,
            [_article(result) for result in delivery.results],
            cache_time=_CACHED,
            is_personal=True,
            button=button,
        )
        return ""


def _accepted(error: aiogram.ClientDecodeError) -> str:
    """What Telegram took but described in words that are new to the framework must not be sent again."""
    if not isinstance(error.data, dict) or error.data.get("ok") is not True:
        raise error
    result = error.data.get("result")
    return str(result.get("message_id", "")) if isinstance(result, dict) else ""


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(text=one.label, callback_data=one.data) for one in row] for row in keyboard]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _article(result: Result) -> InlineQueryResultArticle:
    content: dict[str, Any] = {"parse_mode": ParseMode.HTML, "link_preview_options": _NO_PREVIEW}
    return InlineQueryResultArticle(
        id=result.id,
        title=result.title,
        description=result.description or None,
        input_message_content=InputTextMessageContent(message_text=html(result.message.lines), **content),
    )


@contextmanager
def _mapped() -> Iterator[None]:
    """aiogram's exceptions as the one error map of all channels."""
    try:
        yield
    except aiogram.TelegramRetryAfter as error:
        raise RetryAfter(error.retry_after) from error
    except aiogram.TelegramMigrateToChat as error:
        raise Moved(str(error.migrate_to_chat_id)) from error
    except aiogram.TelegramForbiddenError as error:
        raise Blocked(error.message) from error
    except aiogram.TelegramEntityTooLarge as error:
        raise TooLong(error.message) from error
    except aiogram.TelegramBadRequest as error:
        raise bad_request(error.message) from error
    except (aiogram.AiogramError, TimeoutError) as error:
        raise _unclear(error) from error


def _unclear(error: Exception) -> DeliveryError:
    """What is refused without an HTTP status that says why, as other servers than Telegram's do, is known by words."""
    if type(error) is aiogram.TelegramAPIError and not isinstance(meaning := bad_request(error.message), Rejected):
        return meaning
    return Transient(type(error).__name__)
