"""Who reads along in the rooms of the web desk."""

from bot.handover.desk import ASK, SHARED
from bot.handover.readers import Readers


class RoomReadership:
    """`bot.handover.readers.Readership` by the rooms' names."""

    async def readers(self, chat: str, person: str) -> Readers | None:
        """One's own room is read by nobody else, the shared one by anybody."""
        if chat == SHARED:
            return Readers.OUTSIDERS
        return Readers.ALONE if chat == f"{ASK}{person}" else None
