"""The part of every desk's driver that is the same: the process, the clock, and an inquirer elsewhere."""

from collections.abc import Sequence
from itertools import count

from bot.messaging.model import Address, Event, Kind, Line, Message
from bot.web.ports import Post
from evals.handover.stage import CITY, Stage
from tests.contracts.desks.answering import ANNA


class CityDriver:
    """An inquirer at the web chat, in front of an office on a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._numbers = count(1)

    async def start(self) -> None:
        await self.stage.start()

    async def stop(self) -> None:
        await self.stage.stop()

    async def restart(self) -> None:
        await self.stage.crash()
        await self.stage.settle()

    async def pass_hours(self, hours: float) -> None:
        await self.stage.pass_hours(hours)
        await self.stage.settle()

    async def asks(self, text: str) -> None:
        await self._citizen(Kind.TEXT, text)
        post, data = newest_button(await self.stage.said(ANNA), "h:")
        await self._citizen(Kind.PRESS, data, str(post.number))

    async def adds(self, text: str) -> None:
        await self._citizen(Kind.TEXT, text)

    async def told(self) -> list[str]:
        return [post.message.text for post in await self.stage.said(ANNA) if not post.author]

    async def _citizen(self, kind: Kind, text: str, message: str = "") -> None:
        number = f"{ANNA}-{next(self._numbers)}"
        post = Post(CITY, ANNA, "", ANNA, Message((Line(text),)), self.stage.now, "")
        shown = message or str(await self.stage.store.post(post, f"client:{number}"))
        event = Event(number, kind, Address(CITY, ANNA), ANNA, text, message=shown, callback=ANNA, language="en")
        await self.stage.receive([event])
        await self.stage.settle()


def newest_button(posts: Sequence[Post], beginning: str) -> tuple[Post, str]:
    """The newest button whose data begins so."""
    every = [(post, button.data) for post in posts for row in post.message.keyboard for button in row]
    return [(post, data) for post, data in every if data.startswith(beginning)][-1]
