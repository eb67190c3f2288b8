"""The app manifest that an administrator pastes into Slack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.faults import ServerError

FILE = Path(__file__).parents[3] / "manifest" / "slack.yaml"
EVENTS = "/slack/events"
ADDRESS = re.compile(r"https://[^\s/]+(/[^\s?#]*)?")


def manifest_text(url: str = "") -> str:
    """For Socket Mode; with the https address of the server for requests over HTTP. Raises ServerError."""
    text = FILE.read_text(encoding="utf-8")
    if not url:
        return text
    if not ADDRESS.fullmatch(url):
        raise ServerError("Give the address as Slack reaches it: --url https://wegwijzer.example.org")
    changed = over_http(yaml.safe_load(text), url.rstrip("/") + EVENTS)
    return yaml.safe_dump(changed, allow_unicode=True, sort_keys=False, width=120)


def over_http(manifest: dict[str, Any], address: str) -> dict[str, Any]:
    """Everything that Slack sends goes to the one address, menus that search as one types included."""
    settings, features = manifest["settings"], manifest["features"]
    commands = [{**one, "url": address} for one in features["slash_commands"]]
    asked = {"request_url": address, "message_menu_options_url": address}
    return {
        **manifest,
        "features": {**features, "slash_commands": commands},
        "settings": {
            **settings,
            "event_subscriptions": {"request_url": address, **settings["event_subscriptions"]},
            "interactivity": {**settings["interactivity"], **asked},
            "socket_mode_enabled": False,
        },
    }


def needed_scopes() -> frozenset[str]:
    manifest = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
