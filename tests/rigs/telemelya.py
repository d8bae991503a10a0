"""Our service with telemelya as its Telegram, and people who write to it through telemelya's control API."""

import asyncio
import contextlib
import html
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.adapters.store import open_store
from bot.assembly.service import assemble
from bot.assembly.telegram import HOOK
from bot.channels.telegram.intake import SECRET_HEADER
from bot.serving import Service
from tests.contracts.channels.driver import assistant, settings
from tests.rigs.servers import HOST, KEY, free_port

TOKEN = "123456789:TEST-token-of-nobody"
STRANGER = "987654321:TEST-token-without-a-secret"
SECRET = "a-secret-that-only-telegram-knows"
_PATIENCE = 20.0
"""Seconds in which what is waited for must come true."""
_TAG = re.compile(r"</?(?:b|i|blockquote)>")


@dataclass
class Forwarder:
    """Passes on to `port` what telemelya posts, with the secret that telemelya does not know of."""

    port: int
    url: str = ""

    async def start(self, closing: AsyncExitStack) -> None:
        """Listen on a port of its own."""
        session = await closing.enter_async_context(aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}))

        async def forward(request: web.Request) -> web.Response:
            to = f"http://{HOST}:{self.port}{request.path}"
            async with session.post(to, data=await request.read()) as response:
                return web.Response(status=response.status, body=await response.read())

        app = web.Application()
        app.router.add_post("/{path:.*}", forward)
        runner = web.AppRunner(app)
        await runner.setup()
        closing.push_async_callback(runner.cleanup)
        port = free_port()
        await web.TCPSite(runner, HOST, port).start()
        self.url = f"http://{HOST}:{port}"


@dataclass
class Desk:
    """The service as it runs in production, by webhook; only who answers is scripted. `api` is telemelya's address."""

    folder: Path
    api: str
    port: int = field(default_factory=free_port)
    _closing: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Start, and wait until telemelya knows where to post."""
        key = {"Authorization": f"Bearer {KEY}"}
        self.control = await self._closing.enter_async_context(aiohttp.ClientSession(self.api, headers=key))
        forwarder = Forwarder(self.port)
        await forwarder.start(self._closing)
        await self._serve(forwarder.url)
        await until(self._posted_to, lambda url: url == forwarder.url + HOOK)

    async def stop(self) -> None:
        """Stop the service as SIGTERM does, then the rest."""
        await self._closing.aclose()

    async def post_directly(self) -> None:
        """Let telemelya post to the service itself what comes for the stranger's token."""
        where = {"url": f"http://{HOST}:{self.port}{HOOK}"}
        async with self.control.post(f"/bot{STRANGER}/setWebhook", json=where) as response:
            assert (await response.json())["ok"]

    async def _serve(self, webhook: str) -> None:
        chosen = settings(
            self.folder,
            telegram_token=TOKEN,
            telegram_api=self.api,
            telegram_webhook=webhook,
            telegram_secret=SECRET,
            listen=f"{HOST}:{self.port}",
        )
        store = await open_store(chosen.store)
        await store.hold()
        service = await assemble(chosen, assistant(), store, lambda message: None)
        started = asyncio.Event()
        running = asyncio.create_task(service.run(started.set))
        self._closing.push_async_callback(_stopped, service, running)
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        assert not running.done(), running.exception()

    async def _posted_to(self) -> str:
        async with self.control.post(f"/bot{TOKEN}/getWebhookInfo") as response:
            return str((await response.json())["result"]["url"])


async def _stopped(service: Service, running: "asyncio.Task[None]") -> None:
    service.stop()
    await running


@dataclass(frozen=True)
class Shown:
    """A message as it looks now: plain text, and what each button carries by its label."""

    message: int
    text: str
    markup: str
    buttons: dict[str, str]


@dataclass
class Person:
    """Somebody with a chat and a session of their own."""

    desk: Desk
    chat: int

    async def say(self, text: str, token: str = TOKEN) -> int:
        """Write; returns the HTTP status that our service gave, as all of these do."""
        return await self._update(token, text=text)

    async def command(self, command: str) -> int:
        """Use a command, with its argument."""
        return await self._update(TOKEN, command=command)

    async def show(self, caption: str | None = None) -> int:
        """Send a photo."""
        form = aiohttp.FormData()
        form.add_field("file", b"\x89PNG", filename="photo.png", content_type="image/png")
        async with self.desk.control.post("/api/v1/test/upload_media", data=form, headers=self._session) as response:
            photo = (await response.json())["file_id"]
        return await self._update(TOKEN, photo_file_id=photo, photo_caption=caption)

    async def press(self, label: str) -> int:
        """Press a button under the last message that has it."""
        having = [one for one in await self.shown() if label in one.buttons]
        assert having, f"no button {label!r}"
        return await self.press_under(having[-1].message, having[-1].buttons[label])

    async def press_under(self, message: int, data: str) -> int:
        """Press what a button carries, under a message that may no longer be there."""
        return await self._update(TOKEN, callback_data=data, callback_message_id=message)

    async def query(self, text: str) -> int:
        """Type an inline query."""
        return await self._post("send_inline_query", TOKEN, query=text, chat_id=self.chat)

    async def calls(self, *methods: str) -> list[dict[str, Any]]:
        """The calls of these methods that the service made about this person, in order."""
        async with self.desk.control.get("/api/v1/test/responses", headers=self._session) as response:
            return [one for one in (await response.json())["responses"] if one["method"] in methods]

    async def until_called(self, method: str) -> dict[str, Any]:
        """The first call of a method, once it is made."""
        return (await until(lambda: self.calls(method), bool))[0]

    async def shown(self) -> list[Shown]:
        """The messages in the order in which they were sent, each as its last edit left it."""
        calls = await self.calls("sendMessage", "editMessageText", "editMessageReplyMarkup")
        return list({call["message_id"]: _read(call) for call in calls}.values())

    async def until_shown(self, condition: Callable[[list[Shown]], bool]) -> list[Shown]:
        """The messages, once they are such."""
        return await until(self.shown, condition)

    @property
    def _session(self) -> dict[str, str]:
        return {"X-Test-Session": f"session-{self.chat}"}

    async def _update(self, token: str, **what: Any) -> int:
        return await self._post("send_update", token, chat_id=self.chat, **what)

    async def _post(self, what: str, token: str, **body: Any) -> int:
        sent: dict[str, Any] = {"params": {"bot_token": token}, "json": body, "headers": self._session}
        async with self.desk.control.post(f"/api/v1/test/{what}", **sent) as response:
            answer = await response.json()
        assert response.status == 200, answer
        return int(answer["delivery"]["status_code"])


def plain(markup: str) -> str:
    """What our markup shows."""
    return html.unescape(_TAG.sub("", markup))


def _read(call: dict[str, Any]) -> Shown:
    rows = (call["reply_markup"] or {}).get("inline_keyboard", [])
    buttons = {button["text"]: button["callback_data"] for row in rows for button in row}
    return Shown(call["message_id"], plain(call["text"]), call["text"], buttons)


async def until(look: Callable[[], Awaitable[Any]], condition: Callable[[Any], bool]) -> Any:
    """What is seen once it fulfils a condition."""
    seen: Any = None
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while True:
                if condition(seen := await look()):
                    return seen
                await asyncio.sleep(0.05)
    raise AssertionError(f"it never came true; last seen: {seen!r}")
