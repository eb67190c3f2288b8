"""Checks of the Slack channel, for `wegwijzer doctor`: each gives findings and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.gone import account_findings
from bot.channels.slack.calls import SlackRefusedError, SlackSilentError, call, client_in, respond, web_session
from bot.channels.slack.inbox import ENDING
from bot.channels.slack.installations import REMOVED
from bot.channels.slack.manifest import INSTALL, needed_scopes
from bot.channels.slack.people import CHANNEL
from bot.channels.slack.settings import SlackSettings
from bot.findings import Finding
from storage.slack_installations import Installed, installations, removed_installations
from storage.undelivered import undelivered

TRIES = 2
MOST_WORKSPACES = 50
LATE = timedelta(minutes=15)
REINSTALL = "Paste `wegwijzer manifest slack` into the app's manifest in Slack, and reinstall the app."
COMES_BACK = "Once that is mended, one message from them to Wegwijzer is enough."
MEANINGS = {
    "invalid_auth": "copy it anew from OAuth & Permissions.",
    "not_authed": "copy it anew from OAuth & Permissions.",
    "account_inactive": "the app was removed from the workspace: install it again.",
    "token_revoked": "the app was removed from the workspace: install it again.",
    "team_access_not_granted": "an administrator of the organisation has to approve the app.",
}


async def check_connection(slack: SlackSettings, installed: Sequence[Installed] = ()) -> list[Finding]:
    """`installed`: where the app stands, for several workspaces."""
    async with web_session() as session:
        client = client_in(session, slack.bot_token or None, slack.api_url)
        found = [] if slack.oauth else await _token(client, "SLACK_BOT_TOKEN", "")
        for one in installed:
            found += await _workspace(client_in(session, one.token, slack.api_url), one, slack)
        return [*found, *await _socket(client, slack), *_http(slack)]


async def check_workspaces(slack: SlackSettings, session: AsyncSession) -> tuple[list[Installed], list[Finding]]:
    """Where the app stands, and what to say of where it stands no longer."""
    if slack.oauth is None:
        return [], []
    installed = await installations(session, MOST_WORKSPACES)
    gone = [_removed(one, people) for one, people in await removed_installations(session, MOST_WORKSPACES, REMOVED)]
    if not installed:
        gone.append(Finding("unknown", f"No workspace has installed the app. Open {INSTALL} on this server to do so."))
    if not slack.oauth.allowed:
        text = "Every workspace that knows the address may install the app: name yours in SLACK_WORKSPACES."
        gone.append(Finding("unknown", text))
    return installed, gone


def _removed(one: Installed, people: int) -> Finding:
    text = (
        f"The app was removed from the workspace {one.name} ({one.team}) on {one.removed_at:%Y-%m-%d}; {people} people "
        f"are no longer reached there. Install it again at {INSTALL}, and what waits for them arrives."
    )
    return Finding("bad" if people else "unknown", text)


async def _workspace(client: AsyncWebClient, one: Installed, slack: SlackSettings) -> list[Finding]:
    place = f" of {one.name} ({one.team})"
    if slack.oauth and not slack.oauth.allows(one.team):
        return [
            Finding("bad", f"The workspace{place} installed the app and is not in SLACK_WORKSPACES: it gets no answer.")
        ]
    return await _token(client, f"the token{place}", f" {one.team}, since {one.installed_at:%Y-%m-%d}")


async def check_deliveries(slack: SlackSettings, session: AsyncSession, now: datetime) -> list[Finding]:
    """`now` is aware."""
    accounts = await account_findings(session, CHANNEL, "Slack", COMES_BACK, REMOVED)
    return [*accounts, *await _undelivered(session, now), *_inbox(slack)]


async def _token(client: AsyncWebClient, token: str, more: str) -> list[Finding]:
    try:
        answer = await respond(client.auth_test, tries=TRIES)
    except SlackRefusedError as error:
        advice = MEANINGS.get(error.code, "look the word up at docs.slack.dev/reference/methods/auth.test.")
        return [Finding("bad", f"Slack does not accept {token} ({error.code}): {advice}")]
    except SlackSilentError:
        return [
            Finding("bad", f"Slack does not answer at {client.base_url}: let the server reach it (proxy, firewall).")
        ]
    headers = {name.lower(): value for name, value in answer.headers.items()}
    given = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    return [Finding("good", f"Slack knows the app in the workspace {answer.get('team', '')}{more}."), *_scopes(given)]


def _scopes(given: set[str]) -> list[Finding]:
    needed = needed_scopes()
    if not given:
        return [Finding("unknown", "Slack does not say which scopes the app has.")]
    missing, more = sorted(needed - given), sorted(given - needed)
    found = [Finding("bad", f"The app lacks the scope {scope}. {REINSTALL}") for scope in missing]
    if more:
        found.append(Finding("unknown", f"The app may do more than it has to: {', '.join(more)}. {REINSTALL}"))
    return found or [Finding("good", "The app has the scopes that it needs, and no others.")]


async def _socket(client: AsyncWebClient, slack: SlackSettings) -> list[Finding]:
    if not slack.app_token:
        return []
    try:
        await call(client.apps_connections_open, tries=TRIES, app_token=slack.app_token)
    except SlackRefusedError as error:
        text = (
            f"Slack opens no socket for SLACK_APP_TOKEN ({error.code}): make an app-level token with the scope "
            "connections:write (Basic Information), and switch Socket Mode on."
        )
        return [Finding("bad", text)]
    except SlackSilentError:
        return [Finding("bad", "Slack opens no socket: it does not answer.")]
    return [Finding("good", "Slack opens a socket for us.")]


def _http(slack: SlackSettings) -> list[Finding]:
    if not slack.signing_secret:
        return []
    text = "Requests are taken at /slack/events; Slack must reach it over https, and Event Subscriptions say Verified."
    return [Finding("unknown", text)]


async def _undelivered(session: AsyncSession, now: datetime) -> list[Finding]:
    late = await undelivered(session, CHANNEL, now - LATE)
    if not late.count or late.oldest is None:
        return [Finding("good", "No notice is waiting to be brought to Slack.")]
    text = (
        f"{late.count} notices for people in Slack are waiting, the oldest since {late.oldest:%Y-%m-%d %H:%M} UTC. "
        "Is the server running? Are they for the accounts above? `wegwijzer deliveries` says why they wait."
    )
    return [Finding("bad", text)]


def _inbox(slack: SlackSettings) -> list[Finding]:
    waiting = len(list(slack.inbox.glob(f"*{ENDING}")))
    if not waiting:
        return []
    text = f"{waiting} events were acknowledged and not finished: the next start of the server takes them up."
    return [Finding("unknown", text)]
