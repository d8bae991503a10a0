"""Tickets on Slack beyond what every desk promises: reactions, form, home tab, commands, long texts, erasure."""

import asyncio

import pytest

from bot.channels.slack.channel import MARKS
from bot.messaging.model import Address, Event, Kind
from bot.messaging.tickets import State
from evals.handover.stage import CITY
from evals.handover.workspace import plain
from evals.slack.workspace import Post
from tests.contracts.desks.answering import ANNA
from tests.contracts.desks.test_desk import ANSWER, QUESTION, seen, sent

FILLED = {"question": "May a choir sing at the harbour festival?", "answer": ANSWER, "review_on": "2027-11-30"}


@pytest.fixture(autouse=True)
async def asked(desk):
    await desk.asks(QUESTION)


async def test_a_reaction_shows_how_it_stands(desk):
    shown = [set(desk.office.card().reactions)]
    await desk.press("kim", "claim")
    shown.append(set(desk.office.card().reactions))
    await desk.write("kim", ANSWER)
    await desk.press("kim", "send")
    shown.append(set(desk.office.card().reactions))
    assert [{MARKS[state]} for state in (State.OPEN, State.CLAIMED, State.ANSWERED)] == shown


async def test_a_reaction_that_fails_posts_nothing_twice(desk):
    desk.office.simulator.fail("reactions.add", "internal_error", times=2)
    await desk.press("kim", "claim")
    assert 1 == len([post for post in desk.workspace.top_level("CTICKETS") if post.bot])


async def test_a_reminder_is_seen_in_the_channel_too(desk):
    await desk.pass_hours(3)
    card = desk.office.card()
    aloud = [post.text for post in desk.workspace.thread(card.channel, card.ts) if post.broadcast]
    assert 1 == seen(aloud, "Nobody has claimed this yet")


async def test_the_form_is_filled_with_what_was_answered_and_publishes(desk):
    await sent(desk)
    await desk.press("kim", "publish-form")
    (modal,) = desk.workspace.views.values()
    inputs = {block["block_id"]: block["element"] for block in modal.view["blocks"] if block["type"] == "input"}
    assert [QUESTION, ANSWER, "Kim"] == [inputs[name]["initial_value"] for name in ("question", "answer", "owner")]
    await desk.people.submit("UKIM", modal.id, FILLED)
    for _ in range(300):
        if seen(await desk.thread("kim"), "Kim publishes this as an approved answer"):
            break
        await asyncio.sleep(0.01)
    ticket = await desk.stage.store.ticket(desk.office.ticket(desk.office.card()))
    assert ticket.document == f"answer-{ticket.id.lower()}"


async def test_a_field_that_is_wrong_is_said_in_the_form(desk):
    await sent(desk)
    await desk.press("kim", "publish-form")
    (modal,) = desk.workspace.views.values()
    answer = await desk.people.submit("UKIM", modal.id, FILLED | {"language": "??", "question": "Eh?"})
    assert ["errors", {"language", "question"}] == [answer["response_action"], set(answer["errors"])]
    assert [modal.id] == list(desk.workspace.views)


async def test_who_may_not_publish_gets_no_form_but_a_reason(desk):
    await sent(desk, "lee")
    await desk.press("lee", "publish-form")
    assert [{}, 1] == [
        desk.workspace.views,
        seen(await desk.thread("lee"), "Your role (agent) may not do this (publish)"),
    ]


async def test_a_form_that_slack_does_not_open_is_explained(desk):
    await sent(desk)
    desk.office.simulator.fail("views.open", "expired_trigger_id")
    await desk.press("kim", "publish-form")
    assert 1 == seen(await desk.thread("kim"), "Open the form under the ticket")


async def test_the_home_tab_lists_what_is_one_s_own_what_is_late_and_what_waits(desk):
    home = await home_of(desk, "UKIM")
    assert [1, 1, 1] == [seen([home], part) for part in ("Mine (0)", "Waiting for somebody (1)", QUESTION)]
    await desk.press("kim", "claim")
    home = await home_of(desk, "UKIM")
    assert [1, 1] == [seen([home], part) for part in ("Mine (1)", "Waiting for somebody (0)")]
    await desk.pass_hours(24 * 7)
    assert 1 == seen([await home_of(desk, "ULEE")], "Overdue (1)")


async def test_a_ticket_in_the_home_tab_leads_to_its_card(desk):
    await home_of(desk, "UKIM")
    card = desk.office.card()
    links = [part["url"] for part in parts_of(desk.workspace.homes["UKIM"]["blocks"]) if part["type"] == "link"]
    assert [True] == [link.endswith(f"archives/{card.channel}/p{card.ts.replace('.', '')}") for link in links]


async def test_who_does_not_work_here_sees_no_tickets_in_the_home_tab(desk):
    shown = await home_of(desk, "USTRANGER")
    assert [True, False] == ["You do not work at this desk" in shown, QUESTION in shown]


async def test_who_works_here_no_more_loses_what_the_home_tab_showed(desk):
    assert QUESTION in await home_of(desk, "ULEE")
    desk.workspace.members["ULEE"].deleted = True
    desk.stage.office._desk.officials._members.clear()
    shown = await home_of(desk, "ULEE")
    assert [True, False] == ["You do not work at this desk" in shown, QUESTION in shown]


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("status", "Waiting for somebody (1)"),
        ("help", "What you can do here"),
        ("", "What you can do here"),
        ("digest", "Open: 1"),
    ],
)
async def test_a_slash_command_is_answered_where_it_was_given_to_who_gave_it(desk, command, part):
    await desk.people.command("ULEE", "CTEAM", command)
    await desk.stage.settle()
    (note,) = desk.workspace.ephemerals
    assert ["CTEAM", "ULEE", 1] == [note.channel, note.user, seen([note.text], part)]


async def test_where_the_assistant_is_no_member_a_command_is_answered_in_direct_messages(desk):
    desk.workspace.channels["CCITY"].members.discard("UDESK")
    await desk.people.command("ULEE", "CCITY", "status")
    await desk.stage.settle()
    direct = [post.text for post in desk.workspace.top_level(desk.workspace.direct("ULEE").id)]
    assert 1 == seen(direct, "Waiting for somebody (1)")


async def test_a_receipt_number_shows_what_happened_to_it_and_by_whom(desk):
    await desk.press("kim", "claim")
    await desk.people.command("ULEE", "CTEAM", f"status {desk.office.ticket(desk.office.card())}")
    await desk.stage.settle()
    (note,) = desk.workspace.ephemerals
    assert [1, 1] == [seen([note.text], part) for part in ("passed on – the inquirer", "claimed – Kim")]


async def test_a_long_answer_is_shown_whole_and_sent_whole(desk):
    text = "\n".join(f"{number}. The choir may sing on the {number}th stage." for number in range(1, 400))
    await desk.press("kim", "claim")
    await desk.write("kim", text)
    card = desk.office.card()
    shown = [plain(post.text) for post in desk.workspace.thread(card.channel, card.ts) if post.bot]
    sizes = [
        sum(len(part.get("text", "")) for part in parts_of(post.blocks)) for post in desk.workspace.posts if post.bot
    ]
    assert max(sizes) <= 9000
    assert len([one for one in shown if "stage" in one or "Preview" in one]) > 1
    await desk.press("kim", "send")
    told = "\n".join(await desk.told())
    assert [1, 1] == [told.count("1. The choir may sing on the 1th stage."), told.count("on the 399th stage.")]


async def test_what_an_inquirer_wants_forgotten_is_taken_from_the_channel(desk):
    await sent(desk)
    before = desk.office.card()
    forget = Event("forget", Kind.COMMAND, Address(CITY, ANNA), ANNA, command="forget", language="en")
    await desk.stage.receive([forget])
    await desk.stage.settle()
    left = [post.text for post in desk.workspace.posts if post.bot and (QUESTION in post.text or ANSWER in post.text)]
    assert [] == left
    assert 1 == seen(
        [post.text for post in desk.workspace.top_level(before.channel)], "was deleted at the inquirer's wish"
    )


async def test_what_another_app_said_in_the_thread_keeps_nothing_of_ours_there(desk):
    card = desk.office.card()
    theirs = Post(card.channel, desk.workspace.timestamp(), "UOTHERBOT", "Noted.", thread_ts=card.ts, bot=True)
    desk.workspace.posts.append(theirs)
    await desk.stage.receive(
        [Event("forget", Kind.COMMAND, Address(CITY, ANNA), ANNA, command="forget", language="en")]
    )
    await desk.stage.settle()
    assert [] == [post.text for post in desk.workspace.posts if QUESTION in post.text]


async def test_markup_of_slack_means_nothing_in_what_is_sent_and_mentions_keep_a_draft_inside(desk):
    await desk.press("kim", "claim")
    await desk.write("kim", "Tickets <b>& more</b>: see https://example.org/a?b=1&c=2.")
    await desk.press("kim", "send")
    assert 1 == seen(await desk.told(), "Tickets <b>& more</b>: see https://example.org/a?b=1&c=2.")
    await desk.write("kim", "<@ULEE> what do you think?")
    thread = await desk.thread("kim")
    assert [0, 1] == [seen(thread, "Preview"), seen(thread, "Sent by Kim")]


async def home_of(desk, user):
    await desk.people.open_home(user)
    await desk.stage.settle()
    return "\n".join(part.get("text", "") for part in parts_of(desk.workspace.homes[user]["blocks"]))


def parts_of(blocks):
    """The pieces of rich text in some blocks."""
    sections = [section for block in blocks if block["type"] == "rich_text" for section in block["elements"]]
    return [part for section in sections for part in section["elements"]]
