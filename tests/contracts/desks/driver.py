"""What a desk's driver can do: officials in rooms and threads, whatever shows them, and an inquirer elsewhere."""

from typing import Protocol

from bot.handover.readers import Readers


class Driver(Protocol):
    """A desk with its officials, and an inquirer who has handed a question over."""

    async def start(self) -> None:
        """Open the desk."""
        ...

    async def stop(self) -> None:
        """Close it."""
        ...

    async def restart(self) -> None:
        """Let the process die in the midst of it, and another one go on."""
        ...

    async def asks(self, text: str) -> None:
        """An inquirer asks, and asks a person."""
        ...

    async def adds(self, text: str) -> None:
        """The inquirer writes again."""
        ...

    async def told(self) -> list[str]:
        """What the inquirer sees of the office, oldest first."""
        ...

    async def card(self, person: str) -> str:
        """The newest card, as an official sees it."""
        ...

    async def buttons(self, person: str) -> list[str]:
        """What the buttons under the newest card do."""
        ...

    async def thread(self, person: str) -> list[str]:
        """What an official sees in its thread, oldest first, without the card; notes to them alone too."""
        ...

    async def press(self, person: str, verb: str, times: int = 1) -> None:
        """Press the newest such button; the same press may arrive several times."""
        ...

    async def press_together(self, verb: str, *people: str) -> None:
        """Several officials press at the same moment."""
        ...

    async def write(self, person: str, text: str, *, note: bool = False) -> None:
        """Write in the thread."""
        ...

    async def edit(self, person: str, text: str) -> None:
        """Change one's last message there."""
        ...

    async def delete(self, person: str) -> None:
        """Take one's last message there away."""
        ...

    async def ask(self, person: str, readers: Readers, text: str) -> list[str]:
        """Ask the assistant where these read along; what the thread shows then."""
        ...

    async def pass_hours(self, hours: float) -> None:
        """Let time go by."""
        ...

    async def room(self, person: str, name: str) -> list[str]:
        """What stands in a room itself."""
        ...
