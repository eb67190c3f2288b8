"""Calls to the connector and the token for them, against real servers that fail in every way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import ClientSession
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.channels.teams.adapter import TeamsAdapter
from bot.channels.teams.addresses import is_safe
from bot.channels.teams.connector import BLOCKED, BlockedError, BusyError, Connector, ConnectorError
from bot.channels.teams.settings import TeamsSettings, teams_settings
from bot.channels.teams.tokens_out import LoginError, OutgoingTokens
from bot.channels.teams.wire import reference_from
from tests.bot.channels.teams.conftest import PATIENCE
from tests.bot.channels.teams.microsoft import APP_ID, SECRET, TENANT_ID, Answer, Microsoft, until

PATH = "v3/conversations/a%3A1/activities"


def settings_of(ms: Microsoft, **changes: str) -> TeamsSettings:
    found = teams_settings(ms.environment | changes, "127.0.0.1")
    assert found is not None
    return found


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def connector(http: ClientSession, ms: Microsoft) -> Connector:
    return Connector(http, OutgoingTokens(http, settings_of(ms)), PATIENCE)


async def post(connector: Connector, ms: Microsoft) -> str:
    answer = await connector.call("POST", ms.service_url, PATH, {"type": "message", "text": "hé"})
    return str(answer["id"])


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_what_may_go_well_later_is_tried_again(connector: Connector, ms: Microsoft, status: int) -> None:
    ms.answers.extend([Answer(status), Answer(status)])
    assert await post(connector, ms) == "sent-1"
    assert [call.body["text"] for call in ms.calls] == ["hé"]
    ms.answers.extend([Answer(status)] * 4)
    with pytest.raises(ConnectorError) as raised:
        await post(connector, ms)
    assert raised.value.status == status
    assert not ms.answers


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500, 501])
async def test_what_will_not_go_well_is_tried_once(connector: Connector, ms: Microsoft, status: int) -> None:
    ms.answers.extend([Answer(status, body={"error": {"code": "BadThing"}})])
    with pytest.raises(ConnectorError, match="BadThing"):
        await post(connector, ms)
    assert ms.calls == []
    assert await post(connector, ms)


async def test_retry_after_is_honoured_as_seconds_and_as_a_date(connector: Connector, ms: Microsoft) -> None:
    for dated in (False, True):
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=1.95), usegmt=True)
        start = time.monotonic()
        ms.answers.append(Answer(429, {"Retry-After": date if dated else "1"}))
        await post(connector, ms)
        assert 0.8 < time.monotonic() - start < 2.2
    ms.answers.append(Answer(429, {"Retry-After": "600"}))
    with pytest.raises(BusyError) as raised:
        await post(connector, ms)
    assert raised.value.wait == 600
    for header in ("-5", "soon", "0"):
        ms.answers.append(Answer(429, {"Retry-After": header}))
        assert await post(connector, ms)


@pytest.mark.parametrize("code", BLOCKED)
async def test_who_blocked_us_is_never_tried_again(connector: Connector, ms: Microsoft, code: str) -> None:
    for body in ({"error": {"code": code}}, {"errorCode": 209, "message": f'{{ "subCode": "{code}" }}'}):
        ms.answers.append(Answer(403, body=body))
        with pytest.raises(BlockedError) as raised:
            await post(connector, ms)
        assert (raised.value.code, raised.value.status) == (code, 403)
    assert ms.calls == []


async def test_an_answer_that_never_comes_is_not_asked_for_twice(connector: Connector, ms: Microsoft) -> None:
    """It may have arrived."""
    ms.answers.append(Answer(wait=5))
    start = time.monotonic()
    with pytest.raises(ConnectorError, match="no answer"):
        await post(connector, ms)
    assert time.monotonic() - start < 1
    ms.answers.append(Answer(cut=True))
    with pytest.raises(ConnectorError, match="no answer"):
        await post(connector, ms)


async def test_nothing_goes_to_an_unsafe_address(connector: Connector, ms: Microsoft) -> None:
    for url in ("http://smba.example/", "ftp://127.0.0.1/", "https://", "", "file:///etc", "https://a:b@smba.example/"):
        with pytest.raises(ConnectorError, match="unsafe"):
            await connector.call("POST", url, PATH, {})
    assert ms.logins == 0
    assert is_safe("https://smba.trafficmanager.net/emea/")
    assert not is_safe("https://smba.trafficmanager.net/emea/", only_loopback=True)
    assert is_safe("http://[::1]:8080/", only_loopback=True)


async def test_nobody_listening_is_tried_again(connector: Connector) -> None:
    start = time.monotonic()
    with pytest.raises(ConnectorError, match="ClientConnector"):
        await connector.call("POST", "http://127.0.0.1:9/", PATH, {})
    assert time.monotonic() - start > 0.05


async def test_one_token_serves_all_and_is_renewed_ahead_of_time(http: ClientSession, ms: Microsoft) -> None:
    now = 0.0
    tokens = OutgoingTokens(http, settings_of(ms), lambda: now)
    assert {one["Authorization"] for one in await asyncio.gather(*(tokens.header() for _ in range(20)))} == {
        "Bearer out-1"
    }
    assert ms.logins == 1
    assert ms.login_asked == [
        {
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": SECRET,
            "scope": "https://api.botframework.com/.default",
            "tenant": TENANT_ID,
        }
    ]
    now = 3500
    assert await tokens.header() == {"Authorization": "Bearer out-1"}
    await until(lambda: ms.logins == 2)
    await asyncio.sleep(0.05)
    assert await tokens.header() == {"Authorization": "Bearer out-2"}
    now = 20_000
    assert await tokens.header() == {"Authorization": "Bearer out-3"}
    tokens.refused()
    assert await tokens.header() == {"Authorization": "Bearer out-4"}


async def test_a_login_that_fails_is_not_hammered_and_shows_no_secret(http: ClientSession, ms: Microsoft) -> None:
    now = 0.0
    tokens = OutgoingTokens(http, settings_of(ms), lambda: now)
    ms.login_status = 401
    for _ in range(5):
        with pytest.raises(LoginError, match="401 invalid_client") as raised:
            await tokens.header()
        assert SECRET not in str(raised.value)
    assert ms.logins == 1
    ms.login_status, now = 200, 6.0
    assert await tokens.header() == {"Authorization": "Bearer out-2"}


async def test_a_token_that_lapses_while_the_login_is_down_serves_till_its_end(
    http: ClientSession, ms: Microsoft
) -> None:
    now = 0.0
    tokens = OutgoingTokens(http, settings_of(ms), lambda: now)
    await tokens.header()
    ms.login_status, now = 500, 3590.0
    assert await tokens.header() == {"Authorization": "Bearer out-1"}
    await asyncio.sleep(0.05)
    assert await tokens.header() == {"Authorization": "Bearer out-1"}


async def test_managed_identity_asks_azure_itself(http: ClientSession, ms: Microsoft) -> None:
    changes = {
        "TEAMS_APP_TYPE": "UserAssignedMSI",
        "TEAMS_APP_PASSWORD": "",
        "TEAMS_LOGIN_URL": f"{ms.address}/identity",
    }
    tokens = OutgoingTokens(http, settings_of(ms, **changes))
    assert await tokens.header() == {"Authorization": "Bearer managed-1"}
    assert ms.login_asked == [
        {
            "api-version": "2018-02-01",
            "resource": "https://api.botframework.com",
            "client_id": APP_ID,
            "metadata": "true",
        }
    ]


async def test_a_refused_token_is_fetched_anew(connector: Connector, ms: Microsoft) -> None:
    ms.answers.append(Answer(401))
    with pytest.raises(ConnectorError):
        await post(connector, ms)
    await post(connector, ms)
    assert ms.calls[-1].authorization == "Bearer out-2"


async def test_the_adapter_updates_and_deletes_and_goes_on_from_a_stored_reference(
    connector: Connector, ms: Microsoft
) -> None:
    adapter = TeamsAdapter(replace(connector))
    stored = {
        "serviceUrl": ms.service_url,
        "channelId": "msteams",
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "bot": {"id": "28:bot"},
        "user": {"id": "29:samira"},
    }
    reference = reference_from(stored)
    assert reference is not None

    async def talk(context: TurnContext) -> None:
        await context.send_activity("hallo")
        await context.update_activity(Activity(type="message", id="7", text="dag"))
        await context.delete_activity("7")

    await adapter.continue_conversation(reference, talk)
    assert [(call.method, call.conversation, call.activity) for call in ms.calls][1:] == [
        ("PUT", "a:1", "7"),
        ("DELETE", "a:1", "7"),
    ]
    said = ms.calls[0].body
    assert (said["text"], said["recipient"]["id"], said["from"]["id"]) == ("hallo", "29:samira", "28:bot")
    for broken in ({}, {**stored, "conversation": None}, {**stored, "user": "x"}):
        assert reference_from(broken) is None
