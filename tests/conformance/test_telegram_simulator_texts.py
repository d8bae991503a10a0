"""Texts of the bot: sizes, emptiness, markup and entities, with the server's exact words."""

import pytest

BAD = "Bad Request: "
ENTITIES = f"{BAD}can't parse entities: "

pytestmark = pytest.mark.usefixtures("mina")


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("x" * 4097, "message is too long"),
        ("🐳" * 2049, "message is too long"),
        ("x" * 32769, "text is too long"),
        ("가" * 10923, "text is too long"),
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("\r\u2028", "text must be non-empty"),
    ],
)
async def test_a_text_has_a_size(api, text, description):
    assert (400, BAD + description) == await api.refusal("sendMessage", chat_id=7, text=text)


@pytest.mark.parametrize(
    "text", ["x" * 4096, "🐳" * 2048, "가" * 4096, "x" * 4096 + "\n  ", "<b>" + "y" * 4096 + "</b>"]
)
async def test_the_longest_text_is_counted_in_utf16_after_parsing(api, text):
    sent = await api.send(text, parse_mode="HTML")
    assert 4096 == len(sent["text"].encode("utf-16-le")) // 2


async def test_a_text_is_needed(api):
    assert (400, f"{BAD}message text is empty") == await api.refusal("sendMessage", chat_id=7)


async def test_an_edit_has_another_word_for_too_long(api):
    sent = await api.send("short")
    refused = await api.refusal("editMessageText", chat_id=7, message_id=sent["message_id"], text="x" * 4097)
    assert (400, f"{BAD}MESSAGE_TOO_LONG") == refused


async def test_an_unknown_parse_mode_is_refused(api):
    assert (400, f"{BAD}unsupported parse_mode") == await api.refusal(
        "sendMessage", chat_id=7, text="x", parse_mode="bbcode"
    )


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("<x>y</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("가 < 나", 'Unsupported start tag "" at byte offset 4'),
        ("🏟 <b", "Unclosed start tag at byte offset 5"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<i  a =", 'Unclosed start tag "i" at byte offset 0'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<i>a</i  ", "Unclosed end tag at byte offset 4"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<a href=https://x.org>y</a>", "Unexpected end of name token at byte offset 8"),
        ("<i =x>y</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#57311;",
            (
                "Text contains invalid Unicode characters after decoding HTML entities,"
                " check for unmatched surrogate code units"
            ),
        ),
    ],
)
async def test_wrong_html(api, source, description):
    refused = await api.refusal("sendMessage", chat_id=7, text=source, parse_mode="HTML")
    assert (400, ENTITIES + description) == refused


def spans(message):
    return [(one["type"], one["offset"], one["length"]) for one in message.get("entities", [])]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("R&D & co", "R&D & co", []),
        ("&lt;b&gt; &amp;amp; &quot;x&quot; &copy; &#44032;&#x1F433;", '<b> &amp; "x" &copy; 가🐳', []),
        ("&lt가 &ltb", "<가 &ltb", []),
        ("🐳<b>a</b>", "🐳a", [("bold", 2, 1)]),
        ("<B>a</B><STRONG>b</STRONG>", "ab", [("bold", 0, 2)]),
        ("<i>a</i> <em>b</em>", "a b", [("italic", 0, 1), ("italic", 2, 1)]),
        ("<u>a</u> <ins>b</ins>", "a b", [("underline", 0, 1), ("underline", 2, 1)]),
        (
            "<s>a</s> <strike>b</strike> <del>c</del>",
            "a b c",
            [("strikethrough", 0, 1), ("strikethrough", 2, 1), ("strikethrough", 4, 1)],
        ),
        ('<span class="tg-spoiler">a</span> <tg-spoiler>b</tg-spoiler>', "a b", [("spoiler", 0, 1), ("spoiler", 2, 1)]),
        ("<b>a <i>b</i></b>", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        ("<code>a</code>", "a", [("code", 0, 1)]),
        ("<b>a <code>b</code> c</b>", "a b c", [("bold", 0, 2), ("code", 2, 1), ("bold", 4, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        (
            '<blockquote>see <a href="https://x.org">y</a></blockquote>',
            "see y",
            [("blockquote", 0, 5), ("text_link", 4, 1)],
        ),
        ("  <b> a </b>  ", "a", [("bold", 0, 1)]),
        ("a\r\nb\tc", "a\nb c", []),
    ],
)
async def test_right_html(api, source, text, entities):
    sent = await api.send(source, parse_mode="HTML")
    assert (text, entities) == (sent["text"], spans(sent))


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<a href="https://busan.go.kr">x</a>', {"type": "text_link", "url": "https://busan.go.kr/"}),
        ("<a href='busan.go.kr/a?b=1&amp;c=2'>x</a>", {"type": "text_link", "url": "http://busan.go.kr/a?b=1&c=2"}),
        ('<a href="tg://user?id=7">x</a>', {"type": "text_mention", "user": {"id": 7}}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ('<code class="language-python"><pre>x</pre></code>', {"type": "pre", "language": "python"}),
        ('<code class="language-python">x</code>', {"type": "code"}),
        ('<tg-emoji emoji-id="12">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "12"}),
    ],
)
async def test_html_with_attributes(api, source, entity):
    sent = await api.send(source, parse_mode="HTML")
    assert [entity | {"offset": 0, "length": 1}] == sent["entities"]


async def test_a_link_that_leads_nowhere_is_plain_text(api):
    assert "entities" not in await api.send('<a href="nowhere">x</a>', parse_mode="HTML")


RESERVED = "]()>#+-=|{}.!"


@pytest.mark.parametrize("mark", RESERVED)
async def test_reserved_characters_of_markdown(api, mark):
    refused = await api.refusal("sendMessage", chat_id=7, text=f"a{mark}", parse_mode="MarkdownV2")
    assert (400, f"{ENTITIES}Character '{mark}' is reserved and must be escaped with the preceding '\\'") == refused
    assert f"a{mark}" == (await api.send(f"a\\{mark}", parse_mode="MarkdownV2"))["text"]


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("🏟 🏟_abac * asd ", "Can't find end of Bold entity at byte offset 15"),
        ("🏟 🏟_abacaba", "Can't find end of Italic entity at byte offset 9"),
        ("a `b", "Can't find end of Code entity at byte offset 2"),
        ("```\nb", "Can't find end of Pre entity at byte offset 0"),
        ("||a", "Can't find end of Spoiler entity at byte offset 0"),
        ("[a](b", "Can't find end of a URL at byte offset 4"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
    ],
)
async def test_wrong_markdown(api, source, description):
    refused = await api.refusal("sendMessage", chat_id=7, text=source, parse_mode="MarkdownV2")
    assert (400, ENTITIES + description) == refused


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_ __c__ ~d~ ||e||", "a b c d e", ["bold", "italic", "underline", "strikethrough", "spoiler"]),
        ("`a*` ```py\nb```", "a* b", ["code", "pre"]),
        ("[a](https://x.org/\\)) ![👍](tg://emoji?id=5)", "a 👍", ["text_link", "custom_emoji"]),
        ("_a __b___", "a b", ["italic", "underline"]),
        (">a\n>b\nc", "a\nb\nc", ["blockquote"]),
        (">a\n>b||", "a\nb", ["expandable_blockquote"]),
    ],
)
async def test_right_markdown(api, source, text, entities):
    sent = await api.send(source, parse_mode="MarkdownV2")
    assert (text, entities) == (sent["text"], [kind for kind, _, _ in spans(sent)])


async def test_entities_stand_beside_the_text(api):
    entities = [
        {"type": "bold", "offset": 1, "length": 2},
        {"type": "text_link", "offset": 0, "length": 1, "url": "x.org"},
    ]
    sent = await api.send("abc", entities=entities)
    assert [("text_link", 0, 1), ("bold", 1, 2)] == spans(sent)


@pytest.mark.parametrize(
    ("entity", "description"),
    [
        ({"type": "bold", "offset": 9, "length": 1}, "entity begins after the end of the text at UTF-16 offset 9"),
        (
            {"type": "bold", "offset": 1, "length": 9},
            "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10",
        ),
        ({"type": "bold", "offset": 1}, "can't parse MessageEntity: Can't find field \"length\""),
    ],
)
async def test_entities_stay_inside_of_the_text(api, entity, description):
    assert (400, BAD + description) == await api.refusal("sendMessage", chat_id=7, text="abc", entities=[entity])


async def test_what_nobody_marked_is_found(api):
    sent = await api.send(
        "ask @city_bot or /help, see busan.go.kr/a, mail a@busan.go.kr #busan <code>/x</code>", parse_mode="HTML"
    )
    assert ["mention", "bot_command", "url", "email", "hashtag", "code"] == [kind for kind, _, _ in spans(sent)]


@pytest.mark.parametrize("method", ["sendPhoto", "sendDocument"])
async def test_a_caption_has_a_size(api, mina, method):
    field = method.removeprefix("send").lower()
    file = api.simulator.message(7, mina.document("a.pdf", b"x")).file_id
    accepted = await api.call(
        method, chat_id=7, caption="<b>" + "x" * 1024 + "</b>", parse_mode="HTML", **{field: file}
    )
    assert [{"type": "bold", "offset": 0, "length": 1024}] == accepted["caption_entities"]
    refused = await api.refusal(method, chat_id=7, caption="x" * 1025, **{field: file})
    assert (400, f"{BAD}message caption is too long") == refused
