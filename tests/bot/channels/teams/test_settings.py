"""Half a setting stops the start with a sentence, and never opens the door."""

from __future__ import annotations

import pytest

from bot.channels.teams.settings import LOGIN, OPENID_METADATA, teams_settings
from bot.faults import ServerError
from bot.server import running
from bot.settings import read_settings
from tests.bot.channels.teams.microsoft import APP_ID, SECRET, TENANT_ID

WHOLE = {"TEAMS_APP_ID": APP_ID, "TEAMS_TENANT_ID": TENANT_ID, "TEAMS_APP_PASSWORD": SECRET}


def test_nothing_set_is_no_teams_and_the_whole_is_microsofts_own() -> None:
    assert teams_settings({}, "127.0.0.1") is None
    assert teams_settings(dict.fromkeys(WHOLE, " "), "127.0.0.1") is None
    whole = teams_settings(WHOLE | {"TEAMS_APP_ID": APP_ID.upper()}, "0.0.0.0")  # noqa: S104
    assert whole is not None
    assert (whole.app_id, whole.checked, whole.managed_identity) == (APP_ID, True, False)
    assert whole.openid_metadata_url == OPENID_METADATA
    assert whole.token_url == f"{LOGIN}/{TENANT_ID}/oauth2/v2.0/token"
    assert SECRET not in repr(whole)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"TEAMS_APP_ID": ""}, "TEAMS_APP_ID is missing"),
        ({"TEAMS_TENANT_ID": ""}, "TEAMS_TENANT_ID is missing"),
        ({"TEAMS_APP_PASSWORD": " "}, "TEAMS_APP_PASSWORD is missing"),
        ({"TEAMS_APP_ID": "wegwijzer"}, "TEAMS_APP_ID is no id"),
        ({"TEAMS_APP_ID": APP_ID.replace("-", "")}, "TEAMS_APP_ID is no id"),
        ({"TEAMS_TENANT_ID": f"{TENANT_ID}0"}, "TEAMS_TENANT_ID is no id"),
        ({"TEAMS_TENANT_ID": "common"}, "TEAMS_TENANT_ID is no id"),
        ({"TEAMS_APP_TYPE": "MultiTenant"}, "allowed: SingleTenant"),
        ({"TEAMS_APP_TYPE": "singletenant"}, "allowed: SingleTenant"),
        ({"TEAMS_AUTH": "off"}, "allowed: none"),
        ({"TEAMS_OPENID_METADATA_URL": "http://keys.example/"}, "TEAMS_OPENID_METADATA_URL is no address"),
        ({"TEAMS_LOGIN_URL": "ftp://login.example/"}, "TEAMS_LOGIN_URL is no address"),
        ({"TEAMS_LOGIN_URL": "https://name:word@login.example/"}, "TEAMS_LOGIN_URL is no address"),
    ],
)
def test_what_is_missing_or_mistyped_is_named(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(ServerError, match=sentence) as raised:
        teams_settings(WHOLE | changes, "127.0.0.1")
    assert SECRET not in str(raised.value)


def test_managed_identity_needs_no_secret() -> None:
    managed = {"TEAMS_APP_ID": APP_ID, "TEAMS_TENANT_ID": TENANT_ID, "TEAMS_APP_TYPE": "UserAssignedMSI"}
    settings = teams_settings(managed, "0.0.0.0")  # noqa: S104
    assert settings is not None
    assert settings.token_url.startswith("http://169.254.169.254/")
    service = {"IDENTITY_ENDPOINT": "http://127.0.0.1:41/msi/token", "IDENTITY_HEADER": "sign"}
    settings = teams_settings(managed | service, "0.0.0.0")  # noqa: S104
    assert settings is not None
    assert (settings.token_url, settings.identity_header) == ("http://127.0.0.1:41/msi/token", "sign")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "wegwijzer.example", "::"])  # noqa: S104
def test_no_authentication_only_on_this_computer(host: str) -> None:
    with pytest.raises(ServerError, match="only works on this computer"):
        teams_settings({"TEAMS_AUTH": "none"}, host)
    for here in ("127.0.0.1", "::1", "localhost"):
        settings = teams_settings({"TEAMS_AUTH": "none"}, here)
        assert settings is not None
        assert not settings.checked


async def test_the_server_does_not_start(tmp_path: object) -> None:
    settings = read_settings({"WEGWIJZER_DATA": str(tmp_path), "TEAMS_APP_ID": APP_ID})
    with pytest.raises(ServerError, match="TEAMS_APP_PASSWORD"):
        async with running(settings, port=0):
            pass
