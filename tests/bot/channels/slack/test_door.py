"""The doors: what gets in, what is acknowledged when, and what comes twice."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from bot.channels.slack import deliveries, people
from bot.faults import ServerError
from bot.product import Product
from bot.server import running
from bot.settings import read_settings
from tests.bot.channels.slack.actor import Actor, body_of, over_http, over_socket, post, seen, signature
from tests.bot.channels.slack.conftest import QUICK, Office, environment, serving
from tests.bot.channels.slack.standin import APP, BOT, SECRET, Fault, Slack, slack_running


async def test_only_slack_gets_in(office: Office) -> None:
    body, kind = body_of("events_api", office.person("USAMIRA").message("mijn student is ziek"))
    old, new = str(int(time.time()) - 301), str(int(time.time()))
    refused = [
        {"X_Slack_Signature": ""},
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"X_Slack_Signature": signature(body, new, "another-secret")},
        {"X_Slack_Signature": signature(body + " ", new)},
        {"X_Slack_Request_Timestamp": old, "X_Slack_Signature": signature(body, old)},
        {"X_Slack_Request_Timestamp": str(int(new) + 400), "X_Slack_Signature": signature(body, str(int(new) + 400))},
        {"X_Slack_Request_Timestamp": "", "X_Slack_Signature": signature(body, "")},
        {"X_Slack_Request_Timestamp": "now", "X_Slack_Signature": signature(body, "now")},
        {"X_Slack_Signature": "vé0="},
    ]
    for headers in refused:
        assert (await post(office.address, body, kind, **headers))[0] == 401, headers
    async with ClientSession() as session, session.post(f"{office.address}slack/events", data=body) as answer:
        assert answer.status == 401
    before = [name for name, _ in office.slack.calls]
    assert "chat.postMessage" not in before
    assert (await post(office.address, body, kind))[0] == 200
    await office.slack.until(lambda: office.slack.called("chat.postMessage"))


async def test_a_signed_body_that_cannot_be_read(office: Office) -> None:
    assert (await post(office.address, "{", "application/json"))[0] == 400
    assert (await post(office.address, urlencode({"payload": "{"}), "application/x-www-form-urlencoded"))[0] == 400
    challenge = json.dumps({"type": "url_verification", "challenge": "abc"})
    assert (await post(office.address, challenge, "application/json"))[1] == '{"challenge": "abc"}'


@pytest.mark.parametrize("kind", ["events_api", "interactive"])
async def test_the_same_event_twice_has_one_effect(either: Office, kind: str) -> None:
    """Also when it comes again while it is still being handled."""
    samira = either.person("USAMIRA")
    await samira.say("mijn student is ziek")
    payload = samira.message("menu") if kind == "events_api" else samira.click("Psychische")
    assert await asyncio.gather(*(samira.deliver(kind, payload) for _ in range(3))) == [{}, {}, {}]
    await samira.reads()
    await samira.deliver(kind, payload)
    assert len(either.slack.said(samira.channel)) == 2


OLD_VIEW = {"type": "modal", "id": "V1", "hash": "1", "callback_id": "from-an-older-version", "state": {"values": {}}}


async def test_what_nobody_knows_is_acknowledged(either: Office) -> None:
    samira = either.person("USAMIRA")
    assert await samira.send("events_api", samira.message("x") | {"event": {"type": "team_join", "user": {}}}) == {}
    button = {"type": "button", "action_id": "from-an-older-version", "text": {"text": "x"}, "value": "forged"}
    assert await samira.send("interactive", samira.action(button, None)) == {}
    assert await samira.send("interactive", samira._payload("view_submission", view=OLD_VIEW)) == {}
    forged = {"type": "button", "action_id": "act-0", "text": {"text": "x"}, "value": "forged"}
    assert await samira.send("interactive", samira.action(forged, None)) == {}
    assert "ouder gesprek" in await samira.reads()


def locked(folder: Path) -> sqlite3.Connection:
    """Somebody else holds the database, as long as this connection stands."""
    connection = sqlite3.connect(folder / "wegwijzer.sqlite3", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def stands(slack: Slack, view: str, text: str) -> bool:
    return text in seen(slack.views[view])


@contextmanager
def held(folder: Path) -> Iterator[None]:
    connection = locked(folder)
    try:
        yield
    finally:
        connection.rollback()
        connection.close()


async def test_a_slow_database_is_no_reason_to_be_late(slack: Slack, folder: Path, product: Product) -> None:
    """Said and clicked while somebody else holds the database: acknowledged within three seconds, then done."""
    slack.strict = False
    async with serving(slack, folder, product, **QUICK):
        samira = Actor(slack, "USAMIRA", over_socket(slack))
        await samira.say("mijn student is ziek")
        click = samira.click("Psychische")
        with held(folder):
            began = time.monotonic()
            done = await asyncio.gather(
                samira.deliver("interactive", click), samira.deliver("events_api", samira.message("menu"))
            )
            assert time.monotonic() - began < 3
        assert list(done) == [{}, {}]
        await slack.until(lambda: "mee helpen" in " ".join(samira.screen), 8)
        assert "decaan" in samira.screen[1], "in the order in which they came"
        await slack.until(lambda: not list((folder / "slack-inbox").glob("*.waiting")), 8)


async def test_a_slow_turn_gives_the_modal_a_view_that_says_so(slack: Slack, folder: Path, product: Product) -> None:
    """Also one with a mistake in it: the form comes back with the error in it."""
    slack.strict = False
    async with serving(slack, folder, product, **QUICK) as address:
        samira = Actor(slack, "USAMIRA", over_http(address))
        await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
        view = await samira.open("Vul het in")
        for due, shown in (("2020-01-01", "⚠️"), ("", "Het is binnen")):
            with held(folder):
                began = time.monotonic()
                answer = await samira.submit(view, **({"due": due} if due else {}))
                assert time.monotonic() - began < 3
            assert answer is not None
            assert answer["response_action"] == "update"
            assert "ogenblik" in seen(answer["view"])
            await slack.until(partial(stands, slack, view["id"], shown))
        assert "Klopt het zo?" in await samira.reads()


async def test_the_modal_opens_before_anything_is_looked_up(slack: Slack, folder: Path, product: Product) -> None:
    """A trigger_id that is too old or used opens nothing, and nothing breaks."""
    slack.strict = False
    async with serving(slack, folder, product, **QUICK):
        samira = Actor(slack, "USAMIRA", over_socket(slack))
        await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
        click = samira.click("Vul het in")
        with held(folder):
            await samira.deliver("interactive", click)
            assert "ogenblik" in seen(next(iter(slack.views.values())))
            assert "submit" not in next(iter(slack.views.values()))
        await samira.modal()
        assert await samira.deliver("interactive", click) == {}, "exchanged_trigger_id"
        assert len(slack.views) == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": BOT}, "no way in: set SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": APP}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_SIGNING_SECRET": SECRET}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": BOT}, "SLACK_BOT_TOKEN must begin with xoxb-"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN must begin with xapp-"),
        ({"SLACK_BOT_TOKEN": f"{BOT} x", "SLACK_APP_TOKEN": APP}, "hold no spaces"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": APP}, "SLACK_SIGNING_SECRET is no signing secret"),
        (
            {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP, "SLACK_API_URL": "slack"},
            "SLACK_API_URL must be an address",
        ),
    ],
)
async def test_half_a_configuration_stops_the_start(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ServerError, match=sentence) as refused:
        async with running(read_settings({"WEGWIJZER_DATA": str(tmp_path), **given}), port=0):
            pass
    assert not any(secret in str(refused.value) for secret in (BOT, APP, SECRET))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, r"does not accept SLACK_BOT_TOKEN \(invalid_auth\)"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, r"does not accept SLACK_APP_TOKEN \(invalid_auth\)"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "does not answer at http://127.0.0.1:1/api/"),
    ],
)
async def test_tokens_that_slack_refuses_stop_the_start(
    slack: Slack, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ServerError, match=sentence):
        async with running(read_settings(environment(slack, tmp_path, **changed)), port=0):
            pass


async def test_secrets_stand_in_no_repr(tmp_path: Path) -> None:
    async with slack_running() as slack:
        settings = read_settings(environment(slack, tmp_path))
    from bot.channels.slack.doors import slack_settings

    for shown in (repr(settings), repr(slack_settings(settings))):
        assert not any(secret in shown for secret in (BOT, APP, SECRET))


async def test_a_socket_that_breaks_is_made_again(office: Office) -> None:
    samira = office.person("USAMIRA")
    await samira.say("mijn student is ziek")
    await office.slack.drop()
    await office.slack.until(lambda: office.slack.connections == 2)
    assert "decaan" in await samira.press("Psychische")


async def test_an_event_is_not_lost_when_slack_cannot_say_who_it_is(either: Office) -> None:
    """Not acknowledged, so Slack brings it again; auth.test is not asked any more at all."""
    slack, samira = either.slack, either.person("USAMIRA")
    slack.faults += [Fault("users.info", times=99, error="internal_error"), Fault("auth.test", times=99)]
    working = asyncio.create_task(samira.send("events_api", samira.message("mijn student is ziek")))
    await slack.until(lambda: len(slack.called("users.info")) >= 2)
    slack.faults.clear()
    await working
    assert "Waar gaat het om?" in await samira.reads()


async def test_what_fails_after_it_was_acknowledged_is_tried_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack does not bring it again any more."""
    monkeypatch.setattr(deliveries, "ACKNOWLEDGE_AFTER", 0.1)
    monkeypatch.setattr(deliveries, "TRY_AGAIN_AFTER", (0.1, 0.1))
    monkeypatch.setattr(people, "TRIES", 2)
    office.slack.faults.append(Fault("users.info", times=3))
    samira = office.person("USAMIRA")
    assert await samira.send("events_api", samira.message("mijn student is ziek")) == {}
    assert "Waar gaat het om?" in await samira.reads()
    assert len(samira.screen) == 1
