"""News reach the pages that are open, and nobody holds up the end."""

import asyncio

import pytest

from bot.web import news as module
from bot.web.news import News
from bot.web.streaming import told

MINE, OTHER = ("web", "mine"), ("web", "other")


async def listening(news: News, *rooms: tuple[str, str]) -> tuple["asyncio.Queue[set[str]]", "asyncio.Task[None]"]:
    heard: asyncio.Queue[set[str]] = asyncio.Queue()

    async def listen() -> None:
        async for chats in news.listen(rooms):
            heard.put_nowait(set(chats))

    task = asyncio.create_task(listen())
    await asyncio.sleep(0)
    return heard, task


async def test_a_listener_hears_of_its_rooms_only():
    news = News()
    heard, task = await listening(news, MINE)
    news.tell(*OTHER)
    news.tell(*MINE)
    assert {"mine"} == await heard.get()
    assert heard.empty()
    news.close()
    await task


async def test_who_has_not_read_yet_is_told_once():
    news = News()
    heard, task = await listening(news, MINE, OTHER)
    for _ in range(10_000):
        news.tell(*MINE)
    news.tell(*OTHER)
    assert {"mine", "other"} == await heard.get()
    await asyncio.sleep(0.01)
    assert heard.empty()
    news.close()
    await task


async def test_all_listening_ends_at_the_end():
    news = News()
    tasks = [(await listening(news, MINE))[1] for _ in range(50)]
    news.close()
    async with asyncio.timeout(1):
        await asyncio.gather(*tasks, (await listening(news, MINE))[1])


async def test_who_goes_away_is_forgotten(monkeypatch):
    monkeypatch.setattr(module, "_MOST", 1)
    news = News()
    _, task = await listening(news, MINE)
    full = news.full
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert (True, False) == (full, news.full)


async def test_a_silent_connection_says_that_it_is_alive(monkeypatch):
    monkeypatch.setattr(module, "_KEEP_ALIVE", 0.01)
    news = News()
    events = told(news.listen([MINE]))
    said = [await anext(events) for _ in range(3)]
    assert ["retry: 2000\n: listening\n\n", ": still there\n\n", ": still there\n\n"] == said
    await events.aclose()


async def test_an_event_names_each_chat():
    news = News()
    events = told(news.listen([MINE, OTHER]))
    await anext(events)
    coming = asyncio.create_task(anext(events))
    await asyncio.sleep(0)
    news.tell(*OTHER)
    news.tell(*MINE)
    assert "event: changed\ndata: mine\n\nevent: changed\ndata: other\n\n" == await coming
    news.close()
    with pytest.raises(StopAsyncIteration):
        await anext(events)
