"""Whatever a message holds, Slack takes its blocks, nothing of it is lost, and none of it is read as markup."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.blocks import LIMIT, Block, blocks, buttons, fallback, first_part, parts
from bot.channels.slack.wording import plain, unmarked
from bot.messaging.model import Button, Keyboard, Line, Message, Style
from bot.messaging.splitting import units
from evals.slack.block_kit import IN_MESSAGE, check_message
from retrieval.cleaning import clean

SCRIPTS = ["부산시", "釜山。", "เมือง", "город", "é", "e\u0301", "🎉", "👩\u200d👧", "𝔘"]
SPACES = [" ", "\n", "\t", "\u200b", "\x00", "\u2028"]
MARKUP = ["<@UKIM>", "<!channel>", "&amp;", "&", "<", ">", "*bold*", "_", "~", "`", ":wave:", "https://", "> quoted"]
PIECES = st.one_of(st.sampled_from([*SCRIPTS, *SPACES]), st.sampled_from(MARKUP), st.text(max_size=8))
TEXTS = st.lists(PIECES, max_size=12).map("".join)
SENTENCES = f"{'Busan ' * 60}too. " * 24, f"{'釜山市' * 90}。" * 31
LONG = st.sampled_from([*SENTENCES, "🎉" * 4001, "a" * 7999, "a" * 8001, "&" * 3001, "b " * 1501])
ADDRESSES = st.builds(
    lambda scheme, path, end: f"{scheme}://{path}{end}",
    st.sampled_from(["http", "https"]),
    st.text("abcXYZ019/-_~%#=&?+@.:", max_size=20),
    st.sampled_from("aZ0/-_=&"),
)
LINES = st.builds(Line, st.one_of(*[TEXTS] * 5, LONG), st.sampled_from(Style), st.just("") | ADDRESSES)
LABELS = st.one_of(st.text(min_size=1, max_size=100), st.sampled_from(["a" * 75, "a" * 76, "🎉" * 76, " " * 80]))
DATA = st.sampled_from(["claim:T1", "send:T1:2", "override:T1:2", "release:T1", "", "x" * 64])
ROWS = st.lists(st.builds(Button, LABELS, DATA), max_size=3).map(tuple)
KEYBOARDS = st.lists(ROWS, max_size=3).map(tuple)
MESSAGES = st.builds(Message, st.lists(LINES, max_size=6).map(tuple), KEYBOARDS)
BUTTONS = ((Button("Claim", "claim:T1"), Button("Close", "close:T1")), (Button("Send anyway", "override:T1:2"),))


def of(kind: str, value: Any) -> Iterator[Block]:
    """Every object of a kind, however deep it stands."""
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from of(kind, inner)


def elements(*lines: Line) -> list[Block]:
    """The paragraphs and quotations of a message that has no buttons."""
    (block,) = blocks(Message(lines))
    found: list[Block] = block["elements"]
    return found


def inside(line: str, style: Style = Style.PLAIN, link: str = "") -> list[Block]:
    """What stands in the one paragraph of a line."""
    (section,) = elements(Line(line, style, link))
    found: list[Block] = section["elements"]
    return found


def characters(shown: Sequence[Block]) -> int:
    """Characters that can be read, of texts, links and buttons."""
    words = [one["text"] for kind in ("text", "plain_text") for one in of(kind, list(shown))]
    return sum(map(len, [*words, *[one.get("text") or one["url"] for one in of("link", list(shown))]]))


def seen(lines: Sequence[Line]) -> list[tuple[str, Style, str]]:
    """Every character that is no white space, with how it is set and where it leads."""
    return [(mark, line.style, line.link) for line in lines for mark in "".join(clean(line.text).split())]


# Limits


@given(MESSAGES, st.sampled_from(["", "parcel-7"]))
def test_slack_takes_every_part(message: Message, identity: str) -> None:
    for part in parts(message):
        assert len(blocks(part, identity)) == len(check_message(blocks(part, identity)))


@given(MESSAGES)
def test_a_part_stays_far_below_what_slack_takes(message: Message) -> None:
    for part in parts(message):
        shown = blocks(part)
        assert (True, True) == (len(shown) <= IN_MESSAGE, characters(shown) <= 9000)
        assert units(part.text) <= LIMIT


@given(MESSAGES)
def test_no_text_and_no_label_is_empty_and_no_label_too_long(message: Message) -> None:
    for part in parts(message):
        texts = [one["text"] for kind in ("text", "plain_text") for one in of(kind, blocks(part))]
        labels = [one["text"]["text"] for one in of("button", blocks(part))]
        assert ([], []) == ([one for one in texts if not one], [one for one in labels if len(one) > 75])


@given(MESSAGES)
def test_every_block_and_every_button_has_its_own_id(message: Message) -> None:
    for part in parts(message):
        shown = blocks(part, "parcel-7")
        named = [block["block_id"] for block in shown]
        pressed = [button["action_id"] for button in of("button", shown)]
        assert (len(named), len(pressed)) == (len(set(named)), len(set(pressed)))


@given(MESSAGES)
def test_the_text_beside_the_blocks_is_never_empty_and_short_to_read(message: Message) -> None:
    for part in parts(message):
        assert 0 < len(unmarked(fallback(part))) <= 3000


@given(MESSAGES)
def test_the_text_beside_the_blocks_mentions_and_links_nothing(message: Message) -> None:
    assert "" == "".join(mark for mark in fallback(message) if mark in "<>")


@given(MESSAGES)
def test_what_replaces_a_message_is_one_that_slack_takes_with_its_buttons(message: Message) -> None:
    whole, first = parts(message), first_part(message)
    assert message.keyboard == first.keyboard
    assert (*whole[0].lines, *([Line("…")] if len(whole) > 1 else [])) == first.lines
    assert characters(blocks(first)) <= 9000
    assert len(blocks(first)) == len(check_message(blocks(first)))


# Nothing is lost


@given(MESSAGES)
def test_parts_hold_every_character_in_its_place_and_style(message: Message) -> None:
    assert seen(message.lines) == seen([line for part in parts(message) for line in part.lines])


@given(
    st.lists(
        st.sampled_from(["A sister city. ", "Is it? ", "부산시 ", "one more\n", "words " * 50]), min_size=1, max_size=9
    ),
    st.integers(1, 40),
)
def test_parts_hold_the_words_of_the_message(pieces: list[str], times: int) -> None:
    text = " ".join("".join(pieces).split()) + " "
    message = Message((Line(text * times), Line("The end.")))
    assert message.text.split() == " ".join(part.text for part in parts(message)).split()


@given(st.lists(st.builds(Line, TEXTS, st.sampled_from(Style)), max_size=8))
def test_blocks_say_what_the_lines_say(lines: list[Line]) -> None:
    for part in parts(Message(tuple(Line(line.text.replace("|", ""), line.style) for line in lines))):
        assert part.text.split() == plain({"blocks": blocks(part)}).split()


@given(MESSAGES)
def test_buttons_are_only_under_the_last_part(message: Message) -> None:
    *others, last = parts(message)
    assert ([], message.keyboard) == ([one for one in others if one.keyboard], last.keyboard)


@given(KEYBOARDS)
def test_a_row_of_buttons_is_a_block_in_its_order(keyboard: Keyboard) -> None:
    rows = [[button["value"] for button in block["elements"]] for block in buttons(keyboard)]
    assert [[button.data for button in row] for row in keyboard if row] == rows


def test_a_message_without_lines_is_its_buttons() -> None:
    (whole,) = parts(Message((Line(" "), Line("\x00")), BUTTONS))
    assert (Message((), BUTTONS), ["actions", "actions"]) == (
        whole,
        [block["type"] for block in blocks(whole, "parcel")],
    )


def test_a_message_without_anything_is_one_part_without_blocks() -> None:
    assert ([Message(())], [], " ") == (parts(Message(())), blocks(Message(()), "parcel"), fallback(Message(())))


# What it looks like


def test_a_button_carries_its_data_and_what_comes_next_stands_out() -> None:
    claim, close, override = of("button", blocks(Message((), BUTTONS)))
    label = {"type": "plain_text", "text": "Claim", "emoji": False}
    expected = {"type": "button", "text": label, "value": "claim:T1", "action_id": "press-0-0", "style": "primary"}
    assert (expected, None, "danger") == (claim, close.get("style"), override["style"])


def test_a_long_label_is_cut_with_a_sign() -> None:
    (button,) = of("button", buttons(((Button("a" * 76, "x"),),)))
    assert f"{'a' * 74}…" == button["text"]["text"]


def test_only_the_first_block_tells_which_parcel_it_was() -> None:
    shown = blocks(Message((Line("a"),), BUTTONS), "parcel-7")
    assert ["parcel-7", "row-0", "row-1"] == [block["block_id"] for block in shown]


@given(st.lists(st.builds(Line, st.sampled_from(["a", "b c", ""]), st.sampled_from(Style)), min_size=1, max_size=9))
def test_quoted_lines_in_a_row_are_one_quotation_and_the_others_one_paragraph(lines: list[Line]) -> None:
    quoted = [key for key, _ in groupby(lines, lambda line: line.style is Style.QUOTE)]
    expected = ["rich_text_quote" if quote else "rich_text_section" for quote in quoted]
    assert expected == [one["type"] for one in elements(*lines)]


def test_lines_of_a_paragraph_are_set_each_in_its_style() -> None:
    (section,) = elements(Line("Title", Style.BOLD), Line("text"), Line("a note", Style.ITALIC))
    bold, italic = {"style": {"bold": True}}, {"style": {"italic": True}}
    title, note = {"type": "text", "text": "Title\n"} | bold, {"type": "text", "text": "a note"} | italic
    assert [title, {"type": "text", "text": "text\n"}, note] == section["elements"]


def test_many_short_lines_are_few_elements() -> None:
    (section,) = elements(*[Line("a")] * 900)
    assert [{"type": "text", "text": "\n".join("a" * 900)}] == section["elements"]


def test_a_fallback_that_is_all_markup_stays_short() -> None:
    long, short = fallback(Message((Line("&" * 3000),))), fallback(Message((Line("&"),)))
    assert [True, "&amp;"] == [3000 < len(long) <= 3900, short]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("詳細は https://example.org/a。次へ", "https://example.org/a"),
        ("(https://en.example.org/wiki/Busan_(city))", "https://en.example.org/wiki/Busan_(city)"),
        ("(see https://example.org/a)", "https://example.org/a"),
        ("「https://example.org/가」", "https://example.org/가"),
    ],
)
def test_a_link_ends_where_people_see_it_end(text: str, url: str) -> None:
    assert [url] == [part["url"] for part in inside(text) if part["type"] == "link"]


@pytest.mark.parametrize("text", ["*no* _markup_ ~at~ `all`", "<!channel> <@UKIM> &amp; :wave:", "> quoted", "1. one"])
def test_a_line_is_its_characters(text: str) -> None:
    assert [{"type": "text", "text": text}] == inside(text)


# Links


def test_a_line_that_leads_somewhere_is_a_link_in_its_style() -> None:
    expected = {"type": "link", "url": "https://example.org/a", "text": "The list", "style": {"bold": True}}
    assert [expected] == inside("The list", Style.BOLD, "https://example.org/a")


ENDS = ["", ".", ",", ";", ":", "!", "?", ")", "]", "}", "'", '"', "»", "”", "’", ").", "?!", "...", ">", "<"]


@given(st.lists(st.tuples(st.sampled_from(["", "(", "“", "see ", "<"]), ADDRESSES, st.sampled_from(ENDS)), max_size=6))
def test_addresses_in_a_line_are_links_without_the_punctuation_around_them(found: list[tuple[str, str, str]]) -> None:
    line = " and ".join(f"{before}{address}{after}" for before, address, after in found)
    shown = elements(Line(line))
    assert [address for _, address, _ in found] == [one["url"] for one in of("link", shown)]
    assert line.split() == "".join(one.get("url") or one["text"] for one in shown[0]["elements"]).split()


@pytest.mark.parametrize(
    "text", ["https://", "https:///", "http:// x", "ftp://example.org", "www.example.org", "https://..."]
)
def test_what_is_no_whole_address_raises_nothing(text: str) -> None:
    assert text == "".join(one.get("url") or one["text"] for one in inside(text))


def test_a_link_stands_between_its_words() -> None:
    link = {"type": "link", "url": "https://example.org/a?b=c&d"}
    before, after = {"type": "text", "text": "See "}, {"type": "text", "text": "."}
    assert [before, link, after] == inside("See https://example.org/a?b=c&d.")
