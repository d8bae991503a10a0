"""What the Bot API says when it refuses: every text in one place."""

from typing import Any

CHAT_EMPTY = "chat_id is empty"
CHAT_NOT_FOUND = "chat not found"
THREAD_NOT_FOUND = "message thread not found"
TOPIC_CLOSED = "TOPIC_CLOSED"
USER_NOT_FOUND = "user not found"
MESSAGE_UNSPECIFIED = "message identifier is not specified"
MESSAGE_INVALID = "MESSAGE_ID_INVALID"

TEXT_EMPTY = "message text is empty"
TEXT_BLANK = "text must be non-empty"
TEXT_OVERSIZED = "text is too long"
MESSAGE_LONG = "message is too long"
MESSAGE_TOO_LONG = "MESSAGE_TOO_LONG"
CAPTION_LONG = "message caption is too long"
PARSE_MODE = "unsupported parse_mode"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
CANNOT_EDIT = "message can't be edited"
CANNOT_DELETE = "message can't be deleted"
NO_TEXT_TO_EDIT = "there is no text in the message to edit"
NO_CAPTION_TO_EDIT = "there is no caption in the message to edit"

MARKUP_UNPARSABLE = "can't parse reply keyboard markup JSON object"
MARKUP_NOT_OBJECT = "object expected as reply markup"
MARKUP_LONG = "reply markup is too long"
INLINE_KEYBOARD_EXPECTED = "inline keyboard expected"
KEYBOARD_ROWS = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
BUTTON_TEXT_EMPTY = "inline keyboard button text must be non-empty"
BUTTON_DATA_INVALID = "BUTTON_DATA_INVALID"
BUTTON_COPY_INVALID = "BUTTON_COPY_TEXT_INVALID"

QUERY_STALE = "query is too old and response timeout expired or query ID is invalid"
RESULTS_TOO_MANY = "too many inline query results specified"
RESULT_ID_DUPLICATE = "RESULT_ID_DUPLICATE"
RESULT_ID_EMPTY = "RESULT_ID_EMPTY"
RESULT_ID_INVALID = "RESULT_ID_INVALID"
ARTICLE_TITLE_EMPTY = "ARTICLE_TITLE_EMPTY"

COMMAND_INVALID = "BOT_COMMAND_INVALID"
COMMAND_DESCRIPTION_INVALID = "BOT_COMMAND_DESCRIPTION_INVALID"
COMMANDS_TOO_MANY = "BOT_COMMANDS_TOO_MUCH"
LANGUAGE_INVALID = "invalid language code specified"
DESCRIPTION_LONG = "BOT_DESCRIPTION_TOO_LONG"
SHORT_DESCRIPTION_LONG = "BOT_SHORT_DESCRIPTION_TOO_LONG"
NAME_LONG = "BOT_NAME_TOO_LONG"

FILE_BIG = "file is too big"
FILE_UNSPECIFIED = "file_id not specified"
FILE_UNKNOWN = "wrong file_id or the file is temporarily unavailable"
FILE_EMPTY = "file must be non-empty"
FILE_WRONG = "wrong remote file identifier specified: Wrong string length"
FILE_URL = "failed to get HTTP URL content"
ACTION_WRONG = "wrong parameter action in request"
REACTION_INVALID = "REACTION_INVALID"
REACTIONS_TOO_MANY = "REACTIONS_TOO_MANY"
CANNOT_LEAVE_PRIVATE = "chat member status can't be changed in private chats"

SECRET_LONG = "secret token is too long"
SECRET_CHARACTERS = "secret token contains unallowed characters"
ALLOWED_UNPARSABLE = "can't parse allowed updates JSON object"
WEBHOOK_URL = "invalid webhook URL specified"

BLOCKED = "bot was blocked by the user"
DEACTIVATED = "user is deactivated"
NEVER_STARTED = "bot can't initiate conversation with a user"

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "terminated by setWebhook request"


class ApiError(Exception):
    """A refusal in the shape of the Bot API's envelope."""

    def __init__(self, code: int, description: str, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> dict[str, Any]:
        """The JSON a bot receives."""
        envelope: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return envelope | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(text: str) -> ApiError:
    """400, with a sentence's first letter made small as the server does; codes in capitals stay."""
    lowered = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return ApiError(400, f"Bad Request: {lowered}")


def forbidden(text: str) -> ApiError:
    """403: the chat exists, the bot may not use it."""
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    """409: somebody else takes the updates."""
    return ApiError(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> ApiError:
    """429: wait that long."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def upgraded(new_chat: int) -> ApiError:
    """400: the group lives on under another identity."""
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, {"migrate_to_chat_id": new_chat})


def unparsable(detail: str) -> ApiError:
    """400: the markup of a text is wrong."""
    return bad_request(f"can't parse entities: {detail}")


def not_found(what: str) -> ApiError:
    """400: the message that should be edited, deleted, answered or copied is gone."""
    return bad_request(f"{what} not found")


def kicked(kind: str) -> ApiError:
    """403: removed from a group by somebody."""
    return forbidden(f"bot was kicked from the {kind} chat")


def not_member(kind: str) -> ApiError:
    """403: the bot left the group itself."""
    return forbidden(f"bot is not a member of the {kind} chat")


UNAUTHORIZED = ApiError(401, "Unauthorized")
TOKEN_INVALID = ApiError(401, "Unauthorized: invalid token specified")
METHOD_UNKNOWN = ApiError(404, "Not Found: method not found")
PATH_UNKNOWN = ApiError(404, "Not Found")
ENTITY_TOO_LARGE = ApiError(413, "Request Entity Too Large")
LOGGED_OUT = ApiError(400, "Logged out")
