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
OAUTH = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
WORKSPACES = "SLACK_WORKSPACES"
INBOX = "SLACK_INBOX"
WHERE = "See docs/slack.md."


@dataclass(frozen=True)
class OAuth:
    """For several workspaces, each of which installs the app. `allowed`: ids of those that may; all when empty."""

    client_id: str
    client_secret: str = field(repr=False)
    allowed: frozenset[str] = frozenset()

    def allows(self, team: str) -> bool:
        return not self.allowed or team in self.allowed


@dataclass(frozen=True)
class SlackSettings:
    """`app_token` opens Socket Mode, `signing_secret` opens /slack/events; at least one of them is there.

    `bot_token` is that of the one workspace; it is empty with `oauth`, where each workspace has its own.

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
    oauth: OAuth | None = None


def read_slack_settings(environment: Mapping[str, str], folder: Path) -> SlackSettings | None:
    """None when nothing is set; the inbox is in `folder` unless told otherwise.

    Raises ServerError when it is half set or mistyped.
    """
    bot, app, secret = (environment.get(key, "").strip() for key in KEYS)
    oauth = _oauth(environment)
    if not (bot or app or secret or oauth):
        return None
    _check_one_or_many(bot, oauth)
    if app:
        _check_token("SLACK_APP_TOKEN", app, "xapp-", "Basic Information > App-Level Tokens")
    if secret.startswith(("xox", "xapp")) or re.search(r"\s", secret):
        raise ServerError(f"SLACK_SIGNING_SECRET is no signing secret (Basic Information). {WHERE}")
    if not (app or secret):
        raise ServerError(
            f"{OAUTH[0] if oauth else 'SLACK_BOT_TOKEN'} is set, but no way in: set SLACK_APP_TOKEN (Socket Mode, the "
            f"easy start) or SLACK_SIGNING_SECRET (requests to /slack/events). {WHERE}"
        )
    inbox = Path(environment.get(INBOX, "").strip() or folder / "slack-inbox")
    api_url = _api_url(environment.get("SLACK_API_URL", "").strip())
    return SlackSettings(bot, app, secret, inbox, api_url, oauth=oauth)


def _check_one_or_many(bot: str, oauth: OAuth | None) -> None:
    if oauth is None:
        _check_token("SLACK_BOT_TOKEN", bot, "xoxb-", "OAuth & Permissions > Bot User OAuth Token")
    elif bot:
        raise ServerError(
            "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID for several, each with a token of its own. Leave "
            f"SLACK_BOT_TOKEN out; its workspace installs the app once at /slack/install. {WHERE}"
        )


def _oauth(environment: Mapping[str, str]) -> OAuth | None:
    identifier, secret = (environment.get(key, "").strip() for key in OAUTH)
    allowed = frozenset(environment.get(WORKSPACES, "").replace(",", " ").split())
    if not (identifier or secret):
        if allowed:
            raise ServerError(f"{WORKSPACES} is for several workspaces: set {OAUTH[0]} and {OAUTH[1]} too. {WHERE}")
        return None
    if not (identifier and secret):
        missing = OAUTH[1] if identifier else OAUTH[0]
        raise ServerError(f"{missing} is missing. Copy it from Basic Information > App Credentials. {WHERE}")
    if not re.fullmatch(r"\d+\.\d+", identifier, re.ASCII):
        raise ServerError(f"{OAUTH[0]} must be two numbers with a dot between (Basic Information). {WHERE}")
    if secret.startswith(("xox", "xapp")) or re.search(r"\s", secret):
        raise ServerError(f"{OAUTH[1]} is no client secret (Basic Information > App Credentials). {WHERE}")
    if wrong := sorted(team for team in allowed if not re.fullmatch(r"[TE][A-Z0-9]+", team)):
        raise ServerError(
            f"{WORKSPACES} holds {wrong[0]}: ids begin with T (a workspace) or E (an organisation). {WHERE}"
        )
    return OAuth(identifier, secret, allowed)


def _check_token(name: str, given: str, opening: str, place: str) -> None:
    if not given:
        raise ServerError(f"{name} is missing. Copy it from {place} of the app in Slack. {WHERE}")
    if not re.fullmatch(re.escape(opening) + r"[\w-]+", given, re.ASCII):
        raise ServerError(f"{name} must begin with {opening} and hold no spaces. It is under {place}. {WHERE}")


def _api_url(given: str) -> str:
    if given and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", given):
        raise ServerError("SLACK_API_URL must be an address such as https://slack.com/api/")
    return f"{given.rstrip('/')}/" if given else SLACK
