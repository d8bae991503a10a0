"""The simulated Web API, asked by the real client, answers as Slack does."""

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from aiohttp import ClientConnectionError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from evals.slack.simulator import SlackSimulator
from evals.slack.workspace import office

TEAM = "CTEAM"


@pytest.fixture
async def slack() -> AsyncIterator[SlackSimulator]:
    simulator = SlackSimulator(office(), ack_seconds=0.2, retry_pauses=(0.0, 0.0, 0.0))
    await simulator.start()
    yield simulator
    await simulator.stop()


@pytest.fixture
def client(slack: SlackSimulator) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-simulated", base_url=slack.api, retry_handlers=[])


async def refusal(call: Awaitable[Any]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as raised:
        await call
    answer: dict[str, Any] = raised.value.response.data
    return answer


async def refused(call: Awaitable[Any]) -> str:
    return str((await refusal(call))["error"])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(title: str = "Publish", **more: Any) -> dict[str, Any]:
    view = {"type": "modal", "title": {"type": "plain_text", "text": title}, "blocks": [section("x")]}
    return view | more


async def test_the_app_learns_who_it_is_and_what_it_may_do(client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert ("UDESK", "BDESK", "T1") == (answer["user_id"], answer["bot_id"], answer["team_id"])
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_tokens_are_checked(slack: SlackSimulator) -> None:
    assert "not_authed" == await refused(AsyncWebClient(base_url=slack.api).auth_test())
    assert "invalid_auth" == await refused(AsyncWebClient("xoxb-other", base_url=slack.api).auth_test())
    bot = AsyncWebClient("xoxb-simulated", base_url=slack.api)
    assert "not_allowed_token_type" == await refused(bot.apps_connections_open(app_token="xoxb-simulated"))
    answer = await bot.apps_connections_open(app_token="xapp-simulated")
    assert answer["url"].startswith("ws://127.0.0.1:")


async def test_an_unknown_method_is_named(client: AsyncWebClient) -> None:
    assert "unknown_method" == await refused(client.api_call("chat.shout"))


async def test_a_missing_scope_is_named_with_what_is_there(slack: SlackSimulator, client: AsyncWebClient) -> None:
    slack.workspace.scopes -= {"groups:history"}
    answer = await refusal(client.conversations_history(channel=TEAM))
    assert ("missing_scope", "groups:history") == (answer["error"], answer["needed"])
    assert "chat:write" in answer["provided"].split(",")
    await client.conversations_history(channel="CCITY")


async def test_a_reply_carries_its_root_and_may_be_shown_to_all(slack: SlackSimulator, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=TEAM, text="root"))["ts"]
    await client.chat_postMessage(channel=TEAM, text="reply", thread_ts=root)
    await client.chat_postMessage(channel=TEAM, text="to all", thread_ts=root, reply_broadcast=True)
    replies = (await client.conversations_replies(channel=TEAM, ts=root))["messages"]
    assert ["root", "reply", "to all"] == [message["text"] for message in replies]
    assert [root, root, root] == [message["thread_ts"] for message in replies]
    assert 2 == replies[0]["reply_count"]
    history = (await client.conversations_history(channel=TEAM))["messages"]
    assert ["to all", "root"] == [message["text"] for message in history]
    assert ["root"] == [post.text for post in slack.workspace.top_level(TEAM)]


async def test_a_reply_to_nothing_is_posted_all_the_same(slack: SlackSimulator, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=TEAM, text="orphan", thread_ts="1500000000.000100")
    assert ["orphan"] == [post.text for post in slack.workspace.thread(TEAM, "1500000000.000100")]
    answer = client.conversations_replies(channel=TEAM, ts="1500000000.000100")
    assert "thread_not_found" == await refused(answer)


async def test_a_person_stands_for_their_direct_channel(client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="UKIM", text="hello")
    opened = await client.conversations_open(users=["UKIM"])
    assert posted["channel"] == opened["channel"]["id"] == "DUKIM"
    assert "user_not_found" == await refused(client.conversations_open(users=["UNOBODY"]))


async def test_where_a_message_cannot_go_slack_says_why(slack: SlackSimulator, client: AsyncWebClient) -> None:
    assert "channel_not_found" == await refused(client.chat_postMessage(channel="CNONE", text="x"))
    assert "no_text" == await refused(client.api_call("chat.postMessage", params={"channel": TEAM}))
    slack.workspace.channels["CDIGEST"].archived = True
    assert "is_archived" == await refused(client.chat_postMessage(channel="CDIGEST", text="x"))
    slack.workspace.channels["CCITY"].members.discard("UDESK")
    assert "not_in_channel" == await refused(client.chat_postMessage(channel="CCITY", text="x"))
    slack.workspace.channels[TEAM].members.discard("UDESK")
    assert "channel_not_found" == await refused(client.chat_postMessage(channel=TEAM, text="x"))


async def test_a_long_text_is_cut_with_a_warning(slack: SlackSimulator, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=TEAM, text="x" * 40_001)
    assert ["message_truncated"] == answer["response_metadata"]["warnings"]
    assert 40_000 == len(slack.workspace.posts[-1].text)


async def test_a_text_alone_takes_the_blocks_away(slack: SlackSimulator, client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel=TEAM, text="a", blocks=[section("b")]))["ts"]
    await client.chat_update(channel=TEAM, ts=ts, text="c", blocks=[section("d")])
    post = slack.workspace.posts[-1]
    assert ("c", "d", False) == (post.text, post.blocks[0]["text"]["text"], post.edited)
    await client.chat_update(channel=TEAM, ts=ts, text="e")
    assert ("e", [], True) == (post.text, post.blocks, post.edited)


async def test_only_own_messages_are_changed_or_deleted(slack: SlackSimulator, client: AsyncWebClient) -> None:
    slack.workspace.scopes -= {"groups:history"}
    theirs = await slack.people.write("UKIM", TEAM, "mine")
    own = (await client.chat_postMessage(channel=TEAM, text="x"))["ts"]
    assert "cant_update_message" == await refused(client.chat_update(channel=TEAM, ts=theirs, text="y"))
    assert "cant_delete_message" == await refused(client.chat_delete(channel=TEAM, ts=theirs))
    assert "msg_too_long" == await refused(client.chat_update(channel=TEAM, ts=own, text="x" * 4001))
    await client.chat_delete(channel=TEAM, ts=own)
    assert "message_not_found" == await refused(client.chat_delete(channel=TEAM, ts=own))
    assert "message_not_found" == await refused(client.chat_update(channel=TEAM, ts=own, text="y"))


async def test_a_root_with_replies_leaves_a_tombstone(slack: SlackSimulator, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel=TEAM, text="root"))["ts"]
    await client.chat_postMessage(channel=TEAM, text="reply", thread_ts=root)
    await client.chat_delete(channel=TEAM, ts=root)
    shown = (await client.conversations_replies(channel=TEAM, ts=root))["messages"]
    assert ("tombstone", "USLACKBOT") == (shown[0]["subtype"], shown[0]["user"])
    assert "reply" == shown[1]["text"]


async def test_only_who_is_there_sees_an_ephemeral_message(slack: SlackSimulator, client: AsyncWebClient) -> None:
    absent = client.chat_postEphemeral(channel=TEAM, user="UREADER", text="x")
    assert "user_not_in_channel" == await refused(absent)
    await client.chat_postEphemeral(channel=TEAM, user="ULEE", text="psst")
    assert [("ULEE", "psst")] == [(shown.user, shown.text) for shown in slack.workspace.ephemerals]
    assert [] == slack.workspace.posts


async def test_reactions_are_added_once_and_taken_back_once(slack: SlackSimulator, client: AsyncWebClient) -> None:
    mark = {"channel": TEAM, "timestamp": (await client.chat_postMessage(channel=TEAM, text="x"))["ts"]}
    await client.reactions_add(name="eyes", **mark)
    assert "already_reacted" == await refused(client.reactions_add(name="eyes", **mark))
    shown = (await client.reactions_get(**mark))["message"]["reactions"]
    assert [{"name": "eyes", "users": ["UDESK"], "count": 1}] == shown
    await client.reactions_remove(name="eyes", **mark)
    assert "no_reaction" == await refused(client.reactions_remove(name="eyes", **mark))
    assert set() == slack.workspace.posts[-1].reactions


async def test_a_history_is_read_page_by_page(client: AsyncWebClient) -> None:
    stamps = [(await client.chat_postMessage(channel=TEAM, text=str(n)))["ts"] for n in range(5)]
    pages = [page["messages"] async for page in await client.conversations_history(channel=TEAM, limit=2)]
    assert [["4", "3"], ["2", "1"], ["0"]] == [[message["text"] for message in page] for page in pages]
    bounds = {"oldest": stamps[1], "latest": stamps[3]}
    between = await client.conversations_history(channel=TEAM, **bounds)
    assert ["2"] == [message["text"] for message in between["messages"]]
    within = await client.conversations_history(channel=TEAM, inclusive=True, **bounds)
    assert ["3", "2", "1"] == [message["text"] for message in within["messages"]]
    assert "invalid_cursor" == await refused(client.conversations_history(channel=TEAM, cursor="nonsense"))


async def test_members_are_read_page_by_page(client: AsyncWebClient) -> None:
    pages = [page["members"] async for page in await client.conversations_members(channel=TEAM, limit=2)]
    assert [["UDESK", "UKIM"], ["ULEE"]] == pages


async def test_channels_tell_with_whom_they_are_shared(client: AsyncWebClient) -> None:
    shared = (await client.conversations_info(channel="CPARTNERS", include_num_members=True))["channel"]
    assert (True, True, 3) == (shared["is_ext_shared"], shared["is_private"], shared["num_members"])
    public = (await client.conversations_info(channel="CCITY"))["channel"]
    assert (False, False, True) == (public["is_ext_shared"], public["is_private"], public["is_member"])


async def test_people_and_groups_are_told_apart(client: AsyncWebClient) -> None:
    guest = (await client.users_info(user="UGUEST", include_locale=True))["user"]
    assert (True, "T1", "en-US") == (guest["is_restricted"], guest["team_id"], guest["locale"])
    other = (await client.users_info(user="UOTHER"))["user"]
    assert ("T2", True) == (other["team_id"], other["is_stranger"])
    assert "user_not_found" == await refused(client.users_info(user="UNOBODY"))
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert {"exchange-agents": ["ULEE"], "exchange-readers": ["UREADER"], "exchange-supervisors": ["UKIM"]} == {
        group["handle"]: group["users"] for group in groups
    }


async def test_a_trigger_opens_one_modal_and_soon(slack: SlackSimulator, client: AsyncWebClient) -> None:
    trigger = slack.stage.triggers.issue("UKIM")
    view = (await client.views_open(trigger_id=trigger, view=modal()))["view"]
    assert "UKIM" == slack.workspace.views[view["id"]].user
    assert "exchanged_trigger_id" == await refused(client.views_open(trigger_id=trigger, view=modal()))
    assert "invalid_trigger_id" == await refused(client.views_open(trigger_id="none", view=modal()))
    slack.stage.triggers.seconds = -1.0
    late = slack.stage.triggers.issue("UKIM")
    assert "expired_trigger_id" == await refused(client.views_open(trigger_id=late, view=modal()))


async def test_a_view_is_replaced_only_as_it_was_seen(slack: SlackSimulator, client: AsyncWebClient) -> None:
    opened = await client.views_open(trigger_id=slack.stage.triggers.issue("UKIM"), view=modal())
    first = opened["view"]
    await client.views_update(view_id=first["id"], hash=first["hash"], view=modal("Second"))
    stale = client.views_update(view_id=first["id"], hash=first["hash"], view=modal("Third"))
    assert "hash_conflict" == await refused(stale)
    assert "Second" == slack.workspace.views[first["id"]].view["title"]["text"]
    assert "not_found" == await refused(client.views_update(view_id="VNONE", view=modal()))


async def test_a_home_tab_is_published_for_one_person(slack: SlackSimulator, client: AsyncWebClient) -> None:
    await client.views_publish(user_id="ULEE", view={"type": "home", "blocks": [section("Overview")]})
    assert {"ULEE"} == set(slack.workspace.homes)
    wrong = client.views_publish(user_id="ULEE", view=modal())
    assert "invalid_arguments" == await refused(wrong)


async def test_an_assistant_thread_has_a_status_and_prompts(slack: SlackSimulator, client: AsyncWebClient) -> None:
    thread: dict[str, Any] = {"channel_id": "DUKIM", "thread_ts": await slack.people.open_assistant("UKIM", times=0)}
    await client.assistant_threads_setStatus(status="is reading", **thread)
    await client.assistant_threads_setSuggestedPrompts(prompts=[{"title": "t", "message": "m"}], **thread)
    assert {("DUKIM", thread["thread_ts"]): "is reading"} == slack.workspace.statuses
    await client.assistant_threads_setStatus(status="", **thread)
    assert {} == slack.workspace.statuses


async def test_a_file_is_uploaded_and_shared(slack: SlackSimulator, client: AsyncWebClient) -> None:
    await client.files_upload_v2(channel=TEAM, filename="list.csv", content="a,b", initial_comment="the list")
    (upload,) = slack.workspace.files.values()
    assert ("list.csv", b"a,b", TEAM) == (upload.name, upload.content, upload.channel)
    assert ("the list", upload.id) == (slack.workspace.posts[-1].text, slack.workspace.posts[-1].files[0]["id"])


async def test_a_call_goes_wrong_as_often_as_asked(slack: SlackSimulator, client: AsyncWebClient) -> None:
    slack.fail("chat.postMessage", "fatal_error")
    assert "fatal_error" == await refused(client.chat_postMessage(channel=TEAM, text="1"))
    slack.fail("chat.postMessage", 503)
    with pytest.raises(SlackApiError) as broken:
        await client.chat_postMessage(channel=TEAM, text="2")
    assert 503 == broken.value.response.status_code
    await client.chat_postMessage(channel=TEAM, text="3")
    assert ["3"] == [post.text for post in slack.workspace.posts]
    assert [False, False, True] == [call.answer["ok"] for call in slack.calls]


async def test_a_rate_limit_is_waited_out_by_the_real_handler(slack: SlackSimulator) -> None:
    patient = AsyncWebClient("xoxb-simulated", slack.api, retry_handlers=[AsyncRateLimitErrorRetryHandler()])
    slack.fail("chat.postMessage", "ratelimited")
    await patient.chat_postMessage(channel=TEAM, text="x")
    assert ["x"] == [post.text for post in slack.workspace.posts]


async def test_a_lost_answer_leaves_the_message_posted(slack: SlackSimulator, client: AsyncWebClient) -> None:
    slack.fail("chat.postMessage", "lost")
    with pytest.raises(ClientConnectionError):
        await client.chat_postMessage(channel=TEAM, text="x")
    assert ["x"] == [post.text for post in slack.workspace.posts]


async def test_nothing_is_carried_out_while_slack_is_down(slack: SlackSimulator, client: AsyncWebClient) -> None:
    slack.down = True
    with pytest.raises(ClientConnectionError):
        await client.chat_postMessage(channel=TEAM, text="x")
    slack.down = False
    await client.chat_postMessage(channel=TEAM, text="y")
    assert ["y"] == [post.text for post in slack.workspace.posts]
