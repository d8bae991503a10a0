"""News as server-sent events."""

from collections.abc import AsyncIterator, Collection


async def told(news: AsyncIterator[Collection[str]]) -> AsyncIterator[str]:
    """An event `changed` for each chat with something new, and a comment where nothing is."""
    yield "retry: 2000\n: listening\n\n"
    async for chats in news:
        yield "".join(f"event: changed\ndata: {chat}\n\n" for chat in sorted(chats)) or ": still there\n\n"
