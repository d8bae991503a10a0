"""What Telegram says when it will not take something, and what that means for a delivery."""

import pytest

from bot.channels.telegram.errors import bad_request
from bot.messaging.errors import Blocked, DeliveryError, NotModified, Rejected, Stale, TooLong

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)
CASES = [
    (NotModified, NOT_MODIFIED),
    (Stale, "query is too old and response timeout expired or query ID is invalid"),
    (Stale, "QUERY_ID_INVALID"),
    (Stale, "message to edit not found"),
    (Stale, "message can't be edited"),
    (Stale, "message to be replied not found"),
    (Stale, "message thread not found"),
    (TooLong, "message is too long"),
    (TooLong, "MESSAGE_TOO_LONG"),
    (TooLong, "text is too long"),
    (Blocked, "chat not found"),
    (Blocked, "PEER_ID_INVALID"),
    (Blocked, "not enough rights to send text messages to the chat"),
    (Blocked, "have no rights to send a message"),
    (Rejected, "message text is empty"),
    (Rejected, "text must be non-empty"),
    (Rejected, "chat_id is empty"),
    (Rejected, "BUTTON_DATA_INVALID"),
    (Rejected, "RESULT_ID_DUPLICATE"),
    (Rejected, "can't parse entities: Can't find end tag corresponding to start tag b"),
    (Rejected, "wrong parameter action in request"),
    (Rejected, "something that Telegram says for the first time"),
    (Rejected, ""),
]


@pytest.mark.parametrize(("expected", "said"), CASES)
@pytest.mark.parametrize("form", ["Bad Request: {}", "{}", "bad request: {}"])
def test_every_description_has_one_meaning(expected: type[DeliveryError], said: str, form: str):
    assert expected is type(bad_request(form.format(said)))


@pytest.mark.parametrize(("expected", "said"), CASES)
@pytest.mark.parametrize("written", [str.lower, str.upper, str.capitalize])
def test_how_it_is_written_does_not_matter(expected, said, written):
    assert expected is type(bad_request(written(f"Bad Request: {said}")))


def test_the_error_says_what_telegram_said():
    assert "Bad Request: BUTTON_DATA_INVALID" == str(bad_request("Bad Request: BUTTON_DATA_INVALID"))


@pytest.mark.parametrize("said", [None, ""])
def test_what_is_refused_without_a_word_is_refused(said):
    assert (Rejected, "no description") == (type(error := bad_request(said)), str(error))


def test_what_telegram_repeats_of_a_text_is_left_out():
    error = bad_request('Bad Request: can\'t parse entities: Unsupported start tag "my secret" at byte offset 3')
    assert 'Bad Request: can\'t parse entities: Unsupported start tag "…" at byte offset 3' == str(error)
