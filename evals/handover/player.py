"""Plays an episode on a stage and tells what came of it."""

import asyncio
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from bot.app import Assistant
from bot.messaging.model import Address, Event, Kind, Line, Message
from bot.messaging.tickets import Ticket
from bot.messaging.tokens import Verb
from bot.web.ports import Post
from evals.cases import Case
from evals.handover.episodes import Act, Episode
from evals.handover.offices import STAFF, Office
from evals.handover.rooms import RoomsOffice, button
from evals.handover.stage import CITY, Stage
from evals.handover.workspace import SlackOffice
from evals.records import Generated

_OFFICIALS = {official.person for official in STAFF}
OFFICES: tuple[type[RoomsOffice] | type[SlackOffice], ...] = (RoomsOffice, SlackOffice)
"""Every kind of desk."""
Wrong = dict[str, tuple[str, ...]]
"""What is wrong at the end, a line each, by what it concerns; empty where all went well."""


async def perform(cases: Iterable[Case], assistant: Assistant) -> list[Generated]:
    """Play the episodes of cases, one after the other, each at every kind of desk."""
    return [await _performed(case, case.episode, assistant) for case in cases if case.episode]


async def _performed(case: Case, episode: Episode, assistant: Assistant) -> Generated:
    started, error = time.perf_counter(), ""
    try:
        plays = [play(episode, case.language, assistant, office()) for office in OFFICES]
        wrong = _together(await asyncio.gather(*plays))
    except Exception as failure:  # noqa: BLE001 - a crash is a result of the case, not the end of the run
        error, wrong = type(failure).__name__, {"lost": (str(failure) or type(failure).__name__,)}
    return Generated(
        case=case.id,
        outcome="FAILED" if error else "HANDED_OVER",
        text="\n".join(line for lines in wrong.values() for line in lines),
        language=case.language,
        seconds=time.perf_counter() - started,
        error=error,
        wrong=wrong,
    )


def _together(played: Sequence[Wrong]) -> Wrong:
    """What is wrong at any desk; a line says at which."""
    named = zip(OFFICES, played, strict=True)
    lines = [(what, f"{office.__name__}: {line}") for office, wrong in named for what in wrong for line in wrong[what]]
    return {what: tuple(line for other, line in lines if other == what) for what, _ in lines}


async def play(episode: Episode, language: str, assistant: Assistant, office: Office) -> Wrong:
    """Play one episode in an office that nothing else happened in; tells what is wrong at its end."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), assistant, office)
        await stage.start()
        try:
            player = _Player(episode, language, stage)
            for act in episode.acts:
                await player.act(act)
            await stage.settle()
            return {what: tuple(lines) for what, lines in (await player.judged()).items() if lines}
        finally:
            await stage.stop()


@dataclass
class _Player:
    episode: Episode
    language: str
    stage: Stage
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def act(self, act: Act) -> None:
        """Let something happen, and everything that follows from it."""
        if act.who == "world":
            await self.stage.happens(act.does, float(act.what or 0))
            await self.stage.settle()
            return
        for one in (act, *act.at_once):  # nothing is waited for in between, but who comes first stays first
            await self._done(one)
        await self.stage.settle()

    async def judged(self) -> dict[str, list[str]]:
        """Compare what everybody sees with what they should."""
        citizen, neighbour = await self.stage.said("citizen"), await self.stage.said("neighbour")
        at_desk = "\n".join(await self.stage.office.seen("kim"))
        told = [_shown(post) for post in citizen if post.author != "citizen"]
        theirs = "\n".join(_shown(post) for post in neighbour if post.author != "neighbour")
        often = {text: sum(text in one for one in told) for text in self.episode.once}
        everything = "\n".join([*told, theirs])
        return {
            "delivered": [f"{text!r} is seen {times} times" for text, times in often.items() if times != 1],
            "lost": [
                *await self._waiting(),
                *(f"the desk does not see {text!r}" for text in self.episode.desk if text not in at_desk),
            ],
            "leaked": [
                *(f"an inquirer sees {text!r}" for text in self.episode.never if text in everything),
                *(f"the neighbour sees {text!r}" for text in self.episode.once if text in theirs),
                *(f"the desk sees {text!r}" for text in self.episode.hidden if text in at_desk),
            ],
            "state": await self._wrong_state(),
        }

    async def _waiting(self) -> list[str]:
        """What is still on its way, or was given up."""
        counts = await self.stage.store.counts()
        return [f"{name}: {counts[name]}" for name in ("pending", "undelivered", "dead") if counts[name]]

    async def _wrong_state(self) -> list[str]:
        ticket = await self._ticket("citizen")
        state = ticket.state if ticket else "none"
        return [] if state == self.episode.state else [f"the ticket is {state}, not {self.episode.state}"]

    async def _ticket(self, person: str) -> Ticket | None:
        """The newest ticket of somebody."""
        return next(iter(await self.stage.store.tickets_of(CITY, person)), None)

    async def _done(self, act: Act) -> None:
        """Let one person do something."""
        if act.who not in _OFFICIALS:
            await self.stage.receive([await self._inquirer(act)] * act.times)
            return
        ticket = await self._ticket("citizen")
        if ticket is None:
            raise ValueError(f"there is no ticket yet for {act.who}")
        await self.stage.office.does(act.who, act.does, act.what, ticket.id, act.times)

    async def _inquirer(self, act: Act) -> Event:
        """What an inquirer does in their chat."""
        place = Address(CITY, act.who)
        number = f"{act.who}-{next(self._numbers)}"
        usual: dict[str, Any] = {"person": act.who, "language": self.language, "callback": act.who}
        match act.does:
            case "says":
                usual["message"] = await self._posted(place, act.who, act.what)
                return Event(number, Kind.TEXT, place, text=act.what, **usual)
            case "commands":
                name, _, text = act.what.partition(" ")
                usual["message"] = await self._posted(place, act.who, f"/{act.what}")
                return Event(number, Kind.COMMAND, place, text=text, command=name, **usual)
            case "presses":
                post, data = button(await self.stage.said(act.who), f"{Verb[act.what.upper()]}:")
                return Event(number, Kind.PRESS, place, text=data, message=str(post.number), **usual)
            case "edits":
                last = [post for post in await self.stage.said(act.who) if post.author == act.who][-1]
                return Event(number, Kind.EDITED, place, text=act.what, message=str(last.number), **usual)
            case "blocks":
                self.stage.channels[CITY].blocked.add(act.who)
                return Event(number, Kind.BLOCKED, place, **usual)
        raise ValueError(f"an inquirer does not do {act.does!r}")

    async def _posted(self, place: Address, person: str, text: str, ticket: str = "") -> str:
        """What somebody writes stands in the room before it is handled."""
        message = Message(tuple(Line(line) for line in text.split("\n")))
        post = Post(place.channel, place.chat, place.thread, person, message, self.stage.now, ticket)
        return str(await self.stage.store.post(post, f"client:{person}:{next(self._numbers)}"))


def _shown(post: Post) -> str:
    return post.message.text
