"""Last step with a language model: it writes, and only what the passages bear out is shown; else they are quoted."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.answering.judge import missing
from bot.answering.verify import Unsupported
from bot.errors import ModelFailed
from bot.facts.citing import Citing
from bot.facts.differences import differences
from bot.facts.wording import Wording
from bot.model import Answer, Citation, Outcome
from bot.phrases import Phrases
from bot.ports import Author, Claim, Completeness, Draft, Library, Numbered, Task, Written
from retrieval.model import Hit

log = structlog.get_logger("write")

_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+|[\w.+-]+@[\w-]+\.[\w.]+")
_TONGUE = 40
"""Letters that an answer must have before its language can be told from another's."""

Verify = Callable[[str, str, Sequence[str]], Sequence[Unsupported]]
"""What a claim in a language states that none of the texts bears out."""


@dataclass(frozen=True, slots=True)
class Write:
    """`quote` is what is done where nothing that was written may be shown; `seconds` are what the model may take."""

    library: Library
    author: Author
    verify: Verify
    phrases: Phrases
    quote: Callable[[Draft], Awaitable[Answer]]
    seconds: float = 12.0

    async def __call__(self, draft: Draft) -> Answer:
        """Answer with citations, however the model fares."""
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self._written(draft)
        except (ModelFailed, TimeoutError) as error:
            log.warning("model.failed", why=str(error) or "it took too long")
            answer = None
        return answer or await self.quote(draft)

    async def _written(self, draft: Draft) -> Answer | None:
        """The answer that was written; None where nothing of it may be shown."""
        task = _task(draft)
        written = await self._in_language(task, draft)
        if written is None:
            return None
        cited = [claim for claim in map(_plain, written.claims) if _known(claim, task)]
        if written.completeness is Completeness.NONE or not cited:
            return replace(missing(draft, Outcome.NOT_FOUND, self.phrases), prompt=written.prompt)
        kept = await asyncio.to_thread(self._borne_out, cited, task)
        if not kept:
            return None
        whole = written.completeness is Completeness.FULL and len(kept) == len(written.claims)
        answer = await asyncio.to_thread(self._composed, draft, kept)
        return replace(answer, outcome=Outcome.ANSWERED if whole else Outcome.PARTIAL, prompt=written.prompt)

    async def _in_language(self, task: Task, draft: Draft) -> Written | None:
        """What was written in the question's language, at the second attempt at the latest."""
        for attempt in (task, replace(task, again=f"it was not written in {draft.language}")):
            written = await self.author.write(attempt)
            if await asyncio.to_thread(self._speaks, written, draft):
                return written
            log.info("model.wrong-language", expected=draft.language)
        return None

    def _speaks(self, written: Written, draft: Draft) -> bool:
        """Whether it is in the language that was asked for, as far as that can be told."""
        text = " ".join(claim.text for claim in written.claims)
        if sum(map(str.isalpha, text)) < _TONGUE:
            return True
        return self.library.hear(text, draft.question.audience, draft.language).language == draft.language

    def _borne_out(self, claims: Sequence[Claim], task: Task) -> list[Claim]:
        """The claims of which nothing is missing in the passages that they name."""
        kept = []
        for claim in claims:
            texts = [f"{one.title}\n{one.text}" for one in task.passages if one.number in claim.passages]
            found = [one.flaw for one in self.verify(claim.text, task.language, texts)]
            if found or _invents_links(claim.text, texts):
                log.info("claim.dropped", flaws=[str(flaw) for flaw in found] or ["link"])
            else:
                kept.append(claim)
        return kept

    def _composed(self, draft: Draft, claims: Sequence[Claim]) -> Answer:
        hits = draft.found.hits if draft.found else ()
        register = self.library.register(draft.question.audience)
        citing = Citing(Wording(self.phrases, register, draft.language, draft.question.day))
        lines = [_marked(claim, hits, citing) for claim in claims]
        cited = tuple(citing.citations)
        notes = [*differences(citing, cited), *citing.age()]
        text = "\n".join([self.phrases.say("quoted", draft.language), *lines, *notes])
        return Answer(draft.question.id, Outcome.ANSWERED, text, draft.language, tuple(citing.citations))


def _task(draft: Draft) -> Task:
    """The passages under the numbers by which claims name them."""
    hits = draft.found.hits if draft.found else ()
    numbered = tuple(
        Numbered(number, hit.citable.title, hit.citable.source, hit.citable.date, hit.passage.text)
        for number, hit in enumerate(hits, 1)
    )
    asked = draft.readings[0] if draft.readings else draft.text
    return Task(asked, draft.language, draft.question.audience, numbered, draft.question.day)


def _plain(claim: Claim) -> Claim:
    """A claim without marks of its own: they are set here, from what it names."""
    return replace(claim, text=" ".join(_MARK.sub("", claim.text).split()))


def _known(claim: Claim, task: Task) -> bool:
    """Whether a claim says something and names a passage that there is; other numbers count for nothing."""
    there = {one.number for one in task.passages}
    return bool(claim.text) and bool(there & set(claim.passages))


def _marked(claim: Claim, hits: Sequence[Hit], citing: Citing) -> str:
    """A claim with the numbers of its sources."""
    cited = [_citation(hits[number - 1]) for number in claim.passages if 0 < number <= len(hits)]
    citing.keep(cited)
    marks = dict.fromkeys(citing.numbers[one.origin] for one in cited)
    return f"{claim.text} {''.join(f'[{mark}]' for mark in marks)}"


def _citation(hit: Hit) -> Citation:
    citable = hit.citable
    return Citation(citable.document, citable.title, citable.source, citable.date, hit.passage.sentences[hit.closest])


def _invents_links(text: str, texts: Sequence[str]) -> bool:
    """Whether it names an address that no passage has."""
    return any(not any(found.rstrip(".,;:)") in one for one in texts) for found in _LINK.findall(text))
