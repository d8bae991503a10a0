"""From a message on Telegram to an official in a browser, and back: the real client, pages, store and outbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.handover.roles import Role
from bot.model import Answer, Outcome
from bot.staffing import add
from tests.flows.telegram.conftest import Resident, Town, buttons, say
from tests.flows.web.conftest import PASSWORD, Person

ANSWER = "Yes, the kumquats are sold at the harbour on Sundays."
ROOM = "/desk/rooms/tickets"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Town]:
    """A town of its own, as a test here looks at everything that is at the desk."""
    opened = Town(tmp_path)
    await opened.open()
    yield opened
    await opened.stop()


class Official(Person):
    """Somebody at the desk of a town."""

    async def thread(self) -> str:
        """The path of the newest ticket's thread."""
        page = await self.sees("/threads/", ROOM)
        return f"{ROOM}/threads/{page.rpartition('/threads/')[2].partition(chr(34))[0]}"

    async def claims(self) -> str:
        path = await self.thread()
        await self.opens(path)
        await self.presses("Claim", "/desk/presses")
        await self.sees("has it now", path)
        return path

    async def answers(self, text: str) -> str:
        path = await self.claims()
        await self.says(text, f"{path}/posts")
        await self.sees("Preview: this", path)
        await self.presses("Send", "/desk/presses")
        return path


@pytest.fixture
async def official(office: Town) -> AsyncIterator[Official]:
    """A supervisor who has signed in."""
    assert office.service is not None
    await add(office.service.store, "kim", "Kim", Role.SUPERVISOR, "en", PASSWORD)  # type: ignore[arg-type]
    made = await signed_in(office)
    yield made
    await made.client.aclose()


async def signed_in(town: Town) -> Official:
    assert town.service is not None
    config = town.service.server.config
    made = Official(f"http://{config.host}:{config.port}")
    await made.client.post("/desk/login", data={"name": "kim", "password": PASSWORD})
    return made


async def handed_over(mina: Resident, text: str = "Where are kumquats sold?") -> str:
    """Ask, and ask a person; the receipt number."""
    answer = await mina.asks(text)
    receipt = await mina.picks(answer, say("button-person"))
    await mina.town.until(lambda: "I have passed your question on" in mina.now(receipt).text)
    return mina.now(receipt).text.partition("Receipt number: ")[2][:9]


async def test_a_person_s_answer_comes_back_to_the_chat(office, official):
    mina = office.resident()
    receipt = await handed_over(mina)
    path = await official.answers(ANSWER)
    answer = await mina.sees(ANSWER)
    assert [say("office-answers"), ANSWER, say("office-receipt", receipt=receipt)] == answer.text.split("\n")
    assert (say("button-solved"),) == buttons(answer)
    await official.sees("Delivered to the inquirer", path)


async def test_without_anybody_at_the_desk_nothing_is_promised(office):
    mina = office.resident()
    answer = await mina.asks("Where are kumquats sold?")
    assert say("person-none") == (await mina.picks(answer, say("button-person"))).text


async def test_the_assistant_is_silent_while_a_person_has_it_and_hands_back(office, official):
    mina = office.resident()
    receipt = await handed_over(mina)
    await official.answers(ANSWER)
    answer = await mina.sees(ANSWER)
    notice = await mina.asks("And lemons, perhaps, or limes as well?")
    assert say("held-notice", receipt=receipt) == notice.text
    assert [] == office.clerk.questions("And lemons, perhaps, or limes as well?")
    await official.sees("And lemons", await official.thread())
    assert say("handed-back", receipt=receipt) == (await mina.picks(answer, say("button-solved"))).text
    assert "Echo: Is it open on Mondays?" in (await mina.asks("Is it open on Mondays?")).text


async def test_status_shows_it_in_one_s_language_and_takes_it_back(office, official):
    budi = office.resident("id")
    answer = await budi.asks("Where are kumquats sold?")
    shown = await budi.picks(answer, buttons(answer)[-1])
    receipt = next(word.rstrip(".") for word in shown.text.split() if word[4:5] == "-")
    status = await budi.commands("status")
    assert say("status-ticket", "id", receipt=receipt, state=say("state-open", "id")) in status.text
    withdrawn = await budi.picks(status, say("button-withdraw", "id", receipt=receipt))
    assert say("handed-withdrawn", receipt=receipt) == withdrawn.text
    await official.sees("withdrawn", ROOM)


async def test_a_command_passes_a_question_on_without_asking_the_assistant(office, official):
    mina = office.resident()
    await mina.commands("person", "Who waters the kumquats?")
    await official.sees("Who waters the kumquats?", ROOM)
    assert [] == office.clerk.questions("Who waters the kumquats?")


async def test_an_assistant_that_fails_hands_over_by_itself(office, official):
    mina, text = office.resident(), "Where are kumquats sold?"
    office.clerk.script[text] = Answer("", Outcome.FAILED, "Something went wrong.", "en")
    mina.person.say(text)
    await mina.sees("I have passed your question on")
    assert "Something went wrong." == mina.lines[0]
    await official.sees("the assistant failed", ROOM)


async def test_a_restart_between_question_and_answer_loses_nothing(office, official):
    mina = office.resident()
    await handed_over(mina)
    await office.end()
    await office.reopen()
    again = await signed_in(office)
    await again.answers(ANSWER)
    await mina.sees(ANSWER)
    await again.client.aclose()
    assert 1 == sum(ANSWER in message.text for message in mina.messages)


async def test_the_desk_hears_that_an_answer_cannot_arrive(office, official):
    mina = office.resident()
    await handed_over(mina)
    mina.person.block()
    path = await official.answers(ANSWER)
    await official.sees("Not delivered: blocked", path)
    assert ANSWER not in "".join(message.text for message in mina.messages)


async def test_in_a_group_only_who_asked_is_with_the_person(office, official):
    mina, jun = office.resident(), office.resident()
    club = office.group(mina, jun)
    answer = await club.asks(mina, "@city_bot Where are kumquats sold?")
    before = len(club.messages)
    mina.person.press(club.now(answer), say("button-person"))
    await club.hears(before + 1)
    await official.answers(ANSWER)
    reply = await club.sees(ANSWER)
    assert reply.reply_to is not None
    heard = await club.asks(jun, "@city_bot When does the market open?")
    assert "Echo" in heard.text
