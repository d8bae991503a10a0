"""Who sees and writes what on the pages, and what of it they pass on."""

import json
from datetime import UTC, datetime

import pytest

from bot.handover.roles import Role
from bot.messaging.model import Button, Kind, Line, Message
from bot.messaging.tickets import Entry, Step
from tests.doubles.pages import publish_form, sentence

CARD = Message((Line("a question"),), ((Button("Claim", "claim:K7"), Button("Publish", "publish-form:K7QX-4XW2")),))


async def test_a_word_for_one_official_is_no_thread_for_another(pages):
    kim, _ = await pages.official("kim")
    lee, _ = await pages.official("lee")
    number = await pages.posted("shared", Message((Line("for lee alone"),)), seen_by="lee")
    codes = [(await one.get(f"/desk/rooms/shared/threads/{number}")).status_code for one in (kim, lee)]
    assert [404, 200] == codes


async def test_a_button_under_a_word_for_somebody_else_cannot_be_pressed(pages):
    kim, form = await pages.official("kim")
    number = await pages.posted("tickets", CARD, seen_by="lee")
    answer = await kim.post("/desk/presses", data={"form": form, "message": str(number), "data": "claim:K7"})
    assert 400 == answer.status_code
    assert [] == pages.events


async def test_the_room_of_another_official_is_closed_with_a_reason(pages):
    kim, form = await pages.official("kim")
    answer = await kim.get("/desk/rooms/ask:lee")
    assert 403 == answer.status_code
    assert "Only the official whose room it is" in sentence(answer.text)
    assert 403 == (await kim.post("/desk/rooms/ask:lee/posts", data={"form": form, "text": "x"})).status_code
    assert 200 == (await kim.get("/desk/rooms/ask:kim")).status_code


async def test_a_reader_has_rooms_and_no_word(pages):
    reader, form = await pages.official("lee", Role.READER)
    root = await pages.posted("tickets", CARD, ticket="K7")
    page = await reader.get(f"/desk/rooms/tickets/threads/{root}")
    refused = await reader.post(f"/desk/rooms/tickets/threads/{root}/posts", data={"form": form, "text": "x"})
    publishing = await reader.get("/desk/publish/K7")
    assert (200, 403, 403) == (page.status_code, refused.status_code, publishing.status_code)
    assert "Your role may not write here" in page.text
    assert "<textarea" not in page.text


@pytest.mark.parametrize("room", ["tickets", "escalation", "digest"])
async def test_nobody_writes_beside_the_threads(pages, room):
    official, form = await pages.official()
    answer = await official.post(f"/desk/rooms/{room}/posts", data={"form": form, "text": "x"})
    assert 403 == answer.status_code
    assert "<textarea" not in (await official.get(f"/desk/rooms/{room}")).text


async def test_an_answer_and_a_note_in_a_thread(pages):
    official, form = await pages.official()
    root = await pages.posted("tickets", CARD, ticket="K7")
    path = f"/desk/rooms/tickets/threads/{root}/posts"
    await official.post(path, data={"form": form, "text": "the answer", "key": "1"})
    await official.post(path, data={"form": form, "text": "a note", "key": "2", "note": "1"})
    seen = [(event.kind, event.command, event.text, event.address.thread, event.private) for event in pages.events]
    assert [(Kind.TEXT, "", "the answer", str(root), False), (Kind.COMMAND, "note", "a note", str(root), False)] == seen
    assert ["K7", "K7"] == [pages.rooms.posts[int(event.message)].ticket for event in pages.events]


async def test_a_press_names_the_thread_that_its_card_begins(pages):
    official, form = await pages.official()
    root = await pages.posted("tickets", CARD, ticket="K7")
    sent = {"form": form, "message": str(root), "data": "claim:K7", "key": "once"}
    for _ in range(2):
        await official.post("/desk/presses", data=sent)
    assert 1 == len({event.id for event in pages.events})
    event = pages.events[0]
    assert (Kind.PRESS, "claim:K7", str(root), str(root), "kim") == (
        event.kind,
        event.text,
        event.message,
        event.address.thread,
        event.callback,
    )


async def test_a_form_without_a_key_is_a_message_of_its_own(pages):
    visitor, form = await pages.visitor()
    for text in ("one", "two"):
        await visitor.post("/chat/messages", data={"form": form, "text": text})
    assert ["one", "two"] == [event.text for event in pages.events]


async def test_a_key_is_no_place_for_a_novel(pages):
    visitor, form = await pages.visitor()
    await visitor.post("/chat/messages", data={"form": form, "text": "one", "key": "k" * 40_000})
    assert [True] == [len(key) < 300 for key in pages.rooms.keys]


@pytest.mark.parametrize(
    ("text", "kind", "command", "argument"),
    [
        ("/status", Kind.COMMAND, "status", ""),
        ("/language ko", Kind.COMMAND, "language", "ko"),
        ("/person\nWho?", Kind.COMMAND, "person", "Who?"),
        ("/1", Kind.TEXT, "", "/1"),
        ("1/2", Kind.TEXT, "", "1/2"),
        ("//x", Kind.TEXT, "", "//x"),
    ],
)
async def test_what_begins_like_a_command_is_one(pages, text, kind, command, argument):
    visitor, form = await pages.visitor()
    await visitor.post("/chat/messages", data={"form": form, "text": text})
    assert [(kind, command, argument)] == [(one.kind, one.command, one.text) for one in pages.events]


@pytest.mark.parametrize(
    "text", ["\U0001f469\u200d\U0001f469\u200d\U0001f466", "e\u0301\u0302" * 50, "\u202eabc", "ﷺ", "\ufffe"]
)
async def test_odd_text_comes_through_as_it_is(pages, text):
    visitor, form = await pages.visitor()
    await visitor.post("/chat/messages", data={"form": form, "text": text})
    assert [text] == [event.text for event in pages.events]
    assert text in (await visitor.get("/")).text


async def test_a_new_visitor_leaves_nothing_in_the_store(pages):
    await pages.visitor()
    assert ({}, []) == (pages.rooms.posts, pages.events)


async def test_a_form_in_an_odd_alphabet_spoils_no_page(pages):
    visitor, form = await pages.visitor()
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("form", form), ("text", "half +2AA- a sign"))
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x; charset=utf-7"}
    sent = await visitor.post("/chat/messages", content=f"{fields}--x--\r\n".encode(), headers=headers)
    assert (303, ["half \ud800 a sign"]) == (sent.status_code, [event.text for event in pages.events])
    assert "half \ufffd a sign" in (await visitor.get("/")).text


async def test_an_answer_is_published_from_its_form(pages):
    official, form = await pages.official()
    root = str(await pages.posted("tickets", CARD, ticket="K7QX-4XW2"))
    pages.forms["K7QX-4XW2"] = publish_form(root)
    pressed = await official.post(
        "/desk/presses", data={"form": form, "message": root, "data": "publish-form:K7QX-4XW2"}
    )
    assert "/desk/publish/K7QX-4XW2" == pressed.headers["Location"]
    page = (await official.get(pressed.headers["Location"])).text
    assert ["May I bring a bicycle?", "2027-11-24", "ferry"] == [
        part for part in ("May I bring a bicycle?", "2027-11-24", "ferry") if part in page
    ]
    fields = {"question": "Q?", "answer": "A.\r\nB.", "language": "en", "owner": "Kim", "audience": "public"}
    sent = await official.post(
        "/desk/publish/K7QX-4XW2", data=fields | {"form": form, "key": "k", "review_on": "2027-01-01"}
    )
    assert f"/desk/rooms/tickets/threads/{root}#last" == sent.headers["Location"]
    event = pages.events[-1]
    assert (Kind.COMMAND, "publish", root) == (event.kind, event.command, event.address.thread)
    expected = fields | {"answer": "A.\nB.", "review_on": "2027-01-01", "ticket": "K7QX-4XW2"}
    assert expected == json.loads(event.text)


async def test_what_is_hostile_in_a_form_or_trail_is_no_markup(pages):
    official, _ = await pages.official()
    hostile = '"></textarea><script>alert(1)</script>'
    pages.forms["K7"] = publish_form("1", "K7", hostile)
    pages.trails["K7"] = [Entry(Step.CLAIM, hostile, datetime.now(UTC), hostile)]
    for path in ("/desk/publish/K7", "/desk/tickets/K7/trail"):
        page = (await official.get(path)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
