"""Groups, supergroups, topics, privacy, and the bot coming and going."""

import pytest

BAD = "Bad Request: "


def texts(updates):
    return [update["message"].get("text") for update in updates if "message" in update]


@pytest.fixture
def group(simulator, mina):
    """A group that Mina has joined, long ago."""
    group = simulator.group(-100, title="Harbour")
    group.add(mina, announced=False)
    return group


async def test_in_private_mode_the_bot_sees_only_what_is_meant_for_it(api, mina, group):
    own = (await api.send("hello", chat=-100))["message_id"]
    unseen = group.say(mina, "to everybody")
    group.say(mina, "to nobody", reply_to=unseen)
    group.say(mina, "/help@other_bot")
    group.say(mina, "@other_bot hello")
    group.say(mina, "/help")
    group.say(mina, "/help@City_Bot now")
    group.say(mina, "hello @City_Bot")
    group.say(mina, "an answer", reply_to=own)
    assert ["/help", "/help@City_Bot now", "hello @City_Bot", "an answer"] == texts(await api.updates())


async def test_privacy_can_be_switched_off(api, mina, group, simulator):
    assert False is (await api.call("getMe"))["can_read_all_group_messages"]
    simulator.switches.privacy = False
    assert True is (await api.call("getMe"))["can_read_all_group_messages"]
    number = group.say(mina, "to everybody")
    group.edit(mina, number, "to all")
    message, edited = await api.updates()
    assert ("to everybody", "to all") == (message["message"]["text"], edited["edited_message"]["text"])


async def test_an_administrator_sees_everything(api, mina, group):
    group.promote_bot()
    group.say(mina, "to everybody")
    changed, message = await api.updates()
    assert "administrator" == changed["my_chat_member"]["new_chat_member"]["status"]
    assert "to everybody" == message["message"]["text"]
    group.demote_bot()
    group.say(mina, "again")
    assert 1 == len(await api.updates(offset=-1))


async def test_joining_and_leaving_is_seen(api, group, simulator):
    other = simulator.person(8, "Other")
    group.add(other)
    group.remove(other)
    joined, left = [update["message"] for update in await api.updates()]
    assert (8, 8) == (joined["new_chat_members"][0]["id"], left["left_chat_member"]["id"])
    with pytest.raises(ValueError, match="Other is not in group -100"):
        group.say(other, "hello")


async def test_only_the_author_edits(group, mina, simulator):
    other = simulator.person(8, "Other")
    group.add(other)
    number = group.say(mina, "x")
    with pytest.raises(ValueError, match="Other did not write"):
        group.edit(other, number, "y")


async def test_the_bot_is_invited_and_thrown_out(api, simulator, mina):
    group = simulator.group(-200, bot=False)
    group.add(mina)
    assert (400, f"{BAD}chat not found") == await api.refusal("sendMessage", chat_id=-200, text="x")
    group.add_bot()
    await api.send("x", chat=-200)
    group.kick_bot()
    group.say(mina, "/help")
    expected = (403, "Forbidden: bot was kicked from the group chat")
    assert expected == await api.refusal("sendMessage", chat_id=-200, text="x")
    changes = [update["my_chat_member"] for update in await api.updates() if "my_chat_member" in update]
    statuses = [(one["old_chat_member"]["status"], one["new_chat_member"]["status"]) for one in changes]
    assert [("left", "member"), ("member", "kicked")] == statuses
    assert [None] == texts(await api.updates())


async def test_kicked_from_a_supergroup(api, simulator):
    simulator.group(-1001234567890).kick_bot()
    expected = (403, "Forbidden: bot was kicked from the supergroup chat")
    for method in ("sendMessage", "getChat"):
        assert expected == await api.refusal(method, chat_id=-1001234567890, text="x")


@pytest.mark.parametrize(("identity", "kind"), [(-300, "group"), (-1001234567890, "supergroup")])
async def test_the_bot_leaves(api, simulator, identity, kind):
    simulator.group(identity)
    assert await api.call("leaveChat", chat_id=identity)
    expected = (403, f"Forbidden: bot is not a member of the {kind} chat")
    assert expected == await api.refusal("sendMessage", chat_id=identity, text="x")
    assert "left" == (await api.updates())[0]["my_chat_member"]["new_chat_member"]["status"]


async def test_a_group_becomes_a_supergroup(api, group, mina):
    await api.send("x", chat=-100)
    new = group.migrate()
    status, body, _ = await api.raw("sendMessage", chat_id=-100, text="x")
    expected = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.identity},
    }
    assert (400, expected) == (status, body)
    assert "supergroup" == (await api.send("x", chat=new.identity))["chat"]["type"]
    new.say(mina, "/help")
    old, first, said = [update["message"] for update in await api.updates()]
    assert (new.identity, -100, "/help") == (old["migrate_to_chat_id"], first["migrate_from_chat_id"], said["text"])
    with pytest.raises(ValueError, match="is a supergroup already"):
        new.migrate()


async def test_supergroups_number_their_own_messages(api, simulator):
    one, other = simulator.group(-1, supergroup=True), simulator.group(-2, supergroup=True)
    numbers = [(await api.send("x", chat=chat.identity))["message_id"] for chat in (one, other, one)]
    assert [2, 2, 3] == numbers


@pytest.fixture
def forum(simulator, mina):
    """A forum that Mina has joined."""
    forum = simulator.group(-100500, title="Forum", forum=True)
    forum.add(mina, announced=False)
    return forum


async def test_topics(api, mina, forum, simulator):
    topic = forum.topic("Ferries")
    asked = forum.say(mina, "/help", topic=topic)
    forum.say(mina, "/help")
    created, inside, outside = [update["message"] for update in await api.updates()]
    assert ("Ferries", True) == (created["forum_topic_created"]["name"], created["chat"]["is_forum"])
    assert (topic.identity, True) == (inside["message_thread_id"], inside["is_topic_message"])
    assert topic.identity == inside["reply_to_message"]["message_id"]
    assert "message_thread_id" not in outside
    sent = await api.send("x", chat=forum.identity, message_thread_id=topic.identity)
    assert (topic.identity, True) == (sent["message_thread_id"], sent["is_topic_message"])
    answer = await api.send("y", chat=forum.identity, reply_parameters={"message_id": asked})
    assert (topic.identity, asked) == (answer["message_thread_id"], answer["reply_to_message"]["message_id"])
    assert [topic.identity] * 2 == [one.thread_id for one in simulator.messages(forum.identity)]
    await api.call("sendChatAction", chat_id=forum.identity, action="typing", message_thread_id=topic.identity)


async def test_a_topic_that_is_gone(api, mina, forum, simulator):
    topic = forum.topic("Ferries")
    await api.send("x", chat=forum.identity, message_thread_id=topic.identity)
    forum.delete_topic(topic)
    gone = (400, f"{BAD}message thread not found")
    assert [] == simulator.messages(forum.identity)
    for chat, thread in [(forum.identity, topic.identity), (forum.identity, 1), (mina.identity, 5)]:
        assert gone == await api.refusal("sendMessage", chat_id=chat, text="x", message_thread_id=thread)


async def test_a_closed_topic(api, forum):
    topic = forum.topic("Ferries")
    forum.close_topic(topic)
    parameters = {"chat_id": forum.identity, "text": "x", "message_thread_id": topic.identity}
    assert (400, f"{BAD}TOPIC_CLOSED") == await api.refusal("sendMessage", **parameters)
    forum.promote_bot()
    await api.call("sendMessage", **parameters)


async def test_an_ordinary_group_has_no_topics(group):
    with pytest.raises(ValueError, match="group -100 has no topics"):
        group.topic("Ferries")


async def test_pressing_in_a_group(api, mina, group, simulator):
    await api.send("x", chat=-100, reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})
    mina.press(simulator.messages(-100)[0], "a")
    query = (await api.updates())[0]["callback_query"]
    assert (-100, 7) == (query["message"]["chat"]["id"], query["from"]["id"])


async def test_other_peoples_messages_are_removed_by_administrators_only(api, mina, group):
    number = group.say(mina, "x")
    refused = await api.refusal("deleteMessage", chat_id=-100, message_id=number)
    assert (400, f"{BAD}message can't be deleted") == refused
    group.promote_bot()
    assert await api.call("deleteMessage", chat_id=-100, message_id=number)


async def test_members(api, mina, group, simulator):
    group.add(simulator.person(8, "Chair"), administrator=True, announced=False)
    simulator.person(9, "Elsewhere", started=True)
    statuses = [
        (await api.call("getChatMember", chat_id=-100, user_id=user))["status"]
        for user in (mina.identity, 8, 9, 123456)
    ]
    assert ["member", "administrator", "left", "member"] == statuses
    chat = await api.call("getChat", chat_id=-100)
    assert ("group", "Harbour") == (chat["type"], chat["title"])
