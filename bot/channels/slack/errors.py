"""Slack's errors as the one error map of all channels."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.messaging.errors import DeliveryError, Rejected, RetryAfter, Stale, TooLong, Transient

log = structlog.get_logger("slack")

AWAY = (aiohttp.ClientError, TimeoutError, OSError, SlackClientError)
"""How it ends when Slack cannot be reached, or answers in words that nobody understands."""
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "not_found"})
_LONG = frozenset({"msg_too_long", "msg_blocks_too_long"})
_NEVER = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments", "no_text", "user_not_found"})
_PAUSE = 30.0
"""Seconds to wait where Slack does not say how long."""


@contextmanager
def mapped() -> Iterator[None]:
    """Raise what Slack says as a `DeliveryError`."""
    try:
        yield
    except SlackApiError as error:
        raise _meaning(error) from error
    except AWAY as error:
        raise Transient(type(error).__name__) from error


def word(error: SlackApiError) -> str:
    """Slack's own name for what is wrong; empty where it gave none."""
    return str(error.response.get("error") or "")


def _meaning(error: SlackApiError) -> DeliveryError:
    """What to do about it. What somebody can set right, such as a missing scope, waits until it is."""
    said = word(error)
    if said == "ratelimited":
        return RetryAfter(_seconds(error))
    if said in _GONE:
        return Stale(said)
    if said in _LONG:
        return TooLong(said)
    if said in _NEVER:
        return Rejected(said)
    log.error("slack.refused", error=said or type(error).__name__)
    return Transient(said or "no answer")


def _seconds(error: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in (getattr(error.response, "headers", None) or {}).items()}
    said = headers.get("retry-after", "")
    return float(said) if str(said).isdecimal() else _PAUSE
