"""Reading the corpus: every problem at once, by file and field, and nothing good lost."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import consistency
from retrieval.chunking import split
from retrieval.corpus import Corpus, newest, read
from retrieval.errors import CorpusError
from retrieval.model import Audience, Source
from retrieval.readers import MAX_BYTES, decoded

CITY = """---
id: {id}
type: city
title: {id} profile
language: en
{extra}reviewed: 2026-11-01
sources:
- key: s1
  title: Office list
  date: '2019-05'
  confidence: high
- key: s2
  title: City page
  locator: example.org/p
  date: undated (cites 2023 population)
  confidence: low
---
{id} lies by the sea.
"""


def city(folder: Path, id_: str, extra: str = "", name: str = "") -> Path:
    path = folder / (name or f"{id_}.md")
    path.write_text(CITY.format(id=id_, extra=extra), encoding="utf-8")
    return path


def reading(*paths: Path, audience: Audience = Audience.PUBLIC) -> Corpus:
    return read(paths, audience, lambda _text: "xx")


def told(corpus: Corpus) -> list[tuple[str, str]]:
    return [(problem.path.name, problem.field) for problem in corpus.problems]


def test_a_document_with_front_matter_carries_all_it_says(tmp_path: Path) -> None:
    city(tmp_path, "almaty", "place: almaty\ncountry: KZ\nnames:\n  ru: [Алматы]\naudience: partner\n")

    (document,) = reading(tmp_path).documents

    assert (document.id, document.title, document.type, document.language) == ("almaty", "almaty profile", "city", "en")
    assert Audience.PARTNER is document.audience
    assert (document.places, document.countries) == (("almaty",), ("KZ",))
    assert document.names == {"ru": ("Алматы",)}
    assert Source("City page", "undated (cites 2023 population)", "example.org/p", "low") == document.sources[1]
    assert document.date == "undated (cites 2023 population)"
    assert document.text == "almaty lies by the sea."


def test_every_problem_is_reported_at_once_by_file_and_field(tmp_path: Path) -> None:
    city(tmp_path, "good")
    city(tmp_path, "bad", "colour: red\naudience: secret\n")
    city(tmp_path, "worse", "title: again\n")
    (tmp_path / "broken.md").write_text("---\nid: [\ntitle: x\n---\ntext\n")
    (tmp_path / "date.md").write_text("---\nid: date\nreviewed: 2026-13-45\n---\ntext\n")

    corpus = reading(tmp_path)

    assert [document.id for document in corpus.documents] == ["good"]
    expected = [
        ("bad.md", "audience"),
        ("bad.md", "colour"),
        ("broken.md", "front matter"),
        ("date.md", "front matter"),
        ("worse.md", "front matter"),
    ]
    assert expected == sorted(told(corpus))
    messages = {problem.path.name: problem.message for problem in corpus.problems}
    assert messages["broken.md"].startswith("line ")
    assert messages["worse.md"] == "line 6: 'title' twice"


def test_an_id_unlike_the_file_name_is_reported_but_used(tmp_path: Path) -> None:
    city(tmp_path, "almaty", name="other.md")

    corpus = reading(tmp_path)

    assert told(corpus) == [("other.md", "id")]
    assert [document.id for document in corpus.documents] == ["almaty"]


def test_the_second_document_of_an_id_is_left_out(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        city(tmp_path / folder, "almaty")

    corpus = reading(tmp_path)

    assert told(corpus) == [("almaty.md", "id")]
    assert [tmp_path / "a" / "almaty.md"] == [entry.path for entry in corpus.entries]


@pytest.mark.parametrize(
    ("name", "content", "title"),
    [
        ("notes.txt", "First line\n\nmore", "First line"),
        ("notes.md", "intro\n\n## The *heading*\n\ntext", "The heading"),
        ("plain.md", "- an item\n- another", "an item"),
        ("long.txt", "word " * 40, "word " * 19 + "word …"),
        ("wide.txt", "부산" * 80, "부산" * 50 + " …"),
        ("rules.md", "---\nnot a mapping\n\n---\n\n# Title\n", "Title"),
    ],
)
def test_a_raw_text_gets_its_title_from_its_first_heading_or_line(
    tmp_path: Path, name: str, content: str, title: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    (document,) = reading(tmp_path / name, audience=Audience.INTERNAL).documents

    assert (name, title, "text", "xx") == (document.id, document.title, document.type, document.language)
    assert Audience.INTERNAL is document.audience
    assert name.endswith(".md") is document.markdown


def test_raw_texts_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.txt").write_text(f"text of {folder}")

    assert [document.id for document in reading(tmp_path).documents] == ["a/notes.txt", "b/notes.txt"]
    apart = reading(tmp_path / "a", tmp_path / "b")
    assert [str(tmp_path / name / "notes.txt") for name in "ab"] == [document.id for document in apart.documents]
    assert not apart.problems


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    city(tmp_path, "almaty")

    corpus = reading(tmp_path, tmp_path / "almaty.md")

    assert len(corpus.documents) == 1
    assert not corpus.problems


def test_what_cannot_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    city(tmp_path, "good")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
    (tmp_path / "junk.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "latin.txt").write_bytes("Zürich und Genève".encode("latin-1"))
    (tmp_path / "empty.txt").write_text(" \n\n")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text("hidden")
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)

    corpus = reading(tmp_path, tmp_path / "missing.md")

    assert [document.id for document in corpus.documents] == ["good"]
    named = {problem.path.name: problem.message for problem in corpus.problems}
    expected = {"folder.md", "link.md", "junk.txt", "latin.txt", "empty.txt", "picture.png", "huge.txt", "missing.md"}
    assert expected == set(named)
    assert "split it" in named["huge.txt"]
    assert "NUL" in named["junk.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_is_read_in_its_usual_encodings(encoding: str) -> None:
    assert decoded("부산 자매도시 Busan".encode(encoding)) == "부산 자매도시 Busan"


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_a_corpus_error(content: bytes) -> None:
    with suppress(CorpusError):
        assert isinstance(decoded(content), str)


def test_tables_and_lists_survive_tidying(tmp_path: Path) -> None:
    text = "# Fees\n\n| what   | fee |\n| :-- | --: |\n| visa   | 10 |\n\n\n\n* one\n* two\n  * inner\n"
    (tmp_path / "fees.md").write_text(text)

    (document,) = reading(tmp_path).documents

    sentences = [sentence for passage in split(document) for sentence in passage.sentences]
    assert sentences == ["what: visa; fee: 10", "one", "two", "inner"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2019-05", "2022-09-14", "2022"], "2022-09-14"),
        (["undated", "as of January 2022"], "as of January 2022"),
        (["undated"], ""),
        ([], ""),
    ],
)
def test_the_newest_source_date_is_kept_as_printed(dates: list[str], expected: str) -> None:
    assert expected == newest(dates)


def test_places_must_have_a_city_document(tmp_path: Path) -> None:
    city(tmp_path, "busan", "place: busan\n")
    city(tmp_path, "deal", "place: busan\npartner: atlantis\npartners: [busan, utopia]\n")

    problems = consistency.check(reading(tmp_path))

    assert [(item.path.name, item.field) for item in problems] == [("deal.md", "partner"), ("deal.md", "partners")]


def test_the_versions_of_a_pair_agree_in_all_but_language(tmp_path: Path) -> None:
    city(tmp_path, "a", "pair: x\n")
    city(tmp_path, "b", "pair: x\naudience: partner\n")

    problems = consistency.check(reading(tmp_path))

    assert [(item.path.name, item.field) for item in problems] == [("b.md", "audience"), ("b.md", "language")]
