"""Approved answers as documents, for tests of what becomes of them."""

from datetime import date
from pathlib import Path

from retrieval.model import Approved, Citable

PUBLISHED, REVIEW = date(2026, 3, 1), date(2027, 3, 1)
HEAD = """---
id: {id}
type: {type}
title: {title}
language: {language}
audience: {audience}
reviewed: 2026-03-01
{approval}sources:
  - key: office
    title: Port Amberly office
    date: "2026-03-01"
    confidence: high
---

"""
APPROVAL = """owner: Harbour desk
published: 2026-03-01
review: {review}
rests_on: {rests_on}
"""


def approved(question: str = "May I bring a dog?", document: str = "answer-dog", language: str = "en") -> Approved:
    """As the index keeps it."""
    citable = Citable(document, question, language, "Port Amberly office", "2026-03-01")
    return Approved(citable, "Yes.\nOn a lead.", PUBLISHED, REVIEW)


def write_answer(
    folder: Path,
    identity: str,
    question: str,
    text: str,
    *,
    language: str = "en",
    audience: str = "public",
    review: date = REVIEW,
    rests_on: tuple[tuple[str, str], ...] = (),
) -> Path:
    """A document of type answer; `rests_on` are documents and digests."""
    folder.mkdir(parents=True, exist_ok=True)
    grounds = "[" + ", ".join(f"{{document: {document}, digest: {digest}}}" for document, digest in rests_on) + "]"
    approval = APPROVAL.format(review=review, rests_on=grounds)
    head = HEAD.format(
        id=identity, type="answer", title=question, language=language, audience=audience, approval=approval
    )
    path = folder / f"{identity}.md"
    path.write_text(f"{head}{text}\n", encoding="utf-8")
    return path


def write_notice(folder: Path, identity: str, text: str, *, audience: str = "public") -> Path:
    """Another document that an answer can rest on."""
    folder.mkdir(parents=True, exist_ok=True)
    head = HEAD.format(
        id=identity, type="notice", title=identity.title(), language="en", audience=audience, approval=""
    )
    path = folder / f"{identity}.md"
    path.write_text(f"{head}{text}\n", encoding="utf-8")
    return path
