"""SQuAD files: what is read, where it stands in the corpus, how answers are judged."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.model import Answer, Citation, Outcome, Question
from evals.squad import Paragraph, SquadError, limited, measure, place, read_squad, write_texts


def paragraph(text: str, *asked: tuple[str, str, str], **extra: str) -> dict[str, Any]:
    qas = [
        {"id": key, "question": question, "answers": [{"text": answer, "answer_start": 0}]}
        for key, question, answer in asked
    ]
    return {"context": text, "qas": qas, **extra}


def squad_file(path: Path, *paragraphs: dict[str, Any], **extra: str) -> Path:
    content = {"version": "1.1", "data": [{"title": "t", "paragraphs": paragraphs}], **extra}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def unidentified(text: str) -> str:
    return "xx"


def read(path: Path) -> list[Paragraph]:
    return read_squad(path, unidentified)


@pytest.fixture
def english(tmp_path: Path) -> list[Paragraph]:
    first = paragraph("The fair is in May.", ("q1", "When is the fair?", "May"))
    second = paragraph("The port opened in 1876.", ("q2", "When did the port open?", "1876"))
    return read(squad_file(tmp_path / "en.json", first, second, language="en"))


@pytest.fixture
def korean(tmp_path: Path) -> list[Paragraph]:
    first = paragraph("축제는 5월에 있다.", ("q1", "축제는 언제인가?", "5월"))
    second = paragraph("항구는 1876년에 열렸다.", ("q2", "항구는 언제 열렸나?", "1876년"))
    return read(squad_file(tmp_path / "ko.json", first, second, language="ko"))


def test_the_nearest_language_key_wins(tmp_path: Path) -> None:
    own = paragraph("Eins", ("q1", "?", "a"), language="de")
    path = squad_file(tmp_path / "x.json", own, paragraph("One", ("q2", "?", "b")), language="en")

    assert [(one.language, one.asked[0].language) for one in read(path)] == [("de", "de"), ("en", "en")]


def test_without_a_key_the_language_is_identified(tmp_path: Path) -> None:
    assert [one.language for one in read(squad_file(tmp_path / "x.json", paragraph("One")))] == ["xx"]


def test_another_format_is_refused_by_file_and_field(tmp_path: Path) -> None:
    path = squad_file(tmp_path / "x.json", {"qas": []})

    with pytest.raises(SquadError, match=r"x\.json: data\.0\.paragraphs\.0\.context"):
        read(path)


def test_translations_stand_in_the_corpus_once_in_turn(english: list[Paragraph], korean: list[Paragraph]) -> None:
    corpus = place([english, korean], [], None)

    assert list(corpus.texts.values()) == ["The fair is in May.", "항구는 1876년에 열렸다."]
    assert [(one.asked.language, one.language, one.answers) for one in corpus.questions] == [
        ("en", "en", ("May",)),
        ("en", "ko", ("1876년",)),
        ("ko", "en", ("May",)),
        ("ko", "ko", ("1876년",)),
    ]


def test_one_language_can_hold_all_paragraphs(english: list[Paragraph], korean: list[Paragraph]) -> None:
    corpus = place([english, korean], [], "ko")

    assert {one.language for one in corpus.questions} == {"ko"}
    assert len(corpus.questions) == 4


def test_mixed_paragraphs_distract_but_never_answer(english: list[Paragraph], korean: list[Paragraph]) -> None:
    other = [Paragraph("Etwas anderes.", "de", ()), Paragraph("Etwas anderes.", "de", ())]
    corpus = place([english], [*korean, *other], None)

    assert list(corpus.texts) == ["en-00000.txt", "en-00001.txt", "de-00002.txt"]
    assert {one.asked.language for one in corpus.questions} == {"en"}


def test_a_repeated_text_is_one_document(english: list[Paragraph]) -> None:
    corpus = place([[*english, *english]], [], None)

    assert len(corpus.texts) == 2


def test_a_limit_spreads_over_the_set(english: list[Paragraph]) -> None:
    questions = place([english], [], None).questions * 5

    assert len(limited(questions, 4)) == 4
    assert limited(questions, None) == list(questions)
    assert limited(questions, 99) == list(questions)


def test_texts_are_written_one_a_file(tmp_path: Path, english: list[Paragraph]) -> None:
    write_texts(place([english], [], None), tmp_path / "texts")

    assert (tmp_path / "texts" / "en-00000.txt").read_text(encoding="utf-8") == "The fair is in May."


async def test_answers_are_judged_by_citation_and_text(english: list[Paragraph], korean: list[Paragraph]) -> None:
    async def ask(question: Question) -> Answer:
        citation = Citation("en-00000", "", "", "", "")
        if "축제" in question.text or "port" in question.text:
            return Answer(question.id, Outcome.NOT_FOUND, "May", "en", (citation,))
        return Answer(question.id, Outcome.ANSWERED, "It is in MAY.", "en", (citation,))

    rows = await measure(place([english, korean], [], "en").questions, ask)

    assert [(row.language, row.relation, row.count, row.document, row.answer, row.refused) for row in rows] == [
        ("ko", "cross", 2, 0.0, 0.0, 0.5),
        ("en", "same", 2, 0.5, 0.5, 0.5),
    ]
