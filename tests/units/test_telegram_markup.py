"""No text, of whatever characters, makes Telegram refuse a message for its markup, and none is read as markup."""

from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from teremok.validation import ApiRuleViolation, validate_html

from bot.channels.telegram.markup import LIMIT, html
from bot.messaging.model import Line, Style
from bot.messaging.splitting import split

MARKUP = ["<", ">", "&", '"', "'", "/", ";", "#", "!", "=", "`", "*", "_", "\\", "[", "]", "(", ")", "\n", " ", "\x00"]
WORDS = ["<b>", "</b>", "</blockquote>", "<a href='x'>", "<!--", "]]>", "<br/>", "&amp;", "&lt", "&#60;", "&#x3c"]
PIECES = st.one_of(
    st.sampled_from([*MARKUP, *WORDS]), st.characters(), st.sampled_from(["\ud83d", "😀", "부산", "\u2028", "\x85"])
)
LINES = st.lists(
    st.builds(Line, st.lists(PIECES, max_size=30).map("".join), st.sampled_from(Style)), min_size=1, max_size=8
)
TAGS = {"b": Style.BOLD, "i": Style.ITALIC, "blockquote": Style.QUOTE}
Styled = list[tuple[str, Style]]


class Reader(HTMLParser):
    """Reads HTML as Telegram does: each character with the style of the tag that it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read: Styled = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert not self.open
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert [tag] == self.open
        self.open.clear()

    def handle_data(self, data: str) -> None:
        style = TAGS[self.open[0]] if self.open else Style.PLAIN
        self.read += [(character, style) for character in data]


def read(source: str) -> Styled:
    reader = Reader()
    reader.feed(source)
    reader.close()
    assert [] == reader.open
    return reader.read


def text(read: Styled) -> str:
    return "".join(character for character, _ in read)


def visible(lines: Sequence[Line]) -> Styled:
    return [(character, line.style) for line in lines for character in line.text if not character.isspace()]


@given(LINES)
def test_telegram_takes_any_lines(lines):
    validate_html(html(lines))


@given(LINES, st.sampled_from([20, 60, LIMIT]))
def test_what_was_split_reads_as_the_same_text_in_the_same_styles(lines, limit):
    for message in split(lines, limit):
        source = html(message)
        validate_html(source)
        assert "\n".join(line.text for line in message) == text(read(source))
        assert visible(message) == [(character, style) for character, style in read(source) if not character.isspace()]


@pytest.mark.parametrize("written", ["<" * 5_000, "&" * 4_000, "😀" * 2_100, "a < b. " * 900])
def test_only_what_is_read_counts_towards_the_limit(written):
    messages = split([Line(written, Style.BOLD), Line(written)], LIMIT)
    for message in messages:
        assert len(text(read(html(message))).encode("utf-16-le")) // 2 <= LIMIT
    assert len(messages) <= 2 * len(written.encode("utf-16-le")) / LIMIT + 2


@pytest.mark.parametrize("source", ["<x>", "a & b", "<b>", "</b>", "1 < 2", "<b><i>x</b></i>", "<a>x</a>"])
def test_whoever_judges_here_does_refuse_what_telegram_refuses(source):
    with pytest.raises(ApiRuleViolation, match="can't parse entities"):
        validate_html(source)


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        ("plain", [Line("plain")]),
        ("<b>bold</b>", [Line("bold", Style.BOLD)]),
        ("<i>slanted</i>", [Line("slanted", Style.ITALIC)]),
        ("<blockquote>said</blockquote>", [Line("said", Style.QUOTE)]),
        ("&lt;b&gt;x &amp; &lt;/i&gt; *y* \"z\" 'q'", [Line("<b>x & </i> *y* \"z\" 'q'")]),
        ("<b>&amp;lt;</b>", [Line("&lt;", Style.BOLD)]),
        ("", []),
    ],
)
def test_a_line_in_its_style(expected, lines):
    assert expected == html(lines)


def test_lines_of_one_style_in_a_row_share_a_tag():
    lines = [Line("a", Style.QUOTE), Line("b", Style.QUOTE), Line("c"), Line("d"), Line("e", Style.QUOTE)]
    assert "<blockquote>a\nb</blockquote>\nc\nd\n<blockquote>e</blockquote>" == html(lines)


def test_blank_lines_get_no_tags():
    assert "<b>a</b>\n\n \n<b>b</b>" == html(
        [Line("a", Style.BOLD), Line("", Style.ITALIC), Line(" "), Line("b", Style.BOLD)]
    )


@given(LINES)
def test_there_are_as_many_tags_as_stretches_of_a_style(lines):
    stretches = [(style, list(group)) for style, group in groupby(lines, key=lambda line: line.style)]
    shown = [style for style, group in stretches if style is not Style.PLAIN and any(one.text.strip() for one in group)]
    assert len(shown) == html(lines).count("</")
