"""Documents are cut at headings into passages that are no crumbs, and nothing is lost or said twice."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.chunking import CRUMB, TARGET, embedded_text, estimated_tokens, split
from retrieval.model import Audience, Document, Passage

LONG = "The harbour office keeps a list of every visiting group and sends it to all partner cities in spring."


def document(text: str, *, markdown: bool = True, language: str = "en") -> Document:
    return Document("d", "Title", text, language, Audience.PUBLIC, markdown=markdown)


def passages(text: str, *, markdown: bool = True, language: str = "en") -> tuple[Passage, ...]:
    return split(document(text, markdown=markdown, language=language))


def units(text: str, *, markdown: bool = True) -> list[str]:
    return [sentence for passage in passages(text, markdown=markdown) for sentence in passage.sentences]


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def prose(count: int, about: str) -> str:
    return " ".join(
        f"{about} number {number} is told in a sentence of some length for the reader." for number in range(count)
    )


def test_the_heading_trail_is_kept():
    [passage] = passages(f"# City\n\n## Port\n\n### Ships\n\n{LONG}")
    assert passage.headings == ("City", "Port", "Ships")


def test_a_heading_of_the_same_depth_ends_the_one_before():
    first, second = passages(f"# City\n\n## Port\n\n{prose(4, 'Ship')}\n\n## Park\n\n{prose(4, 'Tree')}")
    assert [first.headings, second.headings] == [("City", "Port"), ("City", "Park")]


def test_passages_under_one_heading_share_a_section():
    text = f"# A\n\n{prose(20, 'Ship')}\n\n# B\n\n{prose(20, 'Tree')}"
    by_heading = {
        passage.headings: {other.section for other in passages(text) if other.headings == passage.headings}
        for passage in passages(text)
    }
    assert {("A",): {0}, ("B",): {1}} == by_heading


def test_ids_number_the_passages_in_order():
    found = passages(prose(40, "Ship"))
    assert [f"d#{number}" for number in range(len(found))] == [passage.id for passage in found]
    assert {"d"} == {passage.document for passage in found}


def test_list_items_stand_for_themselves():
    assert units("1. Send the form. By post.\n2. Wait for a letter.\n   - Bring a photo.\n") == [
        "Send the form. By post.",
        "Wait for a letter.",
        "Bring a photo.",
    ]


def test_table_rows_carry_their_headings():
    assert units("| City | Country |\n|---|---|\n| Busan | Korea |\n| Cebu | Philippines |\n| Riga | |\n") == [
        "City: Busan; Country: Korea",
        "City: Cebu; Country: Philippines",
        "City: Riga",
    ]


def test_two_tables_keep_their_own_headings():
    assert units("| A |\n|---|\n| 1 |\n\nx\n\n| B |\n|---|\n| 2 |\n".replace("x\n\n", "\n<!-- -->\n\n")) == [
        "A: 1",
        "B: 2",
    ]


def test_markup_is_dropped_and_its_words_stay():
    assert units("A **bold**, _italic_ and [linked](http://x) word\nwith `code`.") == [
        "A bold, italic and linked word with code."
    ]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (["Busan has a port.", "It is large."], "<p>Busan has a port.</p>\n\nIt is large."),
        (["first line second line"], "first line<br>second line"),
        (["when x<y and z>w"], "when x<y and z>w"),
    ],
)
def test_html_loses_no_words(expected, text):
    assert expected == units(text)


def test_code_is_kept_line_by_line():
    assert units("```\nmake run\n\n  make test\n```\n") == ["make run", "make test"]


def test_block_quotes_are_text():
    assert units("> Busan has a port.") == ["Busan has a port."]


def test_escaped_characters_are_text():
    assert units(r"5 \* 3 \[x\]") == ["5 * 3 [x]"]


def test_raw_text_has_no_markup():
    assert units("# Not a heading * and no list.", markdown=False) == ["# Not a heading * and no list."]


@pytest.mark.parametrize("text", ["", "\n\n", "---", "| A |\n|---|\n"])
def test_without_a_sentence_there_is_no_passage(text):
    assert passages(text) == ()


def test_a_heading_with_nothing_below_is_text_itself():
    assert units("# Only a heading") == ["Only a heading"]
    assert units("# One\n\n# Two\n\nText.") == ["One", "Text."]


def test_short_sections_join_their_neighbour():
    text = "\n\n".join(f"## Part {number}\n\nShort text {number}." for number in range(12))
    found = passages(text)
    assert [f"Short text {number}." for number in range(12)] == units(text)
    assert all(estimated_tokens(passage.text) >= CRUMB for passage in found)


def test_a_passage_over_several_headings_names_them_all():
    [passage] = passages("# City\n\n## Port\n\nShips.\n\n## Park\n\nTrees.")
    assert passage.headings == ("City", "Port", "Park")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The harbour office keeps a list of every visiting group. "),
        ("ko", "항만 사무소는 모든 방문 단체의 목록을 보관합니다. "),
        ("zh", "港口办公室保存所有来访团体的名单。"),
        ("th", "สำนักงานท่าเรือเก็บรายชื่อกลุ่มผู้มาเยือนทั้งหมด "),
        ("km", "ការិយាល័យកំពង់ផែរក្សាបញ្ជីក្រុមភ្ញៀវទាំងអស់។ "),
    ],
)
def test_passages_have_about_the_same_tokens_in_every_script(language, sentence):
    sizes = [estimated_tokens(passage.text) for passage in passages(sentence * 100, language=language)]
    assert min(sizes) >= CRUMB
    assert max(sizes) <= TARGET * 1.15 + CRUMB


def test_the_embedded_text_leads_with_title_and_headings():
    passage = Passage("d#0", "d", ("City", "Port"), 0, ("Ships.", "Trees."), ("City", "Port"))
    assert embedded_text("Title", passage) == "Title\nCity\nPort\nShips.\nTrees."


@pytest.mark.parametrize("title", ["Ships come daily", "Ships come …"])
def test_a_title_that_begins_the_text_is_not_embedded_twice(title):
    passage = Passage("d#0", "d", (), 0, ("Ships come daily.",), ("",))
    assert embedded_text(title, passage) == "Ships come daily."


WORDS = st.lists(st.from_regex(r"[a-z가-힣ก-ฮ]{1,12}", fullmatch=True), min_size=1, max_size=30).map(" ".join)
BLOCKS = st.one_of(
    st.tuples(st.just("heading"), st.integers(1, 4), WORDS),
    st.tuples(st.just("prose"), st.just(0), WORDS),
    st.tuples(st.just("item"), st.integers(0, 1), WORDS),
    st.tuples(st.just("quote"), st.just(0), WORDS),
    st.tuples(st.just("code"), st.just(0), WORDS),
)
FORMS = {
    "heading": lambda depth, words: f"{'#' * depth} {words}",
    "prose": lambda _, words: f"{words}.",
    "item": lambda depth, words: f"{'-' if depth else '1.'} {words}",
    "quote": lambda _, words: f"> {words}",
    "code": lambda _, words: f"```\n{words}\n```",
}


@given(st.lists(BLOCKS, max_size=25))
@settings(deadline=None)
def test_everything_below_headings_is_kept_once_and_in_order(blocks):
    text = "\n\n".join(FORMS[kind](depth, words) for kind, depth, words in blocks)
    after = [*blocks[1:], ("heading", 0, "")]
    told = [
        words + ("." if kind == "prose" else "")
        for (kind, depth, words), (next_kind, next_depth, _) in zip(blocks, after, strict=False)
        if kind != "heading" or (next_kind == "heading" and next_depth <= depth)
    ]
    assert letters("".join(told)) == letters("".join(units(text)))


@given(st.lists(BLOCKS, max_size=25))
@settings(deadline=None)
def test_only_a_whole_document_may_be_a_crumb(blocks):
    found = passages("\n\n".join(FORMS[kind](depth, words) for kind, depth, words in blocks))
    assert len(found) <= 1 or all(sum(map(estimated_tokens, passage.sentences)) >= CRUMB for passage in found)


@given(st.lists(BLOCKS, max_size=25))
@settings(deadline=None)
def test_sections_rise(blocks):
    sections = [
        passage.section for passage in passages("\n\n".join(FORMS[kind](depth, words) for kind, depth, words in blocks))
    ]
    assert sections == sorted(sections)
    assert set(sections) == set(range(len(set(sections))))


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("#*-|>`[]()<>\n\n\n \\_~1."))))
@settings(deadline=None)
@example("#")
def test_no_markdown_breaks_it(text):
    assert all(sentence.strip() for sentence in units(text))


@given(st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("\n\n .?!。")), max_size=2_000))
@settings(deadline=None)
def test_raw_text_is_kept_whole(text):
    assert letters(text) == letters("".join(units(text, markdown=False)))


def test_a_sentence_is_embedded_with_the_heading_right_above_it():
    passage = Passage("d#0", "d", ("City", "Port"), 0, ("Ships.", "Trees."), ("Port", ""))
    assert passage.embedded_sentences == ("Port: Ships.", "Trees.")
