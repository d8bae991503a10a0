"""Commands, descriptions and names, by scope and language."""

import pytest

BAD = "Bad Request: "


def command(word, description="what it does"):
    return {"command": word, "description": description}


@pytest.mark.parametrize(
    ("commands", "description"),
    [
        ([command("Help")], "BOT_COMMAND_INVALID"),
        ([command("x" * 33)], "BOT_COMMAND_INVALID"),
        ([command("도움")], "BOT_COMMAND_INVALID"),
        ([command("")], "BOT_COMMAND_INVALID"),
        ([command("help", "")], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([command("help", "x" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([command("help")] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ([{"command": "help"}], "can't parse BotCommand: Can't find field \"description\""),
        ("{", "can't parse commands JSON object"),
    ],
)
async def test_commands_have_a_form(api, commands, description):
    assert (400, BAD + description) == await api.refusal("setMyCommands", commands=commands)


async def test_the_longest_menu(api):
    longest = [command("x" * 32, "가" * 256)] * 100
    await api.call("setMyCommands", commands=longest)
    assert longest == await api.call("getMyCommands")


async def test_menus_are_kept_by_scope_and_language(api, mina):
    private = {"type": "all_private_chats"}
    await api.call("setMyCommands", commands=[command("one")])
    await api.call("setMyCommands", commands=[command("two")], language_code="ko")
    await api.call("setMyCommands", commands=[command("three")], scope=private)
    assert [command("one")] == await api.call("getMyCommands", scope={"type": "default"})
    assert [command("two")] == await api.call("getMyCommands", language_code="ko")
    assert [command("three")] == await api.call("getMyCommands", scope=private)
    assert [] == await api.call("getMyCommands", scope=private, language_code="ko")
    assert [command("three")] == mina.menu()
    await api.call("deleteMyCommands", scope=private)
    assert [command("two")] == mina.menu()
    await api.call("setMyCommands", commands=[], language_code="ko")
    assert [command("one")] == mina.menu()


async def test_people_see_the_narrowest_menu(api, mina, simulator):
    group = simulator.group(-100)
    group.add(mina, administrator=True, announced=False)
    other = simulator.person(8, "Other")
    group.add(other, announced=False)
    scopes = [
        {"type": "default"},
        {"type": "all_group_chats"},
        {"type": "all_chat_administrators"},
        {"type": "chat", "chat_id": -100},
        {"type": "chat_administrators", "chat_id": -100},
        {"type": "chat_member", "chat_id": -100, "user_id": 7},
    ]
    seen = []
    for scope in scopes:
        await api.call("setMyCommands", commands=[command(scope["type"])], scope=scope)
        seen.append((mina.menu(-100)[0]["command"], other.menu(-100)[0]["command"]))
    kinds = [scope["type"] for scope in scopes]
    assert (
        list(zip(kinds, ["default", "all_group_chats", "all_group_chats", "chat", "chat", "chat"], strict=True)) == seen
    )


@pytest.mark.parametrize(
    ("scope", "description"),
    [
        ({"type": "planet"}, "can't parse BotCommandScope: Unsupported type specified"),
        ({"type": "chat", "chat_id": 404}, "chat not found"),
        ("{", "can't parse BotCommandScope JSON object"),
    ],
)
async def test_scopes_have_a_form(api, scope, description):
    assert (400, BAD + description) == await api.refusal("getMyCommands", scope=scope)


async def test_a_language_has_two_letters(api):
    refused = await api.refusal("setMyCommands", commands=[], language_code="kor")
    assert (400, f"{BAD}invalid language code specified") == refused


@pytest.mark.parametrize(
    ("method", "name", "limit", "description"),
    [
        ("MyDescription", "description", 512, "BOT_DESCRIPTION_TOO_LONG"),
        ("MyShortDescription", "short_description", 120, "BOT_SHORT_DESCRIPTION_TOO_LONG"),
        ("MyName", "name", 64, "BOT_NAME_TOO_LONG"),
    ],
)
async def test_descriptions_by_language(api, mina, method, name, limit, description):
    await api.call(f"set{method}", **{name: "x" * limit})
    assert "x" * limit == mina.profile(name)
    await api.call(f"set{method}", **{name: "가"}, language_code="ko")
    assert {name: "x" * limit} == await api.call(f"get{method}")
    assert {name: "가"} == await api.call(f"get{method}", language_code="ko")
    assert "가" == mina.profile(name)
    assert (400, BAD + description) == await api.refusal(f"set{method}", **{name: "x" * (limit + 1)})


async def test_a_name_is_there_from_the_beginning(api):
    assert ({"name": "City"}, {"description": ""}) == (await api.call("getMyName"), await api.call("getMyDescription"))
