"""Officials ask the assistant on Slack: where they are answered, with whose documents, and why not with others."""

import pytest

from bot.handover.readers import Readers
from tests.contracts.desks.slack import SlackDriver
from tests.contracts.desks.test_desk import QUESTION, seen

KEY = "Where is the key?"
FOUND, SHARED = "The key is in the tin box.", "others than officials read this room"


async def mention(desk, channel, text, user="UKIM", thread=""):
    """What stands in the thread after somebody has named the assistant in a channel."""
    asked = await desk.people.write(user, channel, f"<@UDESK> {text}", thread)
    await desk.stage.settle()
    return thread_of(desk, channel, thread or asked)


def thread_of(desk, channel, root):
    return [post.text for post in desk.workspace.thread(channel, root)[1:]]


async def test_a_mention_is_answered_in_its_thread_and_the_thread_goes_on_without_one(desk):
    asked = await desk.people.write("UKIM", "CTEAM", f"<@UDESK> {KEY}")
    await desk.stage.settle()
    await desk.people.write("ULEE", "CTEAM", "And the other key?", asked)
    await desk.stage.settle()
    assert 2 == seen(thread_of(desk, "CTEAM", asked), FOUND)
    assert [] == [post.text for post in desk.workspace.top_level("CTEAM") if post.bot]


async def test_a_mention_comes_as_two_events_and_is_answered_once(desk):
    thread = await mention(desk, "CTEAM", KEY)
    assert 1 == seen(thread, FOUND)
    told = [one for one in desk.office.simulator.deliveries if one.kind == "events_api" and not one.own]
    assert 2 == len(told)


async def test_what_colleagues_say_to_each_other_is_none_of_its_business(desk):
    root = await desk.people.write("UKIM", "CTEAM", KEY)
    await desk.people.write("ULEE", "CTEAM", KEY, root)
    await desk.people.write("UKIM", "CTICKETS", KEY)
    await desk.stage.settle()
    assert [] == [post.text for post in desk.workspace.posts if post.bot]
    assert [] == desk.workspace.ephemerals


@pytest.mark.parametrize(
    ("channel", "found", "reason"),
    [("CTEAM", 1, 0), ("CCITY", 0, 1), ("CPARTNERS", 0, 1), ("CGUESTS", 0, 1), ("CDIGEST", 0, 1)],
)
async def test_internal_documents_are_for_channels_that_only_officials_read(desk, channel, found, reason):
    thread = await mention(desk, channel, KEY)
    assert [found, reason] == [seen(thread, FOUND), seen(thread, SHARED)]


async def test_who_joins_a_channel_changes_what_may_be_said_there(desk):
    assert 1 == seen(await mention(desk, "CTEAM", KEY), FOUND)
    desk.workspace.channels["CTEAM"].members.add("UGUEST")
    thread = await mention(desk, "CTEAM", KEY)
    assert [0, 1] == [seen(thread, FOUND), seen(thread, SHARED)]


@pytest.mark.parametrize("user", ["USTRANGER", "UGUEST"])
async def test_who_does_not_work_here_hears_so_alone(desk, user):
    thread = await mention(desk, "CCITY", KEY, user)
    assert [] == thread
    (note,) = desk.workspace.ephemerals
    assert (user, True) == (note.user, "You do not work at this desk" in note.text)


async def test_somebody_of_another_organisation_is_answered_nothing(desk):
    thread = await mention(desk, "CPARTNERS", KEY, "UOTHER")
    assert [] == thread


async def test_in_direct_messages_internal_documents_are_used_and_the_thread_goes_on(desk):
    assert 1 == seen(await desk.ask("kim", Readers.ALONE, KEY), FOUND)
    direct = desk.workspace.direct("UKIM")
    root = desk.workspace.top_level(direct.id)[0]
    await desk.people.write("UKIM", direct.id, "And the second key?", root.ts)
    await desk.stage.settle()
    assert 2 == seen(thread_of(desk, direct.id, root.ts), FOUND)


async def test_a_slash_command_is_answered_alone_and_its_answer_begins_a_thread(desk):
    answer = await desk.people.command("UKIM", "CCITY", f"ask {KEY}")
    await desk.stage.settle()
    direct = desk.workspace.direct("UKIM")
    (answered,) = [post for post in desk.workspace.top_level(direct.id) if post.bot]
    assert [True, True] == [FOUND in answered.text, "direct messages" in str(answer)]
    await desk.people.write("UKIM", direct.id, "And the second key?", answered.ts)
    await desk.stage.settle()
    assert 1 == seen(thread_of(desk, direct.id, answered.ts), FOUND)


async def test_the_assistant_s_pane_begins_with_a_greeting_and_shows_that_it_works(desk):
    root = await desk.people.open_assistant("UKIM")
    await desk.stage.settle()
    direct = desk.workspace.direct("UKIM")
    assert 1 == len(thread_of(desk, direct.id, root))
    await desk.people.write("UKIM", direct.id, KEY, root)
    await desk.stage.settle()
    assert 1 == seen(thread_of(desk, direct.id, root), FOUND)


async def test_named_in_a_ticket_s_thread_it_answers_there_and_nothing_becomes_a_draft(desk):
    await desk.asks(QUESTION)
    await desk.press("kim", "claim")
    card = desk.office.card()
    thread = await mention(desk, "CTICKETS", "Which documents speak of festivals?", thread=card.ts)
    assert [1, 0] == [seen(thread, "I did not find this"), seen(thread, "Preview")]


async def test_feedback_changes_the_buttons_and_keeps_the_words(desk):
    await desk.ask("kim", Readers.ALONE, KEY)
    direct = desk.workspace.direct("UKIM")
    answer = next(post for post in desk.workspace.posts if post.channel == direct.id and post.bot)
    before = len(answer.blocks)
    await desk.people.press("UKIM", direct.id, answer.ts, "y:")
    await desk.stage.settle()
    after = desk.workspace.find(direct.id, answer.ts)
    assert [True, True] == [FOUND in after.text, len(after.blocks) <= before]
    counts = await desk.stage.store.counts()
    assert 1 == counts["helpful"]


async def test_a_channel_that_is_not_on_the_list_is_told_so(tmp_path):
    desk = SlackDriver(tmp_path)
    desk.office.more = {"slack_channels": "CTEAM"}
    await desk.start()
    try:
        assert [] == await mention(desk, "CCITY", KEY)
        assert 1 == seen([note.text for note in desk.workspace.ephemerals], "not one where I may answer")
        assert 1 == seen(await mention(desk, "CTEAM", KEY), FOUND)
    finally:
        await desk.stop()


async def test_a_workspace_that_is_not_on_the_list_is_not_read(tmp_path):
    desk = SlackDriver(tmp_path)
    desk.office.more = {"slack_teams": "T9"}
    await desk.start()
    try:
        assert [] == await mention(desk, "CTEAM", KEY)
        assert [] == desk.workspace.ephemerals
    finally:
        await desk.stop()
