"""The built-in desk's driver: events and posts as the web pages make them, over the real store."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.app import Assistant
from bot.handover import tokens
from bot.handover.desk import ASK, SHARED
from bot.handover.readers import Readers
from bot.messaging.model import Address, Event, Kind, Line, Message
from bot.web.desk import NAME as DESK
from bot.web.ports import Post
from evals.handover.stage import Stage
from tests.contracts.desks.answering import reply
from tests.contracts.desks.city import CityDriver, newest_button
from tests.doubles.facts import register
from tests.doubles.knowledge import FakeKnowledge


class RoomsDriver(CityDriver):
    """A `tests.contracts.desks.driver.Driver` over rooms."""

    def __init__(self, folder: Path) -> None:
        facts = register()
        languages = {"이것은": "ko"}
        knowledge = FakeKnowledge(languages=languages, hidden={"tin box": "Night rules"})
        super().__init__(Stage(folder, Assistant(reply, lambda _audience: facts, knowledge)))

    async def card(self, person: str) -> str:
        return (await self._root(person)).message.text

    async def buttons(self, person: str) -> list[str]:
        root = await self._root(person)
        return [button.data.partition(":")[0] for row in root.message.keyboard for button in row]

    async def thread(self, person: str) -> list[str]:
        return [post.message.text for post in (await self._thread(person))[1:]]

    async def press(self, person: str, verb: str, times: int = 1) -> None:
        await self._happen([await self._pressed(person, verb)] * times)

    async def press_together(self, verb: str, *people: str) -> None:
        await self._happen([await self._pressed(person, verb) for person in people])

    async def write(self, person: str, text: str, *, note: bool = False) -> None:
        root = await self._root(person)
        place = Address(DESK, root.chat, str(root.number))
        message = await self._post(place, person, text, root.ticket)
        kind, command = (Kind.COMMAND, "note") if note else (Kind.TEXT, "")
        await self._happen([self._event(kind, place, person, text, message, command=command)])

    async def edit(self, person: str, text: str) -> None:
        await self._change(person, Kind.EDITED, text)

    async def delete(self, person: str) -> None:
        await self._change(person, Kind.DELETED, "")

    async def ask(self, person: str, readers: Readers, text: str) -> list[str]:
        return await self.ask_in(SHARED if readers is Readers.OUTSIDERS else f"{ASK}{person}", person, text)

    async def ask_in(self, room: str, person: str, text: str) -> list[str]:
        """Ask in a room by its name."""
        place = Address(DESK, room)
        message = await self._post(place, person, text)
        await self._happen([self._event(Kind.TEXT, place, person, text, message)])
        thread = await self.stage.store.said(DESK, room, message, person, 100)
        return [post.message.text for post in thread[1:]]

    async def room(self, person: str, name: str) -> list[str]:
        return [post.message.text for post in await self.stage.store.said(DESK, name, "", person, 100)]

    async def _change(self, person: str, kind: Kind, text: str) -> None:
        last = [post for post in await self._thread(person) if post.author == person][-1]
        place = Address(DESK, last.chat, last.thread)
        await self._happen([self._event(kind, place, person, text, str(last.number))])

    async def _pressed(self, person: str, verb: str) -> Event:
        post, data = newest_button(await self._thread(person), f"{tokens.Verb(verb)}:")
        place = Address(DESK, post.chat, post.thread or str(post.number))
        return self._event(Kind.PRESS, place, person, data, str(post.number))

    async def _root(self, person: str) -> Post:
        cards = await self.stage.store.said(DESK, "tickets", "", person, 100)
        return [post for post in cards if post.ticket][-1]

    async def _thread(self, person: str) -> list[Post]:
        root = await self._root(person)
        return await self.stage.store.said(DESK, root.chat, str(root.number), person, 100)

    async def _post(self, place: Address, person: str, text: str, ticket: str = "") -> str:
        post = Post(place.channel, place.chat, place.thread, person, Message((Line(text),)), self.stage.now, ticket)
        return str(await self.stage.store.post(post, f"client:{next(self._numbers)}"))

    async def _happen(self, events: Sequence[Event]) -> None:
        await self.stage.receive(events)
        await self.stage.settle()

    def _event(self, kind: Kind, place: Address, person: str, text: str, message: str, **fields: Any) -> Event:
        usual = {"private": False, "callback": person} | fields
        return Event(f"event-{next(self._numbers)}", kind, place, person, text, message=message, **usual)
