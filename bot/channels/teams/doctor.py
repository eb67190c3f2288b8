"""Checks of the Teams channel, for `wegwijzer doctor`: each gives findings and changes nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.gone import account_findings
from bot.channels.teams.keys import Keys, KeysError
from bot.channels.teams.manifest import COLOUR, ENGLISH, MANIFEST, OUTLINE
from bot.channels.teams.settings import TeamsSettings
from bot.channels.teams.tokens_out import LoginError, OutgoingTokens
from bot.findings import Finding
from storage.replies import owed_since
from storage.undelivered import undelivered

GRAPH = "https://graph.microsoft.com"
CHANNEL = "teams"
PATIENCE = ClientTimeout(total=10)
SOON = timedelta(days=30)
LATE = timedelta(minutes=10)
LARGEST_FILE = 1_000_000
COMES_BACK = "Let them install or unblock Wegwijzer in Teams."
LOOK_YOURSELF = "When the secret expires stands in Azure: App registrations, Certificates & secrets."
MEANINGS = {
    "invalid_client": "The secret is wrong or has expired: make a new one in Azure and set TEAMS_APP_PASSWORD.",
    "unauthorized_client": "TEAMS_APP_ID is not known in the tenant of TEAMS_TENANT_ID.",
    "invalid_request": "The tenant of TEAMS_TENANT_ID is not known to Microsoft.",
}


async def check_credentials(http: ClientSession, settings: TeamsSettings) -> list[Finding]:
    """Fetches a token, as each answer in Teams needs one."""
    if not settings.checked:
        return [Finding("unknown", "TEAMS_AUTH=none: no credentials are used. Only for trials on this computer.")]
    tokens = OutgoingTokens(http, settings)
    try:
        await tokens.header()
    except LoginError as error:
        return [Finding("bad", _why_no_token(str(error)))]
    finally:
        await tokens.close()
    return [Finding("good", "Microsoft gives us a token.")]


async def check_keys(http: ClientSession, settings: TeamsSettings) -> list[Finding]:
    """Whether what Teams sends can be verified."""
    if not settings.checked:
        return []
    keys = Keys(http, settings.openid_metadata_url)
    try:
        await keys.find("")
    except KeysError:
        text = f"{settings.openid_metadata_url} gives no keys: let the server reach it (proxy, firewall)."
        return [Finding("bad", text)]
    finally:
        await keys.close()
    return [Finding("good", "The keys of the Bot Framework can be fetched.")]


async def check_secret(
    http: ClientSession, settings: TeamsSettings, now: datetime, graph: str = GRAPH
) -> list[Finding]:
    """When the secret expires, as far as Microsoft lets us see it (Application.Read.All). `now` is aware."""
    if not settings.checked or settings.managed_identity:
        return []
    try:
        ends = [datetime.fromisoformat(end) for end in await _ends_of_secrets(http, settings, graph)]
    except (LoginError, ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError):
        return [Finding("unknown", LOOK_YOURSELF)]
    return [_expiry(max(ends), now)] if ends else [Finding("unknown", LOOK_YOURSELF)]


async def check_accounts(session: AsyncSession) -> list[Finding]:
    return await account_findings(session, CHANNEL, "Teams", COMES_BACK)


async def check_undelivered(session: AsyncSession, now: datetime) -> list[Finding]:
    """What Teams should have taken by now: notices, and answers. `now` is aware."""
    late = await undelivered(session, CHANNEL, now - LATE)
    waiting = {"notices": (late.count, late.oldest), "answers": await owed_since(session, CHANNEL, now - LATE)}
    found = [
        Finding(
            "bad",
            f"{count} {kind} for people in Teams are waiting, the oldest since {oldest:%Y-%m-%d %H:%M} UTC. "
            "Is the server running? Are they for the people above? Else its log says why Teams refuses them.",
        )
        for kind, (count, oldest) in waiting.items()
        if count and oldest
    ]
    return found or [Finding("good", "Nothing is waiting to be brought to Teams.")]


async def check_door(http: ClientSession, host: str, scheme: str = "https") -> list[Finding]:
    """Whether the door is found at that name, as Teams looks for it: it has to refuse whoever shows no token."""
    address = f"{scheme}://{host}/api/messages"
    try:
        async with http.post(address, json={}, timeout=PATIENCE, allow_redirects=False) as response:
            status = response.status
    except (ClientError, TimeoutError, OSError, ValueError) as error:
        why = f"{type(error).__name__}: look at the name, the certificate, the proxy, and the firewall"
        return [Finding("bad", f"{address} gives no answer ({why}).")]
    if status == HTTPStatus.UNAUTHORIZED:
        return [Finding("good", f"{address} is the door of Wegwijzer.")]
    why = "is the server running with these settings, and does the proxy pass on this path?"
    return [Finding("bad", f"{address} answers {status} instead of 401: {why}")]


def check_package(path: Path, settings: TeamsSettings, host: str = "") -> list[Finding]:
    """Whether that package belongs to these settings; `host` is where Teams reaches the server, if it is known."""
    try:
        with zipfile.ZipFile(path) as whole:
            names = set(whole.namelist())
            missing = [name for name in (MANIFEST, ENGLISH, COLOUR, OUTLINE) if name not in names]
            manifest = json.loads(_content(whole, MANIFEST)) if MANIFEST in names else None
    except (OSError, zipfile.BadZipFile, ValueError):
        return [Finding("bad", f"{path.name} is no app package: make one with wegwijzer manifest teams.")]
    if missing or not isinstance(manifest, dict):
        return [Finding("bad", f"{path.name} is not whole: make a new one with wegwijzer manifest teams.")]
    faults = list(_misfits(manifest, settings, host))
    return faults or [Finding("good", f"{path.name} fits the settings.")]


def _content(whole: zipfile.ZipFile, name: str) -> bytes:
    with whole.open(name) as file:
        return file.read(LARGEST_FILE)


def _misfits(manifest: dict[str, Any], settings: TeamsSettings, host: str) -> Iterator[Finding]:
    bots = manifest.get("bots")
    first = bots[0] if isinstance(bots, list) and bots and isinstance(bots[0], dict) else {}
    if first.get("botId") != settings.app_id:
        yield Finding("bad", "The package belongs to another bot than TEAMS_APP_ID: make it anew and upload it.")
    domains = manifest.get("validDomains")
    if host and (not isinstance(domains, list) or host not in domains):
        yield Finding("bad", f"The package was not made for {host}: make it anew with --host {host}.")


def _why_no_token(fault: str) -> str:
    """`fault` as LoginError tells it: a status and Microsoft's own word."""
    code = fault.rpartition(" ")[2]
    meant = MEANINGS.get(code, "Let the server reach login.microsoftonline.com (proxy, firewall), or look in Azure.")
    return f"Microsoft gives us no token ({fault}). {meant}"


async def _ends_of_secrets(http: ClientSession, settings: TeamsSettings, graph: str) -> list[str]:
    """Of the secrets that begin like ours."""
    bearer = await OutgoingTokens(http, settings, resource=GRAPH).header()
    address = f"{graph}/v1.0/applications(appId='{settings.app_id}')?$select=passwordCredentials"
    async with http.get(address, headers=bearer, timeout=PATIENCE, allow_redirects=False) as response:
        if response.status != HTTPStatus.OK:
            raise ValueError(response.status)
        listed = (await response.json(content_type=None))["passwordCredentials"]
    return [one["endDateTime"] for one in listed if settings.password.startswith(one.get("hint") or " ")]


def _expiry(ends: datetime, now: datetime) -> Finding:
    if ends - now >= SOON:
        return Finding("good", f"The secret is valid until {ends:%Y-%m-%d}.")
    verb = "expired" if ends <= now else "expires"
    return Finding("bad", f"The secret {verb} on {ends:%Y-%m-%d}: make a new one and set TEAMS_APP_PASSWORD.")
