"""What the tables hold: values as JSON in ASCII, text as both databases take it, moments as whole microseconds."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from urllib.parse import quote_from_bytes, unquote_to_bytes

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

from bot.messaging.model import Delivery, Event, Interaction, Message
from bot.messaging.tickets import Ticket

Value = TypeVar("Value")

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ODD = re.compile("^%|[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, neither database a lone surrogate; what is written in their stead begins with %."""


class Codec(Generic[Value]):
    """Values of one type to JSON and back.

    ASCII escapes carry any text through any database. One thing is not told apart: two lone surrogates side by side
    that would make a character come back as that character.
    """

    def __init__(self, kind: type[Value]) -> None:
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)

    def dump(self, value: Value) -> str:
        """A value as JSON."""
        try:
            return self._adapter.dump_json(value, ensure_ascii=True).decode("ascii")
        except PydanticSerializationError:  # a lone surrogate, which only Python's own JSON writes
            return json.dumps(self._adapter.dump_python(value, mode="json"))

    def load(self, payload: str) -> Value:
        """The value that was dumped."""
        try:
            return self._adapter.validate_json(payload)
        except ValidationError:  # as above
            return self._adapter.validate_python(json.loads(payload))


EVENT = Codec(Event)
DELIVERY = Codec(Delivery)
INTERACTION = Codec(Interaction)
TICKET = Codec(Ticket)
MESSAGE = Codec(Message)


class Exact(TypeDecorator[str]):
    """Any text, unchanged, in a column that is looked up."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it is written."""
        if value is None or not _ODD.search(value):
            return value
        return "%" + quote_from_bytes(value.encode("utf-8", "surrogatepass"))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        """As it was."""
        if value is None or not value.startswith("%"):
            return value
        return unquote_to_bytes(value[1:]).decode("utf-8", "surrogatepass")


class Moment(TypeDecorator[datetime]):
    """A moment: the same on every database, whatever it thinks of time zones."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Microseconds since 1970; a datetime without a time zone is refused."""
        return None if value is None else (value - _START) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """In UTC."""
        return None if value is None else _START + value * _MICROSECOND
