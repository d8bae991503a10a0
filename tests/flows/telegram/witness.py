"""Stands between the bot and Telegram, passes everything on and notes which way it was asked for."""

import asyncio

from aiohttp import ClientError, ClientSession, ClientTimeout, web

PATIENCE = ClientTimeout(total=60)


class Witness:
    """Forwards to an address; `paths` are the paths with their queries, noted before anything else is done.

    Calls of the methods in `held` get no answer and do nothing.
    """

    def __init__(self, onward: str) -> None:
        self.paths: list[str] = []
        self.held: set[str] = set()
        self._onward = onward
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self.url = ""

    async def start(self) -> None:
        """Listen on this machine."""
        self._session = ClientSession(timeout=PATIENCE)
        application = web.Application(client_max_size=0)
        application.router.add_route("*", "/{anything:.*}", self._pass_on)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        assert self._runner is not None
        assert self._session is not None
        await self._runner.cleanup()
        await self._session.close()
        # The sockets of what was broken off are closed in the next turns of the loop.
        await asyncio.sleep(0.05)

    def asked(self, method: str) -> int:
        """How often a method was asked for."""
        return sum(path.endswith(f"/{method}") for path in self.paths)

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path_qs)
        if request.path.rpartition("/")[2] in self.held:
            await asyncio.Event().wait()
        assert self._session is not None
        content = {"Content-Type": request.headers["Content-Type"]} if "Content-Type" in request.headers else {}
        body = await request.read()
        try:
            async with self._session.request(
                request.method, f"{self._onward}{request.path_qs}", data=body, headers=content
            ) as answer:
                kept = {
                    name: answer.headers[name] for name in ("Content-Type", "Retry-After") if name in answer.headers
                }
                return web.Response(status=answer.status, body=await answer.read(), headers=kept)
        except ClientError:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
