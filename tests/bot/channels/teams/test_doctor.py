"""The checks against Microsoft on loopback: what is well, what is wrong, and what cannot be known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.channels.teams.doctor import (
    check_accounts,
    check_credentials,
    check_door,
    check_keys,
    check_package,
    check_secret,
    check_undelivered,
)
from bot.channels.teams.manifest import About, package
from bot.channels.teams.settings import TeamsSettings, teams_settings
from bot.findings import Finding
from bot.product import Product
from storage.accounts import link_account, mark_gone
from storage.case_files import add_notice
from storage.conversations import claim_conversation
from storage.database import Database, transaction
from storage.replies import owe
from tests.bot.channels.teams.conftest import House
from tests.bot.channels.teams.microsoft import APP_ID, SECRET, Microsoft
from tests.bot.world import World

NOW = datetime(2027, 3, 11, 11, tzinfo=UTC)
EARLIER = NOW - timedelta(days=9)


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def settings(ms: Microsoft) -> TeamsSettings:
    found = teams_settings(ms.environment, "127.0.0.1")
    assert found is not None
    return found


def only(findings: list[Finding]) -> tuple[str, str]:
    (one,) = findings
    assert SECRET not in one.text
    return one.verdict, one.text


async def test_all_is_well(http: ClientSession, settings: TeamsSettings) -> None:
    assert only(await check_credentials(http, settings)) == ("good", "Microsoft gives us a token.")
    assert only(await check_keys(http, settings))[0] == "good"


async def test_a_secret_that_is_refused(http: ClientSession, settings: TeamsSettings, ms: Microsoft) -> None:
    ms.login_status = 401
    verdict, text = only(await check_credentials(http, settings))
    assert verdict == "bad"
    assert "401 invalid_client" in text
    assert "make a new one in Azure" in text


async def test_servers_that_cannot_be_reached(http: ClientSession, settings: TeamsSettings, ms: Microsoft) -> None:
    nowhere = replace(settings, token_url="http://127.0.0.1:9/token", openid_metadata_url="http://127.0.0.1:9/keys")
    assert "proxy, firewall" in only(await check_credentials(http, nowhere))[1]
    assert "http://127.0.0.1:9/keys gives no keys" in only(await check_keys(http, nowhere))[1]
    ms.keys_status = 503
    assert only(await check_keys(http, settings))[0] == "bad"


async def test_without_authentication_nothing_is_asked(
    http: ClientSession, settings: TeamsSettings, ms: Microsoft
) -> None:
    trial = replace(settings, checked=False)
    assert only(await check_credentials(http, trial))[0] == "unknown"
    assert await check_keys(http, trial) == []
    assert await check_secret(http, trial, NOW) == []
    assert (ms.logins, ms.fetched_keys) == (0, 0)


@pytest.mark.parametrize(
    ("credentials", "verdict", "text"),
    [
        ([{"hint": "een", "endDateTime": "2027-09-01T00:00:00Z"}], "good", "valid until 2027-09-01"),
        ([{"hint": "een", "endDateTime": "2027-04-01T00:00:00Z"}], "bad", "expires on 2027-04-01"),
        ([{"hint": "een", "endDateTime": "2027-03-01T00:00:00Z"}], "bad", "expired on 2027-03-01"),
        ([{"hint": "oud", "endDateTime": "2027-09-01T00:00:00Z"}], "unknown", "Certificates & secrets"),
        ([{"hint": None, "endDateTime": "2027-09-01T00:00:00Z"}], "unknown", "Certificates & secrets"),
        ([], "unknown", "Certificates & secrets"),
        ([{"hint": "een", "endDateTime": "morgen"}], "unknown", "Certificates & secrets"),
        (None, "unknown", "Certificates & secrets"),
    ],
)
async def test_when_the_secret_expires(
    http: ClientSession, settings: TeamsSettings, credentials: list[dict[str, str]] | None, verdict: str, text: str
) -> None:
    """None: the app may not read that, as in most tenants."""

    async def graph(request: web.Request) -> web.Response:
        assert request.match_info["app"] == f"applications(appId='{APP_ID}')"
        assert request.headers["Authorization"] == "Bearer out-1"
        return web.json_response({"passwordCredentials": credentials}, status=200 if credentials is not None else 403)

    app = web.Application()
    app.router.add_get("/v1.0/{app}", graph)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    found = only(await check_secret(http, settings, NOW, address))
    await runner.cleanup()
    assert found[0] == verdict
    assert text in found[1]


async def test_a_package_that_fits_and_one_that_does_not(
    tmp_path: Path, settings: TeamsSettings, product: Product
) -> None:
    path = tmp_path / "wegwijzer.zip"
    path.write_bytes(package(About(APP_ID, "wegwijzer.example.org"), product.phrases))
    assert only(check_package(path, settings, "wegwijzer.example.org"))[0] == "good"
    assert only(check_package(path, settings))[0] == "good"
    assert "not made for elsewhere.example" in only(check_package(path, settings, "elsewhere.example"))[1]
    other = replace(settings, app_id="00000000-0000-0000-0000-000000000001")
    assert "another bot" in only(check_package(path, other))[1]
    path.write_bytes(path.read_bytes()[:200])
    assert "no app package" in only(check_package(path, settings))[1]
    assert "no app package" in only(check_package(tmp_path / "nowhere.zip", settings))[1]


async def test_people_at_whom_nothing_arrives(sqlite: Database, product: Product) -> None:
    world = await World.begin(sqlite, product)
    person = (await world.as_("daan")).person
    async with sqlite.sessions.begin() as session:
        assert only(await check_accounts(session))[0] == "good"
        for account, at in (("teams-1", EARLIER), *((f"slack-{number}", NOW) for number in range(20))):
            channel = account.partition("-")[0]
            await link_account(session, channel, account, person.id, reference={}, now=EARLIER)
            await mark_gone(session, channel, account, "ConversationBlockedByUser", at)
        verdict, text = only(await check_accounts(session))
    assert verdict == "bad"
    assert f"person {person.id} since {EARLIER:%Y-%m-%d} (ConversationBlockedByUser)" in text
    assert person.name not in text


async def test_what_waits_too_long_is_told(database: Database, product: Product) -> None:
    world = await World.begin(database, product)
    samira = (await world.as_("samira")).person.id
    async with database.sessions.begin() as session:
        assert only(await check_undelivered(session, NOW)) == ("good", "Nothing is waiting to be brought to Teams.")
        await link_account(session, "teams", "aad-samira", samira, reference={}, now=EARLIER)
        await add_notice(session, key="one", person_id=samira, message={"paragraphs": ["een"]}, now=EARLIER)
    async with transaction(database.sessions) as begun:
        await claim_conversation(begun, f"teams/{samira}", EARLIER)
        await owe(
            begun.connection, conversation=f"teams/{samira}", event="1", channel="teams", talk="a:1",
            account="aad-samira", language="nl", kind="answer", place={}, now=EARLIER, due_at=EARLIER, most=1,
        )  # fmt: skip
        found = await check_undelivered(begun.session, NOW)
    assert [one.verdict for one in found] == ["bad", "bad"]
    assert "1 notices for people in Teams are waiting, the oldest since 2027-03-02 11:00 UTC" in found[0].text
    assert "1 answers for people in Teams are waiting" in found[1].text


async def test_the_door_is_looked_for_where_teams_does(house: House, http: ClientSession) -> None:
    here = house.address.removeprefix("http://").rstrip("/")
    assert only(await check_door(http, here, "http"))[0] == "good"
    verdict, text = only(await check_door(http, f"{here}/elsewhere", "http"))
    assert (verdict, "answers 404 instead of 401" in text) == ("bad", True)
    assert "gives no answer" in only(await check_door(http, "127.0.0.1:9", "http"))[1]
