"""How a delivery can end other than well: one map for every channel.

DeliveryError
├── Blocked        nothing reaches this chat any more
├── NotModified    it looks like that already
├── Stale          what it is about is too old or gone
├── TooLong        it does not fit into a message
├── Rejected       the channel will never take it
├── Moved          the chat has another id now
├── RetryAfter     too fast: wait so many seconds
└── Transient      network or server: try again
"""

from bot.errors import BotError


class DeliveryError(BotError):
    """Root; the message is the channel's own description, which never holds content."""


class Blocked(DeliveryError):
    """Nothing reaches this chat any more."""


class NotModified(DeliveryError):
    """It looks like that already."""


class Stale(DeliveryError):
    """What it is about is too old or gone."""


class TooLong(DeliveryError):
    """It does not fit into a message."""


class Rejected(DeliveryError):
    """The channel will never take it."""


class Moved(DeliveryError):
    """The chat has another id now."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"the chat is now {chat}")
        self.chat = chat


class RetryAfter(DeliveryError):
    """Too fast: wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"retry after {seconds:g} s")
        self.seconds = seconds


class Transient(DeliveryError):
    """Network or server: try again."""
