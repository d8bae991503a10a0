"""What the bot says about itself: commands, descriptions, name, each by language."""

import re
from typing import Any

from tests.simulators.telegram.access import Access
from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.chats import Account, Chat, GroupChat
from tests.simulators.telegram.errors import (
    COMMAND_DESCRIPTION_INVALID,
    COMMAND_INVALID,
    COMMANDS_TOO_MANY,
    DESCRIPTION_LONG,
    LANGUAGE_INVALID,
    NAME_LONG,
    SHORT_DESCRIPTION_LONG,
    bad_request,
)
from tests.simulators.telegram.world import Handler, World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
DESCRIPTION_UNITS = 256
MOST_COMMANDS = 100
WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
COMMANDS_UNPARSABLE = "can't parse commands JSON object"
SCOPE_UNPARSABLE = "can't parse BotCommandScope JSON object"

Scope = tuple[str, int, int]
DEFAULT: Scope = ("default", 0, 0)


class Menus:
    """Commands by scope and language; descriptions and names by language."""

    def __init__(self, world: World, access: Access) -> None:
        self._world = world
        self._access = access
        self._commands: dict[tuple[Scope, str], list[dict[str, str]]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {
            "setMyCommands": self.set_commands,
            "getMyCommands": self.get_commands,
            "deleteMyCommands": self.delete_commands,
            "setMyDescription": lambda arguments: self._set(arguments, "description", 512, DESCRIPTION_LONG),
            "getMyDescription": lambda arguments: self._get(arguments, "description"),
            "setMyShortDescription": lambda arguments: self._set(
                arguments, "short_description", 120, SHORT_DESCRIPTION_LONG
            ),
            "getMyShortDescription": lambda arguments: self._get(arguments, "short_description"),
            "setMyName": lambda arguments: self._set(arguments, "name", 64, NAME_LONG),
            "getMyName": lambda arguments: self._get(arguments, "name", self._world.bot.name),
            "getMe": self.get_me,
        }

    def get_me(self, _: Arguments) -> dict[str, Any]:
        """The bot itself."""
        return self._world.bot.described() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.switches.privacy,
            "supports_inline_queries": self._world.switches.inline,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def set_commands(self, arguments: Arguments) -> bool:
        """A menu; an empty one is none."""
        commands = arguments.structure("commands", COMMANDS_UNPARSABLE) or []
        checked = [_checked(command) for command in commands]
        key = self._key(arguments)
        if len(checked) > MOST_COMMANDS:
            raise bad_request(COMMANDS_TOO_MANY)
        self._commands[key] = checked
        return True

    def get_commands(self, arguments: Arguments) -> list[dict[str, str]]:
        """Exactly the menu of a scope and language."""
        return self._commands.get(self._key(arguments), [])

    def delete_commands(self, arguments: Arguments) -> bool:
        """Take a menu away."""
        self._commands.pop(self._key(arguments), None)
        return True

    def _key(self, arguments: Arguments) -> tuple[Scope, str]:
        return self._scope(arguments), _language(arguments)

    def _scope(self, arguments: Arguments) -> Scope:
        scope = arguments.structure("scope", SCOPE_UNPARSABLE) or {"type": "default"}
        kind = scope.get("type")
        if kind in WIDE_SCOPES:
            return str(kind), 0, 0
        if kind not in CHAT_SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        chat = self._access.read(Arguments({"chat_id": scope.get("chat_id")}))
        return str(kind), chat.identity, int(scope.get("user_id") or 0)

    def _set(self, arguments: Arguments, name: str, limit: int, refusal: str) -> bool:
        text = arguments.text(name).strip()
        if len(text) > limit:
            raise bad_request(refusal)
        self._texts[name, _language(arguments)] = text
        return True

    def _get(self, arguments: Arguments, name: str, default: str = "") -> dict[str, str]:
        return {name: self._texts.get((name, _language(arguments)), "") or default}

    def shown(self, account: Account, chat: Chat) -> list[dict[str, str]]:
        """The menu somebody sees: the narrowest scope that has one, their language first."""
        for scope in _scopes(account, chat):
            for language in (account.language[:2], ""):
                if found := self._commands.get((scope, language)):
                    return found
        return []

    def described(self, name: str, language: str) -> str:
        """The description or name somebody sees in their language."""
        found = (self._texts.get((name, chosen)) for chosen in (language[:2], ""))
        return next((text for text in found if text), "")


def _language(arguments: Arguments) -> str:
    language = arguments.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request(LANGUAGE_INVALID)
    return language


def _checked(command: dict[str, Any]) -> dict[str, str]:
    missing = next((name for name in ("command", "description") if name not in command), "")
    if missing:
        raise bad_request(f"can't parse BotCommand: Can't find field \"{missing}\"")
    word, description = command["command"].strip().removeprefix("/"), command["description"].strip()
    if not COMMAND.fullmatch(word):
        raise bad_request(COMMAND_INVALID)
    if not 0 < len(description) <= DESCRIPTION_UNITS:
        raise bad_request(COMMAND_DESCRIPTION_INVALID)
    return {"command": word, "description": description}


def _scopes(account: Account, chat: Chat) -> list[Scope]:
    if not isinstance(chat, GroupChat):
        return [("chat", chat.identity, 0), ("all_private_chats", 0, 0), DEFAULT]
    administers = chat.members.get(account.identity) in {"administrator", "creator"}
    managing: list[Scope] = [("chat_administrators", chat.identity, 0)] if administers else []
    wide: list[Scope] = [("all_chat_administrators", 0, 0)] if administers else []
    member: Scope = ("chat_member", chat.identity, account.identity)
    return [member, *managing, ("chat", chat.identity, 0), *wide, ("all_group_chats", 0, 0), DEFAULT]
