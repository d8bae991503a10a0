"""Messages that are not a short text: pictures, voices, albums, very long ones, strange scripts, nothing at all."""

from typing import Any

import pytest

from bot.messaging.splitting import units
from tests.flows.telegram.conftest import Resident, Town, first_line, say
from tests.simulators.telegram.people import Person

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNREADABLE = {
    "photo": Person.photo,
    "voice": Person.voice,
    "sticker": Person.sticker,
    "document": lambda person: person.document("form.pdf", b"%PDF-1.7"),
    "location": Person.location,
}
OTHERS: dict[str, Any] = {
    "contact": {"phone_number": "+1", "first_name": "Somebody"},
    "dice": {"emoji": "🎲", "value": 4},
    "video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1},
    "audio": {"file_id": "a", "file_unique_id": "a", "duration": 1},
    "animation": {"file_id": "g", "file_unique_id": "g", "width": 1, "height": 1, "duration": 1},
    "video_note": {"file_id": "n", "file_unique_id": "n", "length": 1, "duration": 1},
    "venue": {"location": {"latitude": 1, "longitude": 1}, "title": "Harbour", "address": "Quay 1"},
}


def arrives(town: Town, who: Resident, content: dict[str, Any], number: int = 1) -> None:
    """A message of a kind that the simulated people do not write themselves."""
    chat = {"id": who.identity, "type": "private", "first_name": "Resident"}
    sender = {"id": who.identity, "is_bot": False, "first_name": "Resident", "language_code": "en"}
    head = {"message_id": 10_000_000 + number, "date": 1, "chat": chat, "from": sender}
    who.person.account.started = True
    town.simulator.update_raw({"message": head | content})


def picture(number: int, **more: Any) -> dict[str, Any]:
    """A picture of an album."""
    file = {"file_id": f"p{number}", "file_unique_id": f"p{number}", "width": 1, "height": 1}
    return {"photo": [file], "media_group_id": "5"} | more


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_is_no_text_gets_one_kind_sentence(mina: Resident, kind: str) -> None:
    UNREADABLE[kind](mina.person)
    shown = await mina.hears(1)
    assert (say("unreadable-kind"), []) == (shown.text, shown.buttons)
    await mina.asks("Is there but one sentence about it?")


async def test_the_sentence_is_in_the_language_of_the_app(town: Town) -> None:
    resident = town.resident("ru")
    resident.person.voice()
    assert say("unreadable-kind", "ru") == (await resident.hears(1)).text


@pytest.mark.parametrize("kind", OTHERS)
async def test_so_does_everything_else_that_can_be_sent(town: Town, mina: Resident, kind: str) -> None:
    arrives(town, mina, {kind: OTHERS[kind]})
    assert say("unreadable-kind") == (await mina.hears(1)).text


async def test_an_album_gets_one_sentence(town: Town, mina: Resident) -> None:
    for number in range(5):
        arrives(town, mina, picture(number), number)
    await mina.hears(1)
    await mina.asks("Is there one sentence about the whole album?")
    assert [say("unreadable-kind"), "Echo: Is there one sentence about the whole album?"] == mina.lines


@pytest.mark.parametrize("captioned", [0, 2, 4])
async def test_an_album_with_a_caption_gets_one_answer(town: Town, mina: Resident, captioned: int) -> None:
    for number in range(5):
        caption = {"caption": "What is it that this album shows?"} if number == captioned else {}
        arrives(town, mina, picture(number, **caption), number)
    await mina.sees("Echo: What is it that this album shows?")
    await mina.asks("Is there one answer to the whole album?")
    assert [say("caption-only"), "Echo: Is there one answer to the whole album?"] == mina.lines


async def test_a_caption_is_answered_and_the_picture_named_unread(mina: Resident) -> None:
    mina.person.photo(caption="Which building is on this picture?")
    shown = await mina.hears(1)
    assert say("caption-only") == first_line(shown)
    assert "Echo: Which building is on this picture?" in shown.text


async def test_so_is_the_caption_of_a_file(mina: Resident) -> None:
    mina.person.document("form.pdf", b"%PDF-1.7", caption="What is this form good for?")
    assert "Echo: What is this form good for?" in (await mina.hears(1)).text


async def test_a_mention_in_a_caption_counts_in_a_group(town: Town, mina: Resident) -> None:
    club = town.group(mina)
    group = {"chat": {"id": club.identity, "type": "group", "title": "Group"}}
    caption = {"caption": "@city_bot Where was this taken?"}
    mention = {"caption_entities": [{"type": "mention", "offset": 0, "length": 9}]}
    arrives(town, mina, picture(1) | group)
    arrives(town, mina, picture(2) | group | caption | mention, 2)
    shown = await club.hears(1)
    assert "Echo: Where was this taken?" in shown.text


@pytest.mark.parametrize(("length", "answered"), [(1000, True), (1001, False), (4096, False)])
async def test_a_very_long_question_is_told_how_long_it_may_be(mina: Resident, length: int, answered: bool) -> None:
    text = ("How long may a question be? " * 200)[: length - 1] + "?"
    mina.person.say(text)
    shown = await mina.sees("?" if answered else f"{length} characters")
    assert answered == shown.text.startswith("Echo: How long")
    assert answered or say("too-long", length=length, limit=1000) == shown.text


async def test_a_question_of_the_longest_possible_emoji_is_told_so(mina: Resident) -> None:
    text = "🏴" * 2048
    assert 4096 == units(text)
    mina.person.say(text)
    assert say("too-long", length=2048, limit=1000) == (await mina.hears(1)).text


@pytest.mark.parametrize(
    "text",
    [
        "🎉",
        "👨‍👩‍👧‍👦🏴‍☠️🇰🇷",
        "?",
        ".",
        "\u200fמתי נחתם ההסכם עם קושימה؟",
        "متى أصبحت كوشيما مدينة شقيقة؟",
        "\u202eWhen was it signed?\u202c",
        "e\u0301\u0323" * 50 + "?",
        "ထိုင်းမြို့တော်က ဘယ်မြို့လဲ?",
        "<b>bold?</b> &amp; *stars* _lines_ [link](https://example.org)",
        "a\nb\n\n\nc?",
        "/",
        "//help",
        "/ help",
        "{city} {0} %s",
    ],
)
async def test_any_text_is_answered_as_it_stands(town: Town, mina: Resident, text: str) -> None:
    written = town.simulator.message(mina.identity, mina.person.say(text))
    shown = await mina.hears(1)
    assert shown.text.startswith("Echo: ")
    assert written.text == town.clerk.asked[-1].text


async def test_only_spaces_are_no_question(town: Town, mina: Resident) -> None:
    before = len(town.clerk.asked)
    for text in ("   ", "\n\n", "\u00a0\u3000"):
        arrives(town, mina, {"text": text})
    await mina.asks("Is this the first question of mine?")
    assert before + 1 == len(town.clerk.asked)


@pytest.mark.parametrize("service", [{"pinned_message": None}, {"group_chat_created": True}, {"new_chat_title": "New"}])
async def test_news_about_a_chat_are_no_question(town: Town, mina: Resident, service: dict[str, Any]) -> None:
    arrives(town, mina, service)
    shown = await mina.asks("Is nothing said about such news?")
    assert "Echo: Is nothing said about such news?" == first_line(shown)


@pytest.mark.parametrize("text", ["Is \ud83d half an emoji?", "\udc00", "\ud800\udfff\ud800 end?"])
async def test_half_a_character_stops_nobody(town: Town, mina: Resident, jun: Resident, text: str) -> None:
    arrives(town, mina, {"text": text})
    await mina.asks("Is this answered after half a character?")
    await jun.asks("Is everybody else answered as well?")
