"""The menu of commands and the bot's descriptions, in every language, set once."""

from pathlib import Path

from bot.dialogue.commands import COMMANDS
from bot.phrases import languages
from tests.flows.telegram.conftest import Town, say
from tests.simulators.telegram.errors import too_many_requests
from tests.simulators.telegram.failures import Page

SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")
APPS = {"fil": "tl"}
"""What Telegram calls a language."""


def changes(town: Town) -> dict[str, int]:
    """How often each part was set."""
    counts = town.simulator.counts()
    return {method: counts.get(method, 0) for method in SETTERS}


def looked(town: Town) -> int:
    """How often the last thing was looked at that is looked at."""
    return town.simulator.counts().get("getMyShortDescription", 0)


async def published(town: Town, times: int = 1) -> None:
    """Wait until everything was looked at so many times, and what is looked at last was set."""
    await town.until(lambda: looked(town) >= times * len(languages()))
    await town.resident().asks("Is everything in its place?")


async def test_menus_are_set_in_every_language_and_only_once(tmp_path: Path) -> None:
    town = Town(tmp_path)
    await town.open()
    await published(town)
    await town.until(lambda: changes(town) == dict.fromkeys(SETTERS, len(languages())))
    for language in languages():
        resident = town.resident(APPS.get(language, language))
        expected = [{"command": name, "description": say(f"command-{name}", language)} for name in COMMANDS]
        assert expected == resident.person.menu()
        described = say("bot-description", language, city="|").split("|")
        assert all(part in resident.person.profile("description") for part in described)
        assert 0 < len(resident.person.profile("short_description")) <= 120
    assert "Amberly" in town.resident("de").person.profile("description")
    assert "앰벌리" in town.resident("ko").person.profile("description")
    await town.end()
    await town.reopen()
    await published(town, times=2)
    await town.stop()
    assert dict.fromkeys(SETTERS, len(languages())) == changes(town)


async def test_a_menu_that_cannot_be_set_stops_nothing_and_is_set_the_next_time(tmp_path: Path) -> None:
    town = Town(tmp_path)
    for method in SETTERS:
        for failure in (Page(), too_many_requests(1)):
            town.simulator.fail_next(method, failure)
    await town.open()
    await town.resident().asks("Is this answered without a menu?")
    await town.end()
    await town.reopen()
    await town.until(lambda: all(town.resident(APPS.get(language, language)).person.menu() for language in languages()))
    await town.stop()
