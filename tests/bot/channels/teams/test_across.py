"""One server with all its doors: what begins in Slack goes on in Teams, and what is agreed in Teams ends in the web."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.channels.slack.doors import slack_in, slack_settings
from bot.channels.teams.door import Times, open_door
from bot.channels.teams.settings import teams_settings
from bot.clock import present
from bot.delivering.engines import delivering
from bot.opening import opened, seed
from bot.product import Product
from bot.server import application
from bot.settings import read_settings
from storage.database import Database
from tests.bot.channels.slack.actor import Actor, over_socket
from tests.bot.channels.slack.conftest import PEOPLE, account, environment
from tests.bot.channels.slack.standin import Slack, direct, slack_running
from tests.bot.channels.slack.web import WebTalker
from tests.bot.channels.teams.client import Client, cards, words
from tests.bot.channels.teams.conftest import HOUSE_PATIENCE, QUICK, quick
from tests.bot.channels.teams.microsoft import Microsoft


@dataclass
class Town:
    slack: Slack
    microsoft: Microsoft
    database: Database
    address: str
    session: ClientSession

    def in_slack(self, user: str) -> Actor:
        return Actor(self.slack, user, over_socket(self.slack))

    def in_teams(self, name: str) -> Client:
        return Client(self.microsoft, self.address, self.session, name)


# A click is answered when all of it is there, however slow the machine.
UNHURRIED = Times(acknowledge=20.0, click=20.0, latest_click=20.0)


@pytest.fixture
async def town(ms: Microsoft, product: Product, tmp_path: Path) -> AsyncIterator[Town]:
    async with slack_running() as slack:
        slack.users |= {user: account(user, name) for user, name in PEOPLE.items()}
        slack.strict = False
        settings = read_settings(environment(slack, tmp_path))
        teams, doors = teams_settings(ms.environment, "127.0.0.1"), slack_settings(settings)
        assert teams
        async with opened(settings) as database, ClientSession() as session:
            await seed(database)
            app = application(database, product)
            async with (
                open_door(teams, database, product, present, patience=HOUSE_PATIENCE, times=UNHURRIED) as door,
                slack_in(app, doors, database, product) as to_slack,
                delivering(database, product, (quick(door.port), to_slack), settings, distributed=False, times=QUICK),
            ):
                door.add_to(app)
                runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=0.2)
                await runner.setup()
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                yield Town(slack, ms, database, f"http://127.0.0.1:{runner.addresses[0][1]}/", session)
                await runner.cleanup()


async def test_somebody_called_in_from_slack_picks_it_up_in_teams(town: Town) -> None:
    joost = town.in_teams("joost")
    await joost.say("menu")
    town.microsoft.calls.clear()
    samira = town.in_slack("USAMIRA")
    await samira.say("schakel mijn so in")
    await samira.press("Ik noem geen naam")
    await samira.press("SO: Joost")
    await samira.submit(await samira.open("Vul het in"), note="Kun je meedenken?")
    assert "Zo versturen?" in await samira.reads()
    await samira.press("Schakel Joost")
    (told,) = await town.microsoft.wait_for(1)
    assert told.conversation == joost.conversation
    assert "Samira el Idrissi vraagt je hulp" in words(told)
    assert "Kun je meedenken?" in words(told)
    assert "Fijn. Samira el Idrissi hoort" in words(*await joost.click("Ik pak dit op"))
    assert "Je koos: Ik pak dit op" in words(joost.clicked["value"])
    assert "Joost Verhoeven pakt je vraag" in await samira.reads()
    assert town.slack.said(direct("UJOOST")) == [], "what arrived in Teams does not arrive in Slack as well"


async def test_an_agreement_from_teams_is_settled_in_the_web_chat(town: Town) -> None:
    samira, daan = town.in_teams("samira"), WebTalker(town.address, "daan")
    del town.slack.users["UDAAN"]
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    card = next(card for call in reversed(town.microsoft.posts()) for card in cards(call) if has_inputs(card))
    filled = {one["id"]: one["value"] for one in card["body"] if one["type"].startswith("Input.") and "value" in one}
    await samira.click("Laat zien", **{name.removeprefix("in-"): value for name, value in filled.items()})
    assert "Vastgelegd" in words(*await samira.click("Leg afspraak vast"))
    assert "Samira el Idrissi legde deze afspraak vast" in await daan.look()
    before = len(town.microsoft.posts())
    await daan.press("Bekijk de afspraak")
    assert "Mooi, afgerond" in await daan.press("Rond af")
    told = (await town.microsoft.wait_for(before + 1))[-1]
    assert told.conversation == samira.conversation
    assert "Daan Bakker rondde deze afspraak af" in words(told)
    assert "Afgerond door Daan Bakker" in words(*await samira.click("Bekijk de afspraak"))


def has_inputs(card: dict[str, Any]) -> bool:
    return any(one["type"].startswith("Input.") for one in card["body"])
