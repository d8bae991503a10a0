"""Inline mode: a question in any chat's input field, results above it, one of them posted."""

from dataclasses import dataclass
from typing import Any

from tests.simulators.telegram.arrivals import Arrivals
from tests.simulators.telegram.chats import Account, Chat
from tests.simulators.telegram.keyboards import checked_markup
from tests.simulators.telegram.posts import Message
from tests.simulators.telegram.texts import as_text, kept_text, parsed
from tests.simulators.telegram.updates import CHOSEN
from tests.simulators.telegram.world import World

Result = dict[str, Any]


@dataclass(frozen=True)
class Cached:
    """An answer that is shown again without asking the bot."""

    results: list[Result]
    expires: float


class Inline:
    """People's side of inline mode."""

    def __init__(self, world: World, arrivals: Arrivals) -> None:
        self._world = world
        self._arrivals = arrivals
        self._cache: dict[tuple[str, str, int], Cached] = {}
        self._asked: dict[int, str] = {}

    async def ask(self, account: Account, question: str, offset: str, seconds: float) -> list[Result]:
        """Ask and wait for results."""
        if not self._world.switches.inline:
            message = "the bot has no inline mode"
            raise ValueError(message)
        self._asked[account.identity] = question
        if (kept := self._kept(account, question, offset)) is not None:
            return kept
        query = self._world.inline_queries.open()
        account.known = True
        payload = {"id": query.identity, "from": account.described(), "query": question, "offset": offset}
        queue = ("inline", account.identity)
        self._world.updates.push("inline_query", payload, queue, self._world.inline_queries.lifetime)
        answers = await self._world.watch.until(lambda: query.answers, seconds)
        self._keep(account, question, offset, answers[0])
        return list(answers[0]["results"])

    def _kept(self, account: Account, question: str, offset: str) -> list[Result] | None:
        for whose in (account.identity, 0):
            kept = self._cache.get((question, offset, whose))
            if kept is not None and kept.expires > self._world.clock.now():
                return list(kept.results)
        return None

    def _keep(self, account: Account, question: str, offset: str, answer: Result) -> None:
        if self._world.switches.inline_cache and answer["cache_time"] > 0:
            whose = account.identity if answer["is_personal"] else 0
            expires = self._world.clock.now() + answer["cache_time"]
            self._cache[question, offset, whose] = Cached(answer["results"], expires)

    def choose(self, account: Account, result: Result, chat: Chat) -> Message:
        """Post a result."""
        content = result.get("input_message_content") or {"message_text": result.get("title", "")}
        given = parsed(content.get("message_text", ""), content.get("parse_mode") or "", content.get("entities"))
        kept = kept_text(given, "")
        keyboard = checked_markup(result.get("reply_markup"))
        extra = {"via_bot": self._world.bot.described()} | ({"reply_markup": keyboard} if keyboard else {})
        post = self._arrivals.send(chat, account, as_text(kept) | extra)
        post.html = kept.html
        # Only a message with buttons can be edited later, so only then the bot learns its identity.
        post.inline_id = f"inline-{chat.identity}-{post.message_id}" if keyboard else ""
        if post.inline_id:
            self._world.chats.inline_posts[post.inline_id] = post
        self._tell(account, result, post.inline_id)
        return post.seen()

    def _tell(self, account: Account, result: Result, inline_id: str) -> None:
        if not self._world.switches.inline_feedback:
            return
        asked = self._asked.get(account.identity, "")
        payload = {"result_id": str(result["id"]), "from": account.described(), "query": asked}
        payload |= {"inline_message_id": inline_id} if inline_id else {}
        self._world.updates.push("chosen_inline_result", payload, ("chosen", account.identity), CHOSEN)
