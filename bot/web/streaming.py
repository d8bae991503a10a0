"""News as server-sent events."""

from collections.abc import AsyncIterator, Collection

from fastapi.responses import StreamingResponse


def streamed(news: AsyncIterator[Collection[str]]) -> StreamingResponse:
    """An answer that goes on until the news end; proxies are asked to pass each event on at once."""
    return StreamingResponse(told(news), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def told(news: AsyncIterator[Collection[str]]) -> AsyncIterator[str]:
    """An event `changed` for each chat with something new, and a comment where nothing is."""
    yield "retry: 2000\n: listening\n\n"
    async for chats in news:
        yield "".join(f"event: changed\ndata: {chat}\n\n" for chat in sorted(chats)) or ": still there\n\n"
