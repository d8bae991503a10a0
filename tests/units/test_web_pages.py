"""What the pages show of what somebody wrote, and in which language."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.handover.roles import Official, Role
from bot.messaging.model import Button, Line, Message, Style
from bot.phrases import Phrases
from bot.web.chat import Visitor
from bot.web.desk import View
from bot.web.pages import Pages
from bot.web.ports import Post
from bot.web.sessions import SignedIn
from bot.web.speaking import preferred

HOSTILE = "</p></textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% raw %}\u202e"
AT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
PUBLIC, DESK = (Pages(Phrases(folder), ZoneInfo("Asia/Seoul")) for folder in ("", "desk"))
VISITOR = Visitor("cookie", "en")


def post(*lines: Line, author: str = "", label: str = "Claim", data: str = "claim:K7") -> Post:
    message = Message(lines, ((Button(label, data),),))
    return Post("desk", "tickets", "", author, message, AT, number=3)


def log(*lines: Line) -> str:
    return PUBLIC.text("log.html", "en", visitor=VISITOR, posts=[post(*lines)])


def thread(shown: Post, official: Official, names: dict[str, str]) -> str:
    view = View(SignedIn(official, "token"), "tickets", shown)
    return DESK.text("thread.html", "en", view=view, thread=[shown], names=names)


def tags(page: str) -> set[str]:
    return set(re.findall(r"<(\w+)", page))


@pytest.mark.parametrize("style", Style)
def test_what_is_written_is_no_markup_in_the_chat(style):
    harmless = tags(log(Line("harmless", style)))
    assert harmless == tags(log(Line(HOSTILE, style)))
    assert "{{7*7}}" in log(Line(HOSTILE, style))


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("author", ["kim", HOSTILE])
def test_nothing_is_markup_at_the_desk(style, author):
    kim = Official(author, HOSTILE, Role.AGENT)
    hostile = post(Line(HOSTILE, style), author=author, label=HOSTILE, data=HOSTILE)
    plain = post(Line("harmless", style), author=author)
    assert tags(thread(plain, kim, {author: "Kim"})) == tags(thread(hostile, kim, {author: HOSTILE}))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("half \ud83d a sign", "half \ufffd a sign"),
        ("two \ud83d\ude00 halves", "two \U0001f600 halves"),
        ("a\x00b", "a\x00b"),
    ],
)
def test_half_a_character_spoils_no_page(written, shown):
    page = PUBLIC.page("log.html", "en", visitor=VISITOR, posts=[post(Line(written), label=written)])
    assert 2 == page.body.decode().count(shown)


def test_styles_become_elements():
    page = log(Line("loud", Style.BOLD), Line("aside", Style.ITALIC), Line("plain"))
    assert [True] * 3 == [
        part in page for part in ("<p><strong>loud</strong></p>", "<p><em>aside</em></p>", "<p>plain</p>")
    ]


def test_quoted_lines_that_follow_each_other_are_one_quotation():
    page = log(Line("one", Style.QUOTE), Line("two", Style.QUOTE), Line("between"), Line("three", Style.QUOTE))
    assert "<blockquote><p>one</p><p>two</p></blockquote>" in page
    assert 2 == page.count("<blockquote>")


def test_an_address_is_no_link():
    assert "a" not in tags(log(Line("https://example.org and javascript:alert(1)")))


def test_colleagues_see_a_name_and_a_time_on_the_offices_clock():
    page = thread(post(Line("hello"), author="kim"), Official("lee", "Lee", Role.AGENT), {"kim": "Kim Example"})
    assert "<strong>Kim Example</strong>" in page
    assert "2026-11-25 08:30" in page


def test_only_ones_own_posts_can_be_changed():
    own = thread(post(Line("hello"), author="kim"), Official("kim", "Kim", Role.AGENT), {})
    other = thread(post(Line("hello"), author="kim"), Official("lee", "Lee", Role.AGENT), {})
    assert (True, False) == ("/desk/posts/3/edit" in own, "/desk/posts/3/edit" in other)


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko"),
        ("de-DE,de;q=0.9,id;q=0.8", "id"),
        ("tl-PH", "fil"),
        ("ZH-hant-TW", "zh"),
        ("en-GB,ko", "en"),
        ("*", "en"),
        ("", "en"),
        (";;,,q=1", "en"),
        ("x" * 100_000 + ",ko", "en"),
    ],
)
def test_the_first_language_that_is_spoken_here_is_taken(accepted, expected):
    assert expected == preferred(accepted)


def test_the_desk_speaks_fewer_languages():
    assert ("en", "ko") == (preferred("th,vi", "desk"), preferred("th,ko", "desk"))
