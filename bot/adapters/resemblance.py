"""Which questions are much the same, whatever their language."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from bot.messaging.ports import Tickets
from bot.messaging.tickets import Similar, State
from bot.ports import Knowledge

ALIKE = 0.65
"""Cosine from which two questions about the same names are much the same.

Of the translations and rewordings in the register's evaluation cases two of three reach it; a higher value finds few.
"""
_BACK = 300
"""Past tickets that are compared with."""
_SHOWN = 3
_KEPT = 2000
"""Vectors that are kept."""


class Resemblance:
    """Compares questions by their vectors; those of past tickets are made once and kept."""

    def __init__(self, knowledge: Knowledge, store: Tickets) -> None:
        """`knowledge` tells what a question means and whom it is about; it blocks for some milliseconds."""
        self._of = lru_cache(maxsize=_KEPT)(lambda text: (knowledge.vector(text), knowledge.about(text)))
        self._store = store

    async def similar(self, text: str) -> tuple[Similar, ...]:
        """Tickets that were answered about much the same, the closest first."""
        done = await self._store.tickets_in({State.ANSWERED, State.CLOSED}, _BACK)
        answered = [ticket for ticket in done if ticket.replies]
        if not answered:
            return ()
        closeness = await asyncio.to_thread(self._closeness, text, [ticket.shown for ticket in answered])
        best = sorted(zip(closeness, answered, strict=True), key=lambda pair: -pair[0])[:_SHOWN]
        return tuple(Similar(one.id, one.shown, one.replies[-1].text) for close, one in best if close >= ALIKE)

    async def grouping(self, texts: Sequence[str]) -> list[list[int]]:
        """Places of texts that ask much the same, the largest group first; each text is in one group."""
        return await asyncio.to_thread(self._grouped, texts)

    def _closeness(self, text: str, others: Sequence[str]) -> list[float]:
        """Cosines; 0 where another is about other names: the same question about another city is another question."""
        vector, about = self._of(text)
        pairs = map(self._of, others)
        return [float(vector @ other) if about == names else 0.0 for other, names in pairs]

    def _grouped(self, texts: Sequence[str]) -> list[list[int]]:
        """Each text joins the first group whose first text it resembles."""
        groups: list[list[int]] = []
        for place, text in enumerate(texts):
            near = self._closeness(text, [texts[group[0]] for group in groups]) if groups else []
            best = int(np.argmax(near)) if near else -1
            if near and near[best] >= ALIKE:
                groups[best].append(place)
            else:
                groups.append([place])
        return sorted(groups, key=len, reverse=True)
