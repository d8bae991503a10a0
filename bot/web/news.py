"""Tells open pages that there is something new in their rooms."""

import asyncio
from collections.abc import AsyncIterator, Collection

_KEEP_ALIVE = 20.0
"""Seconds after which a silent connection says that it is alive, as proxies close those that do not."""

_MOST = 800
"""Listeners at once: each holds a connection, and a process may open about a thousand files."""

Room = tuple[str, str]
"""Channel and chat."""


class News:
    """Wakes listeners; one that has not read yet is told only once, so nobody can be slow."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Event, tuple[frozenset[Room], set[Room]]] = {}
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether there are as many listeners as there may be."""
        return len(self._listeners) >= _MOST

    def tell(self, channel: str, chat: str) -> None:
        """There is something new in a room."""
        room = (channel, chat)
        for event, (rooms, news) in self._listeners.items():
            if room in rooms:
                news.add(room)
                event.set()

    async def listen(self, rooms: Collection[Room]) -> AsyncIterator[Collection[str]]:
        """The chats with something new, again and again; empty where nothing was for a while. Ends when closed."""
        woken, news = asyncio.Event(), set[Room]()
        self._listeners[woken] = (frozenset(rooms), news)
        try:
            while not self._closed:
                try:
                    async with asyncio.timeout(_KEEP_ALIVE):
                        await woken.wait()
                except TimeoutError:
                    yield ()
                    continue
                woken.clear()
                changed = {chat for _, chat in news}
                news.clear()
                if changed:
                    yield changed
        finally:
            del self._listeners[woken]

    def close(self) -> None:
        """End all listening: pages come back to the next process."""
        self._closed = True
        for event in self._listeners:
            event.set()
