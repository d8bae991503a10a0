"""Which waiting events belong together: several short messages within a moment are one question.

Of the inline queries that somebody types letter by letter only the last one still matters, and an album of pictures
is one thing that cannot be read.
"""

import time
from collections.abc import Sequence

from bot.messaging.lines import Waiting
from bot.messaging.model import Event, Kind
from retrieval.tokens import estimated_tokens

_SHORT = 8
"""Estimated tokens below which a message may be the beginning of a question rather than all of it."""
_MOST = 10
"""Messages that make one question at most; as many pictures make an album."""
_MARKS = ("?", "？", "؟", "⁇", "⁈")


def gathered(queue: Sequence[Waiting[Event]], moment: float) -> list[Waiting[Event]]:
    """The first event and those that belong to it."""
    group = [queue[0]]
    for waiting in list(queue)[1:]:
        if len(group) == _MOST or not _belongs(group[-1], waiting, moment):
            break
        group.append(waiting)
    return group


def hold(queue: Sequence[Waiting[Event]], moment: float) -> float:
    """Seconds to wait before the first event is handled, as more may belong to it."""
    group = gathered(queue, moment)
    last = group[-1]
    if len(group) < len(queue) or len(group) == _MOST or not _unfinished(last.item):
        return 0.0
    return last.since + moment - time.monotonic()


def _belongs(before: Waiting[Event], after: Waiting[Event], moment: float) -> bool:
    first, second = before.item, after.item
    soon = after.since - before.since <= moment
    if first.person != second.person:
        return False
    if _is_attachment(first) and _is_attachment(second):
        return soon
    if first.kind is not second.kind or first.kind is Kind.INLINE:
        return first.kind is second.kind
    return soon and _unfinished(first) and not second.reply_to


def _unfinished(event: Event) -> bool:
    """Whether more may belong to it: short, and without a question mark of any script at its end."""
    if _is_attachment(event):
        return True
    open_ended = not event.text.rstrip().endswith(_MARKS)
    return event.kind is Kind.TEXT and not event.reply_to and open_ended and estimated_tokens(event.text) < _SHORT


def _is_attachment(event: Event) -> bool:
    """One picture of an album, with or without the caption."""
    return event.kind is Kind.UNREADABLE or (event.kind is Kind.TEXT and event.attached)
