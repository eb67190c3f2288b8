"""Several workspaces, installed in a browser over real connections, each with its own token and people."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientSession, web
from cryptography.fernet import Fernet

from bot.channels.slack.doctor import check_connection, check_deliveries, check_workspaces
from bot.channels.slack.doors import slack_in, slack_settings
from bot.channels.slack.installations import REMOVED
from bot.channels.slack.manifest import INSTALL
from bot.clock import present
from bot.delivering.engines import delivering
from bot.faults import ServerError
from bot.opening import opened
from bot.product import Product
from bot.server import application, running
from bot.settings import read_settings
from tests.bot.channels.slack.actor import Actor, body_of, envelope, over_http, post
from tests.bot.channels.slack.conftest import DATABASE, PEOPLE, QUICK, TIMES, account, quick
from tests.bot.channels.slack.standin import BOT, CLIENT, CLIENT_SECRET, SECRET, Fault, Slack
from tests.bot.channels.slack.test_documents import PDF, open_dossier
from tests.bot.channels.slack.test_killed import ready_to_log

KEY = Fernet.generate_key().decode()
PUBLIC = "https://wegwijzer.example.org"
ONE, TWO = "T1SCHOOL", "T2SCHOOL"
COOKIE = "slack-app-oauth-state"


@dataclass
class Now:
    """The server's clock; `later` is how much it is ahead."""

    later: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return present() + self.later


@dataclass
class Region:
    """The server, and two workspaces in which user ids are the same."""

    slack: Slack
    one: Slack
    two: Slack
    address: str
    folder: Path
    now: Now

    def person(self, place: Slack, user: str) -> Actor:
        return Actor(place, user, over_http(self.address))

    async def install(self, place: Slack, language: str = "nl") -> tuple[int, str]:
        browser = Browser(self.address, language)
        return await browser.returns(self.slack.allow(await browser.begins(), place))

    async def event(self, place: Slack, **event: Any) -> int:
        payload = envelope(event, place.team, org_wide=place.org_wide, enterprise=place.enterprise)
        return (await post(self.address, *body_of("events_api", payload)))[0]

    async def uninstall(self, place: Slack) -> None:
        place.removed = True
        for event in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": [place.bot_user]}}):
            assert await self.event(place, **event) == 200

    def rows(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / DATABASE)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()


@dataclass
class Browser:
    """Somebody who installs. Cookies are marked for https only, so they are carried over by hand."""

    address: str
    language: str = "nl"
    cookie: str = ""
    page: str = ""

    async def begins(self) -> str:
        """The address at Slack that the page leads to."""
        _, self.page = await self.get(INSTALL)
        return self.page.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")

    async def returns(self, address: str) -> tuple[int, str]:
        parts = urlsplit(address)
        assert f"{parts.scheme}://{parts.netloc}" == PUBLIC
        return await self.get(f"{parts.path}?{parts.query}")

    async def get(self, path: str) -> tuple[int, str]:
        headers = {"Accept-Language": self.language, "Cookie": f"{COOKIE}={self.cookie}"}
        async with ClientSession() as session, session.get(self.address[:-1] + path, headers=headers) as answer:
            if COOKIE in answer.cookies:
                given = answer.cookies[COOKIE]
                assert given["secure"]
                assert given["httponly"]
                self.cookie = given.value
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            return answer.status, await answer.text()


def environment(slack: Slack, folder: Path, **more: str) -> dict[str, str]:
    return {"WEGWIJZER_DATA": str(folder), "WEGWIJZER_PUBLIC_URL": PUBLIC, "WEGWIJZER_ENCRYPTION_KEYS": KEY,
            "SLACK_API_URL": slack.url, "SLACK_SIGNING_SECRET": SECRET, "SLACK_CLIENT_ID": CLIENT,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET, **more}  # fmt: skip


@asynccontextmanager
async def serving(slack: Slack, folder: Path, product: Product, now: Now, **more: str) -> AsyncIterator[str]:
    settings = read_settings(environment(slack, folder, **more))
    doors = slack_settings(settings)
    assert doors
    product = replace(product, public_url=settings.public_url)
    async with opened(settings) as database:
        app = application(database, product)
        async with (
            slack_in(app, replace(doors, **QUICK), database, product, now=now) as port,  # type: ignore[arg-type]
            delivering(database, product, [port and quick(port)], settings, distributed=False, times=TIMES),
        ):
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            try:
                yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
            finally:
                await runner.cleanup()


def workspaces(slack: Slack) -> tuple[Slack, Slack]:
    """In the second one Samira's id is Daan's, and Joost has the id that Samira has in the first."""
    one, two = slack.another(ONE), slack.another(TWO)
    one.users |= {user: account(user, name, team_id=ONE) for user, name in PEOPLE.items()}
    two.users |= {
        user: account(user, name, team_id=TWO) for user, name in {"USAMIRA": "joost", "UDAAN": "samira"}.items()
    }
    return one, two


@pytest.fixture
async def region(slack: Slack, folder: Path, product: Product) -> AsyncIterator[Region]:
    one, two = workspaces(slack)
    now = Now()
    async with serving(slack, folder, product, now) as address:
        yield Region(slack, one, two, address, folder, now)


async def test_installed_in_two_workspaces_with_equal_ids(region: Region) -> None:
    for place in (region.one, region.two):
        status, page = await region.install(place)
        assert status == 200
        assert f"Wegwijzer staat in School {place.team}" in page
        assert f"team={place.team}" in page
    stored = region.rows("SELECT team, token FROM slack_installation ORDER BY team")
    assert [team for team, _ in stored] == [ONE, TWO]
    assert all(token.startswith("fernet:") for _, token in stored)
    samira, joost = region.person(region.one, "USAMIRA"), region.person(region.two, "USAMIRA")
    said = await asyncio.gather(*(one.say("mijn studenten") for one in (samira, joost)))
    assert "Daan" in said[0]
    assert said[0] != said[1]
    linked = region.rows("SELECT external_id, tenant, name FROM account JOIN person ON person.id = person_id")
    assert {(account, tenant) for account, tenant, _ in linked} == {(f"{ONE}-USAMIRA", ONE), (f"{TWO}-USAMIRA", TWO)}
    assert len({name for *_, name in linked}) == 2
    assert not region.slack.messages, "nothing with a token that is not theirs"


async def test_everything_in_a_workspace_goes_by_its_own_token(region: Region) -> None:
    """Modals, App Home, a command and a file, in the second one installed."""
    for place in (region.one, region.two):
        await region.install(place)
    two, samira = region.two, region.person(region.two, "UDAAN")
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    await samira.open("Vul het in")
    assert two.views
    assert await samira.open_tab("home") == {}
    await two.until(lambda: two.homes)
    assert (await samira.command("menu")) is not None
    await samira.reads()
    await samira.mention("C0STAFF", "mijn student is ziek")
    await two.until(lambda: two.said("C0STAFF"))
    assert not any((region.one.messages, region.one.views, region.one.homes))
    assert not [call for call in region.slack.calls if call[0] not in {"oauth.v2.access", "auth.test"}]
    (public,) = region.rows("SELECT id FROM conversation WHERE id LIKE '%C0STAFF%'")
    assert public[0].startswith(f"slack/{TWO}-C0STAFF-")


async def test_a_file_goes_to_the_workspace_of_whoever_asked(region: Region) -> None:
    for place in (region.one, region.two):
        await region.install(place)
    two, joost = region.two, region.person(region.two, "USAMIRA")
    await open_dossier(joost)
    await joost.send("interactive", joost.click(PDF))
    await two.until(lambda: [one for one in two.uploads.values() if one["channel"] == joost.channel])
    assert not region.one.uploads


async def test_an_agreement_crosses_workspaces(region: Region) -> None:
    """Logged in one, it arrives in the other, also at somebody who never spoke to us there."""
    for place in (region.one, region.two):
        await region.install(place)
    del region.one.users["USAMIRA"], region.two.users["USAMIRA"]
    daan, samira = region.person(region.one, "UDAAN"), region.person(region.two, "UDAAN")
    assert await daan.say("menu")
    await agree(samira)
    assert "lesplan" in await daan.reads(10)


async def agree(samira: Actor) -> None:
    await ready_to_log(samira)
    assert "Vastgelegd" in await samira.press("Leg afspraak vast")


async def test_uninstalled_in_one(region: Region) -> None:
    """Its token is gone, its people are marked and the other goes on; installed again, what waited arrives."""
    for place in (region.one, region.two):
        await region.install(place)
    daan, samira = region.person(region.one, "UDAAN"), region.person(region.two, "UDAAN")
    await daan.say("menu")
    await samira.say("menu")
    await region.uninstall(region.one)
    (row,) = region.rows("SELECT token, removed_at FROM slack_installation WHERE team = ?", ONE)
    assert KEY not in row[0]
    assert Fernet(KEY).decrypt(row[0].removeprefix("fernet:").encode()) == b""
    assert row[1]
    assert region.rows("SELECT gone_why FROM account WHERE external_id = ?", f"{ONE}-UDAAN") == [(REMOVED,)]
    before = len(region.one.calls)
    await daan.deliver("events_api", daan.message("menu"))
    await agree(samira)
    assert len(region.one.calls) == before, "nothing more goes there"
    (waiting,) = region.rows("SELECT lane, state FROM notice")
    assert waiting == ("", "pending")
    region.now.later = timedelta(seconds=5)
    await region.install(region.one)
    assert "lesplan" in await daan.reads(10)


async def test_a_late_word_of_an_earlier_removal_changes_nothing(region: Region) -> None:
    await region.install(region.one)
    payload = envelope({"type": "app_uninstalled"}, ONE) | {"event_time": int(time.time()) - 60}
    assert (await post(region.address, *body_of("events_api", payload)))[0] == 200
    assert await region.event(region.one, type="tokens_revoked", tokens={"oauth": ["U1"]}) == 200
    assert "ziekte" in await region.person(region.one, "USAMIRA").say("mijn student is ziek")


async def test_a_token_that_slack_took_back_without_a_word(region: Region) -> None:
    for place in (region.one, region.two):
        await region.install(place)
    daan, samira = region.person(region.one, "UDAAN"), region.person(region.two, "UDAAN")
    await daan.say("menu")
    region.one.removed = True
    await agree(samira)

    async def gone() -> None:
        while region.rows("SELECT lane, state FROM notice") != [("", "dead")]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)

    await asyncio.wait_for(gone(), 10)
    region.now.later = timedelta(seconds=5)
    assert region.rows("SELECT removed_at IS NULL FROM slack_installation WHERE team = ?", ONE) == [(0,)]
    await region.install(region.one)
    assert "lesplan" in await daan.reads(10), "installed again, it arrives"


async def test_a_state_is_good_once_for_a_while_and_in_one_browser(region: Region) -> None:
    browser = Browser(region.address)
    back = region.slack.allow(await browser.begins(), region.one)
    stranger = Browser(region.address)
    assert (await stranger.returns(back))[0] == 400, "another browser"
    await stranger.begins()
    assert (await stranger.returns(back))[0] == 400, "with a state of its own"
    assert (await browser.returns(back))[0] == 200
    status, page = await browser.returns(back)
    assert status == 401
    assert "verlopen" in page
    late = Browser(region.address, "en-GB,nl;q=0.5")
    back = region.slack.allow(await late.begins(), region.two)
    assert "Add Wegwijzer to your Slack" in late.page
    region.now.later = timedelta(minutes=11)
    status, page = await late.returns(back)
    assert (status, "expired" in page) == (401, True)
    assert [team for (team,) in region.rows("SELECT team FROM slack_installation")] == [ONE]
    await late.begins()
    assert len(region.rows("SELECT digest FROM slack_state")) == 1, "what expired is forgotten"


async def test_who_says_no_or_forges_gets_a_page_and_no_more(region: Region) -> None:
    browser = Browser(region.address)
    await browser.begins()
    status, page = await browser.get(f"/slack/oauth_redirect?error=access_denied&state={browser.cookie}")
    assert (status, "niets toegevoegd" in page) == (200, True)
    _, page = await browser.get("/slack/oauth_redirect?error=%3Cscript%3E")
    assert "Dat ging niet goed" in page
    assert "script" not in page
    status, page = await browser.get(f"/slack/oauth_redirect?code=made-up&state={browser.cookie}")
    assert (status, "verlopen" in page) == (401, True)
    back = region.slack.allow(await browser.begins(), region.one)
    region.slack.faults.append(Fault("oauth.v2.access", status=0))
    status, page = await browser.returns(back)
    assert (status, "Slack antwoordt niet" in page) == (502, True)
    assert not region.rows("SELECT * FROM slack_installation")


async def test_only_workspaces_that_were_named(slack: Slack, folder: Path, product: Product) -> None:
    one, two = workspaces(slack)
    async with serving(slack, folder, product, Now(), SLACK_WORKSPACES=f"{ONE}, T9") as address:
        region = Region(slack, one, two, address, folder, Now())
        assert (await region.install(one))[0] == 200
        _, page = await region.install(two)
        assert "nog niet meedoen" in page
        assert len(region.rows("SELECT * FROM slack_installation")) == 1
        assert await region.event(two, type="app_home_opened", user="USAMIRA", channel="D1", tab="home") == 200
        assert not two.homes


async def test_a_whole_organisation(region: Region) -> None:
    """One token for all its workspaces; its people are of the organisation."""
    koepel = region.slack.another("E1KOEPEL", enterprise="E1KOEPEL", org_wide=True)
    member = {"enterprise_user": {"id": "USAMIRA", "enterprise_id": "E1KOEPEL"}}
    koepel.users["USAMIRA"] = account("USAMIRA", "samira", **member)
    assert "Wegwijzer staat in Koepel" in (await region.install(koepel))[1]
    samira = region.person(koepel, "USAMIRA")
    payload = samira.message("mijn studenten")
    payload["authorizations"][0]["team_id"] = payload["team_id"] = "T3INSIDE"
    assert await samira.deliver("events_api", payload) == {}
    assert "Daan" in await samira.reads()
    assert region.rows("SELECT external_id FROM account") == [("E1KOEPEL-USAMIRA",)]


async def test_a_restart_knows_them_all(slack: Slack, folder: Path, product: Product) -> None:
    one, two = workspaces(slack)
    for _ in range(2):
        async with serving(slack, folder, product, Now()) as address:
            region = Region(slack, one, two, address, folder, Now())
            if not region.rows("SELECT * FROM slack_installation"):
                await region.install(one)
            assert "ziekte" in await region.person(one, "USAMIRA").say("mijn student is ziek")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        ({"SLACK_CLIENT_ID": ""}, "SLACK_CLIENT_ID is missing"),
        ({"SLACK_CLIENT_ID": "wegwijzer"}, "SLACK_CLIENT_ID must be two numbers"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_CLIENT_ID is set, but no way in"),
        ({"SLACK_BOT_TOKEN": BOT}, "Leave SLACK_BOT_TOKEN out"),
        ({"SLACK_WORKSPACES": "school"}, "SLACK_WORKSPACES holds school"),
        ({"WEGWIJZER_ENCRYPTION_KEYS": ""}, "Set WEGWIJZER_ENCRYPTION_KEYS"),
    ],
)
async def test_half_a_configuration_stops_the_start(
    slack: Slack, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ServerError, match=sentence) as refused:
        async with running(read_settings(environment(slack, tmp_path, **changed)), port=0):
            pass
    assert CLIENT_SECRET not in str(refused.value)


async def test_the_doctor_lists_workspaces(region: Region) -> None:
    """Of the settings as they are, without the server."""
    for place in (region.one, region.two):
        await region.install(place)
    await region.person(region.one, "USAMIRA").say("menu")
    await region.uninstall(region.one)
    settings = read_settings(environment(region.slack, region.folder))
    slack = slack_settings(settings)
    assert slack
    async with opened(settings) as database:
        async with database.sessions.begin() as session:
            installed, said = await check_workspaces(slack, session)
            accounts = await check_deliveries(slack, session, present())
        found = await check_connection(slack, installed)
        only_one = replace(slack, oauth=replace(slack.oauth, allowed=frozenset({ONE})))  # type: ignore[type-var]
        refused = await check_connection(only_one, installed)
    assert [one.team for one in installed] == [TWO]
    assert f"removed from the workspace School {ONE} ({ONE})" in said[0].text
    assert (said[0].verdict, "1 people" in said[0].text) == ("bad", True)
    assert "SLACK_WORKSPACES" in said[1].text
    assert accounts[0].verdict == "good", "said once"
    assert f"School {TWO} {TWO}, since" in found[0].text
    assert "not in SLACK_WORKSPACES" in refused[0].text
    assert region.two.bot_token not in str(found)
    region.two.removed = True
    assert "account_inactive" in (await check_connection(slack, installed))[0].text
