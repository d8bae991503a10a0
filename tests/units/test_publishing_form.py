"""What an official may publish, and what is refused with a reason."""

import json
from datetime import date

import pytest

from bot.desk.publishing import LIBRARY
from bot.messaging.model import Action, Address, Event, Kind
from bot.messaging.tickets import State
from bot.web.desk import NAME as DESK
from retrieval.model import Audience
from tests.contracts.desks.rooms import RoomsDriver

ANSWER = "Yes, please write to the festival team before the first of March."
FORM = {
    "question": "May a choir sing at the harbour festival?",
    "answer": ANSWER,
    "language": "en",
    "owner": "Festival team",
    "audience": "public",
    "review_on": "2027-11-30",
}


@pytest.fixture
async def desk(tmp_path):
    driver = RoomsDriver(tmp_path)
    await driver.start()
    await driver.asks("May my choir sing at the harbour festival?")
    await driver.press("kim", "claim")
    await driver.write("kim", ANSWER)
    await driver.press("kim", "send")
    yield driver
    await driver.stop()


async def published(desk, person="kim", **changes):
    """What follows from a form."""
    (ticket,) = await desk.stage.store.tickets_in(set(State), 1)
    text = json.dumps({"ticket": ticket.id} | FORM | changes)
    place = Address(DESK, "tickets", "1")
    return await desk.stage.talking([Event("form", Kind.COMMAND, place, person, text, "publish", callback=person)])


def note(handled):
    """What only who published sees."""
    return next(delivery.note for delivery in handled.deliveries if delivery.action is Action.ACKNOWLEDGE)


async def test_a_form_becomes_a_publication_for_the_library(desk):
    handled = await published(desk)
    first = handled.deliveries[0]
    (change,) = handled.tickets
    assert (Action.PUBLISH, LIBRARY) == (first.action, first.address)
    assert first.publication is not None
    assert f"answer-{change.ticket.id.lower()}" == first.publication.document == change.ticket.document
    assert (Audience.PUBLIC, date(2027, 11, 30)) == (first.publication.audience, first.publication.review_on)
    assert "The assistant uses it from now on" in first.then[0].message.text


@pytest.mark.parametrize(
    ("person", "changes", "reason"),
    [
        ("lee", {}, "Your role (agent) may not do this (publish)"),
        ("kim", {"question": ""}, "Please fill in: question"),
        ("kim", {"review_on": "someday", "owner": " "}, "Please fill in: owner, review_on"),
        ("kim", {"extra": "1"}, "Please fill in: extra"),
        ("kim", {"ticket": "unknown"}, "has not been answered"),
        ("kim", {"review_on": "2026-11-30"}, "must be after today"),
        ("kim", {"answer": "Call Jane on 010-5555-0173, she knows."}, "names a private person"),
        ("kim", {"answer": "It is in the tin box, as our night rules say."}, "Stopped: this repeats text"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_published(desk, person, changes, reason):
    handled = await published(desk, person, **changes)
    assert reason in note(handled)
    assert () == handled.tickets
    assert Action.PUBLISH not in {delivery.action for delivery in handled.deliveries}
