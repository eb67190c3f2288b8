"""The settings of the Teams channel. Half a setting is none: the server says so and does not start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from bot.channels.teams.addresses import is_loopback, is_safe
from bot.faults import ServerError

APP_ID, TENANT_ID, PASSWORD = "TEAMS_APP_ID", "TEAMS_TENANT_ID", "TEAMS_APP_PASSWORD"
TYPE, AUTH = "TEAMS_APP_TYPE", "TEAMS_AUTH"
OPENID_METADATA_URL, LOGIN_URL = "TEAMS_OPENID_METADATA_URL", "TEAMS_LOGIN_URL"
KNOWN = (APP_ID, TENANT_ID, PASSWORD, TYPE, AUTH, OPENID_METADATA_URL, LOGIN_URL)
SINGLE_TENANT, MANAGED_IDENTITY = "SingleTenant", "UserAssignedMSI"
OPENID_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com"
IDENTITY_SERVICE = "http://169.254.169.254/metadata/identity/oauth2/token"
EXAMPLE = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class TeamsSettings:
    """`checked` is False for local trials without any authentication. `identity_header` is what Azure's app services
    want to see when they are asked for a token of the managed identity; empty elsewhere.
    """

    app_id: str
    tenant_id: str
    password: str = field(default="", repr=False)
    managed_identity: bool = False
    identity_header: str = field(default="", repr=False)
    checked: bool = True
    openid_metadata_url: str = OPENID_METADATA
    token_url: str = LOGIN


def teams_settings(environment: Mapping[str, str], host: str) -> TeamsSettings | None:
    """None when Teams is not set up at all. Raises ServerError. `host` is where the server will listen."""
    given = {name: environment.get(name, "").strip() for name in KNOWN}
    if not any(given.values()):
        return None
    if given[AUTH]:
        return _unchecked(given, host)
    managed = _managed(given[TYPE])
    password = given[PASSWORD]
    if not managed and not password:
        raise ServerError(f"{PASSWORD} is missing. Set it to a client secret of the app, or unset all of TEAMS_*.")
    header = environment.get("IDENTITY_HEADER", "") if environment.get("IDENTITY_ENDPOINT") else ""
    tenant = _guid(given, TENANT_ID)
    return TeamsSettings(
        app_id=_guid(given, APP_ID),
        tenant_id=tenant,
        password="" if managed else password,
        managed_identity=managed,
        identity_header=header if managed and not given[LOGIN_URL] else "",
        openid_metadata_url=_url(given, OPENID_METADATA_URL) or OPENID_METADATA,
        token_url=_identity_url(given, environment) if managed else _login_url(given, tenant),
    )


def _unchecked(given: Mapping[str, str], host: str) -> TeamsSettings:
    if given[AUTH].lower() != "none":
        raise ServerError(f"{AUTH} is {given[AUTH]!r}; allowed: none (only for trials on this computer), or unset it.")
    if not is_loopback(host):
        raise ServerError(f"{AUTH}=none lets everybody in, so it only works on this computer: listen on 127.0.0.1.")
    for name in (APP_ID, TENANT_ID):
        if given[name]:
            _guid(given, name)
    return TeamsSettings(app_id=given[APP_ID].lower(), tenant_id=given[TENANT_ID].lower(), checked=False)


def _managed(kind: str) -> bool:
    if kind and kind not in {SINGLE_TENANT, MANAGED_IDENTITY}:
        raise ServerError(f"{TYPE} is {kind!r}; allowed: {SINGLE_TENANT} (the default), {MANAGED_IDENTITY}.")
    return kind == MANAGED_IDENTITY


def _guid(given: Mapping[str, str], name: str) -> str:
    value = given[name]
    if not value:
        raise ServerError(f"{name} is missing. Set it to an id such as {EXAMPLE}, or unset all of TEAMS_*.")
    try:
        guid = str(UUID(value))
    except ValueError:
        guid = ""
    if guid != value.lower():
        raise ServerError(f"{name} is no id. It looks like {EXAMPLE}; copy it from the app's page in Azure.")
    return guid


def _url(given: Mapping[str, str], name: str) -> str:
    value = given[name]
    if value and not is_safe(value):
        raise ServerError(f"{name} is no address that can be trusted: it must begin with https://.")
    return value


def _login_url(given: Mapping[str, str], tenant: str) -> str:
    """A moved login keeps Microsoft's path, unless its own path is given as far as ".../token"."""
    base = (_url(given, LOGIN_URL) or LOGIN).rstrip("/")
    return base if urlsplit(base).path.endswith("/token") else f"{base}/{tenant}/oauth2/v2.0/token"


def _identity_url(given: Mapping[str, str], environment: Mapping[str, str]) -> str:
    return _url(given, LOGIN_URL) or environment.get("IDENTITY_ENDPOINT", "") or IDENTITY_SERVICE
