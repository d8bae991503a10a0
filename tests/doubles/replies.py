"""Ways to ask the small office's register and to look at what it says."""

from dataclasses import replace

from bot.facts.citing import Reply
from bot.facts.replies import reply
from bot.facts.wording import Wording
from bot.phrases import Phrases
from retrieval.register.query import Operation, Query
from retrieval.register.register import Register
from retrieval.register.understanding import Understood
from tests.doubles.facts import TODAY, register

KNOWN = register()
LIST = "Port Amberly, list of partners"


def wording(language: str = "en", known: Register = KNOWN, **written: str) -> Wording:
    return Wording(Phrases(), known, language, TODAY, written)


def answered(operation: Operation, known: Register = KNOWN, language: str = "en", **filters: object) -> Reply:
    query = replace(Query(operation), **filters)  # type: ignore[arg-type]
    found = reply(wording(language, known), Understood((query,)))
    assert found is not None
    return found


def cited(found: Reply) -> list[str]:
    return [citation.document for citation in found.citations]
