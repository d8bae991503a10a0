"""Plays an episode on a stage and tells what came of it."""

import json
import tempfile
import time
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import Assistant
from bot.assembly.conversations import DESK
from bot.handover import tokens
from bot.messaging.model import Address, Event, Kind, Line, Message
from bot.messaging.tickets import Ticket
from bot.web.ports import Post
from evals.handover.episodes import Act, Episode
from evals.handover.stage import CITY, STAFF, Stage

_OFFICIALS = {official.person for official in STAFF}
_VERBS = {
    "person": "h", "helpful": "y", "unhelpful": "u", "solved": "d", "assistant": "a", "withdraw": "w", "sources": "s",
}  # fmt: skip
"""What inquirers press, by the verb that their buttons carry."""


@dataclass(frozen=True, slots=True)
class Played:
    """How an episode ended: what is wrong, a line each, by kind; nothing where all went well."""

    undelivered: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    leaked: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    seconds: float = 0.0


async def play(episode: Episode, assistant: Assistant) -> Played:
    """Play one episode in an office of its own."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), assistant)
        await stage.start()
        try:
            player = _Player(episode, stage)
            for act in episode.acts:
                await player.act(act)
            await stage.settle()
            played = await player.judged()
        finally:
            await stage.stop()
    return replace(played, seconds=time.perf_counter() - started)


@dataclass
class _Player:
    episode: Episode
    stage: Stage
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def act(self, act: Act) -> None:
        """Let something happen, and everything that follows from it."""
        if act.who == "world":
            await self.stage.happens(act.does, float(act.what or 0))
            await self.stage.settle()
            return
        events = [event for one in (act, *act.at_once) for event in await self._events(one)]
        await self.stage.receive(events)
        await self.stage.settle()

    async def judged(self) -> Played:
        """Compare what everybody sees with what they should."""
        citizen, neighbour = await self.stage.said("citizen"), await self.stage.said("neighbour")
        desk = await self.stage.at_desk("kim")
        shown = [_shown(post) for post in citizen if post.author != "citizen"]
        everything = "\n".join([*shown, *(_shown(post) for post in neighbour if post.author != "neighbour")])
        seen = "\n".join(_shown(post) for post in desk)
        often = {text: sum(text in one for one in shown) for text in self.episode.once}
        counts = await self.stage.store.counts()
        waits = [f"{name}: {counts[name]}" for name in ("pending", "undelivered", "dead") if counts[name]]
        missing = [f"the desk does not see {text!r}" for text in self.episode.desk if text not in seen]
        leaks = [f"an inquirer sees {text!r}" for text in self.episode.never if text in everything]
        theirs = "\n".join(_shown(post) for post in neighbour)
        leaks += [f"the neighbour sees {text!r}" for text in self.episode.once if text in theirs]
        leaks += [f"the desk sees {text!r}" for text in self.episode.hidden if text in seen]
        return Played(
            undelivered=tuple(f"{text!r} is seen {times} times" for text, times in often.items() if times != 1),
            lost=(*waits, *missing),
            leaked=tuple(leaks),
            state=tuple(await self._wrong_state()),
        )

    async def _wrong_state(self) -> list[str]:
        ticket = await self._ticket("citizen")
        state = ticket.state if ticket else "none"
        return [] if state == self.episode.state else [f"the ticket is {state}, not {self.episode.state}"]

    async def _ticket(self, person: str) -> Ticket | None:
        """The newest ticket of somebody."""
        return next(iter(await self.stage.store.tickets_of(CITY, person)), None)

    async def _events(self, act: Act) -> list[Event]:
        made = await (self._official(act) if act.who in _OFFICIALS else self._inquirer(act))
        return [made] * act.times

    async def _inquirer(self, act: Act) -> Event:
        """What an inquirer does in their chat."""
        place = Address(CITY, act.who)
        number = f"{act.who}-{next(self._numbers)}"
        usual: dict[str, Any] = {"person": act.who, "language": self.episode.language, "callback": act.who}
        match act.does:
            case "says":
                usual["message"] = await self._posted(place, act.who, act.what)
                return Event(number, Kind.TEXT, place, text=act.what, **usual)
            case "commands":
                name, _, text = act.what.partition(" ")
                usual["message"] = await self._posted(place, act.who, f"/{act.what}")
                return Event(number, Kind.COMMAND, place, text=text, command=name, **usual)
            case "presses":
                post, data = _button(await self.stage.said(act.who), f"{_VERBS[act.what]}:")
                return Event(number, Kind.PRESS, place, text=data, message=str(post.number), **usual)
            case "edits":
                last = [post for post in await self.stage.said(act.who) if post.author == act.who][-1]
                return Event(number, Kind.EDITED, place, text=act.what, message=str(last.number), **usual)
            case "blocks":
                self.stage.channels[CITY].blocked.add(act.who)
                return Event(number, Kind.BLOCKED, place, **usual)
        raise ValueError(f"{self.episode.id}: an inquirer does not do {act.does!r}")

    async def _official(self, act: Act) -> Event:
        """What an official does about the citizen's newest ticket."""
        ticket = await self._ticket("citizen")
        if ticket is None:
            raise ValueError(f"{self.episode.id}: there is no ticket yet for {act.who}")
        root = next(post for post in await self.stage.at_desk(act.who) if post.ticket == ticket.id and not post.thread)
        place = Address(DESK, root.chat, str(root.number))
        number = f"{act.who}-{next(self._numbers)}"
        usual: dict[str, Any] = {"person": act.who, "callback": act.who, "private": False}
        thread = await self.stage.store.said(DESK, root.chat, str(root.number), act.who, 1000)
        own = [post for post in thread if post.author == act.who]
        match act.does:
            case "says" | "notes":
                kind, command = (Kind.TEXT, "") if act.does == "says" else (Kind.COMMAND, "note")
                usual["message"] = await self._posted(place, act.who, act.what, ticket.id)
                return Event(number, kind, place, text=act.what, command=command, **usual)
            case "presses":
                post, data = _button(thread, f"{tokens.Verb(act.what)}:{ticket.id}")
                return Event(number, Kind.PRESS, place, text=data, message=str(post.number), **usual)
            case "edits":
                return Event(number, Kind.EDITED, place, text=act.what, message=str(own[-1].number), **usual)
            case "deletes":
                return Event(number, Kind.DELETED, place, message=str(own[-1].number), **usual)
            case "publishes":
                form = json.loads(act.what) | {"ticket": ticket.id}
                return Event(number, Kind.COMMAND, place, text=json.dumps(form), command="publish", **usual)
        raise ValueError(f"{self.episode.id}: an official does not do {act.does!r}")

    async def _posted(self, place: Address, person: str, text: str, ticket: str = "") -> str:
        """What somebody writes stands in the room before it is handled."""
        message = Message(tuple(Line(line) for line in text.split("\n")))
        post = Post(place.channel, place.chat, place.thread, person, message, self.stage.now, ticket)
        return str(await self.stage.store.post(post, f"client:{person}:{next(self._numbers)}"))


def _shown(post: Post) -> str:
    return post.message.text


def _button(posts: list[Post], beginning: str) -> tuple[Post, str]:
    """The newest button whose data begins so."""
    for post in reversed(posts):
        for row in post.message.keyboard:
            for button in row:
                if button.data.startswith(beginning):
                    return post, button.data
    raise ValueError(f"no button {beginning!r} is there to be pressed")
