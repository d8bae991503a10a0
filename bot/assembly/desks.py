"""Where officials work: what one kind of desk brings to the conversations."""

from dataclasses import dataclass

from bot.desk.overview import Link
from bot.handover.readers import Readership
from bot.handover.roles import Officials


@dataclass(frozen=True, slots=True)
class DeskSide:
    """`name` is the desk's channel."""

    name: str
    officials: Officials
    readership: Readership
    link: Link
