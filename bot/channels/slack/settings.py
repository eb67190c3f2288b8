"""What Slack needs to know, named as Slack's own documentation names it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.slack.pace import SECOND
from bot.faults import ServerError

SLACK = "https://slack.com/api/"
KEYS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
INBOX = "SLACK_INBOX"
WHERE = "See docs/slack.md."


@dataclass(frozen=True)
class SlackSettings:
    """`app_token` opens Socket Mode, `signing_secret` opens /slack/events; at least one of them is there.

    `inbox` is a folder for what was acknowledged and not answered yet. In seconds: `ping`, how often the socket is
    tried (a broken one is noticed after about two of them), `apart`, the least between two messages in a channel, and
    `every`, how often those are looked for who have something to read and never spoke to us.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    inbox: Path
    api_url: str = SLACK
    ping: float = 3.0
    apart: float = SECOND
    every: float = 10.0


def read_slack_settings(environment: Mapping[str, str], folder: Path) -> SlackSettings | None:
    """None when nothing is set; the inbox is in `folder` unless told otherwise.

    Raises ServerError when it is half set or mistyped.
    """
    bot, app, secret = (environment.get(key, "").strip() for key in KEYS)
    if not (bot or app or secret):
        return None
    _check_token("SLACK_BOT_TOKEN", bot, "xoxb-", "OAuth & Permissions > Bot User OAuth Token")
    if app:
        _check_token("SLACK_APP_TOKEN", app, "xapp-", "Basic Information > App-Level Tokens")
    if secret.startswith(("xox", "xapp")) or re.search(r"\s", secret):
        raise ServerError(f"SLACK_SIGNING_SECRET is no signing secret (Basic Information). {WHERE}")
    if not (app or secret):
        raise ServerError(
            "SLACK_BOT_TOKEN is set, but no way in: set SLACK_APP_TOKEN (Socket Mode, the easy start) or "
            f"SLACK_SIGNING_SECRET (requests to /slack/events). {WHERE}"
        )
    inbox = Path(environment.get(INBOX, "").strip() or folder / "slack-inbox")
    return SlackSettings(bot, app, secret, inbox, _api_url(environment.get("SLACK_API_URL", "").strip()))


def _check_token(name: str, given: str, opening: str, place: str) -> None:
    if not given:
        raise ServerError(f"{name} is missing. Copy it from {place} of the app in Slack. {WHERE}")
    if not re.fullmatch(re.escape(opening) + r"[\w-]+", given, re.ASCII):
        raise ServerError(f"{name} must begin with {opening} and hold no spaces. It is under {place}. {WHERE}")


def _api_url(given: str) -> str:
    if given and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", given):
        raise ServerError("SLACK_API_URL must be an address such as https://slack.com/api/")
    return f"{given.rstrip('/')}/" if given else SLACK
