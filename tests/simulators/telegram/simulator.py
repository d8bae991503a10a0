"""The simulated Telegram: a Bot API for bots, and people who act."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.simulators.telegram.access import Access
from tests.simulators.telegram.answers import Answers
from tests.simulators.telegram.arrivals import Arrivals
from tests.simulators.telegram.chats import SUPERGROUPS, GroupChat
from tests.simulators.telegram.clock import Clock
from tests.simulators.telegram.control import Control
from tests.simulators.telegram.delivery import Attempt, Delivery
from tests.simulators.telegram.dispatcher import Dispatcher, Methods
from tests.simulators.telegram.editing import Editing
from tests.simulators.telegram.failures import Failure, Failures
from tests.simulators.telegram.flood import Flood
from tests.simulators.telegram.groups import Group
from tests.simulators.telegram.inline import Inline
from tests.simulators.telegram.menus import Menus
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.places import Places
from tests.simulators.telegram.polling import Polling
from tests.simulators.telegram.posts import Message
from tests.simulators.telegram.sending import Sending
from tests.simulators.telegram.server import Server
from tests.simulators.telegram.switches import Switches
from tests.simulators.telegram.webhook import Webhook
from tests.simulators.telegram.world import BotAccount, Call, World

Found = TypeVar("Found")
TOKEN = "123456:TEST"


class Simulator:
    """One bot's Telegram, from `start` to `stop` or inside of `async with`."""

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "city_bot",
        name: str = "City",
        switches: Switches | None = None,
    ) -> None:
        bot = BotAccount(int(token.partition(":")[0]), username, name)
        self._world = World(token, bot, replace(switches or Switches()))
        self._failures = Failures()
        self._delivery = Delivery(self._world)
        self._polling = Polling(self._world, self._delivery)
        self._arrivals = Arrivals(self._world)
        self._inline = Inline(self._world, self._arrivals)
        self._wire()

    def _wire(self) -> None:
        access = Access(self._world)
        self._menus = Menus(self._world, access)
        places = Places(self._world, access)
        groups: list[Methods] = [
            self._polling,
            Webhook(self._world, self._delivery, self._polling),
            self._menus,
            places,
            self._world.files,
            Sending(self._world, access),
            Editing(self._world, access),
            Answers(self._world),
        ]
        self._dispatcher = Dispatcher(self._world, self._failures, places, groups)
        self._server = Server(self._world, self._dispatcher)

    async def start(self, port: int = 0, *, control: bool = False) -> None:
        """Listen on this machine; with `control` another process may act for people."""
        self._delivery.start(self._dispatcher.run_quietly)
        await self._server.start(port, Control(self).routes() if control else ())

    async def stop(self) -> None:
        """End everything that runs."""
        self._polling.end("")
        await self._delivery.stop()
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where the Bot API is."""
        return self._server.url

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._world.token

    @property
    def clock(self) -> Clock:
        """The time, which may be pushed forward."""
        return self._world.clock

    @property
    def flood(self) -> Flood:
        """The limits of sending."""
        return self._world.flood

    @property
    def switches(self) -> Switches:
        """What is switched on and off."""
        return self._world.switches

    def person(
        self, identity: int, name: str = "", language: str = "en", *, username: str = "", started: bool = False
    ) -> Person:
        """Somebody; the same identity is the same person. `started` says they wrote to the bot long ago."""
        account = self._world.chats.account(identity, name or f"Person {identity}", language, username)
        account.started = account.started or started
        return Person(self._world, self._arrivals, self._inline, self._menus, account)

    def group(
        self, identity: int, title: str = "Group", *, forum: bool = False, bot: bool = True, supergroup: bool = False
    ) -> Group:
        """A group with the bot in it, the same for the same number; forums and very low numbers are supergroups."""
        chat = self._world.chats.by_identity.get(identity)
        if not isinstance(chat, GroupChat):
            kind = "supergroup" if supergroup or forum or identity < SUPERGROUPS else "group"
            chat = GroupChat(identity, title=title, kind=kind, forum=forum, bot="member" if bot else "")
            self._world.chats.by_identity[identity] = chat
        return Group(self._world, self._arrivals, chat)

    def messages(self, chat_id: int) -> list[Message]:
        """What the bot has written in a chat and not removed, oldest first."""
        chat = self._world.chats.by_identity.get(chat_id)
        return [post.seen() for post in chat.posts.values() if post.own] if chat else []

    def message(self, chat_id: int, message_id: int) -> Message:
        """One message, whoever wrote it."""
        return self._world.chats.by_identity[chat_id].posts[message_id].seen()

    def file(self, message: Message) -> bytes:
        """The content of the file in a message."""
        found = self._world.files.get(message.file_id)
        return found.data if found else b""

    def actions(self, chat_id: int) -> list[str]:
        """What the bot said it was doing in a chat."""
        chat = self._world.chats.by_identity.get(chat_id)
        return [action for action, _ in chat.actions] if chat else []

    @property
    def calls(self) -> list[Call]:
        """All calls of the bot but getUpdates."""
        return self._world.calls

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    def counts(self) -> dict[str, int]:
        """How often each method was called."""
        return {**Counter(call.method for call in self.calls), "getUpdates": self._polling.count}

    @property
    def attempts(self) -> list[Attempt]:
        """Every delivery to the webhook."""
        return self._delivery.attempts

    @property
    def pending(self) -> list[dict[str, Any]]:
        """The updates the bot has not confirmed."""
        return [update.body for update in self._world.updates.pending()]

    def fail_next(self, method: str, failure: Failure, times: int = 1) -> None:
        """Let the next calls of a method fail; "*" is any method but getUpdates."""
        self._failures.add(method, failure, times)

    @property
    def scripted(self) -> int:
        """How many scripted failures have not been met yet."""
        return self._failures.left()

    def redeliver(self, update_id: int) -> None:
        """Send an update once more, although it was taken."""
        self._world.updates.redeliver(update_id)

    def update_raw(self, update: dict[str, Any]) -> int:
        """Send any update, even a malformed one; it is numbered unless it has a number."""
        return self._world.updates.push_raw(update)

    async def until(self, condition: Callable[[], Found | None], timeout: float = 10) -> Found:  # noqa: ASYNC109 - a test's patience
        """Wait until a condition is true; it is looked at whenever the bot has called something."""
        return await self._world.watch.until(condition, timeout)
