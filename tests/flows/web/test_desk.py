"""The desk and the public chat without any script: forms over HTTP, from a question to the answer of a person."""

import asyncio
import html

import pytest

from bot.handover.roles import Role
from bot.messaging.tickets import State
from bot.staffing import disable
from tests.flows.web.conftest import PASSWORD

UNKNOWN = "May my aunt bring her parrot on the night boat to Heron Island?"
ANSWER = "Yes, if the parrot travels in a cage and has its papers with it."
PERSON = 'value="h:'
"""What the button carries that asks a person."""
ROOM = "/desk/rooms/tickets"


async def handed_over(office, text=UNKNOWN):
    """A citizen whose question is at the desk."""
    citizen = office.somebody()
    await citizen.opens("/")
    await citizen.says(text)
    await citizen.sees(PERSON, "/")
    await citizen.presses("Ask a person")
    await citizen.sees("I have passed your question on", "/")
    return citizen


async def opened(official):
    """The thread of the newest ticket."""
    page = await official.sees("Thread (", ROOM)
    path = f"{ROOM}/threads/{page.rpartition('/threads/')[2].partition(chr(34))[0]}"
    await official.opens(path)
    return path


async def claimed(official):
    path = await opened(official)
    await official.presses("Claim", "/desk/presses")
    await official.sees("has it now", path)
    return path


async def test_a_question_goes_to_a_person_and_the_answer_comes_back(office):
    official, citizen = await office.official(), await handed_over(office)
    path = await claimed(official)
    await official.says(ANSWER, f"{path}/posts")
    await official.sees("Preview: this", path)
    assert ANSWER not in (await citizen.opens("/")).text
    await official.presses("Send", "/desk/presses")
    assert "The office answers" in await citizen.sees(ANSWER, "/")
    await official.sees("Delivered to the inquirer", path)


async def test_a_note_never_leaves(office):
    official, citizen = await office.official(), await handed_over(office)
    path = await claimed(official)
    await official.says("The harbour master is on leave until Friday", f"{path}/posts", note="1")
    await official.says("note: so is his deputy, do not tell", f"{path}/posts")
    await official.says(ANSWER, f"{path}/posts")
    await official.sees("Preview: this", path)
    await official.presses("Send", "/desk/presses")
    page = await citizen.sees(ANSWER, "/")
    assert "harbour master" not in page
    assert "deputy" not in page


async def test_text_that_the_citizen_may_not_see_is_stopped(office):
    official, citizen = await office.official(), await handed_over(office)
    path = await claimed(official)
    await official.says("The night watch keeps the spare key of the Heron Gate in the green tin box.", f"{path}/posts")
    await official.sees("Stopped: this repeats text of a document", path)
    await official.presses("Send all the same", "/desk/presses")
    await official.sees("This may not be overruled here", path)
    assert "green tin box" not in (await citizen.opens("/")).text


async def test_officials_see_no_private_data(office):
    official = await office.official()
    await handed_over(office, f"{UNKNOWN} Call 010-5555-0173 or write to roe@example.org")
    page = await official.sees("[phone]", ROOM)
    assert "[email]" in page
    assert "5555" not in page
    assert "roe@" not in page


@pytest.mark.parametrize(("role", "refusal"), [(Role.READER, "Your role (reader) may not do this"), (Role.AGENT, "")])
async def test_a_role_decides_who_claims(office, role, refusal):
    official = await office.official("lee", role)
    await office.official("boss")
    await handed_over(office)
    path = await opened(official)
    await official.presses("Claim", "/desk/presses")
    await official.sees(refusal or "Lee has it now", path)


async def test_a_reader_has_nothing_to_write_in(office):
    reader = await office.official("lee", Role.READER)
    await office.official("boss")
    await handed_over(office)
    path = await opened(reader)
    assert "Your role may not write here" in reader.page
    refused = await reader.says("hello", f"{path}/posts")
    assert 403 == refused.status_code


async def test_the_assistant_answers_officials_in_a_thread_with_internal_documents(office):
    official = await office.official()
    await official.opens("/desk/rooms/ask")
    await official.says("Where is the spare key of the Heron Gate kept?", "/desk/rooms/ask/posts")
    page = await official.sees("Thread (1)", "/desk/rooms/ask")
    path = f"/desk/rooms/ask/threads/{page.rpartition('/threads/')[2].partition(chr(34))[0]}"
    await official.sees("green tin box", path)


async def test_before_outsiders_the_same_question_finds_public_documents_only(office):
    official = await office.official()
    await official.opens("/desk/rooms/shared")
    await official.says("Where is the spare key of the Heron Gate kept?", "/desk/rooms/shared/posts")
    page = await official.sees("Thread (", "/desk/rooms/shared")
    path = f"/desk/rooms/shared/threads/{page.rpartition('/threads/')[2].partition(chr(34))[0]}"
    await official.sees("Assistant", path)
    assert "green tin box" not in official.page


async def test_what_is_asked_alone_is_seen_by_nobody_else(office):
    kim, lee = await office.official("kim"), await office.official("lee")
    await kim.opens("/desk/rooms/ask")
    await kim.says("What does the partner badge open?", "/desk/rooms/ask/posts")
    page = await kim.sees("/threads/", "/desk/rooms/ask")
    number = page.rpartition("/threads/")[2].partition(chr(34))[0]
    assert "partner badge" not in (await lee.opens("/desk/rooms/ask")).text
    assert 404 == (await lee.opens(f"/desk/rooms/ask/threads/{number}")).status_code


async def test_forgetting_reaches_the_desk(office):
    official, citizen = await office.official(), await handed_over(office)
    await opened(official)
    await citizen.says("/forget")
    await official.sees("was deleted at the inquirer", ROOM)
    assert "parrot" not in (await official.opens(ROOM)).text
    assert "parrot" not in (await citizen.opens("/")).text


async def test_the_trail_says_who_did_what(office):
    official, _ = await office.official(), await handed_over(office)
    await claimed(official)
    receipt = (await office.store.tickets_in({State.CLAIMED}, 1))[0].id
    page = (await official.opens(f"/desk/tickets/{receipt}/trail")).text
    assert ["passed on", "claimed"] == [what for what in ("passed on", "claimed") if what in page]


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"' {{7*7}} \u202e\u0000"


async def test_nothing_that_is_written_becomes_markup(office):
    official, citizen = await office.official(), await handed_over(office, f"{HOSTILE} {UNKNOWN}")
    for page in ((await citizen.opens("/")).text, await official.sees("Thread (", ROOM)):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert html.escape("<script>alert(1)") in page


async def test_a_message_sent_twice_is_one(office):
    citizen = office.somebody()
    await citizen.opens("/")
    for _ in range(3):
        await citizen.says(UNKNOWN, key="the same")
    await citizen.sees(PERSON, "/")
    await asyncio.sleep(0.5)
    assert 1 == (await citizen.opens("/")).text.count("parrot on the night boat")


async def test_the_password_of_somebody_disabled_opens_nothing(office):
    official = await office.official()
    await disable(office.store, "kim")
    assert "Sign in" in (await official.opens(ROOM)).text
    answer = await official.client.post("/desk/login", data={"name": "kim", "password": PASSWORD})
    assert 401 == answer.status_code
