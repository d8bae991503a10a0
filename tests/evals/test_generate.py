"""Generating: one record a case, whatever happens."""

from bot.model import Answer, Citation, Outcome, Question
from evals.cases import Case
from evals.generate import generate, rank
from retrieval.model import Audience

CASES = [
    Case.model_validate(
        {
            "id": identity,
            "suite": "answers",
            "language": "ko",
            "question": identity,
            "audience": "partner",
            "outcomes": ["ANSWERED"],
            "history": [{"role": "user", "text": "before"}],
        }
    )
    for identity in ("first", "second", "third")
]


class FakeConcierge:
    """Answers every question but the second, and remembers them."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if question.id == "second":
            raise ZeroDivisionError("secret detail")
        return Answer(question.id, Outcome.ANSWERED, "text", "ko", (Citation("d", "t", "s", "2020", "q"),))


async def test_a_failure_is_a_record_and_the_run_goes_on() -> None:
    records = await generate(CASES, FakeConcierge().ask)

    assert [(one.case, one.outcome, one.error) for one in records] == [
        ("first", "ANSWERED", ""),
        ("second", "FAILED", "ZeroDivisionError"),
        ("third", "ANSWERED", ""),
    ]
    assert records[0].citations[0].model_dump() == {
        "document": "d",
        "title": "t",
        "source": "s",
        "date": "2020",
        "quote": "q",
    }
    assert all(one.seconds >= 0 for one in records)


async def test_cases_are_asked_as_a_channel_would_without_telling_the_language() -> None:
    concierge = FakeConcierge()
    await generate(CASES[:1], concierge.ask)
    (asked,) = concierge.asked

    assert (asked.audience, asked.language) == (Audience.PARTNER, None)
    assert [(turn.role, turn.text) for turn in asked.history] == [("user", "before")]


def test_a_search_that_fails_has_found_nothing() -> None:
    def search(question: str, audience: Audience) -> list[str]:
        return {"first": ["a", "b"], "third": []}[question]

    records = rank(CASES, search)

    assert [(one.documents, one.error) for one in records] == [(("a", "b"), ""), ((), "KeyError"), ((), "")]
