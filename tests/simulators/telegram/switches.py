"""What a test may set differently from Telegram's defaults."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass
class Switches:
    """Behaviours that are switched on or off, and the limits of size and time."""

    privacy: bool = True
    """In groups the bot sees only what is meant for it."""
    throttle: bool = False
    """Repeated getUpdates calls and repeated conflicts are slowed down as the server does."""
    inline: bool = True
    """The bot has an inline mode."""
    inline_cache: bool = False
    """Answers to inline queries are kept for their cache_time and the bot is not asked again."""
    inline_feedback: bool = False
    """The bot is told which inline result was chosen."""
    retry_base: float = 2.0
    """Seconds before the second retry of a webhook; the first comes at once, later ones double."""
    answer_timeout: float = 60.0
    """Seconds a webhook may take to answer."""
    download_limit: int = 20 * MEBIBYTE
    upload_limit: int = 50 * MEBIBYTE
