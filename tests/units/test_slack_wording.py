"""What somebody wrote on Slack is read as they saw it: no markup stays, and no character of theirs is lost."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.wording import addressed, escaped, plain, unmarked

Element = dict[str, Any]
NAMES = ["text", "elements", "url", "fallback", "unicode", "name", "user_id", "channel_id", "range", "style", "id"]
KINDS = [
    *["rich_text", "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted", "section"],
    *["text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color"],
]
ODD = ["", "1f600", "1f600-", "110000", "ffffffffffffffff", "zz", "&lt;", "<", "<|>", "<@|>", "<!>", "@", "https://a|b"]
MARKS = ["<", ">", "|", "&", ";", "&lt;", "&amp;", "<@U1>", "@", "#", "!", "\n", "a", "mailto:"]
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(ODD))


def element(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Element]:
    """An object with a type that is known or not, and with anything under the names that are read."""
    numbers = st.fixed_dictionaries({}, optional={"offset": st.integers(0, 9), "indent": st.integers(0, 9)})
    kinds = st.fixed_dictionaries({}, optional={"type": st.one_of(st.sampled_from(KINDS), SCALARS)})
    return st.builds(
        lambda others, counted, kind: {**others, **counted, **kind},
        st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
        numbers,
        kinds,
    )


JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | element(inner), max_leaves=25)
BLOCKS = st.lists(st.builds(lambda block: {**block, "type": "rich_text"}, element(JSON)), min_size=1, max_size=3)


def text(content: str, **more: Any) -> Element:
    return {"type": "text", "text": content, **more}


def section(*inner: Element, kind: str = "section", **more: Any) -> Element:
    return {"type": f"rich_text_{kind}", "elements": list(inner), **more}


def listed(*entries: str, style: str = "bullet", **more: Any) -> Element:
    return section(*(section(text(entry)) for entry in entries), kind="list", style=style, **more)


def rich(*parts: Element) -> str:
    """What a message of one block of rich text says."""
    return plain({"text": "what is shown elsewhere", "blocks": [{"type": "rich_text", "elements": list(parts)}]})


def inline(**part: Any) -> str:
    """What a section says that holds one element between two words."""
    return rich(section(text("see "), part, text(" there")))


# Markup


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<https://example.org/a>", "https://example.org/a"),
        ("<https://example.org/a|the list>", "the list (https://example.org/a)"),
        ("<https://example.org|https://example.org>", "https://example.org"),
        ("<https://example.org/?a=1&amp;b=2>", "https://example.org/?a=1&b=2"),
        ("<https://example.org|R&amp;D &lt;new&gt;>", "R&D <new> (https://example.org)"),
        ("<mailto:office@example.org|office@example.org>", "office@example.org"),
        ("<mailto:office@example.org|the office>", "the office (office@example.org)"),
        ("<mailto:office@example.org>", "office@example.org"),
        ("<tel:+82518881234|+82518881234>", "+82518881234"),
        ("<tel:+82518881234|call us>", "call us (+82518881234)"),
    ],
)
def test_a_link_is_its_address_with_a_label_that_says_more(written: str, expected: str) -> None:
    assert f"See {expected}, please" == unmarked(f"See {written}, please")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<@UKIM>", "@UKIM"),
        ("<@UKIM|kim>", "@UKIM"),
        ("<#CTICKETS>", "#CTICKETS"),
        ("<#CTICKETS|tickets>", "#tickets"),
        ("<#CTICKETS|>", "#CTICKETS"),
        ("<!subteam^SHEADS|@heads>", "@heads"),
        ("<!subteam^SHEADS|heads>", "@heads"),
        ("<!here>", "@here"),
        ("<!here|here>", "@here"),
        ("<!channel>", "@channel"),
        ("<!everyone|@everyone>", "@everyone"),
    ],
)
def test_a_mention_is_its_sign_and_name(written: str, expected: str) -> None:
    assert f"Ask {expected} or {expected}" == unmarked(f"Ask {written} or {written}")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("R&amp;D", "R&D"),
        ("3 &lt; 4 &gt; 2", "3 < 4 > 2"),
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;gt;", "&amp;gt;"),
        ("&lt;@UKIM&gt;", "<@UKIM>"),
        ("&lt;https://example.org|x&gt;", "<https://example.org|x>"),
        ("&quot;", "&quot;"),
    ],
)
def test_an_entity_is_undone_once_and_what_it_stands_for_is_no_markup(written: str, expected: str) -> None:
    assert expected == unmarked(written)


@given(st.lists(st.one_of(st.text(max_size=5), st.sampled_from(MARKS))).map("".join))
def test_any_text_that_is_escaped_is_read_as_it_was(content: str) -> None:
    assert content == unmarked(escaped(content))


@given(st.text())
def test_an_escaped_text_holds_nothing_that_could_be_markup(content: str) -> None:
    assert "" == "".join(character for character in escaped(content) if character in "<>")


@given(st.lists(st.sampled_from(MARKS)).map("".join))
def test_no_markup_however_broken_raises(written: str) -> None:
    assert unmarked(written).strip() == plain({"text": written})


# Rich text


def test_sections_are_lines_and_their_styles_are_dropped() -> None:
    bold = text("sister", style={"bold": True})
    assert "A sister city\nis not a friend" == rich(
        section(text("A "), bold, text(" city")), section(text("is not a friend"))
    )


def test_what_is_typed_in_rich_text_is_no_markup() -> None:
    assert "<@UKIM> &amp; <b>" == rich(section(text("<@UKIM> &amp; <b>")))


def test_a_bulleted_list_has_bullets() -> None:
    assert "Both:\n• Shanghai\n• Busan" == rich(section(text("Both:\n")), listed("Shanghai", "Busan"))


def test_an_ordered_list_has_numbers_that_go_on_after_what_stands_between() -> None:
    parts = [listed("a", "b", style="ordered"), listed("c", style="ordered", offset=2)]
    assert "1. a\n2. b\n3. c" == rich(*parts)


def test_a_nested_list_is_indented() -> None:
    parts = [listed("a"), listed("b", style="ordered", indent=1), listed("c", indent=2), listed("d")]
    assert "• a\n  1. b\n    • c\n• d" == rich(*parts)


def test_a_quotation_and_preformatted_text_are_their_words() -> None:
    parts = [section(text("quoted"), kind="quote"), section(text("a  b\n"), kind="preformatted"), section(text("end"))]
    assert "quoted\na  b\nend" == rich(*parts)


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"type": "link", "url": "https://example.org"}, "https://example.org"),
        ({"type": "link", "url": "https://example.org", "text": "here"}, "here (https://example.org)"),
        ({"type": "link", "url": "mailto:office@example.org", "text": "office@example.org"}, "office@example.org"),
        ({"type": "link", "url": "tel:+8251"}, "+8251"),
        ({"type": "user", "user_id": "UKIM"}, "@UKIM"),
        ({"type": "channel", "channel_id": "CTICKETS"}, "#CTICKETS"),
        ({"type": "usergroup", "usergroup_id": "SHEADS"}, "@SHEADS"),
        ({"type": "broadcast", "range": "here"}, "@here"),
        ({"type": "emoji", "name": "wave", "unicode": "1f44b"}, "👋"),
        ({"type": "emoji", "name": "flag-kr", "unicode": "1f1f0-1f1f7"}, "🇰🇷"),
        ({"type": "emoji", "name": "busan"}, ":busan:"),
        ({"type": "emoji", "name": "odd", "unicode": "not-hex"}, ":odd:"),
        ({"type": "emoji", "name": "far", "unicode": "110000"}, ":far:"),
        ({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 May"}, "1 May"),
        ({"type": "what is new", "value": 1}, ""),
    ],
)
def test_what_stands_in_a_line_is_what_is_seen_there(part: Element, expected: str) -> None:
    assert f"see {expected} there" == inline(**part)


def test_several_blocks_of_rich_text_are_one_text() -> None:
    blocks = [{"type": "rich_text", "elements": [section(text(word))]} for word in ("one", "two")]
    assert "one\ntwo" == plain({"blocks": [*blocks, {"type": "divider"}]})


@pytest.mark.parametrize("blocks", [None, [], {}, "rich_text", [{"type": "section"}], [None, "rich_text"]])
def test_without_rich_text_the_markup_is_read(blocks: Any) -> None:
    assert "R&D" == plain({"text": " R&amp;D\n", "blocks": blocks})


@pytest.mark.parametrize("event", [{}, {"text": None}, {"text": ""}, {"blocks": [{"type": "rich_text"}]}])
def test_without_any_words_there_is_no_text(event: Element) -> None:
    assert "" == plain(event)


@given(BLOCKS)
def test_no_blocks_raise(blocks: list[Element]) -> None:
    assert isinstance(plain({"blocks": blocks}), str)


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=20), max_size=5))
def test_no_character_of_a_section_is_lost(pieces: list[str]) -> None:
    assert "".join(pieces).strip() == rich(section(*map(text, pieces)))


# Our name


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("@UDESK Where is Kushima?", "Where is Kushima?"),
        ("@UDESK, where is Kushima?", "where is Kushima?"),
        ("@UDESK: where is Kushima?", "where is Kushima?"),
        ("Tell me @UDESK where it is", "Tell me where it is"),
        ("Tell me, @UDESK, where it is", "Tell me, where it is"),
        ("Where is Kushima? @UDESK", "Where is Kushima?"),
        ("@UDESK\nWhere is\nKushima?", "Where is\nKushima?"),
        ("@UDESK hello @UDESK", "hello"),
        ("@UDESK @UDESK hello", "hello"),
        ("@UDESK2 and @UDESK know", "@UDESK2 and know"),
        ("@UDESK", ""),
        ("  @UDESK  ", ""),
        ("@UDESK님, 안녕", "님, 안녕"),
    ],
)
def test_who_names_us_anywhere_says_the_rest_to_us(written: str, expected: str) -> None:
    assert expected == addressed(written, "UDESK")


@pytest.mark.parametrize(
    "written", ["", "hello", "@UDESK2 hello", "@UDESKS", "UDESK hello", "@ UDESK", "@udesk", "@KIM"]
)
def test_a_longer_id_that_begins_the_same_and_a_bare_word_are_not_our_name(written: str) -> None:
    assert None is addressed(written, "UDESK")


@given(st.text(), st.text())
def test_a_name_that_was_taken_out_is_not_there_any_more(before: str, after: str) -> None:
    assert "@UDESK" not in (addressed(f"{before} @UDESK {after}", "UDESK") or "").split()


def test_a_link_of_rich_text_may_hold_what_separates_a_label_in_markup() -> None:
    assert "https://example.org/a|b" in inline(type="link", url="https://example.org/a|b")


def test_a_date_is_what_stands_in_its_place() -> None:
    assert "on 18 Feb" == unmarked("on <!date^1392734382^{date}|18 Feb>")


@pytest.mark.parametrize("odd", ["x", [1], None, -5, 10**9])
def test_a_list_with_odd_numbers_is_read(odd: Any) -> None:
    assert rich(listed("one", style="ordered", offset=odd, indent=odd)).strip().endswith(". one")
