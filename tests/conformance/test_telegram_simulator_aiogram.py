"""The simulator through a real framework: what its errors become, and a whole conversation both ways."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import cache

import pytest
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    RestartingTelegram,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
    ReactionTypeEmoji,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.simulators.telegram.errors import ApiError
from tests.simulators.telegram.failures import Drop, Page
from tests.simulators.telegram.simulator import Simulator


@cache
def transport() -> AiohttpSession:
    """One for all tests, since each reads all certificates of the machine; it connects anew in every test."""
    return AiohttpSession()


def connected(simulator: Simulator, token: str = "") -> Bot:
    """A bot of the framework."""
    transport().api = TelegramAPIServer.from_base(simulator.url)
    return Bot(token or simulator.token, session=transport())


async def disconnect(bot: Bot) -> None:
    """Close the connections; the framework's own way waits a quarter of a second for TLS that is not there."""
    if bot.session._session is not None:
        await bot.session._session.close()


@pytest.fixture
async def bot(simulator: Simulator) -> AsyncIterator[Bot]:
    """A bot that calls."""
    bot = connected(simulator)
    yield bot
    await disconnect(bot)


@pytest.mark.parametrize(
    ("failure", "error", "text"),
    [
        (ApiError(400, "Bad Request: BUTTON_DATA_INVALID"), TelegramBadRequest, "Bad Request: BUTTON_DATA_INVALID"),
        (ApiError(401, "Unauthorized"), TelegramUnauthorizedError, "Unauthorized"),
        (
            ApiError(403, "Forbidden: bot was blocked by the user"),
            TelegramForbiddenError,
            "bot was blocked by the user",
        ),
        (ApiError(404, "Not Found: method not found"), TelegramNotFound, "method not found"),
        (
            ApiError(409, "Conflict: terminated by other getUpdates request"),
            TelegramConflictError,
            "terminated by other",
        ),
        (ApiError(413, "Request Entity Too Large"), TelegramEntityTooLarge, "Request Entity Too Large"),
        (ApiError(429, "Too Many Requests: retry after 5", {"retry_after": 5}), TelegramRetryAfter, "retry after 5"),
        (ApiError(400, "Bad Request: slow mode", {"retry_after": 5}), TelegramRetryAfter, "slow mode"),
        (ApiError(400, "Bad Request: upgraded", {"migrate_to_chat_id": -1005}), TelegramMigrateToChat, "-1005"),
        (ApiError(500, "Internal Server Error"), TelegramServerError, "Internal Server Error"),
        (ApiError(500, "Internal Server Error: restart"), RestartingTelegram, "restart"),
        (Page(502), ClientDecodeError, "Failed to decode object"),
        (Page(200, "{}"), ClientDecodeError, "Failed to deserialize object"),
        (Drop(), TelegramNetworkError, "Server disconnected"),
    ],
)
async def test_what_errors_become(bot, simulator, failure, error, text):
    simulator.fail_next("getMe", failure)
    with pytest.raises(error, match=text) as caught:
        await bot.get_me()
    assert error is caught.type


async def test_a_wrong_token_and_a_migrated_group(simulator, bot):
    wrong = connected(simulator, "123456:WRONG")
    with pytest.raises(TelegramUnauthorizedError):
        await wrong.get_me()
    await disconnect(wrong)
    group = simulator.group(-100)
    new = group.migrate()
    with pytest.raises(TelegramMigrateToChat) as caught:
        await bot.send_message(-100, "x")
    assert new.identity == caught.value.migrate_to_chat_id


async def test_a_limit_tells_how_long(simulator, bot, mina):
    simulator.clock.hold()
    simulator.flood.chat_per_second = 1
    await bot.send_message(mina.identity, "x")
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(mina.identity, "x")
    assert 1 == caught.value.retry_after


async def test_every_modelled_method_is_understood(simulator, bot, mina):
    group = simulator.group(-100)
    assert "city_bot" == (await bot.me()).username
    sent = await bot.send_message(7, "<b>x</b>", parse_mode="HTML")
    assert "x" == (await sent.edit_text("x")).text
    await bot.set_message_reaction(7, mina.say("a"), [ReactionTypeEmoji(emoji="👍")])
    document = await bot.send_document(7, BufferedInputFile(b"content", "a.pdf"), caption="c")
    photo = await bot.send_photo(7, BufferedInputFile(b"content", "a.png"))
    assert b"content" == (await bot.download(document.document)).read()
    assert (await bot.get_file(photo.photo[-1].file_id)).file_path.startswith("photos/")
    copied = await bot.copy_message(7, 7, sent.message_id)
    forwarded = await bot.forward_message(7, 7, copied.message_id)
    assert forwarded.forward_origin is not None
    assert await bot.delete_message(7, copied.message_id)
    assert await bot.send_chat_action(7, "typing")
    commands = [BotCommand(command="help", description="help")]
    await bot.set_my_commands(commands, BotCommandScopeAllPrivateChats(), "ko")
    assert ["help"] == [one.command for one in await bot.get_my_commands(BotCommandScopeAllPrivateChats(), "ko")]
    await bot.delete_my_commands(BotCommandScopeAllPrivateChats(), "ko")
    for name in ("description", "short_description", "name"):
        await getattr(bot, f"set_my_{name}")("words")
        assert "words" == getattr(await getattr(bot, f"get_my_{name}")(), name)
    assert ["private", "group"] == [(await bot.get_chat(chat)).type for chat in (7, -100)]
    group.promote_bot()
    assert "administrator" == (await bot.get_chat_member(-100, bot.id)).status
    group.kick_bot()
    assert "" == (await bot.get_webhook_info()).url
    assert len(simulator.pending) == len(await bot.get_updates())
    assert await bot.log_out()


def talking() -> Dispatcher:
    """A bot that answers, edits, shows results, and notes who leaves."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        buttons = [[InlineKeyboardButton(text="👍", callback_data="up")]]
        kind = message.content_type.value
        await message.answer(f"{kind} {message.text or ''}", reply_markup=InlineKeyboardMarkup(inline_keyboard=buttons))

    @dispatcher.callback_query()
    async def thank(query: CallbackQuery) -> None:
        if isinstance(query.message, Message):
            await query.message.edit_text("thanks")
        await query.answer("noted", show_alert=True)

    @dispatcher.inline_query()
    async def show(query: InlineQuery) -> None:
        content = InputTextMessageContent(message_text=query.query)
        await query.answer([InlineQueryResultArticle(id="1", title="t", input_message_content=content)], cache_time=1)

    @dispatcher.my_chat_member()
    async def note(change: ChatMemberUpdated) -> None:
        assert change.bot is not None
        await change.bot.send_message(8, f"{change.chat.id} {change.new_chat_member.status}")

    return dispatcher


async def conversed(simulator: Simulator) -> None:
    """A conversation that has to come out the same by polling and by webhook."""
    mina, other = simulator.person(7, "Mina"), simulator.person(8, "Other", started=True)
    for act in (
        lambda: mina.say("hello"),
        lambda: mina.photo("look"),
        mina.voice,
        mina.sticker,
        lambda: mina.document("a.pdf", b"x"),
        mina.location,
    ):
        act()
    expected = ["text hello", "photo ", "voice ", "sticker ", "document ", "location "]
    await simulator.until(lambda: len(simulator.messages(7)) == len(expected))
    assert [text.strip() for text in expected] == [one.text for one in simulator.messages(7)]
    answer = await mina.press(simulator.messages(7)[0], "👍").answered()
    assert ("noted", True, "thanks", []) == (
        answer.text,
        answer.alert,
        simulator.messages(7)[0].text,
        simulator.messages(7)[0].buttons,
    )
    assert ["ferry"] == [one["input_message_content"]["message_text"] for one in await mina.inline("ferry")]
    mina.block()
    shown = await simulator.until(lambda: simulator.messages(other.identity))
    assert ["7 kicked"] == [one.text for one in shown]


async def test_a_conversation_by_polling(simulator, bot):
    dispatcher = talking()
    # By default the framework handles updates side by side and answers out of order.
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, handle_as_tasks=False))
    await conversed(simulator)
    await dispatcher.stop_polling()
    await polling


@pytest.mark.parametrize("background", [True, False])
async def test_a_conversation_by_webhook(simulator, bot, background: bool, serving: Callable):
    handler = SimpleRequestHandler(talking(), bot, handle_in_background=background, secret_token="secret")
    await bot.set_webhook(await serving(handler), secret_token="secret")
    if background:
        simulator.person(7).say("hello")
        shown = await simulator.until(lambda: simulator.messages(7))
        assert ["text hello"] == [one.text for one in shown]
    else:
        await conversed(simulator)
    await bot.delete_webhook()


@pytest.fixture
async def serving() -> AsyncIterator[Callable]:
    """Serves the framework's handler of webhooks."""
    runners = []

    async def serve(handler: SimpleRequestHandler) -> str:
        application = web.Application()
        handler.register(application, path="/hook")
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/hook"

    yield serve
    for runner in runners:
        await runner.cleanup()


async def test_a_wrong_secret_is_refused_and_tried_again(simulator, bot, serving):
    handler = SimpleRequestHandler(talking(), bot, handle_in_background=False, secret_token="secret")
    await bot.set_webhook(await serving(handler), secret_token="other")
    simulator.person(7).say("hello")
    await simulator.until(lambda: len(simulator.attempts) == 2)
    assert [401, 401] == [attempt.status for attempt in simulator.attempts]
    assert "Wrong response from the webhook: 401 Unauthorized" == (await bot.get_webhook_info()).last_error_message
