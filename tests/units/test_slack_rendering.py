"""What a page shows of Block Kit: each kind of block, what it does not know, and nothing as markup that was written."""

import re
from html import unescape

import pytest
from jinja2 import UndefinedError

from evals.slack.rendering import Shown, mrkdwn, page, rich_text

HOSTILE = "</p></title></style><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}{% raw %}"
NAMES = {"UKIM": "Kim", "CTICKETS": "tickets", "SHEADS": "heads"}


def words(text):
    return {"type": "plain_text", "text": text}


def marked(text):
    return {"type": "mrkdwn", "text": text}


def button(label, **more):
    return {"type": "button", "text": words(label), "action_id": label, **more}


def text(content, **style):
    return {"type": "text", "text": content, "style": style}


def part(kind, *elements, **more):
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def rich(*parts):
    return {"type": "rich_text", "elements": list(parts)}


def typed(label="Answer", element=None, **more):
    return {"type": "input", "label": words(label), "element": {"type": "plain_text_input", **(element or {})}, **more}


def select(**more):
    return {"type": "static_select", "options": [{"text": words("English"), "value": "en"}], **more}


def modal(*blocks, **more):
    return {"type": "modal", "title": words("Publish"), "blocks": list(blocks), **more}


def post(*blocks, said="", **more):
    return Shown("Desk", True, "10:32", said, blocks, **more)


def body(*posts, **more):
    """The page of a channel, without what stands before its body."""
    return page("City", "tickets", posts, **more).partition("<body")[2]


def shown(*blocks):
    return body(post(*blocks))


def tags(html):
    return sorted(re.findall(r"<(/?\w+)", html))


def seen(html):
    """What a reader reads, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def everything(content):
    """A page in which all that can be written is `content`."""
    blocks = [
        rich(
            part("section", text(content, bold=True), {"type": "user", "user_id": content}),
            part("quote", text(content), {"type": "emoji", "name": content}),
            part("list", part("section", {"type": "channel", "channel_id": content}), style="bullet"),
            part("preformatted", text(content), {"type": "link", "url": "https://example.org/", "text": content}),
            part(content),
        ),
        {"type": "section", "text": words(content), "fields": [words(content)], "accessory": button(content)},
        {"type": "header", "text": words(content)},
        {"type": "context", "elements": [words(content), {"type": content}]},
        {"type": "actions", "elements": [button(content, style=content), select(placeholder=words(content))]},
        typed(content, {"initial_value": content, "multiline": True}, hint=words(content), optional=True),
        typed(content, {"placeholder": words(content)}),
        {"type": content},
    ]
    said = Shown(content, True, content, content, blocks, (content,), 2, edited=True, only_you=True)
    view = modal(*blocks, submit=words(content), close=words(content), title=words(content))
    home = {"type": "home", "blocks": blocks}
    names = {content: content}
    channel = page(content, content, [said], [said, said], view, channels=[content, "other"], names=names)
    return channel + page(content, content, [], home=home, names=names)


def test_nothing_that_is_written_is_markup():
    assert tags(everything(HOSTILE)) == tags(everything("harmless"))
    assert "{{7*7}}" in everything(HOSTILE)


@pytest.mark.parametrize("said", [HOSTILE, f"*{HOSTILE}*", f"`{HOSTILE}`", f"```{HOSTILE}```", f"> {HOSTILE}"])
def test_markup_in_mrkdwn_is_never_html(said):
    assert not {"script", "img", "p", "title", "style"} & set(tags(mrkdwn(said)))


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//example.org"]
)
def test_only_web_mail_and_telephone_addresses_become_links(address):
    element = {"type": "link", "url": address, "text": "here"}
    assert "<a" not in mrkdwn(f"<{address}|here>") + rich_text(rich(part("section", element)))


def test_a_page_needs_nothing_from_elsewhere():
    html = everything("harmless")
    assert re.findall(r"""(?:src=|url\(|@import|<link|<script)""", html) == []


@pytest.mark.parametrize(
    ("said", "html"),
    [
        ("*bold* _italic_ ~gone~ `a*b*`", "<div><b>bold</b> <i>italic</i> <s>gone</s> <code>a*b*</code></div>"),
        ("*_both_*", "<div><b><i>both</i></b></div>"),
        ("2*3*4 a_b_c", "<div>2*3*4 a_b_c</div>"),
        ("a &lt; b &amp;amp; c", "<div>a &lt; b &amp;amp; c</div>"),
        ("> 자전거를\n> 싣고\n네", "<blockquote>자전거를\n싣고</blockquote><div>네</div>"),
        ("&gt; q", "<blockquote>q</blockquote>"),
        ("a\n```x *y*```\nb", "<div>a</div><pre>x *y*</pre><div>b</div>"),
        ("```", "<div>```</div>"),
        ("<@UKIM> <#CTICKETS>", '<div><span class="mention">@Kim</span> <span class="mention">#tickets</span></div>'),
        ("<@UNEW>", '<div><span class="mention">@UNEW</span></div>'),
        ("<!subteam^SHEADS>", '<div><span class="mention">@heads</span></div>'),
        ("<!subteam^SNEW|@new>", '<div><span class="mention">@new</span></div>'),
        ("<!here>", '<div><span class="mention">@here</span></div>'),
        ("<!date^1700000000^{date}|14 Nov>", "<div>14 Nov</div>"),
        ("<https://example.org/a_b|there>", '<div><a href="https://example.org/a_b">there</a></div>'),
        ("https://example.org/_a_.", '<div><a href="https://example.org/_a_">https://example.org/_a_</a>.</div>'),
        ("<mailto:desk@example.org>", '<div><a href="mailto:desk@example.org">desk@example.org</a></div>'),
        (":eyes: :unheard_of: 10:30:15", "<div>👀 :unheard_of: 10:30:15</div>"),
        ("", ""),
    ],
)
def test_mrkdwn_is_shown_as_slack_shows_it(said, html):
    assert mrkdwn(said, NAMES) == html


@pytest.mark.parametrize(
    ("written", "html"),
    [
        (part("section", text("a\n"), text("b", bold=True, italic=True)), "<div>a\n<b><i>b</i></b></div>"),
        (part("section", text("*a*", strike=True), text("b", code=True)), "<div><s>*a*</s><code>b</code></div>"),
        (part("quote", text("질문")), "<blockquote>질문</blockquote>"),
        (part("preformatted", text("a\n  b")), "<pre>a\n  b</pre>"),
        (
            part("list", part("section", text("a")), part("section", text("b")), style="bullet", indent=1),
            '<ul style="--indent: 1"><li>a</li><li>b</li></ul>',
        ),
        (part("list", part("section", text("a")), style="ordered"), '<ol style="--indent: 0"><li>a</li></ol>'),
        (
            part("section", {"type": "link", "url": "https://example.org/"}),
            '<div><a href="https://example.org/">https://example.org/</a></div>',
        ),
        (
            part(
                "section",
                {"type": "emoji", "name": "thumbsup"},
                {"type": "emoji", "name": "k", "unicode": "1f1f0-1f1f7"},
            ),
            "<div>👍🇰🇷</div>",
        ),
        (
            part("section", {"type": "user", "user_id": "UKIM"}, {"type": "broadcast", "range": "here"}),
            '<div><span class="mention">@Kim</span><span class="mention">@here</span></div>',
        ),
        (
            part(
                "section", {"type": "channel", "channel_id": "CTICKETS"}, {"type": "usergroup", "usergroup_id": "SNEW"}
            ),
            '<div><span class="mention">#tickets</span><span class="mention">@SNEW</span></div>',
        ),
        (part("section", {"type": "color"}), '<div><span class="unsupported">unsupported element: color</span></div>'),
        (part("poem"), '<span class="unsupported">unsupported rich text: rich_text_poem</span>'),
    ],
)
def test_each_part_of_rich_text_is_shown(written, html):
    assert rich_text(rich(written), NAMES) == html


def test_a_section_shows_its_text_fields_and_accessory():
    block = {"type": "section", "text": marked("*K7*"), "fields": [words("new"), marked("_old_")]}
    html = shown({**block, "accessory": button("Open")})
    assert "K7 new old Open" in seen(html)
    assert "<b>K7</b>" in html
    assert "<i>old</i>" in html


def test_a_header_a_context_and_a_divider_are_shown():
    context = {"type": "context", "elements": [marked("*3* open"), words("*now*")]}
    html = shown({"type": "header", "text": words("Questions")}, {"type": "divider"}, context)
    assert "Questions 3 open *now*" in seen(html)
    assert '<h3 class="text">Questions</h3>' in html
    assert "<hr>" in html


def test_actions_show_their_buttons_by_style_and_a_menu():
    buttons = [button("Claim", style="primary"), button("Not for us"), button("Close", style="danger")]
    html = shown({"type": "actions", "elements": [*buttons, select(placeholder=words("Language"))]})
    assert re.findall(r'class="button (\w*)">([^<]*)<', html) == [
        ("primary", "Claim"),
        ("", "Not for us"),
        ("danger", "Close"),
    ]
    assert "Close Language" in seen(html)


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"type": "plain_text_input", "initial_value": "*free*"}, "*free*"),
        ({"type": "plain_text_input", "placeholder": words("Who keeps it")}, "Who keeps it"),
        (select(initial_option={"text": words("한국어"), "value": "ko"}), "한국어"),
        (select(), "Select an item"),
        ({"type": "datepicker", "initial_date": "2027-06-01"}, "2027-06-01"),
        ({"type": "datepicker"}, "Select a date"),
        ({"type": "checkboxes"}, "unsupported element: checkboxes"),
    ],
)
def test_an_input_shows_label_value_and_hint(element, expected):
    block = {"type": "input", "label": words("Answer"), "element": element, "hint": words("Be short.")}
    assert f"Publish ✕ Answer {expected} Be short." in seen(body(modal=modal(block)))


def test_an_input_may_be_optional_and_of_many_lines():
    html = body(modal=modal(typed(element={"multiline": True, "initial_value": "a\nb"}, optional=True)))
    assert "Answer (optional) a b" in seen(html)
    assert '<span class="field lines">a\nb</span>' in html


def test_an_unknown_block_is_shown_as_a_box():
    html = shown({"type": "video", "title": words("x")}, {"type": "header", "text": words("after")})
    assert '<span class="unsupported">unsupported block: video</span>' in html
    assert "after" in html


def test_a_malformed_block_is_an_error():
    with pytest.raises(UndefinedError):
        shown({"type": "header"})


def test_text_is_shown_only_where_there_are_no_blocks():
    assert "summary" not in shown({"type": "header", "text": words("card")}) + body(
        post({"type": "divider"}, said="summary")
    )
    assert "<b>Done</b>" in body(post(said="*Done*"))


def test_a_message_shows_who_when_and_what_happened_to_it():
    html = body(post(said="Done", reactions=("eyes", "x", "eyes"), replies=2, edited=True, only_you=True))
    assert "Only visible to you Desk APP 10:32 Done (edited) 👀 2 ❌ 1 2 replies" in seen(html)


def test_a_person_has_no_badge_and_one_reply_is_singular():
    html = body(Shown("김하늘", False, "10:44", "네", [], replies=1))
    assert "김 김하늘 10:44 네 1 reply" in seen(html)
    assert "APP" not in html


def test_a_thread_counts_what_follows_its_root():
    root, reply = post(said="Question"), Shown("Kim Haneul", False, "10:44", "Answer", [])
    html = body(thread=[root, reply])
    assert "Thread # tickets ✕ D Desk APP 10:32 Question 1 reply KH Kim Haneul 10:44 Answer" in seen(html)
    assert "Thread" not in body(root)


def test_a_modal_shows_its_title_and_buttons():
    html = seen(body(modal=modal(close=words("취소"), submit=words("공개"))))
    assert html.endswith("Publish ✕ 취소 공개")


def test_the_open_channel_is_listed_even_if_nobody_named_it():
    assert "City Channels # tickets # tickets" in seen(body())
    html = body(channels=["digest", "tickets"])
    assert "Channels # digest # tickets # tickets" in seen(html)
    assert html.count('class="open"') == 1


def test_a_direct_conversation_has_no_number_sign():
    assert "Message Kim" in seen(page("City", "@Kim", []))


def test_a_home_tab_stands_in_place_of_the_messages():
    home = {"type": "home", "blocks": [{"type": "header", "text": words("Open questions")}]}
    html = seen(page("City", "Desk", [post(said="unheard")], home=home, channels=["tickets"]))
    assert "Channels # tickets Apps D Desk Desk Home Messages About Open questions" in html
    assert "unheard" not in html
