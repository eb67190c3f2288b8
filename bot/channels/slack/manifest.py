"""The app manifest that an administrator pastes into Slack."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.faults import ServerError

FILE = Path(__file__).parents[3] / "manifest" / "slack.yaml"
EVENTS, INSTALL, REDIRECT = "/slack/events", "/slack/install", "/slack/oauth_redirect"
ADDRESS = re.compile(r"https://[^\s/]+(/[^\s?#]*)?")


def manifest_text(url: str = "", public_url: str = "") -> str:
    """For Socket Mode; with the https address of the server in `url` for requests over HTTP. Raises ServerError.

    Either address is also where Slack sends those back who install the app in another workspace.
    """
    text = FILE.read_text(encoding="utf-8")
    if not (url or public_url.startswith("https://")):
        return text
    if url and not ADDRESS.fullmatch(url):
        raise ServerError("Give the address as Slack reaches it: --url https://wegwijzer.example.org")
    changed = _sent_back(yaml.safe_load(text), (url or public_url).rstrip("/") + REDIRECT)
    if url:
        changed = over_http(changed, url.rstrip("/") + EVENTS)
    return yaml.safe_dump(changed, allow_unicode=True, sort_keys=False, width=120)


def _sent_back(manifest: dict[str, Any], address: str) -> dict[str, Any]:
    return {**manifest, "oauth_config": {"redirect_urls": [address], **manifest["oauth_config"]}}


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
