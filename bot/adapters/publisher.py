"""Makes documents of approved answers: writes them into the corpus and brings the index up to date."""

import asyncio
import errno
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import structlog
import yaml
from pydantic import ValidationError

from bot.messaging.errors import Rejected, Transient
from bot.messaging.model import Action, Address, Delivery, Publication
from bot.ports import ReviewDue
from retrieval import app, consistency, manifest, versions
from retrieval.cleaning import tidy
from retrieval.corpus import Corpus, Entry
from retrieval.errors import RetrievalError
from retrieval.frontmatter import FrontMatter
from retrieval.model import Audience
from retrieval.preparing import prepare

log = structlog.get_logger("library")

NAME = "library"
FOLDER = "answers"
"""Where approved answers are within the corpus."""
_PREFIX = "answer-"
_LIMIT = 1_000_000
_SECONDS = 80.0
"""Seconds that an ingest may take: what it has embedded by then is kept for the next attempt."""
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENOENT}
"""Errors of writing that another attempt meets again."""


class _Plain(yaml.SafeDumper):
    """Says a day twice rather than refer to where it was said first."""

    def ignore_aliases(self, data: object) -> bool:
        """Always."""
        return True


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What the live index was made of, and the folder of answers."""

    paths: tuple[Path, ...]
    audience: Audience

    def read(self) -> Corpus:
        return app.read_corpus(self.paths, self.audience)


class Publisher:
    """The library as a channel: what is delivered to it can be asked for."""

    def __init__(
        self, corpus: Path, index: Path, office: str = "International-exchange office", seconds: float = _SECONDS
    ) -> None:
        """`office` is the source that answers name; an ingest is given up after `seconds`."""
        self._corpus = corpus.absolute()
        self._index = index
        self._office = office
        self._seconds = seconds
        self._turn = asyncio.Lock()

    @property
    def name(self) -> str:
        """As in `Address.channel`."""
        return NAME

    @property
    def limit(self) -> int:
        """UTF-16 units an answer may have."""
        return _LIMIT

    async def typing(self, address: Address) -> None:
        """Nobody waits before a library."""

    async def deliver(self, delivery: Delivery, number: int, *, again: bool = False) -> str:
        """Publish; returns the document's id once it can be asked for.

        Raises `Rejected` where the corpus can never take it, `Transient` where another attempt may succeed.
        """
        publication = delivery.publication
        if delivery.action is not Action.PUBLISH or publication is None:
            raise Rejected(f"the library takes approved answers and nothing else, no {delivery.action}")
        async with self._turn:
            inputs = await asyncio.to_thread(self._written, publication)
            if not await asyncio.to_thread(self._is_live, publication):
                await self._ingest(inputs)
                await asyncio.to_thread(self._verify, publication, inputs)
        return publication.document

    async def review(self, today: date) -> list[ReviewDue]:
        """The answers that are not used until somebody has looked at them again, by document."""
        return await asyncio.to_thread(self._due, today)

    def _due(self, today: date) -> list[ReviewDue]:
        read = self._inputs().read()
        due = [_due(one) for one in (*consistency.expired(read, today), *consistency.orphaned(read))]
        return sorted(due, key=lambda one: (one.document, one.why))

    def _inputs(self) -> _Inputs:
        """Raises `Transient` where there is no index yet."""
        try:
            paths, audience = manifest.inputs(versions.latest(self._index))
        except RetrievalError as error:
            raise Transient(str(error)) from error
        folder = self._corpus / FOLDER
        inside = any(folder.resolve().is_relative_to(path) for path in paths)
        return _Inputs(tuple(paths) if inside else (*paths, folder), audience)

    def _written(self, publication: Publication) -> _Inputs:
        """Write the document unless it is there already."""
        inputs = self._inputs()
        known = {entry.document.id: entry for entry in inputs.read().entries}
        place = self._corpus / FOLDER / f"{publication.document}.md"
        head = _head(publication, self._office, known)
        before = known.get(publication.document)
        if before is not None and before.path.resolve() != place.resolve():
            raise Rejected(f"{publication.document} is the id of another document, {before.path}: choose another")
        if before is None or not _says(before, head, publication):
            fields = yaml.dump(head, Dumper=_Plain, allow_unicode=True, sort_keys=False)
            self._write(place, f"---\n{fields}---\n\n{publication.answer}\n")
        return inputs

    def _write(self, place: Path, text: str) -> None:
        """All of it or nothing; a name that begins with a dot is no document."""
        fresh = place.with_name(f".{place.name}-{os.getpid()}")
        try:
            if not self._corpus.is_dir():
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            place.parent.mkdir(exist_ok=True)
            with fresh.open("w", encoding="utf-8") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            fresh.replace(place)
        except OSError as error:
            reason = f"{place.parent} cannot be written ({error.strerror})"
            if error.errno not in _FORBIDDEN:
                raise Transient(reason) from error
            raise Rejected(
                f"{reason}: set EXCHANGE_CORPUS to a folder of documents that the service may write, "
                "and run `exchange-corpus ingest` once"
            ) from error
        finally:
            with suppress(OSError):
                fresh.unlink()

    def _is_live(self, publication: Publication) -> bool:
        """Whether the live index holds the document as it is now."""
        read = app.read_corpus([self._corpus / FOLDER / f"{publication.document}.md"], Audience.PUBLIC)
        prepared = next(prepare(read.entries), None)
        try:
            live = manifest.load(versions.live(self._index)).documents.get(publication.document)
        except RetrievalError:
            return False
        return prepared is not None and live is not None and live["digest"] == prepared.digest

    async def _ingest(self, inputs: _Inputs) -> None:
        """In a process of its own: what it needs is given back, and the service goes on answering."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "retrieval.cli", "ingest", *map(str, inputs.paths)),
            *("--index", str(self._index), "--audience", inputs.audience.value, "--quiet"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            # It quotes documents.
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(self._seconds):
                code = await process.wait()
        except TimeoutError as error:
            raise Transient(f"the index was not up to date after {self._seconds:g} s") from error
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        log.info("library.ingested", code=code)

    def _verify(self, publication: Publication, inputs: _Inputs) -> None:
        """Raises unless the document can be asked for now."""
        if self._is_live(publication):
            return
        read = inputs.read()
        place = (self._corpus / FOLDER / f"{publication.document}.md").resolve()
        wrong = [*read.problems, *(flagged.problem for flagged in consistency.orphaned(read))]
        mine = [problem for problem in wrong if problem.path.resolve() == place]
        if mine:
            raise Rejected(str(mine[0]))
        raise Transient(f"the index in {self._index} does not hold {publication.document} yet")


def _head(publication: Publication, office: str, known: Mapping[str, Entry]) -> dict[str, Any]:
    """The front matter; raises `Rejected` with the reason where it may not be."""
    if not publication.document.startswith(_PREFIX):
        raise Rejected(f"id: {publication.document!r} does not begin with {_PREFIX!r}")
    if not any(character.isalnum() for character in publication.answer):
        raise Rejected("the answer has no word in it: write one")
    published = publication.published_on
    head = {
        "id": publication.document,
        "type": "answer",
        "title": " ".join(publication.question.split()),
        "language": publication.language,
        "audience": publication.audience.value,
        "owner": publication.owner,
        "published": published,
        "review": publication.review_on,
        "rests_on": _foundations(publication.rests_on, publication.audience, known),
        "reviewed": published,
        "sources": [{"key": "office", "title": office, "date": published.isoformat(), "confidence": "high"}],
    }
    try:
        FrontMatter.model_validate(head)
    except ValidationError as error:
        raise Rejected(_reasons(error)) from error
    return head


def _foundations(documents: Sequence[str], audience: Audience, known: Mapping[str, Entry]) -> list[dict[str, str]]:
    """What an answer rests on, as it is today; raises `Rejected` where the answer's readers may not see it."""
    for document in documents:
        if document not in known:
            raise Rejected(f"rests_on: {document!r} is not in the corpus: leave it out or name another document")
        own = known[document].document.audience
        if own not in audience.visible:
            raise Rejected(f"audience: {document!r} is {own}, so what rests on it cannot be {audience}")
    once = dict.fromkeys(documents)
    return [{"document": document, "digest": consistency.digest(known[document])} for document in once]


def _reasons(error: ValidationError) -> str:
    """What is wrong, field by field, without what was given."""
    details = error.errors(include_url=False, include_context=False, include_input=False)
    named = [(".".join(str(part) for part in detail["loc"]) or "head", detail["msg"]) for detail in details]
    return "; ".join(f"{field}: {message.removeprefix('Value error, ')}" for field, message in named)


def _says(before: Entry, head: Mapping[str, Any], publication: Publication) -> bool:
    """Whether a document says the same already; what it rests on stays as it was when it was approved."""
    wanted = FrontMatter.model_validate(head)
    if before.head is None or before.document.text != tidy(publication.answer):
        return False
    kept = [one.document for one in before.head.rests_on or ()]
    same = before.head.model_copy(update={"rests_on": wanted.rests_on}) == wanted
    return same and kept == [one.document for one in wanted.rests_on or ()]


def _due(flagged: consistency.Flagged) -> ReviewDue:
    head, document = flagged.entry.head, flagged.entry.document
    owner = (head.owner or "") if head else ""
    return ReviewDue(document.id, document.title, owner, flagged.flaw.value, flagged.problem.message)
