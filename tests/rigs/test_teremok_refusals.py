"""What the citizens' bot makes of refusals, and that what it sends breaks no rule: through teremok's session."""

import html as entities
import re
from typing import Any

import pytest
from aiogram.methods import AnswerCallbackQuery, EditMessageText, SendChatAction, SendMessage
from aiogram.methods.base import Response
from aiogram.types import ResponseParameters
from hypothesis import example, given
from hypothesis import strategies as st
from teremok import MockBot
from teremok.validation import validate_html

from bot.channels.telegram.citizens import NAME, CitizensChannel
from bot.channels.telegram.markup import LIMIT, html
from bot.messaging.errors import Blocked, Moved, NotModified, Rejected, RetryAfter, Stale, TooLong, Transient
from bot.messaging.model import Action, Address, Button, Delivery, Line, Message, Style
from bot.messaging.splitting import split, units

CHAT = Address(NAME, "7")
HELLO = Message((Line("Yes."),))
SENT = (SendMessage, Delivery(Action.SEND, CHAT, HELLO))
EDITED = (EditMessageText, Delivery(Action.EDIT, CHAT, HELLO, target="9"))
PRESSED = (AnswerCallbackQuery, Delivery(Action.ACKNOWLEDGE, CHAT, target="c1", note="Thanks!"))
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
    "a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
REFUSALS = [
    (EDITED, 400, NOT_MODIFIED, NotModified),
    (EDITED, 400, "Bad Request: message to edit not found", Stale),
    (EDITED, 400, "Bad Request: message can't be edited", Stale),
    (EDITED, 400, "Bad Request: MESSAGE_TOO_LONG", TooLong),
    (PRESSED, 400, TOO_OLD, Stale),
    (SENT, 400, "Bad Request: message is too long", TooLong),
    (SENT, 413, "Request Entity Too Large", TooLong),
    (SENT, 400, "Bad Request: chat not found", Blocked),
    (SENT, 403, "Forbidden: bot was blocked by the user", Blocked),
    (SENT, 403, "Forbidden: user is deactivated", Blocked),
    (SENT, 403, "Forbidden: bot was kicked from the supergroup chat", Blocked),
    (SENT, 400, "Bad Request: something that nobody has heard of", Rejected),
    (SENT, 400, None, Rejected),
    (SENT, 401, "Unauthorized", Transient),
    (SENT, 429, "Too Many Requests", Transient),
    (SENT, 500, "Internal Server Error", Transient),
    (SENT, 502, "Bad Gateway", Transient),
    (EDITED, 200, "Bad Request: message to edit not found", Stale),
    (SENT, 200, "something that nobody has heard of", Transient),
]
"""What is called, the HTTP status and the words of the refusal, and what it means here."""


def refusing(method: Any, status: int, words: str | None, parameters: ResponseParameters | None = None) -> MockBot:
    """A bot whose next call of a method is refused."""
    bot = MockBot()
    refusal = Response[method.__returning__](ok=False, error_code=status, description=words, parameters=parameters)
    bot.mock_session.add_result(method, refusal)
    return bot


@pytest.mark.parametrize(("attempt", "status", "words", "error"), REFUSALS)
async def test_a_refusal_means_one_of_our_errors(attempt, status, words, error):
    method, delivery = attempt
    with pytest.raises(error) as caught:
        await CitizensChannel(refusing(method, status, words)).deliver(delivery, 1)
    assert error is caught.type


async def test_too_fast_tells_how_long_to_wait():
    bot = refusing(SendMessage, 429, "Too Many Requests: retry after 3", ResponseParameters(retry_after=3))
    with pytest.raises(RetryAfter) as caught:
        await CitizensChannel(bot).deliver(SENT[1], 1)
    assert 3 == caught.value.seconds


async def test_a_group_that_moved_tells_where_it_is():
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    bot = refusing(SendMessage, 400, words, ResponseParameters(migrate_to_chat_id=-1001))
    with pytest.raises(Moved) as caught:
        await CitizensChannel(bot).deliver(SENT[1], 1)
    assert "-1001" == caught.value.chat


async def test_after_a_refusal_the_same_delivery_goes_through():
    channel = CitizensChannel(refusing(SendMessage, 500, "Internal Server Error"))
    with pytest.raises(Transient):
        await channel.deliver(SENT[1], 1)
    assert "1" == await channel.deliver(SENT[1], 1)


@pytest.mark.parametrize("status", [400, 403, 429, 500])
async def test_typing_never_raises(status):
    bot = refusing(SendChatAction, status, "no")
    await CitizensChannel(bot).typing(Address(NAME, "-100", "5"))
    (call,) = bot.requests.all
    assert (-100, 5, "typing") == (call.chat_id, call.message_thread_id, call.action)


async def test_inline_queries_show_no_typing():
    bot = MockBot()
    await CitizensChannel(bot).typing(Address(NAME, "7", "inline"))
    assert [] == bot.requests.all


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (Message((Line("x" * (LIMIT + 1)),)), TooLong),
        (Message((Line(""),)), Rejected),
        (Message(HELLO.lines, ((Button("Long", "é" * 33),),)), Rejected),
    ],
    ids=["text", "nothing", "data"],
)
async def test_teremok_refuses_what_telegram_would(message, error):
    """Without its rules the next tests could not fail."""
    with pytest.raises(error):
        await CitizensChannel(MockBot()).deliver(Delivery(Action.SEND, CHAT, message), 1)


CHARACTERS = st.characters() | st.sampled_from("&<>\"'/\\*_`[]()~#+-=|{}.!\n\r\t\x00\u200b\u202e\ud800🇰🇷👩‍🚀")
TEXTS = st.text(CHARACTERS, max_size=80)
LINES = st.lists(st.builds(Line, TEXTS, st.sampled_from(Style)), min_size=1, max_size=8)
TAGS = re.compile(r"</?(?:b|i|blockquote)>")


@given(LINES)
@example([Line("<b>", Style.BOLD), Line("</blockquote>", Style.QUOTE), Line("&amp;&#0;<", Style.ITALIC)])
@example([Line("\ud800", Style.BOLD), Line("\x00")])
async def test_whatever_the_text_it_is_accepted(lines):
    for part in split(lines, LIMIT):
        assert "1" == await CitizensChannel(MockBot()).deliver(Delivery(Action.SEND, CHAT, Message(part)), 1)


@given(st.text(st.characters(exclude_characters="&<>"), min_size=1, max_size=40), st.integers(100, 9000))
@example("🇰🇷", 4096)
@example("x", 4095)
@example("x", 4096)
@example("x", 4097)
async def test_whatever_the_length_its_parts_are_accepted(text, times):
    for part in split([Line(text * times)], LIMIT):
        assert "1" == await CitizensChannel(MockBot()).deliver(Delivery(Action.SEND, CHAT, Message(part)), 1)


@given(LINES, st.integers(1, 60))
async def test_parts_are_whole_markup_and_fit_once_it_is_parsed(lines, times):
    """Telegram counts what is left of the markup; teremok counts all of it, so long markup is judged here."""
    for part in split(lines * times, LIMIT):
        markup = html(part)
        validate_html(markup)
        assert "\n".join(line.text for line in part) == entities.unescape(TAGS.sub("", markup))
        assert units(entities.unescape(TAGS.sub("", markup))) <= LIMIT
