"""The app's manifest: what it asks Slack for."""

from importlib import resources
from typing import Any

import yaml


def manifest(address: str = "") -> str:
    """The manifest as YAML; with the address of our hook, for requests over HTTP."""
    text = resources.files("bot.channels.slack").joinpath("manifest.yaml").read_text(encoding="utf-8")
    if not address:
        return text
    app: dict[str, Any] = yaml.safe_load(text)
    app["settings"]["socket_mode_enabled"] = False
    app["settings"]["event_subscriptions"]["request_url"] = address
    app["settings"]["interactivity"]["request_url"] = address
    for command in app["features"]["slash_commands"]:
        command["url"] = address
    return yaml.safe_dump(app, sort_keys=False, allow_unicode=True)


def scopes() -> frozenset[str]:
    """The scopes that our bot needs."""
    return frozenset(yaml.safe_load(manifest())["oauth_config"]["scopes"]["bot"])
