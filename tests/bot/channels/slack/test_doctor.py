"""The manifest, and `wegwijzer doctor`: what it says when something is wrong."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from bot.channels.slack.doctor import check_connection, check_deliveries
from bot.channels.slack.listeners.commands import NAME
from bot.channels.slack.listeners.shortcuts import SHORTCUT
from bot.channels.slack.manifest import manifest_text, needed_scopes
from bot.channels.slack.settings import SlackSettings
from bot.faults import ServerError
from bot.product import Product
from storage.accounts import link_account, mark_gone
from storage.case_files import add_notice
from storage.database import Database
from tests.bot.channels.slack.standin import APP, BOT, SCOPES, SECRET, Fault, Slack
from tests.bot.world import World

NOW = datetime(2027, 3, 11, 11, tzinfo=UTC)


def settings(slack: Slack, folder: Path) -> SlackSettings:
    return SlackSettings(BOT, APP, SECRET, folder, slack.url)


async def bad(slack: SlackSettings) -> list[str]:
    return [one.text for one in await check_connection(slack) if one.verdict == "bad"]


async def test_all_is_well(slack: Slack, tmp_path: Path) -> None:
    found = await check_connection(settings(slack, tmp_path))
    assert [one.verdict for one in found] == ["good", "good", "good", "unknown"]
    assert not any(secret in str(found) for secret in (BOT, APP, SECRET))


async def test_each_fault_says_what_to_do(slack: Slack, tmp_path: Path) -> None:
    given = settings(slack, tmp_path)
    (wrong,) = await bad(replace(given, bot_token="xoxb-wrong"))
    assert "SLACK_BOT_TOKEN (invalid_auth): copy it anew" in wrong
    (wrong,) = await bad(replace(given, app_token="xapp-wrong"))
    assert "connections:write" in wrong
    slack.faults.append(Fault("auth.test", error="token_revoked"))
    assert "install it again" in (await bad(given))[0]
    slack.scopes = SCOPES.replace("im:write,", "") + ",channels:history"
    (wrong,) = await bad(given)
    assert "lacks the scope im:write" in wrong
    assert any("channels:history" in one.text for one in await check_connection(given) if one.verdict == "unknown")
    silent = await bad(replace(given, api_url="http://127.0.0.1:1/api/"))
    assert "does not answer at http://127.0.0.1:1/api/" in silent[0]


async def test_gone_accounts_and_notices_that_wait(
    database: Database, product: Product, slack: Slack, tmp_path: Path
) -> None:
    world = await World.begin(database, product)
    samira = (await world.as_("samira")).person
    given = settings(slack, tmp_path)
    async with database.sessions.begin() as session:
        assert {one.verdict for one in await check_deliveries(given, session, NOW)} == {"good"}
        await link_account(session, "slack", "T1-U1", samira.id, reference={}, now=NOW)
        await mark_gone(session, "slack", "T1-U1", "The account is deactivated in Slack.", NOW)
        await add_notice(session, key="k", person_id=samira.id, message={}, now=NOW - timedelta(minutes=20))
    (tmp_path / "abc.waiting").touch()
    async with database.sessions.begin() as session:
        gone, late, inbox = await check_deliveries(given, session, NOW)
    assert f"person {samira.id} since 2027-03-11 (The account is deactivated in Slack). Once that" in gone.text
    assert "1 notices for people in Slack are waiting, the oldest since 2027-03-11 10:40 UTC" in late.text
    assert "1 events were acknowledged" in inbox.text
    assert "Samira" not in gone.text + late.text


# The manifest


def test_the_manifest_fits_the_app() -> None:
    manifest = yaml.safe_load(manifest_text())
    features, asked = manifest["features"], manifest["settings"]
    assert [one["command"] for one in features["slash_commands"]] == [NAME]
    assert [one["callback_id"] for one in features["shortcuts"]] == [SHORTCUT]
    assert "agent_view" in features
    assert "assistant_view" not in features
    assert asked["socket_mode_enabled"]
    assert set(asked["event_subscriptions"]["bot_events"]) == {
        "app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked",
    }  # fmt: skip
    assert needed_scopes() == set(SCOPES.split(","))


def test_the_manifest_is_inside_slacks_limits() -> None:
    manifest = yaml.safe_load(manifest_text())
    about, features = manifest["display_information"], manifest["features"]
    assert len(about["name"]) <= 35
    assert len(about["description"]) <= 140
    assert 174 <= len(about["long_description"]) <= 4000
    assert re.fullmatch("#[0-9a-f]{6}", about["background_color"])
    assert len(features["agent_view"]["agent_description"]) <= 300
    assert len(features["shortcuts"][0]["name"]) <= 24
    assert len(features["shortcuts"][0]["description"]) <= 150


def test_over_http_everything_goes_to_one_address() -> None:
    manifest = yaml.safe_load(manifest_text("https://wegwijzer.example.org/"))
    address = "https://wegwijzer.example.org/slack/events"
    asked = manifest["settings"]
    assert asked["event_subscriptions"]["request_url"] == address
    assert asked["interactivity"]["request_url"] == asked["interactivity"]["message_menu_options_url"] == address
    assert manifest["features"]["slash_commands"][0]["url"] == address
    assert not asked["socket_mode_enabled"]


def test_who_installs_elsewhere_is_sent_back_to_us() -> None:
    back = ["https://wegwijzer.example.org/slack/oauth_redirect"]
    for given in (("https://wegwijzer.example.org",), ("", "https://wegwijzer.example.org")):
        assert yaml.safe_load(manifest_text(*given))["oauth_config"]["redirect_urls"] == back
    only_here = yaml.safe_load(manifest_text("", "http://127.0.0.1:8400"))
    assert "redirect_urls" not in only_here["oauth_config"]
    assert yaml.safe_load(manifest_text(*("", back[0][:29])))["settings"]["socket_mode_enabled"]


@pytest.mark.parametrize("url", ["http://wegwijzer.example.org", "wegwijzer.example.org", "https://a b", "https://"])
def test_an_address_that_slack_cannot_use(url: str) -> None:
    with pytest.raises(ServerError, match="--url https"):
        manifest_text(url)


def test_every_scope_is_explained() -> None:
    docs = (Path(__file__).parents[4] / "docs" / "slack.md").read_text(encoding="utf-8")
    assert not [scope for scope in needed_scopes() if f"`{scope}`" not in docs]
