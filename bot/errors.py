"""What can go wrong while answering: one small tree.

BotError
├── PhraseMissing    a text the assistant speaks is in no catalogue
├── StoreHeld        another process works with this store
├── StoreUnreachable the store cannot be opened
├── TicketChanged    somebody else changed a ticket meanwhile
├── SettingsRefused  settings that are each well formed make no sense
├── AccountRefused   an official's account cannot be made or found so
├── NothingToServe   no channel is configured
├── ChannelRefused   a channel does not take our credentials, or cannot be reached
├── DeliveryError    how a delivery ends other than well: `bot.messaging.errors`
├── BatchError       a line of a batch is not a question
├── ModelFailed      the language model gave nothing that can be used
└── PromptError      a prompt is missing or malformed, or is given other variables than it declares
"""


class BotError(Exception):
    """Root of this package's errors; the message says what, where and what to do."""


class PhraseMissing(BotError):
    """A fixed text is missing from the catalogues."""


class BatchError(BotError):
    """A line of a batch file is not a question."""


class PromptError(BotError):
    """A prompt cannot be read or rendered."""


class StoreHeld(BotError):
    """Another process works with this store."""


class StoreUnreachable(BotError):
    """The store cannot be opened."""


class TicketChanged(BotError):
    """Somebody else changed a ticket meanwhile: read it again."""


class SettingsRefused(BotError):
    """Settings that are each well formed make no sense."""


class AccountRefused(BotError):
    """An official's account cannot be made or found so."""


class NothingToServe(BotError):
    """No channel is configured."""


class ChannelRefused(BotError):
    """A channel does not take our credentials, or cannot be reached."""


class ModelFailed(BotError):
    """The language model gave nothing that can be used; `again` tells whether another attempt may help.

    `seconds` is how long to wait before it, where the model's server says so. `own` tells that it is this question that
    is refused, so that it says nothing of the next one.
    """

    def __init__(self, why: str, *, again: bool = False, seconds: float = 0.0, own: bool = False) -> None:
        super().__init__(why)
        self.again = again
        self.own = own
        self.seconds = seconds
