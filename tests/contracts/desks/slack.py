"""The desk on Slack: the real slack-bolt and SDK over a socket or HTTP, against a simulated workspace."""

import asyncio
from pathlib import Path

from bot.app import Assistant
from bot.handover.readers import Readers
from evals.handover.stage import Stage
from evals.handover.workspace import USERS, SlackOffice, plain, values
from evals.slack.workspace import Post
from tests.contracts.desks.answering import reply
from tests.contracts.desks.city import CityDriver
from tests.doubles.facts import register
from tests.doubles.knowledge import FakeKnowledge

ROOMS = {"escalation": "CESCALATION", "digest": "CDIGEST"}
BEFORE = {Readers.OFFICIALS: "CTEAM", Readers.OUTSIDERS: "CPARTNERS"}
"""A channel that these read."""


class SlackDriver(CityDriver):
    """A `tests.contracts.desks.driver.Driver` over a workspace."""

    over = "socket"

    def __init__(self, folder: Path, assistant: Assistant | None = None) -> None:
        facts = register()
        knowledge = FakeKnowledge(languages={"이것은": "ko"}, hidden={"tin box": "Night rules"})
        invented = Assistant(reply, lambda _audience: facts, knowledge)
        self.office = SlackOffice(self.over)
        super().__init__(Stage(folder, assistant or invented, self.office))

    @property
    def workspace(self):
        return self.office.workspace

    @property
    def people(self):
        return self.office.simulator.people

    async def start(self) -> None:
        await super().start()
        self.workspace.channels["CPARTNERS"].members.add("UREADER")

    async def card(self, person: str) -> str:
        return plain(self._card().text)

    async def buttons(self, person: str) -> list[str]:
        return [data.partition(":")[0] for data in values(self._card())]

    async def thread(self, person: str) -> list[str]:
        card, user = self._card(), USERS[person]
        posts = [post.text for post in self.workspace.thread(card.channel, card.ts)[1:]]
        return [plain(text) for text in [*posts, *self.office.noted(user), *self._alone(user)]]

    async def press(self, person: str, verb: str, times: int = 1) -> None:
        post, data = self._pressed(verb)
        await self.people.press(USERS[person], post.channel, post.ts, data, times)
        await self.stage.settle()

    async def press_together(self, verb: str, *people: str) -> None:
        post, data = self._pressed(verb)
        await asyncio.gather(*[self.people.press(USERS[one], post.channel, post.ts, data) for one in people])
        await self.stage.settle()

    async def write(self, person: str, text: str, *, note: bool = False) -> None:
        card = self._card()
        await self.people.write(USERS[person], card.channel, f"note: {text}" if note else text, card.ts)
        await self.stage.settle()

    async def edit(self, person: str, text: str) -> None:
        last = self._last(person)
        await self.people.edit(USERS[person], last.channel, last.ts, text)
        await self.stage.settle()

    async def delete(self, person: str) -> None:
        last = self._last(person)
        await self.people.delete(USERS[person], last.channel, last.ts)
        await self.stage.settle()

    async def ask(self, person: str, readers: Readers, text: str) -> list[str]:
        user = USERS[person]
        alone = readers is Readers.ALONE
        channel = self.workspace.direct(user).id if alone else BEFORE[readers]
        asked = await self.people.write(user, channel, text if alone else f"<@UDESK> {text}")
        await self.stage.settle()
        return [plain(post.text) for post in self.workspace.thread(channel, asked)[1:]]

    async def room(self, person: str, name: str) -> list[str]:
        return [plain(post.text) for post in self.workspace.top_level(ROOMS[name])]

    def _alone(self, user: str) -> list[str]:
        direct = self.workspace.direct(user).id
        return [post.text for post in self.workspace.posts if post.channel == direct and post.bot]

    def _card(self) -> Post:
        return next(
            post for post in reversed(self.workspace.top_level("CTICKETS")) if post.bot and post.blocks and values(post)
        )

    def _pressed(self, verb: str) -> tuple[Post, str]:
        return self.office.button(self._card(), f"{verb}:")

    def _last(self, person: str) -> Post:
        card = self._card()
        return [post for post in self.workspace.thread(card.channel, card.ts) if post.user == USERS[person]][-1]


class SlackHttpDriver(SlackDriver):
    """The same, with requests posted to us."""

    over = "http"
