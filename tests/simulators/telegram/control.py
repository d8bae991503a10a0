"""A small HTTP surface through which another process acts for people."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from tests.simulators.telegram.simulator import Simulator

LONGEST_WAIT = 60.0


class Control:
    """say, press, messages and counts."""

    def __init__(self, simulator: "Simulator") -> None:
        self._simulator = simulator

    def routes(self) -> Iterable[web.RouteDef]:
        """The paths below /control."""
        return (
            web.post("/control/say", self._say),
            web.post("/control/press", self._press),
            web.get("/control/messages", self._messages),
            web.get("/control/counts", self._counts),
        )

    async def _say(self, request: web.Request) -> web.Response:
        order = await request.json()
        person = self._simulator.person(int(order["chat"]), language=order.get("language", "en"))
        return web.json_response({"message_id": person.say(order["text"])})

    async def _press(self, request: web.Request) -> web.Response:
        """`wait` seconds for the bot's answer, none unless asked for."""
        order = await request.json()
        person = self._simulator.person(int(order["chat"]))
        try:
            pressed = person.press(int(order["message_id"]), order.get("label", ""), order.get("data", ""))
        except LookupError as reason:
            return web.json_response({"error": str(reason)}, status=404)
        wait = min(float(order.get("wait", 0)), LONGEST_WAIT)
        answer = await pressed.answered(wait) if wait else None
        return web.json_response({"update_id": pressed.update_id, "answer": answer.text if answer else None})

    async def _messages(self, request: web.Request) -> web.Response:
        found = self._simulator.messages(int(request.query["chat"]))
        names = ("message_id", "text", "buttons", "reply_to", "edited", "at")
        return web.json_response([{name: getattr(one, name) for name in names} for one in found])

    async def _counts(self, _: web.Request) -> web.Response:
        counts: dict[str, Any] = {"calls": self._simulator.counts(), "pending": len(self._simulator.pending)}
        return web.json_response(counts | {"attempts": len(self._simulator.attempts)})
